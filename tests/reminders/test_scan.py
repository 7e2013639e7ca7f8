"""What is due, to whom, and when nothing is sent."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.assignments.models import Assignment
from liaison.core.models import CalendarOverride
from liaison.directory.models import User
from liaison.reminders.models import DailyScan, Delivery, Reminder
from liaison.reminders.services import sweep

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def kinds() -> list[str]:
    return list(Reminder.objects.order_by("id").values_list("kind", flat=True))


def test_promise_of_yesterday_reaches_the_inbox_of_the_responsible_person(promise, remind, officer, today, enterprise):
    follow_up = promise(today - DAY)
    outcome = remind()
    assert outcome.as_dict() == {
        "at": "2026-06-24T08:30:00+08:00",
        "due": 1,
        "created": 1,
        "sent": 1,
        "failed": 0,
        "suppressed": 0,
    }
    reminder = Reminder.objects.inbox(officer).unread().get()
    assert reminder.kind == "followup_overdue"
    assert reminder.title == "协调办理用电增容"
    assert enterprise.name in reminder.body
    assert reminder.url == f"/admin/visits/followup/{follow_up.pk}/change/"
    assert reminder.due_on == today - DAY


def test_second_run_sends_nothing(promise, remind, today):
    promise(today - DAY)
    remind()
    again = remind()
    assert (again.due, again.created, again.sent) == (1, 0, 0)
    assert again.as_dict()["suppressed"] == 1
    assert Reminder.objects.count() == Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (-1, "followup_overdue"),
        (0, "followup_due"),
        (1, "followup_due"),
        (2, "followup_due"),
        (3, None),
    ],
)
def test_near_due_means_two_working_days(promise, remind, today, days, kind):
    promise(today + days * DAY)
    remind()
    assert kinds() == ([kind] if kind else [])


def test_notice_reaches_over_days_off(promise, remind, today):
    for offset in (1, 2):
        CalendarOverride.objects.create(date=today + offset * DAY, is_workday=False, name="假日")
    monday, tuesday, wednesday = (today + days * DAY for days in (5, 6, 7))
    for due_on in (monday, tuesday, wednesday):
        promise(due_on)
    remind()
    assert list(Reminder.objects.order_by("due_on").values_list("due_on", flat=True)) == [monday, tuesday]


def test_three_missed_days_are_caught_up_with_one_reminder(promise, remind, now, today):
    promise(today + DAY)
    remind(now + 5 * DAY)
    remind(now + 6 * DAY)
    assert kinds() == ["followup_overdue"]


def test_due_soon_then_overdue_are_two_reminders_and_no_more(promise, remind, now, today):
    promise(today)
    for days in (0, 5, 6, 7):
        remind(now + days * DAY)
    assert kinds() == ["followup_due", "followup_overdue"]


def test_a_promise_kept_is_not_reminded_of(promise, remind, today):
    follow_up = promise(today - DAY)
    follow_up.done_on = today
    follow_up.save()
    assert remind().due == 0


def test_a_new_due_day_calls_for_a_new_reminder(promise, remind, now, today):
    follow_up = promise(today - DAY)
    remind()
    follow_up.due_on = today
    follow_up.save()
    remind()
    assert kinds() == ["followup_overdue", "followup_due"]


def test_days_off_are_quiet_and_the_next_working_day_makes_up(promise, remind, now, today):
    promise(today - DAY)
    CalendarOverride.objects.create(date=today, is_workday=False, name="临时放假")
    quiet = remind()
    assert (quiet.due, quiet.created, quiet.sent) == (1, 0, 0)
    CalendarOverride.objects.all().delete()
    assert remind().sent == 1


def test_dry_run_tells_and_writes_nothing(promise, remind, today):
    promise(today - DAY)
    outcome = remind(dry_run=True)
    assert (outcome.due, outcome.created, outcome.sent) == (1, 1, 0)
    assert not Reminder.objects.exists()
    assert not DailyScan.objects.exists()


def test_officer_of_today_stands_in_for_someone_who_left(promise, remind, today, officer, leader, enterprise):
    gone = User.objects.create_user(username="gone", name="钱示离", is_active=False)
    Assignment.objects.create(leader=leader, level="county", enterprise=enterprise, officer=officer)
    promise(today - DAY, responsible=gone)
    remind()
    assert Reminder.objects.get().recipient == officer


def test_nearest_level_stands_in_first(promise, remind, today, officer, leader, enterprise):
    gone = User.objects.create_user(username="gone", name="钱示离", is_active=False)
    higher = User.objects.create_user(username="higher", name="冯示高")
    Assignment.objects.create(leader=leader, level="province", enterprise=enterprise, officer=higher)
    Assignment.objects.create(leader=leader, level="county", enterprise=enterprise, officer=officer)
    promise(today - DAY, responsible=gone)
    remind()
    assert Reminder.objects.get().recipient == officer


def test_nobody_to_remind_is_counted_as_suppressed(promise, remind, today):
    gone = User.objects.create_user(username="gone", name="钱示离", is_active=False)
    promise(today - DAY, responsible=gone)
    outcome = remind()
    assert (outcome.due, outcome.created, outcome.as_dict()["suppressed"]) == (1, 0, 1)


def test_reminding_leaves_the_promise_untouched(promise, remind, today):
    follow_up = promise(today - DAY)
    remind()
    before = follow_up.updated_at, follow_up.version, follow_up.visit.updated_at
    follow_up.refresh_from_db()
    assert (follow_up.updated_at, follow_up.version, follow_up.visit.updated_at) == before


def test_number_of_statements_does_not_grow_with_what_is_due(promise, remind, today):
    promise(today - DAY)
    remind()
    counts = []
    for many in (1, 30):
        for _ in range(many):
            promise(today - DAY)
        with CaptureQueriesContext(connection) as queries:
            assert remind().sent == many
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_sweep_makes_good_a_missed_morning(promise, now, today):
    promise(today - DAY)
    outcome = sweep(now=now + dt.timedelta(hours=2), post=lambda ids: 0)
    assert outcome.sent == 1
    assert sweep(now=now + dt.timedelta(hours=3), post=lambda ids: 0).sent == 0


def test_sweep_leaves_nights_and_days_off_alone(promise, now, today):
    promise(today - DAY)
    assert sweep(now=now - dt.timedelta(minutes=1), post=lambda ids: 0) is None
    saturday = now + 3 * DAY
    assert sweep(now=saturday, post=lambda ids: 0) is None
    assert not Reminder.objects.exists()
