"""Answer, review, release, rating, closing, archive, and the way back when it was not good enough."""

import datetime as dt

from liaison.core.errors import Refused

from ..choices import RatingChannel, RatingLevel, Result
from ..deadlines import REDO_DAYS
from ..models import Case, Rating
from .engine import Step, back_to_work, lapse_requests, verb
from .handling import set_due


@verb("answer")
def answer(step: Step, *, text: str, result: str) -> None:
    """The lead unit answers; ``result`` A/B/C/D says what came of it, apart from the state."""
    _note_answer(step, text, result)
    lapse_requests(step)


@verb("answer_at_once")
def answer_at_once(step: Step, *, text: str, result: str = Result.SOLVED) -> None:
    """The hotline's short way: answered in the call itself, so accepted and released today."""
    _note_answer(step, text, result)
    case = step.case
    case.answered_at_once = True
    case.accepted_on = case.released_on = step.today


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
    if due_on:
        set_due(step, due_on)


@verb("release")
def release(step: Step, *, note: str = "") -> None:
    """The office has checked the answer; it goes to the enterprise and to those of the merged cases."""
    step.case.released_on = step.today
    step.reason = note
    step.details["enterprises"] = [step.case.enterprise.name] + [
        row.enterprise.name for row in step.case.duplicates.select_related("enterprise")
    ]


def rate(
    case: Case, *, by, now: dt.datetime, level: int, channel: str, comment: str = "", explanation: str = ""
) -> Case:
    """Enter the enterprise's rating and make the move that follows from it (close, redo once, close explained)."""
    inputs = {"level": level, "channel": channel, "comment": comment}
    case = Case.objects.get(pk=case.pk)
    if level >= RatingLevel.FAIRLY_SATISFIED:
        return rate_close(case, by=by, now=now, **inputs)
    if case.redone_on_rating:
        return rate_explained(case, by=by, now=now, explanation=explanation, **inputs)
    return (rate_redo if case.lead_unit_id else rate_reassign)(case, by=by, now=now, **inputs)


@verb("rate_close")
def rate_close(step: Step, *, level: int, channel: str, comment: str = "") -> None:
    _note_rating(step, level, channel, comment, bad=False)
    step.case.closed_on = step.today


@verb("rate_redo")
def rate_redo(step: Step, *, level: int, channel: str, comment: str) -> None:
    """A bad rating sends the case back once, with a new deadline."""
    _note_rating(step, level, channel, comment, bad=True)
    _redo(step, on_rating=True)
    set_due(step, step.calendar.add(step.today, REDO_DAYS))


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
    set_due(step, due_on or step.calendar.add(step.today, REDO_DAYS))


@verb("reopen_unled")
def reopen_unled(step: Step, *, reason: str) -> None:
    step.require(reason, "问题反弹的情况")
    _redo(step)


def _redo(step: Step, *, on_rating: bool = False) -> None:
    back_to_work(step)
    step.case.redo_count += 1
    step.case.redone_on_rating = step.case.redone_on_rating or on_rating
