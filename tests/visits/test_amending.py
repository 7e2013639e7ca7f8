"""A submitted visit is locked: gaps may be filled, corrections say why, and what stood there stays readable."""

import datetime as dt

import pytest

from liaison.core.errors import Refused
from liaison.core.locking import Stale
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit
from liaison.visits.services import amend_visit, log_visit, open_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(officer, enterprise, today, now):
    return log_visit(
        by=officer, enterprise=enterprise, held_on=today, now=now, content="订单饱满", problems=["融资难", "用工"]
    )


def test_what_was_left_empty_stays_open_and_the_rest_is_locked(visit):
    assert open_fields(visit) == (
        "leader",
        "companions",
        "place",
        "condition",
        "no_issue",
        "resolved_on_spot",
        "next_steps",
        "note",
    )


def test_a_correction_keeps_old_new_reason_who_and_when(visit, officer, now, leader):
    amend_visit(
        visit=visit,
        by=officer,
        reason=" 日期记错 ",
        now=now,
        changes={"held_on": dt.date(2026, 6, 23), "leader": leader},
    )
    visit.refresh_from_db()
    assert (visit.held_on, visit.held_until, visit.leader) == (dt.date(2026, 6, 23), dt.date(2026, 6, 23), leader)
    assert sorted(visit.amendments.values_list("field", "old", "new", "reason", "by", "at")) == [
        ("走访日期", "2026-06-24", "2026-06-23", "日期记错", officer.pk, now),
        ("走访领导", "", "周示晓", "日期记错", officer.pk, now),
    ]


def test_problems_are_corrected_or_withdrawn_in_sight(visit, officer, now):
    first, second = visit.problems.all()
    amend_visit(visit=visit, by=officer, reason="核实", now=now, problems={first.pk: "贷款利率高", second.pk: ""})
    assert [p.text for p in visit.problems.all()] == ["贷款利率高"]
    assert sorted(visit.amendments.values_list("field", "old", "new")) == [
        ("问题及诉求（第 1 条）", "融资难", "贷款利率高"),
        ("问题及诉求（第 2 条）", "用工", ""),
    ]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": "  ", "changes": {"place": "x"}}, "更正理由"),
        ({"reason": "x", "changes": {"content": "订单饱满"}}, "没有任何改动"),
        ({"reason": "x", "changes": {"held_on": dt.date(2026, 7, 1)}}, "还没有到"),
        ({"reason": "x", "changes": {"no_issue": True}}, "无诉求"),
    ],
)
def test_refuses_and_leaves_everything_as_it_was(visit, officer, now, today, given, words):
    with pytest.raises(Refused, match=words):
        amend_visit(visit=visit, by=officer, now=now, **given)
    fresh = Visit.objects.get()
    assert (fresh.content, fresh.held_on, fresh.no_issue, fresh.version) == (
        "订单饱满",
        today,
        False,
        1,
    )
    assert not fresh.amendments.exists()


def test_of_two_corrections_the_second_must_look_first(visit, officer, now):
    stale = Visit.objects.get()
    amend_visit(visit=visit, by=officer, reason="x", now=now, changes={"place": "一车间"})
    with pytest.raises(Stale):
        amend_visit(visit=stale, by=officer, reason="x", now=now, changes={"place": "二车间"})


def test_the_wrong_enterprise_can_be_put_right(visit, officer, now, nanguan):
    right = Enterprise.objects.create(name="长春市泰禾食品有限公司", region=nanguan)
    amend_visit(visit=visit, by=officer, reason="选错企业", now=now, changes={"enterprise": right})
    assert visit.amendments.get().new == "长春市泰禾食品有限公司"


def test_other_columns_are_beyond_reach(visit, officer, now):
    with pytest.raises(ValueError, match="logged_by"):
        amend_visit(visit=visit, by=officer, reason="x", now=now, changes={"logged_by": None})
