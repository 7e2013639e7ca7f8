"""The clock stands still while the enterprise owes material: asked by the lead unit, granted by the office, capped.

A granted pause moves the deadline at once by all its working days and ends by itself after its last one; who resumes
earlier gives the rest back. So no day and no job has to come for the dates to be right.
"""

from liaison.core.errors import Refused

from ..choices import RequestState, TermKind
from ..deadlines import pause_days_left
from ..models import Pause, PauseRequest, Term
from .engine import Step, stop_pause, verb


@verb("ask_pause")
def ask_pause(step: Step, *, days: int, material: str) -> None:
    """Ask to wait for ``material`` of the enterprise, for no other reason; until the office agrees the clock runs."""
    _check_days(step, days)
    PauseRequest.objects.create(
        case=step.case,
        days=days,
        reason=step.require(material, "等待企业补充的材料"),
        asked_by=step.by,
        asked_on=step.today,
    )
    step.details["pause_days"] = days


@verb("grant_pause")
def grant_pause(step: Step, *, days: int | None = None, reason: str = "") -> None:
    """Stop the clock from today for ``days`` working days (those asked for, unless the office gives fewer)."""
    case, row = step.case, step.pending_pause
    days = days or row.days
    _check_days(step, days)
    until = step.promise(Term(kind=TermKind.PAUSE, from_on=step.today, days=days))
    Pause.objects.create(
        case=case, material=row.reason, started_on=step.today, until_on=until, granted_days=days, due_before=case.due_on
    )
    case.is_paused, case.paused_until = True, until
    case.due_on, step.shift, step.shifts_parts = step.calendar.add(case.due_on, days), days, True
    _decide(step, row, RequestState.GRANTED, reason)
    step.details |= {"pause_days": days, "until": str(until), "due_on": str(case.due_on)}


@verb("refuse_pause")
def refuse_pause(step: Step, *, reason: str) -> None:
    step.require(reason, "不同意暂停的理由")
    _decide(step, step.pending_pause, RequestState.REFUSED, reason)


@verb("resume_clock")
def resume_clock(step: Step, *, note: str = "") -> None:
    """Let the clock run again before the pause ends by itself; the days not used come off the deadline."""
    days, step.shifts_parts = stop_pause(step), True
    step.reason = note
    step.details |= {"paused_days": days, "due_on": str(step.case.due_on)}


def _check_days(step: Step, days: int) -> None:
    most = pause_days_left(step.case)
    if not 1 <= days <= most:
        raise Refused(f"本次可暂停 1 至 {most} 个工作日。")


def _decide(step: Step, row: PauseRequest, outcome: str, decision: str) -> None:
    row.state, row.decision, row.decided_by, row.decided_on = outcome, decision, step.by, step.today
    row.save()
    step.reason = decision
