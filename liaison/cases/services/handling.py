"""While units work: replies, waivers, the clock, extensions, long matters, pressure from above."""

import datetime as dt

from liaison.core.errors import Refused
from liaison.directory.models import Unit

from ..choices import RequestState, Result, SupervisionLevel, TermKind
from ..deadlines import EXTENSION_DAYS_MAX, not_in_the_past
from ..models import ExtensionRequest, Milestone, Term
from .engine import Step, back_to_work, end_milestone, lapse_requests, verb


@verb("reply")
def reply(step: Step, *, text: str) -> None:
    """The support unit's view, to the lead unit (分办: to the enterprise itself)."""
    part = step.own_outstanding
    part.reply, part.replied_on, part.replied_by = step.require(text, "回复意见"), step.today, step.by
    part.save()
    step.details["unit"] = part.unit.name


@verb("waive_reply")
def waive_reply(step: Step, *, unit: Unit, reason: str) -> None:
    part = next((part for part in step.outstanding if part.unit_id == unit.pk), None)
    if part is None:
        raise Refused(f"{unit.name}没有尚未回复的分工。")
    part.waive_reason, part.waived_on = step.require(reason, "免于回复的理由"), step.today
    part.save()
    step.details["unit"] = unit.name


@verb("ask_extension")
def ask_extension(step: Step, *, days: int, reason: str) -> None:
    if not 1 <= days <= EXTENSION_DAYS_MAX:
        raise Refused(f"每次可延长 1 至 {EXTENSION_DAYS_MAX} 个工作日。")
    ExtensionRequest.objects.create(
        case=step.case,
        days=days,
        reason=step.require(reason, "延期理由和已向企业说明的情况"),
        due_before=step.case.due_on,
        asked_by=step.by,
        asked_on=step.today,
    )
    step.details["days"] = days


@verb("grant_extension")
def grant_extension(step: Step, *, reason: str = "") -> None:
    """The current deadline moves; the original stands beside it."""
    row = step.pending_extension
    row.due_before = step.case.due_on
    row.due_after = not_in_the_past(step.calendar.add(step.case.due_on, row.days), step.today, "延期后的期限")
    step.case.due_on, step.shift, step.shifts_parts = row.due_after, row.days, True
    _decide(step, row, RequestState.GRANTED, reason)
    step.details["due_on"] = str(row.due_after)


@verb("refuse_extension")
def refuse_extension(step: Step, *, reason: str) -> None:
    step.require(reason, "不同意延期的理由")
    _decide(step, step.pending_extension, RequestState.REFUSED, reason)


def _decide(step: Step, row: ExtensionRequest, outcome: str, decision: str) -> None:
    row.state, row.decision, row.decided_by, row.decided_on = outcome, decision, step.by, step.today
    row.save()
    step.reason = decision


@verb("track")
def track(step: Step, *, goal: str, due_on: dt.date, reason: str) -> None:
    """Keep a long matter in view (result B): the next milestone is compulsory.

    Also for an answer with result B that was released before such answers led here by themselves.
    """
    step.require(reason, "转为持续跟踪的理由")
    step.case.result = Result.PLANNED
    lapse_requests(step)
    _next_milestone(step, goal, due_on)


@verb("report_milestone")
def report_milestone(step: Step, *, report: str, goal: str, due_on: dt.date) -> None:
    """Close the current milestone with ``report`` and promise the next."""
    row = step.case.milestones.filter(reported_on=None).first()
    if row is not None:
        row.report, row.reported_on, row.reported_by = step.require(report, "阶段进展"), step.today, step.by
        row.save()
    step.require(report, "阶段进展")
    _next_milestone(step, goal, due_on)


def _next_milestone(step: Step, goal: str, due_on: dt.date | None) -> None:
    promise(step, goal, due_on)
    step.case.due_on, step.terms[TermKind.ANSWER] = due_on, None
    # History taken from a ledger may come without any deadline: then the first milestone is the first promise.
    step.case.original_due_on = step.case.original_due_on or due_on


def promise(step: Step, goal: str, due_on: dt.date | None) -> None:
    """Note the milestone that comes next; what is promised with an answer counts once the answer is released."""
    if not (goal or "").strip() or due_on is None:
        raise Refused("请填写下一个阶段目标和节点日期：列入计划的，必须有下一个节点。")
    not_in_the_past(due_on, step.today, "节点日期")
    Milestone.objects.create(case=step.case, goal=goal.strip(), due_on=due_on)
    step.details |= {"goal": goal.strip(), "due_on": str(due_on)}


@verb("resume")
def resume(step: Step, *, due_on: dt.date | None = None, reason: str) -> None:
    """Back from tracking to handling, with a new deadline (by default by the rule of the case's nature)."""
    step.require(reason, "恢复办理的原因")
    end_milestone(step, reason)
    back_to_work(step)
    set_due(step, due_on, step.deadlines.term(TermKind.ANSWER, step.today, step.case.complexity))


def set_due(step: Step, chosen: dt.date | None, term: Term) -> None:
    """Give the case a new deadline, ``chosen`` or that of ``term``; the original is kept where there was one."""
    day = step.promise(term, chosen)
    step.case.due_on = not_in_the_past(day, step.today, "办理期限")
    step.case.original_due_on = step.case.original_due_on or day
    step.details["due_on"] = str(day)


@verb("urge")
def urge(step: Step, *, reason: str = "") -> None:
    step.case.supervision_level = max(step.case.supervision_level, SupervisionLevel.URGED)
    step.reason = reason


@verb("supervise")
def supervise(step: Step, *, reason: str) -> None:
    step.require(reason, "督办要求")
    step.case.supervision_level = SupervisionLevel.SUPERVISED
