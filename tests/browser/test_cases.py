"""One case, four accounts: from a visit on a phone to 销号 on a desk."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from liaison.assignments.models import Assignment
from liaison.cases.choices import State
from liaison.cases.models import Case, Category
from liaison.core import clock
from liaison.directory.models import Level, Role, Unit, UnitKind, User
from tests.browser.accessibility import assert_accessible, assert_fits


@pytest.fixture
def people(officer, leader, enterprise, nanguan, coordinator):
    """The officer of the enterprise, the coordinating office, the units' handlers."""
    units = [
        Unit.objects.create(code=code, name=name, short_name=name[-4:], level=Level.COUNTY, region=nanguan)
        for code, name in (("GXJ", "南关区工信局"), ("CZJ", "南关区财政局"))
    ]
    Unit.objects.create(
        code="p-c", name="省民营经济办公室", short_name="省民营办", kind=UnitKind.COORDINATING_OFFICE, phone="0431-1",
        level=Level.PROVINCE, region=coordinator.region,
    )  # fmt: skip
    Category.objects.create(code="01", name="融资", aliases="续贷")
    Assignment.objects.create(leader=leader, level=Level.COUNTY, enterprise=enterprise, officer=officer)
    handlers = [
        User.objects.create_user(username=name, name=f"示{name}", role=Role.HANDLER, unit=unit)
        for name, unit in zip(("lead", "support"), units, strict=True)
    ]
    return {"officer": officer, "office": coordinator, "lead": handlers[0], "support": handlers[1], "units": units}


def do(page, button: str, **typed) -> None:
    """Press a button of the case's page, fill its small form, confirm, and be back on the case."""
    page.get_by_label("现在可以办理").get_by_role("link", name=button, exact=True).click()
    for label, value in typed.items():
        box = page.get_by_label(label)
        box.fill(value) if box.evaluate("node => node.tagName") == "TEXTAREA" else box.select_option(label=value)
    page.locator("form.li-step button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/case/\d+/page/$"))  # the script asks for the log-in first, then sends
    expect(page.locator(".li-head h1")).to_be_visible()


def asks_for_a_milestone_with_result_b(page) -> None:
    """On the form of the answer, and nowhere before; back on the case."""
    page.get_by_label("现在可以办理").get_by_role("link", name="提交答复", exact=True).click()
    goal, result = page.get_by_label("下一个阶段目标"), page.get_by_label("办理结果")
    expect(goal).to_be_hidden()
    result.select_option("B")
    expect(goal).to_be_visible()
    result.select_option("A")
    expect(goal).to_be_hidden()
    page.get_by_role("link", name="返回").click()


def test_a_case_walks_from_a_visit_to_its_end(browser_page, login, people, enterprise):
    desks = {}
    for who in ("officer", "office", "lead", "support"):
        desks[who] = browser_page(width=390 if who == "officer" else 1366)
        login(desks[who], people[who])
    phone = desks["officer"]
    phone.goto(f"/admin/visits/visit/quick/?enterprise={enterprise.pk}")
    phone.get_by_label("谈了什么").fill("订单饱满")
    phone.get_by_role("radio", name="有问题").tap()
    phone.get_by_label("问题及诉求").fill("续贷周期长")
    phone.get_by_role("button", name="保存").tap()
    phone.get_by_role("link", name="登记为诉求").tap()
    expect(phone.get_by_text("续贷周期长")).to_be_visible()
    assert_fits(phone)
    assert_accessible(phone)
    phone.get_by_role("button", name="登记这一条").click()
    expect(phone.locator(".li-head h1")).to_have_text("续贷周期长")
    assert_fits(phone)
    assert_accessible(phone)

    case = Case.objects.get()
    url = f"/admin/cases/case/{case.pk}/page/"
    office, lead, support = desks["office"], desks["lead"], desks["support"]
    office.goto("/admin/cases/case/?queue=accept")
    office.get_by_role("link", name=case.number).click()
    do(office, "受理")
    office.get_by_role("link", name="交办", exact=True).click()
    office.locator("#id_lead").select_option(label="南关区工信局")
    office.locator("#id_support").select_option(label="南关区财政局")
    assert_accessible(office)
    office.get_by_role("button", name="交办").click()
    expect(office.locator(".li-head")).to_contain_text("待签收")
    with office.expect_download() as letter:
        office.get_by_role("button", name="制发交办单").click()
    assert letter.value.suggested_filename == f"交办单-{case.number}-1.docx"

    lead.goto(url)
    do(lead, "签收")
    expect(lead.get_by_role("link", name="提交答复")).to_have_count(0)
    support.goto(url)
    do(support, "回复主办单位", 回复意见="贴息资金已安排")
    lead.reload()
    asks_for_a_milestone_with_result_b(lead)
    do(lead, "提交答复", 答复内容="已协调银行缩短续贷时间", 办理结果="A 已解决")
    office.goto(url)
    do(office, "审核通过")
    phone.goto(url)
    do(phone, "登记评价", 满意度="满意", 评价方式="电话回访")
    expect(phone.locator(".li-head")).to_contain_text("已办结")
    assert_accessible(phone)

    Case.objects.update(closed_on=clock.today() - dt.timedelta(days=14))  # nobody objected for two weeks
    office.reload()
    do(office, "销号归档")
    expect(office.locator(".li-head")).to_contain_text("已销号")
    case.refresh_from_db()
    assert (case.state, case.result) == (State.ARCHIVED, "A")
    assert [event.actor.username for event in case.events.all()] == [
        "officer", "coordinator", "coordinator", "lead", "support", "lead", "coordinator", "officer", "coordinator",
    ]  # fmt: skip
