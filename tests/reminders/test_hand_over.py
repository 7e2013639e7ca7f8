"""A hand-over takes unread reminders along; tomorrow's go to the successor by themselves."""

import datetime as dt
from functools import partial

import pytest

from liaison.assignments import handover
from liaison.assignments.models import Assignment
from liaison.directory.models import User
from liaison.reminders.models import Reminder

DAY = dt.timedelta(days=1)


@pytest.fixture
def successor(db) -> User:
    return User.objects.create_user(username="successor", name="孙示继")


@pytest.fixture
def served(leader, enterprise, officer) -> Assignment:
    return Assignment.objects.create(leader=leader, level=leader.level, enterprise=enterprise, officer=officer)


def hand_over(officer, successor, today, now) -> handover.Outcome:
    plan = partial(handover.plan_officer, officer=officer, successor=successor, on=today)
    return handover.apply(plan, by=None, now=now)


def test_unread_reminders_move_and_are_not_repeated(served, promise, remind, officer, successor, today, now):
    promise(today - DAY, text="未读的")
    promise(today - DAY, text="已读的")
    remind()
    Reminder.objects.filter(title="已读的").update(read_at=now)
    plan = handover.plan_officer(officer=officer, successor=successor, on=today)
    previewed = dict(handover.preview(plan))["未读的提醒"]
    assert [item.text for item in previewed] == ["跟进事项已逾期：未读的 → 孙示继"]

    assert hand_over(officer, successor, today, now).moved["未读的提醒"] == 1
    assert list(Reminder.objects.inbox(successor).values_list("title", flat=True)) == ["未读的"]
    assert list(Reminder.objects.inbox(officer).values_list("title", flat=True)) == ["已读的"]
    remind()
    assert sorted(Reminder.objects.inbox(successor).values_list("title", flat=True)) == ["已读的", "未读的"]
    assert Reminder.objects.inbox(officer).count() == 1


def test_promises_made_before_remind_the_successor_tomorrow(served, promise, remind, officer, successor, today, now):
    promise(today)
    hand_over(officer, successor, today, now)
    remind(now + DAY)
    assert [reminder.recipient for reminder in Reminder.objects.all()] == [successor]


def test_running_it_twice_changes_nothing(served, promise, remind, officer, successor, today, now):
    promise(today - DAY)
    remind()
    hand_over(officer, successor, today, now)
    before = list(Reminder.objects.values())
    assert hand_over(officer, successor, today, now).moved == {}
    assert list(Reminder.objects.values()) == before
