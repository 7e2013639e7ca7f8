"""From 待受理 to the lead unit's desk."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from liaison.core.errors import Refused
from liaison.directory.models import Level, Unit

from ..choices import HandlingRole, RequestState, TermKind
from ..deadlines import not_in_the_past
from ..models import Case, Handling, ReassignRequest
from ..parties import rank
from . import terms
from .engine import Step, dismiss_units, verb
from .family import bring_back
from .intake import mark_submitted
from .reassigning import tick


@verb("submit")
def submit(step: Step) -> None:
    step.terms[TermKind.ACCEPT] = mark_submitted(step.case, step)


@verb("accept")
def accept(step: Step, *, note: str = "") -> None:
    step.case.accepted_on = step.today
    step.reason = note


@verb("send_back")
def send_back(step: Step, *, reason: str) -> None:
    step.require(reason, "需要补正的内容")
    step.case.returned = True
    step.case.accept_due_on = None


@verb("reject")
def reject(step: Step, *, reason: str, notice: str) -> None:
    """``notice`` says how and what the enterprise was told."""
    if not (notice or "").strip():
        raise Refused("请填写告知企业的方式和内容。")
    step.require(reason, "不予受理的理由")
    step.details["notice"] = notice.strip()
    bring_back(step, "主件不予受理，本件请单独受理或答复。")


@verb("escalate")
def escalate(step: Step, *, level: str, reason: str) -> None:
    """Ask a higher level to coordinate; ``reason`` says what was tried at one's own (不上交矛盾)."""
    if level not in Level.values or rank(level) <= rank(step.case.required_level):
        raise Refused("请选择更高的协调层级。")
    step.require(reason, "本级已做的努力和需要上级协调的事项")
    step.details |= {"level_before": step.case.required_level, "level": level}
    step.case.required_level = Level(level)


@verb("assign")
def assign(
    step: Step,
    *,
    lead: Unit,
    supports: Iterable[tuple[Unit, str]] = (),
    due_on: dt.date | None = None,
    complexity: str = "",
    judicial_reason: str = "",
    note: str = "",
) -> None:
    """Hand the case to one lead unit and any support units, each as ``(unit, HandlingRole)``.

    ``due_on`` defaults to the rule of the case's nature and complexity; a ``judicial_reason`` ticks 司法事项.
    """
    case = step.case
    supports = list(supports)
    _check_units(lead, supports)
    case.complexity = complexity or case.complexity
    case.lead_unit, case.assigned_on = lead, step.today
    case.sign_due_on = step.promise(step.deadlines.term(TermKind.SIGN, step.today))
    case.due_on = step.promise(step.deadlines.term(TermKind.ANSWER, step.today, case.complexity), due_on)
    not_in_the_past(case.due_on, step.today, "办理期限")
    tick(step, judicial_reason)
    case.original_due_on = case.original_due_on or case.due_on
    _hand_out(step, lead, HandlingRole.LEAD, case.due_on)
    for unit, role in supports:
        _hand_out_support(step, unit, role, case.due_on)
    step.reason = note
    step.details |= {
        "lead": lead.name,
        "supports": [f"{HandlingRole(role).label}：{unit.name}" for unit, role in supports],
        "due_on": str(case.due_on),
    }


def _check_units(lead: Unit, supports: list[tuple[Unit, str]]) -> None:
    if lead is None:
        raise Refused("请选择一个主办单位。")
    if any(role == HandlingRole.LEAD for _, role in supports):
        raise Refused("一件诉求只能有一个主办单位。")
    units = [lead, *(unit for unit, _ in supports)]
    if repeated := next((unit for unit in units if units.count(unit) > 1), None):
        raise Refused(f"{repeated.name}被重复选择，每个单位只能承担一种分工。")


def _hand_out_support(step: Step, unit: Unit, role: str, latest: dt.date) -> None:
    """Give a support unit its part, due by the rule and by ``latest``."""
    term = step.deadlines.term(TermKind.SUPPORT, step.today)
    day = min(term.day(step.calendar), latest)
    terms.give(step, _hand_out(step, unit, role, day), term, day)


def _hand_out(step: Step, unit: Unit, role: str, due_on: dt.date) -> Handling:
    if not unit.is_in_force(step.today):
        raise Refused(f"{unit.name}{unit.standing(step.today)}，不能承办，请选择接续的单位。")
    return Handling.objects.create(case=step.case, unit=unit, role=role, assigned_on=step.today, due_on=due_on)


@verb("add_support")
def add_support(step: Step, *, unit: Unit, role: str = HandlingRole.SUPPORT, note: str = "") -> None:
    if role == HandlingRole.LEAD:
        raise Refused("一件诉求只能有一个主办单位。")
    if any(part.unit_id == unit.pk for part in step.handlings):
        raise Refused(f"{unit.name}已在承办单位之列。")
    _hand_out_support(step, unit, role, _last_day(step))
    step.reason = note
    step.details |= {"unit": unit.name, "role": role}


def _last_day(step: Step) -> dt.date:
    """Return the day by which a unit joining now may reply at the latest: the case's deadline unless it has gone."""
    due_on = step.case.due_on
    return due_on if due_on and due_on >= step.today else dt.date.max


@verb("sign")
def sign(step: Step, *, note: str = "") -> None:
    step.case.signed_on = step.today
    step.case.handlings.current().filter(role=HandlingRole.LEAD).update(handler=step.by)
    step.reason = note


@verb("object")
def object_to_assignment(step: Step, *, reason: str) -> None:
    """Say within a working day that the case belongs elsewhere; the office decides once."""
    ReassignRequest.objects.create(
        case=step.case,
        unit=step.case.lead_unit,
        reason=step.require(reason, "不属于本单位职责的依据和建议的承办单位"),
        asked_by=step.by,
        asked_on=step.today,
    )


@verb("uphold_objection")
def uphold_objection(step: Step, *, reason: str = "") -> None:
    _decide_objection(step, RequestState.GRANTED, reason)
    step.details["unit"] = step.case.lead_unit.name
    dismiss_units(step)
    # The promise that counts is the one made to the unit that will really do it.
    step.case.original_due_on = None


@verb("dismiss_objection")
def dismiss_objection(step: Step, *, reason: str) -> None:
    step.require(reason, "不同意改派的理由")
    _decide_objection(step, RequestState.REFUSED, reason)
    step.case.sign_due_on = step.promise(step.deadlines.term(TermKind.SIGN, step.today))


def _decide_objection(step: Step, outcome: str, decision: str) -> None:
    row = step.pending_objection
    row.state, row.decision, row.decided_by, row.decided_on = outcome, decision, step.by, step.today
    row.save()
    step.reason = decision


@transaction.atomic
def assign_many(cases: Iterable[Case], *, by, now: dt.datetime, **inputs) -> list[Case]:
    """Assign several accepted cases alike, all or none. Raises :class:`Refused` naming the case in the way."""
    done = []
    for case in cases:
        try:
            done.append(assign(case, by=by, now=now, **inputs))
        except Refused as refusal:
            raise Refused(f"{case.number}：{refusal.message}本次没有交办任何诉求。") from refusal
    return done
