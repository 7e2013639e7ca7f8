"""A wrong assignment is put right, and what a dissolved unit held goes on with its successor."""

import datetime as dt

import pytest

from liaison.cases.choices import HandlingRole, RequestState, State
from liaison.cases.lights import light_of
from liaison.cases.models import Case, Handling
from liaison.cases.services import succeed_many
from liaison.core.errors import Refused
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Unit

from .conftest import make_unit

DAY = dt.date(2026, 6, 24)


@pytest.fixture
def tax(nanguan) -> Unit:
    return make_unit(nanguan, "nanguan-tax", "南关区税务局")


@pytest.fixture
def police(nanguan) -> Unit:
    return make_unit(nanguan, "nanguan-gongan", "南关区公安分局")


def dissolve(unit: Unit, day: dt.date = DAY) -> Unit:
    unit.valid_to = day
    unit.save()
    return unit


def test_the_office_takes_a_case_back_from_all_its_units(walk, support_unit):
    walk.to_handling(support_unit).do("ask_extension", "lead", days=5, reason="需上级审批")
    walk.do("recall", "office", reason="交办有误")
    case = walk.case
    assert (case.state, case.lead_unit, case.due_on, case.original_due_on) == (State.ACCEPTED, None, None, None)
    assert not Handling.objects.current().filter(case=case).exists()
    assert case.extensions.get().state == RequestState.LAPSED
    assert case.events.last().details == {"unit": "南关区工信局", "due_before": "2026-07-01"}
    walk.assign()
    assert walk.case.due_on == walk.case.original_due_on == dt.date(2026, 7, 1)


def test_a_paused_case_can_be_taken_back(walk):
    walk.to_handling().do("ask_pause", "lead", days=3, material="合同").do("grant_pause", "office")
    walk.do("recall", "office", reason="交办有误")
    assert not walk.case.is_paused
    assert not walk.case.pauses.filter(ended_on=None).exists()


def test_reassigning_counts_new_deadlines_from_today(walk, tax, support_unit):
    walk.to_handling(support_unit).do("reassign", "office", later=7, lead=tax, reason="属税务局职责")
    case = walk.case
    assert (case.state, case.lead_unit, case.signed_on) == (State.ASSIGNED, tax, None)
    assert (case.sign_due_on, case.due_on) == (dt.date(2026, 7, 2), dt.date(2026, 7, 8))
    assert case.original_due_on == case.due_on
    parts = {part.unit_id: part for part in Handling.objects.current().filter(case=case)}
    assert {part.role for part in parts.values()} == {HandlingRole.LEAD, HandlingRole.SUPPORT}
    assert parts[tax.pk].role == HandlingRole.LEAD
    assert parts[support_unit.pk].due_on == dt.date(2026, 7, 6)
    details = case.events.last().details
    assert (details["unit"], details["lead"], details["due_before"]) == ("南关区工信局", tax.name, "2026-07-01")


def test_reassigning_may_keep_the_deadline_while_it_lasts(walk, tax):
    walk.to_handling().do("reassign", "office", later=6, lead=tax, reason="属税务局职责", keep_due=True)
    assert walk.case.due_on == walk.case.original_due_on == dt.date(2026, 7, 1)
    with pytest.raises(Refused, match="原办理期限已过"):
        walk.do("reassign", "office", later=2, lead=walk.units["lead"], reason="改回", keep_due=True)


def test_a_support_unit_can_become_the_lead(walk, support_unit):
    walk.to_handling(support_unit).do("reassign", "office", lead=support_unit, reason="属财政局职责")
    part = Handling.objects.current().get(case=walk.case)
    assert (part.unit, part.role) == (support_unit, HandlingRole.LEAD)


def test_a_tracked_case_can_be_reassigned_and_tracked_again(walk, tax):
    goal = {"goal": "完成立项", "due_on": dt.date(2026, 9, 1), "reason": "列入计划"}
    walk.to_handling().do("track", "office", **goal).do("reassign", "office", lead=tax, reason="职责调整")
    assert walk.case.result == ""
    walk.do("reassign", "office", lead=walk.units["lead"], reason="改回").do("sign", "lead").do(
        "track", "office", **goal
    )
    assert walk.case.milestones.filter(reported_on=None).count() == 1


def test_a_unit_that_is_gone_gets_no_case(walk, tax):
    walk.to_handling()
    with pytest.raises(Refused, match="已于 2026-06-24 停用"):
        walk.do("reassign", "office", later=1, lead=dissolve(tax), reason="属税务局职责")
    with pytest.raises(Refused, match="已是主办单位"):
        walk.do("reassign", "office", lead=walk.units["lead"], reason="属工信局职责")


@pytest.mark.parametrize("which", ["lead", "support"])
def test_a_successor_takes_over_where_the_dissolved_unit_was(walk, tax, support_unit, which):
    walk.to_handling(support_unit)
    old = dissolve(walk.units[which])
    walk.do("succeed", "office", unit=old, to=tax, reason="机构改革")
    part = Handling.objects.current().get(case=walk.case, unit=tax)
    assert part.role == which
    assert not Handling.objects.current().filter(case=walk.case, unit=old).exists()
    assert walk.case.state == State.HANDLING
    assert (walk.case.due_on, walk.case.lead_unit) == (
        dt.date(2026, 7, 1), tax if which == "lead" else walk.units["lead"],
    )  # fmt: skip


def test_a_reply_already_given_is_not_asked_for_again(walk, tax, support_unit):
    walk.to_handling(support_unit).do("reply", "support", text="贴息资金已安排")
    walk.do("succeed", "office", unit=dissolve(support_unit), to=tax)
    assert Handling.objects.current().get(case=walk.case, unit=tax).reply == "贴息资金已安排"
    walk.do("answer", "lead", text="已协调", result="A")


def test_a_successor_that_is_already_there_has_one_part(walk, support_unit):
    walk.to_handling(support_unit).do("succeed", "office", unit=dissolve(walk.units["lead"]), to=support_unit)
    part = Handling.objects.current().get(case=walk.case)
    assert (part.unit, part.role) == (support_unit, HandlingRole.LEAD)


def test_only_a_unit_that_ends_has_a_successor(walk, tax, support_unit):
    walk.to_handling(support_unit)
    with pytest.raises(Refused, match="请用“改派”"):
        walk.do("succeed", "office", unit=walk.units["lead"], to=tax)
    dissolve(support_unit)
    with pytest.raises(Refused, match="没有停用"):
        walk.do("succeed", "office", unit=walk.units["lead"], to=tax)


def test_many_cases_pass_on_together_or_not_at_all(walk, tax, case_officer, enterprise, category, support_unit):
    walk.to_handling()
    first = walk.case
    old = dissolve(walk.units["lead"])
    walk.case = first.__class__.objects.get(pk=first.pk)
    both = [first, first]
    with pytest.raises(Refused, match="本次没有划转"):
        succeed_many(both, unit=old, to=tax, by=walk.people["office"], now=walk.now)
    assert Case.objects.get(pk=first.pk).lead_unit == old
    succeed_many([first], unit=old, to=tax, by=walk.people["office"], now=walk.now)
    assert Case.objects.get(pk=first.pk).lead_unit == tax


# --- 司法事项 -----------------------------------------------------------------------------------------
def test_police_are_chased_like_others_unless_the_office_ticks(walk, police):
    walk.accept().do("assign", "office", lead=police)
    day = dt.date(2026, 12, 1)
    assert Case.objects.overdue(day).exists()
    assert Case.objects.sign_overdue(day).exists()
    walk.do("supervise", "supervisor", later=30, reason="请答复")
    walk.do("mark_judicial", "office", reason="已立案侦查")
    assert not Case.objects.overdue(day).exists()
    assert not Case.objects.sign_overdue(day).exists()
    assert not Case.objects.ranked().exists()
    assert Case.objects.judicial().get().judicial_reason == "已立案侦查"
    assert walk.case.supervision_level == 0
    assert light_of(walk.case, day, WorkCalendar.load()).word == "协调事项，不设催办"
    for move in ("urge", "supervise"):
        with pytest.raises(Refused, match="已标为司法事项"):
            walk.do(move, "office", reason="请答复")
    walk.do("unmark_judicial", "office", reason="不属案件")
    assert Case.objects.overdue(day).exists()


def test_it_may_be_ticked_when_assigning_and_goes_with_the_unit(walk, police, tax):
    walk.accept().do("assign", "office", lead=police, judicial_reason="已立案侦查")
    assert walk.case.is_judicial
    assert walk.case.events.last().details["judicial"] == "已立案侦查"
    walk.do("reassign", "office", lead=tax, reason="不属案件")
    assert not walk.case.is_judicial
    walk.do("reassign", "office", lead=police, reason="属公安职责", judicial_reason="已立案").do(
        "recall", "office", reason="交办有误"
    )
    assert not walk.case.is_judicial


@pytest.mark.parametrize("unit", ["tax", "court"])
def test_only_police_and_justice_are_ticked(walk, tax, court, unit):
    walk.accept()
    with pytest.raises(Refused, match="公安、司法行政"):
        walk.do("assign", "office", lead={"tax": tax, "court": court}[unit], judicial_reason="案件")
    walk.do("assign", "office", lead=tax)
    with pytest.raises(Refused, match="公安、司法行政"):
        walk.do("mark_judicial", "office", reason="案件")
