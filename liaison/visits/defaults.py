"""What a form may fill in by itself, so that an officer types three things only."""

import datetime as dt

from liaison.assignments.models import Assignment
from liaison.directory.models import Leader, User
from liaison.enterprises.models import Enterprise


def leaders_for(enterprise: Enterprise, *, officer: User, day: dt.date) -> list[Leader]:
    """Return the leaders assigned to ``enterprise`` on ``day``: those the officer serves first, then by rank."""
    assignments = Assignment.objects.on(day).filter(enterprise=enterprise).select_related("leader")
    ordered = sorted(assignments, key=lambda a: (a.officer_id != officer.pk, a.leader.rank_order, a.leader_id))
    return list(dict.fromkeys(assignment.leader for assignment in ordered))


def leader_for(enterprise: Enterprise, *, officer: User, day: dt.date) -> Leader | None:
    """Return the leader for whom ``officer`` most likely visits ``enterprise`` on ``day``.

    The leader the officer serves there; else the only assigned leader; else nobody: no guess among several.
    """
    served = Leader.objects.filter(
        assignments__in=Assignment.objects.on(day).filter(enterprise=enterprise, officer=officer)
    ).first()
    if served:
        return served
    assigned = leaders_for(enterprise, officer=officer, day=day)
    return assigned[0] if len(assigned) == 1 else None
