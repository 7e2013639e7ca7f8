"""Whatever waits for another has a way on when that ends; a promise is not closed by the word of who made it."""

import datetime as dt

import pytest

from liaison.cases.choices import HandlingRole, State
from liaison.cases.models import Case, Handling
from liaison.cases.services import file_case, rate
from liaison.core.errors import Refused
from liaison.directory.models import Role

from .conftest import Walker, make_user

GOAL = {"goal": "完成立项", "due_on": dt.date(2026, 9, 1)}


@pytest.fixture
def another(walk, case_officer, enterprise, category, now):
    """Return ``another()``: a walker with one more case of the same enterprise, and the same people."""

    def make() -> Walker:
        case = file_case(
            by=case_officer, now=now, enterprise=enterprise, content="续贷", category=category, source="96611"
        )
        return Walker(case, walk.people, walk.units, now)

    return make


def again(walker: Walker) -> Case:
    walker.case = Case.objects.get(pk=walker.case.pk)
    return walker.case


# --- 并案 ----------------------------------------------------------------------------------------------
def test_a_wrong_merge_is_undone(walk, another):
    main = another()
    walk.to_handling().do("merge", "office", into=main.case, reason="同一事项")
    walk.do("unmerge", "office", reason="不是同一事项")
    assert (walk.case.state, walk.case.merged_into, walk.case.lead_unit) == (State.ACCEPTED, None, None)
    assert main.case.events.last().move == "split_off"
    walk.assign().do("sign", "lead")
    assert walk.case.state == State.HANDLING


@pytest.mark.parametrize("accepted", [False, True])
@pytest.mark.parametrize(
    ("move", "inputs"),
    [("reject", {"reason": "不属受理范围", "notice": "已电话告知"}), ("withdraw", {"reason": "企业自行解决"})],
)
def test_duplicates_come_back_when_the_main_case_ends_without_an_answer(walk, another, move, inputs, accepted):
    main = another()
    if accepted:
        walk.to_handling()
    walk.do("merge", "office", into=main.case, reason="同一事项")
    main.do(move, "office", **inputs)
    case = again(walk)
    assert case.state == (State.ACCEPTED if accepted else State.SUBMITTED)
    assert (case.merged_into, case.lead_unit) == (None, None)
    assert not Handling.objects.current().filter(case=case).exists()
    event = case.events.last()
    assert (event.move, event.from_state, event.to_state) == ("brought_back", State.MERGED, case.state)
    assert event.details["main"] == main.case.number
    assert main.case.events.last().details["brought_back"] == [case.number]
    assert case in (Case.objects.waiting_for_acceptance() | Case.objects.waiting_for_assignment())
    if not accepted:
        assert case.accept_due_on == dt.date(2026, 6, 25)


def test_duplicates_follow_their_main_case_into_another(walk, another):
    middle, main = another(), another()
    walk.do("merge", "office", into=middle.case, reason="同一事项")
    middle.do("merge", "office", into=main.case, reason="同一事项")
    assert again(walk).merged_into == main.case
    assert walk.case.events.last().move == "followed"
    with pytest.raises(Refused, match=f"已经并入 {main.case.number}"):
        another().do("merge", "office", into=middle.case, reason="同一事项")
    with pytest.raises(Refused, match="已经并入"):
        main.do("merge", "office", into=walk.case, reason="同一事项")


def test_duplicates_are_told_of_the_answer(walk, another):
    main = another()
    walk.do("merge", "office", into=main.case, reason="同一事项")
    main.to_followup()
    event = walk.case.events.last()
    assert (event.move, event.details) == ("main_answered", {"main": main.case.number, "result": "A"})


def test_what_was_withdrawn_while_tracked_can_be_tracked_again(walk):
    walk.to_handling().do("track", "office", reason="列入计划", **GOAL).do("withdraw", "officer", reason="已解决")
    walk.do("restore", "office", reason="企业否认").assign().do("sign", "lead")
    walk.do("track", "office", reason="列入计划", **GOAL)
    assert walk.case.milestones.filter(reported_on=None).count() == 1


# --- 结果 B --------------------------------------------------------------------------------------------
def test_result_b_promises_a_milestone_and_is_kept_in_view(walk):
    walk.to_handling()
    with pytest.raises(Refused, match="下一个阶段目标"):
        walk.do("answer", "lead", text="已列入计划", result="B")
    walk.do("answer", "lead", text="已列入计划", result="B", **GOAL)
    assert walk.case.due_on == dt.date(2026, 7, 1), "the answer is measured by the deadline it met"
    with pytest.raises(Refused, match="转持续跟踪"):
        walk.do("release", "office")
    walk.do("release_planned", "office")
    assert (walk.case.state, walk.case.due_on, walk.case.released_on) == (
        State.TRACKING, dt.date(2026, 9, 1), dt.date(2026, 6, 24),
    )  # fmt: skip
    assert walk.case.milestones.get().goal == "完成立项"
    for move in ("rate_close", "close_unrated"):
        with pytest.raises(Refused, match="持续跟踪"):
            walk.do(move, "office", **({"level": 5, "channel": "phone"} if move == "rate_close" else {"reason": "无"}))


def test_it_ends_by_an_answer_with_another_result(walk):
    walk.to_handling().do("answer", "lead", text="已列入计划", result="B", **GOAL).do("release_planned", "office")
    with pytest.raises(Refused, match="报告阶段进展"):
        walk.do("answer", "lead", text="仍在推进", result="B", **GOAL)
    walk.do("answer", "lead", text="已建成", result="A").do("release", "office")
    walk.do("rate_close", "officer", level=5, channel="phone")
    assert (walk.case.state, walk.case.result) == (State.CLOSED, "A")
    assert not walk.case.milestones.filter(reported_on=None).exists()


def test_the_office_may_set_another_milestone(walk):
    walk.to_handling().do("answer", "lead", text="已列入计划", result="B", **GOAL)
    with pytest.raises(Refused, match="不能早于今天"):
        walk.do("release_planned", "office", due_on=dt.date(2026, 6, 1))
    walk.do("release_planned", "office", goal="完成招标", due_on=dt.date(2026, 8, 3))
    assert walk.case.due_on == dt.date(2026, 8, 3)
    assert walk.case.milestones.get(reported_on=None).goal == "完成招标"


def test_an_answer_sent_back_promises_nothing(walk):
    walk.to_handling().do("answer", "lead", text="已列入计划", result="B", **GOAL)
    walk.do("return_answer", "office", reason="请再核实")
    assert not walk.case.milestones.filter(reported_on=None).exists()
    walk.do("answer", "lead", text="已列入计划", result="B", **GOAL)


def test_nothing_planned_is_answered_at_once(walk):
    with pytest.raises(Refused, match="不能当场答复"):
        walk.do("answer_at_once", "office", text="列入计划", result="B")


@pytest.mark.parametrize("led", [True, False])
def test_answers_of_before_that_wait_for_a_rating_have_a_way_on(walk, led):
    if led:
        walk.to_followup()
    else:
        walk.do("answer_at_once", "office", text="列入计划")
    Case.objects.filter(pk=walk.case.pk).update(result="B")
    again(walk)
    rating = {"by": walk.people["officer"], "now": walk.now, "level": 5, "channel": "phone"}
    with pytest.raises(Refused, match="不能评价后办结"):
        rate(walk.case, **rating)
    with pytest.raises(Refused, match="不能评价后办结"):
        walk.do("close_unrated", "office", later=9, reason="未接电话")
    if led:
        walk.do("track", "office", reason="列入计划", **GOAL)
        assert walk.case.state == State.TRACKING
    else:
        walk.do("reopen_unled", "office", reason="列入计划")
        assert walk.case.state == State.ACCEPTED


# --- 代录 ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("level", [5, 1])
def test_a_unit_that_rates_itself_closes_nothing(walk, level):
    walk.to_followup()
    with pytest.raises(Refused):
        walk.do("rate_close", "lead", level=5, channel="phone")
    words = {"level": level, "channel": "phone", "comment": "企业说的"}
    case = rate(walk.case, by=walk.people["lead"], now=walk.now, **words)
    assert (case.state, case.ratings.get().is_proxy) == (State.FOLLOWUP, True)
    assert Case.objects.waiting_for_callback().get() == case
    with pytest.raises(Refused, match="已代录过"):
        rate(case, by=walk.people["lead"], now=walk.now, **words)
    case = rate(case, by=walk.people["officer"], now=walk.now, level=4, channel="phone")
    assert case.state == State.CLOSED
    assert list(case.ratings.values_list("level", "is_proxy")) == [(level, True), (4, False)]


def test_an_office_that_led_the_case_rates_for_itself_only(walk, province, lead_unit):
    """A coordinating office may be the lead unit, too: others confirm, or it closes unrated."""
    own = make_user("both", Role.COORDINATOR, region=province, unit=lead_unit)
    walk.to_followup()
    case = rate(walk.case, by=own, now=walk.now, level=5, channel="phone")
    assert case.state == State.FOLLOWUP
    walk.people["both"] = own
    with pytest.raises(Refused, match="承办单位自己"):
        walk.do("rate_close", "both", level=5, channel="phone")
    walk.do("close_unrated", "both", later=9, reason="三次联系未果")
    assert walk.case.state == State.CLOSED


# --- 协办单位逾期未回复 -----------------------------------------------------------------------------------
def test_the_lead_answers_past_a_silent_unit_and_says_so(walk, support_unit):
    walk.to_handling(support_unit)
    part = walk.case.handlings.get(role=HandlingRole.SUPPORT)
    assert part.due_on == dt.date(2026, 6, 29)
    answer = {"text": "已协调", "result": "A"}
    with pytest.raises(Refused, match="最晚 06月29日"):  # its last day
        walk.do("answer", "lead", later=5, **answer)
    with pytest.raises(Refused, match="催请的情况"):  # the day after
        walk.do("answer", "lead", later=1, **answer)
    walk.do("answer", "lead", silence="6月28日、29日两次电话催请", **answer)
    part.refresh_from_db()
    assert part.passed_on == dt.date(2026, 6, 30)
    details = walk.case.events.last().details
    assert details["silent"] == ["南关区财政局（逾期 1 个工作日）"]
    assert details["silence"] == "6月28日、29日两次电话催请"
