"""A wrong or orphaned assignment put right: taken back, given to another, passed to a successor, ticked 司法事项."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from liaison.core.errors import Refused
from liaison.directory.models import Unit

from ..choices import HandlingRole, SupervisionLevel, TermKind
from ..judicial import may_be_ticked
from ..models import Case, Handling, Term
from .engine import Step, dismiss_units, end_milestone, give_support, lapse_requests, stop_pause, verb
from .handling import set_due


@verb("recall")
def recall(step: Step, *, reason: str) -> None:
    """Take the case back from all its units, signed or not; it waits to be assigned anew."""
    step.require(reason, "收回的理由")
    _note_former(step)
    lapse_requests(step)
    stop_pause(step)
    dismiss_units(step)
    # The promise that counts is the one made to the unit that will really do it.
    step.case.original_due_on = None


@verb("reassign")
def reassign(
    step: Step,
    *,
    lead: Unit,
    reason: str,
    keep_due: bool = False,
    due_on: dt.date | None = None,
    complexity: str = "",
    judicial_reason: str = "",
) -> None:
    """Hand a running case from its lead unit straight to ``lead``; its support units stay.

    The deadlines are those of the rule counted from today, or ``due_on``; with ``keep_due`` the old one goes on.
    """
    case = step.case
    step.require(reason, "改派的理由")
    if lead.pk == case.lead_unit_id:
        raise Refused(f"{lead.name}已是主办单位，请选择另一个单位。")
    check_in_force(lead, step.today)
    _note_former(step)
    lapse_requests(step)
    stop_pause(step)
    end_milestone(step, "改派其他单位，本节点不再执行。")
    # A support unit that takes over the lead keeps one part: the lead.
    step.case.handlings.current().filter(unit__in=[lead.pk, case.lead_unit_id]).update(ended_on=step.today)
    Handling.objects.create(case=case, unit=lead, role=HandlingRole.LEAD, assigned_on=step.today)
    case.lead_unit, case.assigned_on, case.signed_on, case.result = lead, step.today, None, ""
    case.sign_due_on = step.promise(step.deadlines.term(TermKind.SIGN, step.today))
    case.complexity = complexity or case.complexity
    if keep_due:
        _keep_due(step)
    else:
        _new_due(step, due_on)
    tick(step, judicial_reason)
    case.handlings.current().filter(role=HandlingRole.LEAD).update(due_on=case.due_on)
    step.details |= {"lead": lead.name, "due_on": str(case.due_on)}


def _note_former(step: Step) -> None:
    case = step.case
    step.details |= {"unit": case.lead_unit.name, "due_before": str(case.due_on or "")}


def _keep_due(step: Step) -> None:
    due = step.case.due_on
    if due is None or due < step.today:
        raise Refused("原办理期限已过，不能保留，请去掉“保留原期限”，按规定时限重新计算或另定期限。")


def _new_due(step: Step, due_on: dt.date | None) -> None:
    case = step.case
    case.original_due_on = None
    set_due(step, due_on, step.deadlines.term(TermKind.ANSWER, step.today, case.complexity))
    for part in case.handlings.current().filter(replied_on=None, waived_on=None).exclude(role=HandlingRole.LEAD):
        part.due_on = give_support(step, part)
        part.save(update_fields=["due_on", "updated_at"])


def tick(step: Step, reason: str) -> None:
    """Mark the case 司法事项 for ``reason``, or note that it is none (an empty reason)."""
    case, reason = step.case, (reason or "").strip()
    if reason and not may_be_ticked(case.lead_unit):
        raise Refused("只有公安、司法行政机关主办的诉求可以标为司法事项；法院、检察院不用标，本来就不催办。")
    case.is_judicial, case.judicial_reason = bool(reason), reason
    if reason:
        case.supervision_level = SupervisionLevel.NONE
        step.details["judicial"] = reason


@verb("mark_judicial")
def mark_judicial(step: Step, *, reason: str) -> None:
    tick(step, step.require(reason, "标为司法事项的理由"))


@verb("unmark_judicial")
def unmark_judicial(step: Step, *, reason: str) -> None:
    step.require(reason, "取消司法事项的理由")
    tick(step, "")


@verb("succeed")
def succeed(step: Step, *, unit: Unit, to: Unit, reason: str = "") -> None:
    """Pass the part of ``unit``, which ends, to its successor ``to``; state and deadlines go on, replies count."""
    part = next((part for part in step.handlings if part.unit_id == unit.pk), None)
    if part is None:
        raise Refused(f"{unit.name}没有承办这件诉求，请核对单位。")
    if unit.valid_to is None:
        raise Refused(f"{unit.name}没有停用，不需要划转；确需换单位的，请用“改派”。")
    if to.pk == unit.pk:
        raise Refused("承接单位和原单位不能是同一个。")
    check_in_force(to, step.today)
    _pass_part(step, part, to)
    step.reason = reason
    step.details |= {"unit": unit.name, "successor": to.name, "role": part.role}


def _pass_part(step: Step, part: Handling, to: Unit) -> None:
    case, leads = step.case, part.role == HandlingRole.LEAD
    part.ended_on = step.today
    part.save(update_fields=["ended_on", "updated_at"])
    present = case.handlings.current().filter(unit=to)
    if leads:
        present.update(ended_on=step.today)
        case.lead_unit = to
    elif present.exists():
        return
    heir = Handling.objects.create(
        case=case, unit=to, role=part.role, assigned_on=part.assigned_on, due_on=part.due_on,
        reply=part.reply, replied_on=part.replied_on, replied_by=part.replied_by,
        waived_on=part.waived_on, waive_reason=part.waive_reason, passed_on=part.passed_on,
    )  # fmt: skip
    Term.objects.filter(handling=part).update(handling=heir)


def check_in_force(unit: Unit, today: dt.date) -> None:
    """Raise :class:`Refused` where ``unit`` is not there today."""
    if unit.valid_to and unit.valid_to < today:
        raise Refused(f"{unit.name}已于 {unit.valid_to:%Y-%m-%d} 停用，请选择承接它职责的单位。")
    if unit.valid_from and unit.valid_from > today:
        raise Refused(f"{unit.name}自 {unit.valid_from:%Y-%m-%d} 起启用，现在还不能承办。")


@transaction.atomic
def succeed_many(cases: Iterable[Case], *, unit: Unit, to: Unit, by, now: dt.datetime, reason: str = "") -> list[Case]:
    """Pass ``unit``'s part in each of ``cases`` on, all or none. Raises :class:`Refused` naming the case in the way."""
    done = []
    for case in cases:
        try:
            done.append(succeed(case, by=by, now=now, unit=unit, to=to, reason=reason))
        except Refused as refusal:
            raise Refused(f"{case.number}：{refusal.message}本次没有划转任何诉求。") from refusal
    return done
