"""The session ends while one writes: what was typed is offered after the log-in, to the same person, and saved once."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from liaison.cases.choices import Source, State
from liaison.cases.models import Case, CaseEvent, Category
from liaison.cases.services import VERBS, file_case
from liaison.core import clock
from liaison.core.models import SentForm
from liaison.directory.models import Leader, Level, Role, Unit, User
from tests.browser.accessibility import assert_accessible, assert_fits

PASSWORD = "Linjiang-2026"
OFFERED = "您上次没有保存的内容还在"
LOST = "登录已失效。您写的内容已存在这台设备上"


@pytest.fixture
def office(coordinator):
    coordinator.is_staff = True
    coordinator.set_password(PASSWORD)
    coordinator.save()
    return coordinator


@pytest.fixture
def category(db) -> Category:
    return Category.objects.create(code="01", name="融资")


@pytest.fixture
def handled(office, enterprise, category, nanguan) -> Case:
    """A case that waits for its answer by the unit of ``handler``."""
    unit = Unit.objects.create(code="GXJ", name="南关区工信局", short_name="工信局", level=Level.COUNTY, region=nanguan)
    handler = User.objects.create_user(
        username="handler", password=PASSWORD, name="承办", role=Role.HANDLER, unit=unit, region=nanguan, is_staff=True
    )
    facts = {"enterprise": enterprise, "category": category, "content": "贷款到期不续贷", "source": Source.HOTLINE}
    case = file_case(by=office, now=clock.now(), **facts)
    for verb, by, inputs in (("accept", office, {}), ("assign", office, {"lead": unit}), ("sign", handler, {})):
        case = VERBS[verb](case, by=by, now=clock.now(), **inputs)
    return case


def sign_in(page, user) -> None:
    page.get_by_label("用户名").fill(user.username)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def come_back(page, user) -> None:
    """The session ends on the server; the form is sent; one logs in anew and takes the draft back."""
    expect(page.get_by_text(LOST)).to_be_visible()
    page.get_by_role("link", name="重新登录后继续").click()
    sign_in(page, user)
    expect(page.get_by_text(OFFERED)).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="恢复").click()
    expect(page.get_by_text("已恢复上次没保存的内容")).to_be_visible()


def expect_no_draft(page) -> None:
    page.wait_for_function("Object.keys(localStorage).every((key) => !key.startsWith('liaison.draft.'))")


@pytest.mark.parametrize("width", [390, 1366])
def test_the_answer_to_a_case(browser_page, login, handled, width):
    handler = User.objects.get(username="handler")
    page = browser_page(width=width)
    login(page, handler)
    page.goto(f"/admin/cases/case/{handled.pk}/move/answer/")
    words = "经与银行协调，已同意续贷。" * 30
    page.get_by_label("答复内容").fill(words)
    page.get_by_label("办理结果").select_option("A")
    Session.objects.all().delete()
    page.get_by_role("button", name="提交答复").click()
    come_back(page, handler)
    expect(page.get_by_label("答复内容")).to_have_value(words)
    expect(page.get_by_label("办理结果")).to_have_value("A")
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_text("已提交答复")).to_be_visible()
    assert Case.objects.get().state == State.ANSWERED
    assert CaseEvent.objects.filter(move="answer").count() == 1
    expect_no_draft(page)


def test_the_hotline(browser_page, login, office, enterprise, category):
    page = browser_page(width=1366)
    login(page, office)
    page.goto("/admin/cases/case/intake/hotline/")
    page.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").last.fill("禾龙")
    page.get_by_role("option", name=re.compile("禾龙")).click()
    page.get_by_label("诉求内容").fill("冬季供热价格偏高")
    page.get_by_label("分类").select_option(str(category.pk))
    Session.objects.all().delete()
    page.get_by_role("button", name="登记转办").click()
    come_back(page, office)
    expect(page.get_by_label("诉求内容")).to_have_value("冬季供热价格偏高")
    expect(page.locator(".select2-selection").first).to_contain_text("禾龙")
    page.get_by_role("button", name="登记转办").click()
    expect(page.get_by_text("已登记，当前状态")).to_be_visible()
    assert Case.objects.get().content == "冬季供热价格偏高"
    expect_no_draft(page)


def test_a_form_of_the_admin(browser_page, login, office, admin_account, leader):
    admin_account.set_password(PASSWORD)
    admin_account.save()
    page = browser_page(width=390)
    login(page, admin_account)
    page.goto(f"/admin/directory/leader/{leader.pk}/change/")
    page.locator("#id_note").fill("分管工业和信息化")
    Session.objects.all().delete()
    page.get_by_role("button", name="保存", exact=True).click()
    come_back(page, admin_account)
    expect(page.locator("#id_note")).to_have_value("分管工业和信息化")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(re.compile(r"/directory/leader/(\?.*)?$"))
    assert Leader.objects.get(pk=leader.pk).note == "分管工业和信息化"
    expect_no_draft(page)


def test_a_draft_is_not_shown_to_another_and_may_be_left(
    browser_page, login, office, admin_account, enterprise, category
):
    page = browser_page(width=390)
    login(page, office)
    page.goto("/admin/cases/case/intake/hotline/")
    page.get_by_label("诉求内容").fill("冬季供热价格偏高")
    other = User.objects.create_user(
        username="other", name="另一位", role=Role.COORDINATOR, region=office.region, is_staff=True
    )
    login(page, other)
    page.goto("/admin/cases/case/intake/hotline/")
    expect(page.get_by_label("诉求内容")).to_have_value("")
    expect(page.get_by_text(OFFERED)).to_have_count(0)
    login(page, office)
    page.reload()
    page.get_by_role("button", name="不要了").click()
    expect(page.get_by_text(OFFERED)).to_have_count(0)
    expect_no_draft(page)


def test_a_draft_typed_over_anothers_change_meets_the_edit_lock(browser_page, login, admin_account, leader):
    page = browser_page(width=1366)
    login(page, admin_account)
    url = f"/admin/directory/leader/{leader.pk}/change/"
    page.goto(url)
    page.locator("#id_note").fill("分管工业和信息化")
    Leader.objects.filter(pk=leader.pk).update(note="分管农业农村", version=leader.version + 1)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/admin/")
    page.goto(url)
    expect(page.locator("#id_note")).to_have_value("分管农业农村")
    page.get_by_role("button", name="恢复").click()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("heading", name="有人先一步保存了修改")).to_be_visible()
    expect(page.locator("#id_note")).to_have_value("分管工业和信息化")


def test_changed_words_of_a_form_already_saved_are_shown_and_still_offered(
    browser_page, login, office, enterprise, category
):
    page = browser_page(width=390)
    login(page, office)
    hotline = "/admin/cases/case/intake/hotline/"
    page.goto(hotline)
    token = page.locator("form.li-hotline input[name=_once]").input_value()
    SentForm.objects.create(person=office.pk, token=token, digest="x", address="/admin/", at=clock.now())
    page.get_by_label("诉求内容").fill("冬季供热价格偏高")
    page.get_by_role("button", name="登记转办").click()
    expect(page.get_by_text("还没有保存")).to_be_visible()
    expect(page.get_by_text("冬季供热价格偏高")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.goto(hotline)
    page.get_by_role("button", name="恢复").click()
    expect(page.get_by_label("诉求内容")).to_have_value("冬季供热价格偏高")


def test_without_scripts_the_log_in_leads_back_to_the_form(client, office, handled):
    client.force_login(office)
    page = f"/admin/cases/case/{handled.pk}/page/"
    client.get(page)
    Session.objects.all().delete()
    referer = {"HTTP_REFERER": f"http://testserver{page}"}
    sent = client.post(f"/admin/cases/case/{handled.pk}/comment/", {"text": "请尽快"}, **referer)
    assert sent["Location"] == f"/admin/login/?next={page}"
    assert "重新登录后会回到原来的页面" in client.get(sent["Location"]).content.decode()
