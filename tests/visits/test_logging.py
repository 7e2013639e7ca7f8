"""A visit is logged once, whole, and without asking anything of the broker."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError

from liaison.assignments.models import Assignment
from liaison.core.errors import Refused
from liaison.directory.models import Leader, Level, Unit
from liaison.visits.defaults import leader_for
from liaison.visits.models import FollowUp, Problem, Visit
from liaison.visits.services import FollowUpInput, ProblemInput, log_visit
from liaison.visits.services.news import ProblemsRaised

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(officer, enterprise, today, now):
    def log(**given):
        return log_visit(**{"by": officer, "enterprise": enterprise, "held_on": today, "now": now, **given})

    return log


def assign(leader, enterprise, officer=None, level=Level.COUNTY, **dates):
    return Assignment.objects.create(leader=leader, level=level, enterprise=enterprise, officer=officer, **dates)


def test_saves_problems_in_order_and_promises(log, officer, today, nanguan):
    unit = Unit.objects.create(code="JRB", name="金融办", short_name="金融办", level=Level.COUNTY, region=nanguan)
    visit = log(
        content="订单饱满",
        problems=[" 融资难 ", ProblemInput("用工缺口30人", unit)],
        follow_ups=[FollowUpInput("对接银行", officer, today + dt.timedelta(days=5))],
    )
    assert [(p.order, p.text, p.unit) for p in visit.problems.all()] == [(1, "融资难", None), (2, "用工缺口30人", unit)]
    assert visit.follow_ups.get().responsible == officer
    assert (visit.logged_by, visit.held_until, visit.precision) == (officer, today, "day")


def test_blank_problems_do_not_count(log):
    assert log(problems=["  ", ""], no_issue=True).problems.count() == 0


def test_a_visit_of_several_days_keeps_both(log, today):
    visit = log(held_on=today - dt.timedelta(days=2), held_until=today)
    assert (visit.held_until, visit.precision) == (today, "range")
    assert visit.day_text == "2026-06-22 至 2026-06-24"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"held_on": dt.date(2026, 6, 25)}, "还没有到"),
        ({"held_on": dt.date(2026, 6, 23), "held_until": dt.date(2026, 6, 25)}, "还没有到"),
        ({"held_on": dt.date(206, 6, 24)}, "检查年份"),
        ({"no_issue": True, "problems": ["融资难"]}, "不能同时勾选“无诉求”"),
    ],
)
def test_refuses_what_cannot_be_and_writes_nothing(log, given, words):
    with pytest.raises(Refused, match=words):
        log(**given)
    assert not Visit.objects.exists()


def test_today_is_the_office_day_not_the_utc_day(log, today):
    just_after_midnight_in_changchun = dt.datetime(2026, 6, 23, 16, 5, tzinfo=dt.UTC)
    assert log(held_on=today, now=just_after_midnight_in_changchun).held_on == today


def test_a_failing_line_takes_the_visit_with_it(log, officer, monkeypatch):
    monkeypatch.setattr(FollowUp, "save", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        log(problems=["融资难"], follow_ups=[FollowUpInput("x", officer, dt.date(2026, 7, 1))])
    assert not Visit.objects.exists()
    assert not Problem.objects.exists()


def test_the_same_form_sent_twice_is_one_visit(log):
    token = uuid.uuid4()
    first = log(token=token, problems=["融资难"])
    assert log(token=token, problems=["融资难"]) == first
    assert Problem.objects.count() == 1


def test_a_token_of_someone_else_gives_nothing_away(log, supervisor):
    token = uuid.uuid4()
    log(token=token)
    with pytest.raises(IntegrityError):
        log(token=token, by=supervisor)


class TestLikelyLeader:
    """Whom a form may show as chosen; saving claims nobody who was not named."""

    def test_is_the_one_whom_the_officer_serves_there(self, officer, leader, enterprise, nanguan, today):
        higher = Leader.objects.create(name="省领导", level=Level.PROVINCE, region=nanguan)
        assign(higher, enterprise, level=Level.PROVINCE)
        assign(leader, enterprise, officer)
        assert leader_for(enterprise, officer=officer, day=today) == leader

    def test_is_who_held_the_assignment_on_the_day(self, officer, leader, enterprise, nanguan, today):
        before = Leader.objects.create(name="前任", level=Level.COUNTY, region=nanguan)
        assign(before, enterprise, officer, end_on=today - dt.timedelta(days=1))
        assign(leader, enterprise, officer, start_on=today)
        assert leader_for(enterprise, officer=officer, day=today) == leader
        assert leader_for(enterprise, officer=officer, day=today - dt.timedelta(days=3)) == before

    def test_is_never_a_guess_among_several(self, officer, leader, enterprise, nanguan, today):
        other = Leader.objects.create(name="省领导", level=Level.PROVINCE, region=nanguan)
        assign(leader, enterprise)
        assert leader_for(enterprise, officer=officer, day=today) == leader
        assign(other, enterprise, level=Level.PROVINCE)
        assert leader_for(enterprise, officer=officer, day=today) is None

    def test_is_never_claimed_by_saving_alone(self, log, officer, leader, enterprise):
        assign(leader, enterprise, officer)
        assert log().leader is None
        assert log(leader=leader).leader == leader


def test_rooms_above_hear_of_problems_in_the_same_transaction(log, officer, now, hand_in):
    heard = []

    def listen(problems, *, by, now):
        heard.append(([p.text for p in problems], by, now))
        if problems[0].text == "坏":
            raise Refused("不行")

    hand_in(ProblemsRaised(listen), instead_of=(ProblemsRaised,))
    log(problems=["融资难", "用工"])
    log(no_issue=True)
    assert heard == [(["融资难", "用工"], officer, now)]
    with pytest.raises(Refused):
        log(problems=["坏"])
    assert Visit.objects.count() == 2
