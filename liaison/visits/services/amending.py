"""After submission a visit is locked: gaps may be filled, corrections carry a reason, and both versions stay."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from liaison.core.errors import Refused
from liaison.core.locking import claim
from liaison.directory.models import User
from liaison.enterprises.holding import hold
from liaison.visits.models import Problem, Visit, VisitAmendment

from . import promise_days
from .log import check_visit

AMENDABLE = (
    "enterprise",
    "held_on",
    "method",
    "leader",
    "companions",
    "place",
    "condition",
    "content",
    "no_issue",
    "resolved_on_spot",
    "next_steps",
    "note",
)


@transaction.atomic
def amend_visit(
    *,
    visit: Visit,
    by: User,
    reason: str,
    now: dt.datetime,
    changes: Mapping[str, Any] | None = None,
    problems: Mapping[int, str] | None = None,
) -> list[VisitAmendment]:
    """Correct ``visit``, writing one :class:`VisitAmendment` for each thing that changes; returns them.

    ``changes`` maps names of :data:`AMENDABLE` to new values; ``problems`` maps the ids of this visit's problems
    to their new text ("" withdraws one). Raises :class:`Refused` without a reason, without any change, where the
    outcome would contradict itself, or where ``visit`` was read before somebody else's change (``Stale``).
    """
    reason = reason.strip()
    if not reason:
        raise Refused("请写明更正理由。")
    changes = _hold(visit, dict(changes or {}))
    claim(visit)
    changed = {field: value for field, value in changes.items() if getattr(visit, field) != value}
    before = {field: shown(visit, field) for field in changed}
    notes = [_amend_problem(visit, pk, text.strip()) for pk, text in (problems or {}).items()]
    if "enterprise" in changed and any(_is_taken_up(problem) for problem in visit.problems.all()):
        raise Refused("这次走访的问题已经转为诉求办理，不能改换企业。")
    _write(visit, changed, today=timezone.localdate(now))
    notes += [(_label(field), before[field], shown(visit, field)) for field in changed]
    amendments = [
        VisitAmendment(visit=visit, field=field, old=old, new=new, reason=reason, by=by, at=now)
        for field, old, new in filter(None, notes)
    ]
    if not amendments:
        raise Refused("没有任何改动，无需更正。")
    return VisitAmendment.objects.bulk_create(amendments)


def open_fields(visit: Visit) -> tuple[str, ...]:
    """Return the names of what was left empty: it may still be filled in, without a reason; the rest is locked."""
    return tuple(field for field in AMENDABLE if _is_blank(getattr(visit, field)))


def shown(visit: Visit, field: str) -> str:
    """Return a field of ``visit`` as people read it; "" where it is empty."""
    value = getattr(visit, f"get_{field}_display", lambda: getattr(visit, field))()
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _hold(visit: Visit, changes: dict[str, Any]) -> dict[str, Any]:
    """Lock the enterprise the visit leaves and the one it goes to; return ``changes`` naming what stands today."""
    wanted = changes.get("enterprise")
    ids = [visit.enterprise_id, *([wanted.pk] if wanted else [])]
    held = hold(ids)
    visit.enterprise = held[visit.enterprise_id]
    return changes | ({"enterprise": held[wanted.pk]} if wanted else {})


def _write(visit: Visit, changes: Mapping[str, Any], *, today: dt.date) -> None:
    unknown = set(changes) - set(AMENDABLE)
    if unknown:
        raise ValueError(f"not amendable: {sorted(unknown)}")
    for field, value in changes.items():
        setattr(visit, field, value)
    check_visit(held_on=visit.held_on, today=today, no_issue=visit.no_issue, has_problems=visit.problems.exists())
    if visit.held_until < visit.held_on:
        visit.held_until = visit.held_on
    visit.save()
    if "held_on" in changes:
        promise_days.follow_visit(visit)


def _amend_problem(visit: Visit, pk: int, text: str) -> tuple[str, str, str] | None:
    problem = visit.problems.filter(pk=pk).first()
    if problem is None or problem.text == text:
        return None
    old = problem.text
    if text:
        problem.text = text
        problem.save(update_fields=["text"])
    elif _is_taken_up(problem):
        raise Refused(f"“{problem}”已经转为诉求办理，不能撤回。")
    else:
        problem.delete()
    return _label_of_problem(problem), old, text


def _is_taken_up(problem: Problem) -> bool:
    """Return whether a room above already works on ``problem`` (any row there points at it)."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: problem}).exists()
        for relation in Problem._meta.related_objects
    )


def _is_blank(value: object) -> bool:
    return value is None or value == "" or value is False


def _label(field: str) -> str:
    verbose: models.Field = Visit._meta.get_field(field)
    return str(verbose.verbose_name)


def _label_of_problem(problem: Problem) -> str:
    return f"问题及诉求（第 {problem.order} 条）"
