"""Promises: whose, by when, kept with a note."""

import datetime as dt

import pytest

from liaison.core.errors import Refused
from liaison.directory.models import Level, Unit, User
from liaison.visits.models import FollowUp
from liaison.visits.services import FollowUpInput, complete_follow_up, log_visit, promise, reopen_follow_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(officer, enterprise, today, now):
    return log_visit(by=officer, enterprise=enterprise, held_on=today, now=now)


@pytest.fixture
def follow_up(visit, officer, today, now):
    return promise(visit=visit, by=officer, now=now, follow_ups=[FollowUpInput("对接银行", officer, today)])[0]


def test_is_kept_with_a_note(follow_up, officer, now, today):
    complete_follow_up(follow_up=follow_up, by=officer, note=" 已签约 ", now=now)
    kept = FollowUp.objects.get()
    assert (kept.done_on, kept.done_note, kept.done_by, kept.version) == (today, "已签约", officer, 2)


@pytest.mark.parametrize(
    ("given", "words"), [({"note": " "}, "完成情况"), ({"note": "x", "done_on": dt.date(2026, 6, 25)}, "不能晚于今天")]
)
def test_refuses_an_empty_note_and_a_day_to_come(follow_up, officer, now, given, words):
    with pytest.raises(Refused, match=words):
        complete_follow_up(follow_up=follow_up, by=officer, now=now, **given)
    assert FollowUp.objects.open().exists()


def test_is_kept_once_only(follow_up, officer, now):
    stale = FollowUp.objects.get()
    complete_follow_up(follow_up=follow_up, by=officer, note="一", now=now)
    for again in (stale, FollowUp.objects.get()):
        with pytest.raises(Refused):
            complete_follow_up(follow_up=again, by=officer, note="二", now=now)
    assert FollowUp.objects.get().done_note == "一"


def test_can_be_reopened_and_the_reason_stays(follow_up, officer, now):
    complete_follow_up(follow_up=follow_up, by=officer, note="一", now=now)
    reopen_follow_up(follow_up=follow_up, by=officer, reason="银行退件", now=now)
    assert FollowUp.objects.open().exists()
    assert "银行退件" in FollowUp.history.first().history_change_reason


def test_business_questions(visit, officer, now, today, nanguan):
    unit = Unit.objects.create(code="GXJ", name="工信局", short_name="工信局", level=Level.COUNTY, region=nanguan)
    officer.unit = unit
    officer.save()
    colleague = User.objects.create_user(username="c", name="同事", unit=unit)
    stranger = User.objects.create_user(username="s", name="外人")
    days = {"昨天": -1, "今天": 0, "三天后": 3}
    promise(
        visit=visit,
        by=officer,
        now=now,
        follow_ups=[
            FollowUpInput(f"{person}{word}", person, today + dt.timedelta(days=n))
            for person in (officer, colleague, stranger)
            for word, n in days.items()
        ],
    )

    def names(rows):
        return [str(row) for row in rows.order_by("pk")]

    asked = FollowUp.objects
    assert names(asked.overdue(today)) == ["王示员昨天", "同事昨天", "外人昨天"]
    assert names(asked.of_person(officer)) == ["王示员昨天", "王示员今天", "王示员三天后"]
    assert names(asked.of_office(officer).overdue(today)) == ["王示员昨天", "同事昨天"]
    assert names(asked.of_office(stranger)) == ["外人昨天", "外人今天", "外人三天后"]
    assert names(asked.of_person(officer).due_between(today, today + dt.timedelta(days=3))) == [
        "王示员今天",
        "王示员三天后",
    ]
    assert asked.visible_to(stranger).count() == 9, "who promised something reads the visit it was promised at"
    assert not asked.visible_to(User.objects.create_user(username="n", name="无关人")).exists()
