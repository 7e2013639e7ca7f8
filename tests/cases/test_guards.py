"""Every refusal says why, and then what helps: who can act, from when it is possible, or what to do instead."""

import datetime as dt
from types import SimpleNamespace as Stub

import pytest

from liaison.cases import guards as g
from liaison.cases.choices import OPEN_STATES, Nature, Result, State, WithdrawalCheck
from liaison.cases.moves import AWAITS, ENDED, MOVES
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Level, UnitKind

TODAY = dt.date(2026, 6, 24)
DUE = dt.date(2026, 7, 8)
PAST = dt.date(2026, 6, 1)


class Facts(Stub):
    """A case or a situation with the facts a test names; all else is nothing."""

    def __getattr__(self, name):
        return None


class FactsOfCase(Facts):
    nature, required_level = Nature.COMPLAINT, Level.PROVINCE
    content = title = source = result = ""
    state, paused_days, withdrawal_check = State.FOLLOWUP, 0, WithdrawalCheck.GENUINE

    def get_nature_display(self):
        return Nature(self.nature).label


def situation(case: dict | None = None, **facts):
    basic = {"today": TODAY, "calendar": WorkCalendar(), "granted_extensions": 0, "ended_units": []}
    return Facts(case=FactsOfCase(**(case or {})), **{**basic, **facts})


SUPPORT = Stub(unit=Stub(short_name="财政局"), due_on=DUE)

# The guard, a situation it refuses, and the second half of what it says.
REFUSED = [
    (g.is_complete, situation(), "请先用“修改资料”补全，再提交。"),
    (g.is_simple, situation(), "请先受理，再交办。"),
    (g.has_no_pending_objection, situation(pending_objection=True), "请等协调办公室裁定后再签收。"),
    (g.has_pending_objection, situation(), "要换单位的，请用“改派”或“收回”。"),
    (g.may_object, situation(objection=True), "请协调办公室改派。"),
    (g.may_object, situation({"assigned_on": PAST}), "请协调办公室改派。"),
    (g.supports_are_done, situation(awaited=[SUPPORT]), "写明催请情况后可以先行答复。"),
    (g.owes_reply, situation(), "有补充的，请写在批注里。"),
    (g.has_outstanding, situation(), "主办单位可以直接答复。"),
    (g.is_not_paused, situation(is_paused=True), "请先恢复计时。"),
    (g.is_paused, situation(), "期限照常计算。"),
    (g.may_pause, situation(pending_pause=True), "请等协调办公室审批。"),
    (g.may_pause, situation({"paused_days": 999}), "请申请延期。"),
    (g.has_pending_pause, situation(), "主办单位申请以后才能审批。"),
    (g.is_not_overdue, situation(), "可以直接办理。"),
    (g.is_not_overdue, situation({"due_on": PAST}, is_overdue=True), "请协调办公室转持续跟踪。"),
    (g.may_extend, situation(pending_extension=True), "请等协调办公室审批。"),
    (g.may_extend, situation(granted_extensions=9), "请协调办公室转持续跟踪。"),
    (g.may_extend, situation(), "可以直接办理。"),
    (g.may_extend, situation({"due_on": TODAY}), "请协调办公室转持续跟踪。"),
    (g.has_pending_extension, situation(), "主办单位申请以后才能审批。"),
    (g.may_track, situation(), "登记评价后退回重办。"),
    (g.is_planned, situation(), "请用“审核通过”。"),
    (g.is_not_planned, situation({"result": Result.PLANNED}), "请用“审核通过，转持续跟踪”。"),
    (g.is_done, situation({"result": Result.PLANNED, "lead_unit_id": 1}), "约定下一个节点日期。"),
    (g.is_done, situation({"result": Result.PLANNED}), "由主办单位接着办。"),
    (g.is_independent, situation(acts_for_handling_unit=True), "再由联络员或其他单位的协调办公室人员核实登记。"),
    (g.has_no_proxy_rating, situation(proxy_rating=True), "请等联络员或协调办公室核实登记。"),
    (g.is_led, situation(), "请改为重新交办。"),
    (g.is_not_led, situation({"lead_unit_id": 1}), "请直接退回重办。"),
    (g.is_not_yet_redone, situation({"redone_on_rating": True}), "请由协调办公室说明情况后办结。"),
    (g.is_redone, situation(), "由主办单位重办。"),
    (g.has_been_silent, situation({"released_on": TODAY}), "还差 3 个工作日）。"),
    (g.objections_have_had_time, situation({"closed_on": TODAY}), "期间企业可提出异议。"),
    (
        g.is_not_own_handling_unit,
        situation(acts_for_handling_unit=True),
        "请联络员或其他单位的协调办公室人员办理。",
    ),
    (g.withdrawal_is_unchecked, situation(), "请重新登记诉求。"),
    (g.may_be_chased, situation({"is_judicial": True}), "不再属于司法事项的，先取消。"),
    (g.may_be_chased, situation(), "请用批注或当面协调。"),
    (g.may_be_judicial, situation({"is_judicial": True}), "请用“取消司法事项”。"),
    (g.may_be_judicial, situation({"lead_unit": Facts(kind=UnitKind.COURT)}), "本来就不催办。"),
    (g.is_judicial, situation(), "请用“标为司法事项”。"),
    (g.has_ended_unit, situation(), "请用“改派”。"),
    (g.is_near_or_past_due, situation({"due_on": DUE}), "到 2026-07-08 前两个工作日起可以催办。"),
    (g.is_near_or_past_due, situation(), "请用批注或当面沟通。"),
    (g.is_overdue, situation({"due_on": DUE}), "2026-07-08 过后仍未答复的可以督办。"),
    (g.is_overdue, situation({"due_on": DUE}, is_paused=True), "请用批注或当面沟通。"),
    (g.can_rise, situation(), "请由省级协调办公室召集有关单位协调。"),
]


@pytest.mark.parametrize(("guard", "met", "help_"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_guard_says_why_and_what_helps(guard, met, help_):
    said = guard(met)
    assert said.endswith(help_)
    reason = said.removesuffix(help_)
    assert reason[-1] in "，；。（", "the reason comes first, and the help after a pause"
    assert len(reason) > 5
    assert "。。" not in said and "；。" not in said


def test_no_guard_is_left_out():
    used = {guard for move in MOVES.values() for guard in move.guards}
    assert used == {guard for guard, _, _ in REFUSED}


def test_every_state_says_whom_it_waits_for_or_what_helps_after_the_end():
    assert AWAITS.keys() | ENDED.keys() == set(State)
    assert set(OPEN_STATES) <= AWAITS.keys()
    assert all(text.endswith("。") for text in ENDED.values())
