"""Answer, review, release, rating, closing, archive, and the way back when it was not good enough."""

import datetime as dt

from django.utils import timezone

from liaison.core.errors import Refused

from ..choices import RatingChannel, RatingLevel, Result, State, TermKind
from ..deadlines import REDO_DAYS, not_in_the_past
from ..models import Case, Rating, Term
from ..situation import Situation
from .engine import Step, back_to_work, end_milestone, lapse_requests, verb
from .family import tell_answer
from .handling import promise, set_due


@verb("answer")
def answer(
    step: Step, *, text: str, result: str, goal: str = "", due_on: dt.date | None = None, silence: str = ""
) -> None:
    """The lead unit answers; ``result`` A/B/C/D says what came of it, apart from the state.

    Result B promises a next milestone: ``goal`` by ``due_on``. ``silence`` says how support units whose day has
    passed were asked in vain; it is needed where there are any.
    """
    if result == Result.PLANNED and step.source == State.TRACKING:
        raise Refused("仍在推进的，请用“报告阶段进展”约定下一个节点；有了别的结果（A、C、D）再提交答复。")
    _note_answer(step, text, result)
    _pass_the_silent(step, silence)
    lapse_requests(step)
    end_milestone(step, "已提交答复。")
    if result == Result.PLANNED:
        promise(step, goal, due_on)


def _pass_the_silent(step: Step, silence: str) -> None:
    """Go on without the support units whose day has passed, and keep who was silent and for how long."""
    late = step.silent
    if not late:
        return
    names = "、".join(part.unit.name for part in late)
    if not (silence or "").strip():
        raise Refused(f"{names}逾期未回复。先行答复的，请写明催请的情况。")
    for part in late:
        part.passed_on = step.today
        part.save(update_fields=["passed_on", "updated_at"])
    step.details |= {"silent": [step.lateness(part) for part in late], "silence": silence.strip()}


@verb("answer_at_once")
def answer_at_once(step: Step, *, text: str, result: str = Result.SOLVED) -> None:
    """The hotline's short way: answered in the call itself, so accepted and released today."""
    if result == Result.PLANNED:
        raise Refused("列入计划的不能当场答复办结，请受理后交办，由主办单位约定下一个节点日期。")
    _note_answer(step, text, result)
    case = step.case
    case.answered_at_once = True
    case.accepted_on = case.released_on = step.today
    tell_answer(step)


def _note_answer(step: Step, text: str, result: str) -> None:
    if result not in Result.values:
        raise Refused("请选择办理结果（A、B、C、D）。")
    step.case.answer = step.require(text, "答复内容")
    step.case.result, step.case.answered_on = result, step.today
    step.details["result"] = result


@verb("return_answer")
def return_answer(step: Step, *, reason: str, due_on: dt.date | None = None) -> None:
    """Send the answer back; the old deadline stays unless the office names a new one."""
    step.require(reason, "退回重办的理由")
    back_to_work(step)
    end_milestone(step, "答复退回重办，本节点不再执行。")
    if due_on:
        set_due(step, due_on, _redoing(step))


@verb("release")
def release(step: Step, *, note: str = "") -> None:
    """The office has checked the answer; it goes to the enterprise and to those of the merged cases."""
    step.case.released_on = step.today
    step.reason = note
    tell_answer(step)


@verb("release_planned")
def release_planned(step: Step, *, goal: str = "", due_on: dt.date | None = None, note: str = "") -> None:
    """The answer says that it is planned (result B): it goes to the enterprise, and the case is kept in view.

    ``goal`` and ``due_on`` default to what the lead unit promised with its answer.
    """
    promised = step.case.milestones.filter(reported_on=None).first()
    goal, due_on = goal or getattr(promised, "goal", ""), due_on or getattr(promised, "due_on", None)
    if promised and (promised.goal, promised.due_on) != (goal, due_on):
        end_milestone(step, "协调办公室审核时另定节点。")
        promised = None
    if promised is None:
        promise(step, goal, due_on)
    step.case.due_on = not_in_the_past(due_on, step.today, "节点日期")
    step.terms[TermKind.ANSWER] = None
    step.case.released_on = step.today
    step.reason = note
    step.details |= {"goal": goal, "due_on": str(due_on)}
    tell_answer(step)


def rate(
    case: Case, *, by, now: dt.datetime, level: int, channel: str, comment: str = "", explanation: str = ""
) -> Case:
    """Enter the enterprise's rating and make the move that follows from it (close, redo once, close explained).

    A unit that handled the case only notes what it was told: somebody else confirms it.
    """
    inputs = {"level": level, "channel": channel, "comment": comment}
    case = Case.objects.get(pk=case.pk)
    if Situation(case, by, timezone.localdate(now)).acts_for_handling_unit:
        return rate_proxy(case, by=by, now=now, **inputs)
    if level >= RatingLevel.FAIRLY_SATISFIED:
        return rate_close(case, by=by, now=now, **inputs)
    if case.redone_on_rating:
        return rate_explained(case, by=by, now=now, explanation=explanation, **inputs)
    return (rate_redo if case.lead_unit_id else rate_reassign)(case, by=by, now=now, **inputs)


@verb("rate_proxy")
def rate_proxy(step: Step, *, level: int, channel: str, comment: str = "") -> None:
    """What a handling unit says that the enterprise thinks: kept apart, it closes nothing and sends nothing back."""
    _note_rating(step, level, channel, comment, bad=level <= RatingLevel.DISSATISFIED)


@verb("rate_close")
def rate_close(step: Step, *, level: int, channel: str, comment: str = "") -> None:
    _note_rating(step, level, channel, comment, bad=False)
    step.case.closed_on = step.today


@verb("rate_redo")
def rate_redo(step: Step, *, level: int, channel: str, comment: str) -> None:
    """A bad rating sends the case back once, with a new deadline."""
    _note_rating(step, level, channel, comment, bad=True)
    _redo(step, on_rating=True)
    set_due(step, None, _redoing(step))


@verb("rate_reassign")
def rate_reassign(step: Step, *, level: int, channel: str, comment: str) -> None:
    _note_rating(step, level, channel, comment, bad=True)
    _redo(step, on_rating=True)


@verb("rate_explained")
def rate_explained(step: Step, *, level: int, channel: str, explanation: str, comment: str = "") -> None:
    """A second bad rating closes the case only with what was explained to the enterprise."""
    _note_rating(step, level, channel, comment or explanation, bad=True)
    step.require(explanation, "向企业说明的情况")
    step.case.closed_on = step.today


def _note_rating(step: Step, level: int, channel: str, comment: str, *, bad: bool) -> None:
    if level not in RatingLevel.values or channel not in RatingChannel.values:
        raise Refused("请选择满意度和评价方式。")
    if (level <= RatingLevel.DISSATISFIED) != bad:
        raise Refused("满意度与所选操作不一致，请重新登记评价。")
    if bad:
        step.require(comment, "企业不满意的原因")
    step.reason = (comment or "").strip()
    Rating.objects.create(
        case=step.case,
        round=step.case.redo_count,
        level=level,
        channel=channel,
        comment=step.reason,
        is_proxy=step.acts_for_handling_unit,
        rated_by=step.by,
        rated_on=step.today,
    )
    step.details |= {"level": level, "channel": channel, "is_proxy": step.acts_for_handling_unit}


@verb("close_unrated")
def close_unrated(step: Step, *, reason: str) -> None:
    step.require(reason, "回访情况")
    step.case.closed_on = step.today


@verb("archive")
def archive(step: Step, *, note: str = "") -> None:
    step.case.archived_on = step.today
    step.reason = note


@verb("reopen")
def reopen(step: Step, *, reason: str, due_on: dt.date | None = None) -> None:
    """The trouble came back: handled again by the same lead unit, with a new deadline."""
    step.require(reason, "问题反弹的情况")
    _redo(step)
    set_due(step, due_on, _redoing(step))


@verb("reopen_unled")
def reopen_unled(step: Step, *, reason: str) -> None:
    step.require(reason, "问题反弹的情况")
    _redo(step)


def _redoing(step: Step) -> Term:
    """Return the working days in which an answer is put right."""
    return Term(kind=TermKind.ANSWER, from_on=step.today, days=REDO_DAYS)


def _redo(step: Step, *, on_rating: bool = False) -> None:
    back_to_work(step)
    step.case.redo_count += 1
    step.case.redone_on_rating = step.case.redone_on_rating or on_rating
