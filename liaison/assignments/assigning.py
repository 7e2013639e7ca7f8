"""Giving leaders to targets, many at once, and never two of one level to one enterprise on one day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from liaison.directory.models import Unit, User
from liaison.enterprises.holding import hold

from . import bulk
from .doubts import effective_day, out_of_force
from .errors import AssignmentRefused
from .models import Assignment


@dataclass
class Assigned:
    """What :func:`assign_many` did with each draft."""

    created: list[Assignment] = field(default_factory=list)
    # (draft, the very same link that is there already)
    unchanged: list[tuple[Assignment, Assignment]] = field(default_factory=list)
    # (draft, the other leader's assignment that stands in the way)
    refused: list[tuple[Assignment, Assignment]] = field(default_factory=list)


def sort_out(drafts: Sequence[Assignment]) -> Assigned:
    """Tell which of the unsaved ``drafts`` could be saved, without saving: a preview of :func:`assign_many`."""
    taken, result = _taken(drafts), Assigned()
    for draft in drafts:
        others = taken[_slot(draft)]
        other = next((row for row in others if overlap(row, draft)), None)
        if other is None:
            result.created.append(draft)
            others.append(draft)
        elif other.leader_id == draft.leader_id:
            result.unchanged.append((draft, other))
        else:
            result.refused.append((draft, other))
    return result


@transaction.atomic
def assign_many(
    drafts: Sequence[Assignment],
    *,
    by: User | None,
    support_units: dict[int, list[int]] | None = None,
    reason: str = "分配联系领导",
    today: dt.date | None = None,
) -> Assigned:
    """Save those of the unsaved ``drafts`` whose period is free; tell the rest apart. Set-based.

    With ``today`` it refuses what names a unit or region that is not in force then, or on the first day if that is
    later; records of the past come without. ``support_units`` maps ``id(draft)`` to unit ids. A draft of the same
    leader and target over a period that touches an existing row is *unchanged*; one of another leader at that level
    is *refused* and not saved.
    An enterprise merged away since is replaced by the one that stayed.
    """
    for draft in drafts:
        if draft.start_on and draft.end_on and draft.end_on < draft.start_on:
            raise AssignmentRefused("结束日期不能早于开始日期。")
    if today is not None:
        _refuse_out_of_force(drafts, support_units or {}, today)
    held = hold(draft.enterprise_id for draft in drafts if draft.enterprise_id)
    for draft in drafts:
        if draft.enterprise_id:
            draft.enterprise = held[draft.enterprise_id]
    result = sort_out(drafts)
    try:
        with transaction.atomic():
            result.created = bulk.create(result.created, by=by, reason=reason)
    except IntegrityError as error:
        raise AssignmentRefused("其中有联系关系刚刚由他人登记，请刷新后重试。") from error
    if support_units:
        bulk.link_support_units((row, support_units.get(id(row), ())) for row in result.created)
    return result


def _refuse_out_of_force(drafts: Sequence[Assignment], support_units: dict[int, list[int]], today: dt.date) -> None:
    ids = {pk for units in support_units.values() for pk in units}
    known = Unit.objects.in_bulk(ids) if ids else {}
    for draft in drafts:
        day = effective_day(draft, today)
        named = [draft.lead_unit, draft.region, *(known[pk] for pk in support_units.get(id(draft), ()))]
        if ended := next((row for row in named if row is not None and not row.is_in_force(day)), None):
            raise AssignmentRefused(out_of_force(ended, day))


def _slot(row: Assignment) -> tuple:
    """Return what may be held once at a time: an enterprise at a level; a region by one leader."""
    if row.enterprise_id:
        return ("enterprise", row.enterprise_id, row.level)
    return ("region", row.region_id, row.leader_id)


def _taken(drafts: Sequence[Assignment]) -> dict[tuple, list[Assignment]]:
    taken: dict[tuple, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.select_related("leader").order_by("pk")
    enterprises = [draft.enterprise_id for draft in drafts if draft.enterprise_id]
    regions = [draft.region_id for draft in drafts if draft.region_id]
    found = list(rows.filter(enterprise__in=enterprises)) if enterprises else []
    found += list(rows.filter(region__in=regions)) if regions else []
    for row in found:
        taken[_slot(row)].append(row)
    return taken


def overlap(one: Assignment, other: Assignment) -> bool:
    """Return whether the two periods share a day."""
    return (one.end_on is None or other.start_on is None or other.start_on <= one.end_on) and (
        other.end_on is None or one.start_on is None or one.start_on <= other.end_on
    )
