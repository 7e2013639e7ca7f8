"""The officer's pages on a phone: few taps, nothing lost when the line or the session drops, readable by all."""

import re

import pytest
from playwright.sync_api import expect

from liaison.assignments.models import Assignment
from liaison.core import clock
from liaison.core.models import SentForm
from liaison.directory.models import Level, Unit
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit, VisitEvent
from liaison.visits.services import Attendance, FollowUpInput, ProblemInput, hold_event, log_visit
from tests.browser.accessibility import assert_accessible, assert_fits

PASSWORD = "Linjiang-2026"
MOST_TAPS = 8
HOME = re.compile(r"^[^?]*/admin/$")


@pytest.fixture
def field(officer, leader, enterprise, nanguan):
    """An officer who can sign in, with one enterprise to visit."""
    officer.unit = Unit.objects.create(
        code="GXJ", name="南关区工信局", short_name="区工信局", level=Level.COUNTY, region=nanguan
    )
    officer.is_staff = True
    officer.set_password(PASSWORD)
    officer.save()
    Assignment.objects.create(leader=leader, level=Level.COUNTY, enterprise=enterprise, officer=officer)
    return officer


class Thumb:
    """Taps and counts; filling a box counts as the tap that puts the thumb into it."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, target):
        target.tap()
        self.taps += 1

    def type(self, target, text):
        self.tap(target)
        target.press_sequentially(text)


def sign_in(page):
    page.get_by_label("用户名").fill("officer")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="登录").tap()


def open_form(page, enterprise):
    page.goto(f"/admin/visits/visit/quick/?enterprise={enterprise.pk}")


def expect_no_draft(page):
    """The page drops the draft once its script has run, which may be after its text is seen."""
    page.wait_for_function("Object.keys(localStorage).every((key) => !key.startsWith('liaison.draft.'))")


def test_from_login_to_saved_visit_in_eight_taps(browser_page, field, enterprise):
    page = browser_page(width=390)
    page.goto("/admin/")
    thumb = Thumb(page)
    page.get_by_label("用户名").fill("officer")
    page.locator("#id_password").fill(PASSWORD)
    thumb.tap(page.get_by_role("button", name="登录"))
    page.wait_for_url(HOME)
    thumb.tap(page.get_by_role("button", name="打开菜单"))
    thumb.tap(page.get_by_role("link", name="记走访").first)
    thumb.tap(page.get_by_role("link", name=enterprise.name))
    expect(page.get_by_label("谈了什么")).to_be_visible()
    assert_fits(page)
    thumb.type(page.get_by_label("谈了什么"), "订单饱满，正在扩建")
    thumb.tap(page.get_by_role("radio", name="有问题"))
    expect(page.get_by_label("问题及诉求")).to_be_focused()
    page.keyboard.type("融资难")
    page.keyboard.press("Enter")
    page.keyboard.type("用工缺口30人")
    thumb.tap(page.get_by_role("button", name="保存"))
    expect(page.get_by_text("已保存")).to_be_visible()
    assert thumb.taps <= MOST_TAPS, f"{thumb.taps} taps"
    visit = Visit.objects.get()
    assert [problem.text for problem in visit.problems.all()] == ["融资难", "用工缺口30人"]
    expect_no_draft(page)


@pytest.mark.parametrize("width", [360, 390, 430, 1366])
def test_the_officers_pages_fit_and_are_accessible(browser_page, login, field, enterprise, width):
    today, now = clock.today(), clock.now()
    promise = FollowUpInput("对接银行", field, today)
    visit = log_visit(by=field, enterprise=enterprise, held_on=today, now=now, content="好", follow_ups=[promise])
    came = [Attendance(enterprise, problems=[ProblemInput("用地紧张")])]
    event = hold_event(by=field, kind="symposium", title="座谈", held_on=today, attendances=came, now=now).event
    page = browser_page(width=width)
    login(page, field)
    for path in (
        "visit/quick/",
        f"visit/quick/?enterprise={enterprise.pk}",
        "visit/",
        "visit/add/",
        f"visit/{visit.pk}/change/",
        f"visit/{visit.pk}/amend/",
        f"visit/before/{enterprise.pk}/",
        "visit/paste/",
        "followup/",
        f"followup/{visit.follow_ups.get().pk}/complete/",
        "dueenterprise/?whose=all",
        "visitevent/",
        "visitevent/add/",
        f"visitevent/{event.pk}/page/",
        f"visitevent/{event.pk}/assignments/",
    ):
        page.goto(f"/admin/visits/{path}")
        assert_fits(page)
        assert_accessible(page)


def test_the_line_drops_in_the_middle_and_nothing_is_lost(browser_page, field, enterprise):
    page = browser_page(width=390)
    page.goto("/admin/")
    sign_in(page)
    page.wait_for_url(HOME)
    open_form(page, enterprise)
    page.get_by_label("谈了什么").press_sequentially("订单饱满")
    page.context.set_offline(True)
    page.get_by_label("谈了什么").press_sequentially("，正在扩建")
    page.get_by_role("radio", name="无诉求").tap()
    page.get_by_role("button", name="保存").tap()
    expect(page.get_by_text("网络不通，还没有保存到系统")).to_be_visible()
    expect(page.get_by_label("谈了什么")).to_have_value("订单饱满，正在扩建")

    page.context.clear_cookies()
    page.context.set_offline(False)
    page.reload()
    sign_in(page)
    expect(page.get_by_text("已恢复上次没保存的内容")).to_be_visible()
    expect(page.get_by_label("谈了什么")).to_have_value("订单饱满，正在扩建")
    expect(page.get_by_label("无诉求", exact=True)).to_be_checked()
    assert_accessible(page)
    page.get_by_role("button", name="保存").tap()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert Visit.objects.get().content == "订单饱满，正在扩建"
    expect_no_draft(page)


def test_the_session_ends_while_typing(browser_page, field, enterprise):
    page = browser_page(width=390)
    page.goto("/admin/")
    sign_in(page)
    page.wait_for_url(HOME)
    open_form(page, enterprise)
    page.get_by_label("谈了什么").press_sequentially("订单饱满")
    page.context.clear_cookies()
    page.get_by_role("button", name="保存").tap()
    page.get_by_role("link", name="重新登录后继续").tap()
    sign_in(page)
    expect(page.get_by_label("谈了什么")).to_have_value("订单饱满")
    page.goto("/admin/visits/visit/quick/")
    expect(page.get_by_text("没写完的")).to_be_visible()
    page.get_by_role("link", name=re.compile("点开继续")).tap()
    page.get_by_role("button", name="保存").tap()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert Visit.objects.count() == 1


def test_a_draft_saved_elsewhere_meanwhile_is_dropped(browser_page, login, field, enterprise):
    page = browser_page(width=390)
    login(page, field)
    open_form(page, enterprise)
    page.get_by_label("谈了什么").press_sequentially("订单饱满")
    token = page.locator("#quick-form input[name=_once]").input_value()
    SentForm.objects.create(person=field.pk, token=token, digest="x", address="/admin/", at=clock.now())
    page.reload()
    expect(page.get_by_label("谈了什么")).to_have_value("")
    expect_no_draft(page)


def test_search_by_initials_and_a_double_tap_on_save(browser_page, login, field, nanguan, leader):
    wanted = Enterprise.objects.create(name="长春市泰禾食品有限公司", region=nanguan)
    Assignment.objects.create(leader=leader, level=Level.COUNTY, enterprise=wanted, officer=field)
    page = browser_page(width=360)
    login(page, field)
    page.goto("/admin/visits/visit/quick/")
    page.get_by_label("走访了哪家企业").press_sequentially("thsp")
    page.locator("#quick-found").get_by_role("link", name=wanted.name).tap()
    page.get_by_role("radio", name="无诉求").tap()
    page.get_by_role("button", name="保存").dblclick()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert Visit.objects.get().enterprise == wanted


def test_what_another_office_learnt_stands_on_the_form(browser_page, login, field, enterprise, nanguan, coordinator):
    coordinator.unit = Unit.objects.create(
        code="SWJ", name="南关区商务局", short_name="区商务局", level=Level.COUNTY, region=nanguan
    )
    coordinator.save()
    log_visit(by=coordinator, enterprise=enterprise, held_on=clock.today(), now=clock.now(), content="已了解用电情况")
    page = browser_page(width=390)
    login(page, field)
    open_form(page, enterprise)
    expect(page.get_by_text("南关区商务局")).to_be_visible()
    expect(page.get_by_text("已了解用电情况")).to_be_visible()


def test_an_event_with_a_row_added_by_hand(browser_page, login, field, enterprise):
    page = browser_page(width=1366)
    login(page, field)
    page.goto("/admin/visits/visitevent/add/")
    page.get_by_label("名称").fill("融资座谈会")
    page.get_by_role("button", name="再加一个问题").click()
    row = page.locator("[data-rows] > div").nth(3)
    row.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").last.fill("禾龙")
    page.get_by_role("option", name=re.compile("禾龙")).click()
    row.locator("textarea").fill("流动资金不足")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("提出问题 1 个").first).to_be_visible()
    assert VisitEvent.objects.get().visits.get().problems.get().text == "流动资金不足"


def test_a_promise_in_three_working_days_by_one_tap(browser_page, login, field, enterprise):
    page = browser_page(width=390)
    login(page, field)
    open_form(page, enterprise)
    page.get_by_text("更多（").tap()
    page.get_by_label("答应企业的事").fill("对接银行")
    page.get_by_role("button", name=re.compile("^3 个工作日")).tap()
    expect(page.get_by_label("完成期限")).not_to_have_value("")
    page.get_by_role("radio", name="无诉求").tap()
    page.get_by_role("button", name="保存").tap()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert Visit.objects.get().follow_ups.get().responsible == field


def test_an_event_is_kept_while_the_session_ends_and_dropped_once_saved(browser_page, field, enterprise):
    page = browser_page(width=1366)
    page.goto("/admin/")
    page.get_by_label("用户名").fill("officer")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(HOME)
    page.goto("/admin/visits/visitevent/add/")
    page.get_by_label("名称").fill("融资座谈会")
    page.get_by_role("button", name="再加一个问题").click()
    row = page.locator("[data-rows] > div").nth(3)
    row.locator("textarea").fill("流动资金不足")
    row.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").last.fill("禾龙")
    page.get_by_role("option", name=re.compile("禾龙")).click()
    page.context.clear_cookies()
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="重新登录后继续").click()
    page.get_by_label("用户名").fill("officer")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("已恢复上次没保存的内容")).to_be_visible()
    expect(page.get_by_label("名称")).to_have_value("融资座谈会")
    expect(row.locator("textarea")).to_have_value("流动资金不足")
    expect(row.locator(".select2-selection").first).to_contain_text("禾龙")
    assert_accessible(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("提出问题 1 个").first).to_be_visible()
    assert VisitEvent.objects.get().visits.get().problems.get().text == "流动资金不足"
    page.goto("/admin/visits/visitevent/add/")
    expect(page.get_by_label("名称")).to_have_value("")
    expect_no_draft(page)
