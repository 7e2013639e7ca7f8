"""Open promises pass on with the officer's assignment; what was done stays with whom it belongs."""

import datetime as dt
from functools import partial

import pytest

from liaison.assignments import handover
from liaison.directory.models import User
from liaison.visits.models import FollowUp
from liaison.visits.services import FollowUpInput, complete_follow_up, log_visit

pytestmark = pytest.mark.django_db
LABEL = "未完成的跟进事项"


@pytest.fixture
def successor(db):
    return User.objects.create_user(username="next", name="接任者")


@pytest.fixture
def promises(assignment, enterprise, officer, today, now):
    other = User.objects.create_user(username="third", name="第三人")
    given = [FollowUpInput(text, who, today) for text, who in (("开着", officer), ("办完", officer), ("别人", other))]
    log_visit(by=officer, enterprise=enterprise, held_on=today, now=now, follow_ups=given)
    complete_follow_up(follow_up=FollowUp.objects.get(promise="办完"), by=officer, note="好", now=now)


def test_preview_equals_outcome_and_a_second_run_changes_nothing(promises, officer, successor, today, now):
    plan = partial(handover.plan_officer, officer=officer, successor=successor, on=today + dt.timedelta(days=1))
    shown = dict(handover.preview(plan()))[LABEL]
    assert ["开着" in item.text for item in shown] == [True]
    assert handover.apply(plan, by=officer, now=now).moved[LABEL] == len(shown)
    assert dict(FollowUp.objects.values_list("promise", "responsible__name")) == {
        "开着": "接任者",
        "办完": "王示员",
        "别人": "第三人",
    }
    moved = FollowUp.objects.get(promise="开着")
    assert (moved.version, "交接" in moved.history.first().history_change_reason) == (2, True)
    assert handover.apply(plan, by=officer, now=now).assignments == 0


def test_a_crash_above_leaves_everything(promises, officer, successor, today, now, monkeypatch):
    plan = partial(handover.plan_officer, officer=officer, successor=successor, on=today + dt.timedelta(days=1))
    monkeypatch.setattr(FollowUp, "save", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        handover.apply(plan, by=officer, now=now)
    assert not FollowUp.objects.filter(responsible=successor).exists()
