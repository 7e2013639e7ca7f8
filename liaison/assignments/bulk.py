"""Set-based writing of assignments: few statements at any number of rows, with history and support units."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from liaison.directory.models import User

from .models import Assignment

BATCH = 2_000


def create(rows: Sequence[Assignment], *, by: User | None, reason: str) -> list[Assignment]:
    """Insert unsaved ``rows`` and their history; return them with ids."""
    if not rows:
        return []
    return bulk_create_with_history(
        list(rows), Assignment, batch_size=BATCH, default_user=by, default_change_reason=reason
    )


def update(rows: Sequence[Assignment], fields: list[str], *, by: User | None, reason: str) -> None:
    """Write ``fields`` of ``rows`` with history, and count each row's version up."""
    if not rows:
        return
    for row in rows:
        row.version += 1
    bulk_update_with_history(
        list(rows), Assignment, [*fields, "version"], batch_size=BATCH, default_user=by, default_change_reason=reason
    )


def link_support_units(units: Iterable[tuple[Assignment, Iterable[int]]]) -> None:
    """Give saved assignments their 配合部门: pairs of (assignment, unit ids)."""
    through = Assignment.support_units.through
    links = [through(assignment_id=row.pk, unit_id=unit) for row, ids in units for unit in ids]
    through.objects.bulk_create(links, batch_size=BATCH, ignore_conflicts=True)


def support_units_of(rows: Iterable[Assignment]) -> dict[int, list[int]]:
    """Return assignment id → ids of its 配合部门, in one statement."""
    found: dict[int, list[int]] = defaultdict(list)
    links = Assignment.support_units.through.objects.filter(assignment__in=[row.pk for row in rows])
    for assignment, unit in links.values_list("assignment_id", "unit_id"):
        found[assignment].append(unit)
    return found
