"""期限重算 as a page, and what leads there: a day of the calendar saved, a rule saved, the home page."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.cases.models import Case, CaseEvent, DeadlineRule, Term
from liaison.core.models import CalendarOverride

from .test_admin import client_of
from .test_recounting import Complexity, day, give, new_year_2027, now, today  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db

PAGE = "/admin/cases/case/recount/"


@pytest.fixture
def at(monkeypatch, walk):
    """Let the machine's clock stand at a moment of the walk."""

    def at(moment: dt.datetime) -> None:
        monkeypatch.setattr("liaison.core.clock.now", lambda: moment)

    at(walk.now)
    return at


def boxes(response) -> list[tuple[str, bool]]:
    return [(row.value, not row.newly_late) for row in response.context["rows"]]


def test_the_office_sees_what_changes_and_why_and_changes_what_it_ticks(walk, at):
    give(walk)
    new_year_2027()
    client = client_of(walk.people["office"])
    response = client.get(PAGE)
    text = response.content.decode()
    for words in (
        walk.case.number,
        "2027-01-12",
        "2027-01-11",
        "节假日安排变化：2027-01-09",
        "南关区工信局",
        "checked",
    ):
        assert words in text
    ((value, _),) = boxes(response)
    assert "请先勾选" in client.post(PAGE, {}, follow=True).content.decode()
    assert Case.objects.get().due_on == day("2027-01-12")
    assert "已重算 1 件诉求的期限" in client.post(PAGE, {"take": value}, follow=True).content.decode()
    assert Case.objects.get().due_on == day("2027-01-11")
    again = client.post(PAGE, {"take": value}, follow=True).content.decode()
    assert "有 1 件刚刚有变动或已经重算" in again
    assert "没有需要重算的期限" in again
    assert (
        "办理期限 2027-01-12 改为 2027-01-11"
        in client.get(reverse("admin:cases_case_page", args=[walk.case.pk])).content.decode()
    )


def test_what_is_late_by_the_change_is_not_ticked_for_the_office(walk, at):
    give(walk)
    new_year_2027()
    at(walk.now + dt.timedelta(days=22))  # 12 January
    response = client_of(walk.people["office"]).get(PAGE)
    assert [ticked for _, ticked in boxes(response)] == [False]
    assert "改后即超期" in response.content.decode()


@pytest.mark.parametrize("take", ["x", "²:1", "9" * 30 + ":1", ":", "1"])
def test_odd_boxes_change_nothing(walk, at, take):
    response = client_of(walk.people["office"]).post(PAGE, {"take": take}, follow=True)
    assert response.status_code == 200
    assert not CaseEvent.objects.filter(move="recounted").exists()


@pytest.mark.parametrize("who", ["lead", "officer", "supervisor"])
def test_others_do_not_get_there(walk, at, who):
    assert client_of(walk.people[who]).get(PAGE).status_code == 403


def test_the_page_takes_as_many_statements_for_many(walk, at):
    give(walk)
    new_year_2027()
    client = client_of(walk.people["office"])

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    statements()
    first = statements()
    case, term = Case.objects.get(), Term.objects.get(kind="answer")
    for number in range(5):
        case.pk, case.number, case._state.adding = None, f"QS-X-{number}", True
        case.save()
        term.pk, term.case, term._state.adding = None, case, True
        term.save()
    assert statements() == first


def test_the_home_page_says_how_many_wait_and_where(walk, at):
    give(walk)
    client = client_of(walk.people["office"])
    assert "可重算" not in client.get("/admin/").content.decode()
    new_year_2027()
    text = client.get("/admin/").content.decode()
    assert "1 件在办诉求的期限可重算" in text
    assert PAGE in text


def test_a_day_of_the_calendar_saved_or_deleted_leads_there(walk, at):
    give(walk)
    client = client_of(walk.people["office"])
    url = "/admin/core/calendaroverride/"
    form = {"date": "2027-01-09", "is_workday": "on", "name": "元旦调休", "source": ""}
    text = client.post(f"{url}add/", form, follow=True).content.decode()
    assert "有 1 件在办诉求的期限可以重算" in text
    row = CalendarOverride.objects.get()
    text = client.post(f"{url}{row.pk}/delete/", {"post": "yes"}, follow=True).content.decode()
    assert "可以重算" not in text
    assert not CalendarOverride.objects.exists()


@pytest.mark.parametrize(("reach", "waiting"), [("recount", 1), ("keep", 0)])
def test_saving_a_rule_asks_whether_it_reaches_what_is_in_hand(walk, at, reach, waiting):
    give(walk, Complexity.ORDINARY)
    client = client_of(walk.people["office"])
    url = "/admin/cases/deadlinerule/add/"
    assert "同时重算在办事项" in client.get(url).content.decode()
    days = {"accept_days": 1, "sign_days": 1, "ordinary_days": 7, "complex_days": 15, "policy_days": 30}
    form = {"nature": "help", "support_days": 3, "reach": reach, **days}
    text = client.post(url, form, follow=True).content.decode()
    assert DeadlineRule.objects.get().ordinary_days == 7
    assert ("有 1 件在办诉求的期限可以重算" in text) is bool(waiting)
    assert len(client.get(PAGE).context["rows"]) == waiting
    assert Case.objects.get().due_on == day("2026-12-28")


def test_who_may_only_look_at_a_rule_is_asked_nothing(walk):
    rule = DeadlineRule.objects.create(nature="help")
    text = client_of(walk.people["lead"]).get(f"/admin/cases/deadlinerule/{rule.pk}/change/").content.decode()
    assert "一般事项答复时限" in text
    assert "在办事项" not in text
    assert "Reach" not in text
