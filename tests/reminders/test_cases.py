"""Reminders of cases: to those who handle them and to the officer in touch, never about courts or old history."""

import datetime as dt

import pytest

from liaison.cases.models import Case, Handling
from liaison.cases.services import VERBS, file_case
from liaison.directory.models import Role, User
from liaison.reminders.models import Reminder
from tests.cases.conftest import (  # noqa: F401  # noqa: F401
    case,
    case_officer,
    category,
    court,
    lead_handler,
    lead_unit,
    support_handler,
    support_unit,
    walk,
)

DAY = dt.timedelta(days=1)


def told() -> set[tuple[str, str]]:
    return set(Reminder.objects.values_list("kind", "recipient__username"))


@pytest.fixture
def handled(walk):  # noqa: F811
    """A case being handled, due whenever a test says: ``handled(due_on)``."""
    case = walk.to_handling().case  # noqa: F811

    def due(due_on: dt.date) -> Case:
        Case.objects.filter(pk=case.pk).update(due_on=due_on)
        return case

    return due


@pytest.mark.parametrize(
    ("days", "kind"),
    [(-1, "case_overdue"), (0, "case_due"), (2, "case_due"), (3, None)],
)
def test_handler_and_officer_are_reminded_around_the_deadline(handled, remind, today, days, kind):
    handled(today + days * DAY)
    remind()
    assert told() == ({(kind, "lead"), (kind, "officer")} if kind else set())


def test_named_handler_is_reminded_alone(handled, remind, today, lead_handler, lead_unit):  # noqa: F811
    named = User.objects.create_user(username="named", name="示名", role=Role.HANDLER, unit=lead_unit)
    case = handled(today)  # noqa: F811
    Handling.objects.filter(case=case, unit=lead_unit).update(handler=named)
    remind()
    assert told() == {("case_due", "named"), ("case_due", "officer")}


def test_unsigned_beyond_its_day(walk, remind, today):  # noqa: F811
    case = walk.accept().assign().case  # noqa: F811
    Case.objects.filter(pk=case.pk).update(sign_due_on=today - DAY, due_on=today + 9 * DAY)
    remind()
    assert told() == {("case_unsigned", "lead")}


def test_courts_history_and_paused_cases_are_left_alone(handled, remind, today, court):  # noqa: F811
    case = handled(today - DAY)  # noqa: F811
    rows = Case.objects.filter(pk=case.pk)
    for change in ({"lead_unit": court}, {"is_historic": True}, {"is_paused": True, "paused_until": today + 9 * DAY}):
        before = rows.values(*change).get()
        rows.update(**change)
        assert remind().due == 0
        rows.update(**before)
    assert remind().created == 2


def test_case_reminder_leads_to_the_case(handled, remind, today, client, lead_handler):  # noqa: F811
    handled(today)
    remind()
    lead_handler.is_staff = True
    lead_handler.save()
    client.force_login(lead_handler)
    reminder = Reminder.objects.get(recipient=lead_handler)
    assert reminder.due_on == today
    assert client.get(reminder.url, follow=True).status_code == 200


@pytest.fixture
def brought_back(walk):  # noqa: F811
    """A case that was merged into another, which the enterprise then withdrew."""
    main, office = walk.accept().case, walk.people["office"]
    twin = file_case(
        by=walk.people["officer"], now=walk.now, enterprise=main.enterprise, content="同一事项",
        category=main.category, source="visit",
    )  # fmt: skip
    VERBS["merge"](twin, by=office, now=walk.now, into=main, reason="同一事项")
    walk.do("withdraw", "office", reason="已解决")
    return twin


def back() -> list[str]:
    rows = Reminder.objects.filter(kind="case_back")
    return [row.recipient.username for row in rows]


def test_the_office_hears_of_a_case_that_came_back_by_itself(walk, brought_back, remind):  # noqa: F811
    remind()
    remind()
    assert back() == ["coordinator"]
    assert Reminder.objects.get(kind="case_back").subject_id == brought_back.pk


def test_what_the_office_has_taken_up_again_is_not_told(walk, brought_back, remind):  # noqa: F811
    VERBS["accept"](brought_back, by=walk.people["office"], now=walk.now)
    remind()
    assert back() == []


@pytest.mark.parametrize(
    ("level", "merger_works", "told_then"),
    [("county", True, "coordinator"), ("county", False, "county"), ("province", False, "second")],
)
def test_it_is_told_to_whoever_merged_it_else_to_the_nearest_office_that_may_act(
    walk, brought_back, remind, nanguan, jilin_city, province, level, merger_works, told_then  # noqa: F811
):  # fmt: skip
    for username, region in (("second", province), ("county", nanguan), ("elsewhere", jilin_city)):
        User.objects.create_user(username=username, name="示协", role=Role.COORDINATOR, region=region)
    User.objects.filter(username="coordinator").update(is_active=merger_works)
    Case.objects.filter(pk=brought_back.pk).update(required_level=level)
    remind()
    assert back() == [told_then]
