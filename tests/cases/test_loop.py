"""The straight way round the loop, and its bends."""

import datetime as dt

import pytest

from liaison.cases.choices import HandlingRole, RequestState, Result, State, WithdrawalCheck
from liaison.cases.models import Case, CaseEvent, Handling
from liaison.cases.services import file_case, rate
from liaison.core.errors import Refused

WEDNESDAY = dt.date(2026, 6, 24)


def test_a_filed_case_has_a_number_a_title_and_an_event(case, officer):
    assert case.number == "JL-2026-000001"
    assert case.title == "流动资金紧张，贷款续贷困难"
    assert case.state == State.SUBMITTED
    assert case.accept_due_on == dt.date(2026, 6, 25)
    event = case.events.get()
    assert (event.move, event.from_state, event.to_state, event.actor) == ("filed", "", State.SUBMITTED, officer)


def test_the_whole_way_to_archive_keeps_every_day(walk):
    walk.to_closed()
    case = walk.case
    assert case.state == State.CLOSED
    assert case.result == Result.SOLVED
    assert case.due_on == case.original_due_on == dt.date(2026, 7, 1)
    walk.do("archive", "office", later=9)
    assert walk.case.state == State.ARCHIVED
    assert walk.case.archived_on == dt.date(2026, 7, 3)
    moves = list(walk.case.events.values_list("move", flat=True))
    assert moves == ["filed", "accept", "assign", "sign", "answer", "release", "rate_close", "archive"]


def test_the_answer_waits_for_support_units(walk, support_unit):
    walk.to_handling(support_unit)
    with pytest.raises(Refused, match="财政局尚未回复"):
        walk.do("answer", "lead", text="已协调", result="A")
    walk.do("reply", "support", text="贴息资金已安排")
    walk.do("answer", "lead", text="已协调", result="A")
    assert walk.case.state == State.ANSWERED


def test_the_office_may_waive_a_reply(walk, support_unit):
    walk.to_handling(support_unit)
    with pytest.raises(Refused):
        walk.do("waive_reply", "lead", unit=support_unit, reason="不需要")
    walk.do("waive_reply", "office", unit=support_unit, reason="与本事项无关")
    walk.do("answer", "lead", text="已协调", result="A")
    assert walk.case.state == State.ANSWERED


def test_an_objection_is_decided_once(walk):
    walk.accept().assign()
    walk.do("object", "lead", reason="属于财政局职责")
    with pytest.raises(Refused, match="裁定后再签收"):
        walk.do("sign", "lead")
    walk.do("dismiss_objection", "office", reason="按三定方案属贵局职责")
    with pytest.raises(Refused, match="一次裁定"):
        walk.do("object", "lead", reason="还是不属于")
    walk.do("sign", "lead")
    assert walk.case.state == State.HANDLING


def test_an_upheld_objection_takes_the_case_back(walk, lead_handler):
    walk.accept().assign().do("object", "lead", reason="属于财政局职责").do("uphold_objection", "office")
    assert walk.case.state == State.ACCEPTED
    assert walk.case.lead_unit is None
    assert not Case.objects.visible_to(lead_handler).exists()
    assert Handling.objects.get().ended_on == WEDNESDAY


def test_an_objection_after_a_working_day_is_too_late(walk):
    walk.accept().assign()
    with pytest.raises(Refused, match="现已超过"):
        walk.do("object", "lead", later=5, reason="属于财政局职责")


def test_extension_keeps_the_original_deadline(walk):
    walk.to_handling().do("ask_extension", "lead", days=5, reason="需上级审批")
    walk.do("grant_extension", "office")
    assert walk.case.original_due_on == dt.date(2026, 7, 1)
    assert walk.case.due_on == dt.date(2026, 7, 8)


def test_extensions_are_two_at_most_and_asked_before_expiry(walk):
    walk.to_handling()
    for _ in range(2):
        walk.do("ask_extension", "lead", days=5, reason="需上级审批").do("grant_extension", "office")
    with pytest.raises(Refused, match="不能再延"):
        walk.do("ask_extension", "lead", days=5, reason="还需要")


def test_an_extension_on_the_last_day_is_refused(walk):
    walk.to_handling()
    with pytest.raises(Refused, match="来不及"):  # on 2026-07-01, the day it is due
        walk.do("ask_extension", "lead", later=7, days=5, reason="需上级审批")


@pytest.mark.parametrize("days", [0, 16])
def test_an_extension_has_one_to_fifteen_days(walk, days):
    walk.to_handling()
    with pytest.raises(Refused, match="1 至 15"):
        walk.do("ask_extension", "lead", days=days, reason="需上级审批")


def test_tracking_needs_a_next_milestone(walk):
    walk.to_handling()
    with pytest.raises(Refused, match="下一个阶段目标"):
        walk.do("track", "office", goal="", due_on=None, reason="需列入年度计划")
    walk.do("track", "office", goal="完成立项", due_on=dt.date(2026, 9, 1), reason="需列入年度计划")
    assert (walk.case.state, walk.case.result, walk.case.due_on) == (State.TRACKING, "B", dt.date(2026, 9, 1))
    walk.do("report_milestone", "lead", report="已立项", goal="完成招标", due_on=dt.date(2026, 12, 1))
    assert walk.case.milestones.count() == 2
    walk.do("resume", "office", reason="条件已具备")
    assert walk.case.state == State.HANDLING
    assert walk.case.original_due_on == dt.date(2026, 7, 1)


def test_a_bad_rating_reopens_once_with_a_new_deadline(walk):
    walk.to_followup()
    case = rate(walk.case, by=walk.people["officer"], now=walk.now, level=2, channel="phone", comment="没有解决")
    assert (case.state, case.redo_count, case.result) == (State.HANDLING, 1, "")
    assert case.due_on == dt.date(2026, 7, 1)
    walk.do("answer", "lead", text="已再次协调", result="C").do("release", "office")
    again = {"now": walk.now, "level": 1, "channel": "phone", "comment": "还是没有"}
    with pytest.raises(Refused, match="只有协调办公室"):
        rate(walk.case, by=walk.people["officer"], **again)
    with pytest.raises(Refused, match="向企业说明"):
        rate(walk.case, by=walk.people["office"], **again)
    case = rate(walk.case, by=walk.people["office"], explanation="政策所限，已当面说明", **again)
    assert case.state == State.CLOSED
    assert [rating.level for rating in case.ratings.all()] == [2, 1]


def test_a_rating_by_the_handling_unit_is_a_proxy(walk):
    walk.to_followup()
    case = rate(walk.case, by=walk.people["lead"], now=walk.now, level=5, channel="phone")
    assert case.ratings.get().is_proxy


def test_withdrawal_is_called_back_and_may_be_undone(walk):
    walk.to_handling()
    with pytest.raises(Refused):
        walk.do("withdraw", "lead", reason="企业同意撤单")
    walk.do("withdraw", "officer", reason="企业称已自行解决")
    assert walk.case.withdrawal_check == WithdrawalCheck.WAITING
    assert Case.objects.waiting_for_callback().get() == walk.case
    walk.do("restore", "office", reason="企业称被要求撤单")
    assert (walk.case.state, walk.case.lead_unit) == (State.ACCEPTED, None)


def test_merging_keeps_both_timelines(walk, case_officer, enterprise, category, now):
    other = file_case(
        by=case_officer, now=now, enterprise=enterprise, content="续贷", category=category, source="96611"
    )
    walk.do("merge", "office", into=other, reason="同一事项")
    assert walk.case.merged_into == other
    assert walk.case.events.last().move == "merge"
    assert other.events.last().move == "absorbed"
    assert other.events.count() == 2


def test_an_open_request_lapses_when_the_case_is_answered(walk):
    walk.to_handling().do("ask_extension", "lead", days=5, reason="需上级审批")
    walk.do("answer", "lead", text="已解决", result="A")
    assert walk.case.extensions.get().state == RequestState.LAPSED


def test_a_refused_move_writes_nothing(walk):
    before = CaseEvent.objects.count()
    with pytest.raises(Refused, match="待受理"):
        walk.do("sign", "lead")
    assert CaseEvent.objects.count() == before
    assert Case.objects.get(pk=walk.case.pk).version == 1


def test_split_units_gate_the_answer_too(walk, support_unit):
    walk.accept()
    walk.do("assign", "office", lead=walk.units["lead"], supports=[(support_unit, HandlingRole.SPLIT)]).do(
        "sign", "lead"
    )
    with pytest.raises(Refused, match="尚未回复"):
        walk.do("answer", "lead", text="已协调", result="A")
