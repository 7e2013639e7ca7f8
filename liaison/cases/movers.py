"""When an assignment passes on, its open cases go along: to the new officer, to the new leader."""

import datetime as dt

from django.db.models import Q

from liaison.assignments import handover
from liaison.core.locking import claim
from liaison.directory.models import User

from .choices import OPEN_STATES
from .models import Case


def _passing_on(transfer: handover.Transfer) -> list[tuple[Case, dict]]:
    """Return open cases with the fields that change; one statement."""
    held = Q(officer__in=transfer.leaving_officer_ids) | Q(leader__in=transfer.leaving_leader_ids)
    rows = Case.objects.filter(held, state__in=OPEN_STATES, enterprise__in=transfer.enterprise_ids)
    found = []
    for row in rows.select_related("enterprise").order_by("pk"):
        successors = {
            "officer": transfer.new_officer_of(row.enterprise_id, row.officer_id),
            "leader": transfer.new_leader_of(row.enterprise_id, row.leader_id),
        }
        if changes := {name: person for name, person in successors.items() if person}:
            found.append((row, changes))
    return found


def preview(transfer: handover.Transfer) -> list[handover.Item]:
    return [
        handover.Item(row.pk, f"{row.enterprise}：{row.number} {row.title} → {'、'.join(map(str, changes.values()))}")
        for row, changes in _passing_on(transfer)
    ]


def apply(transfer: handover.Transfer, *, by: User | None, now: dt.datetime) -> int:
    """The successors look after the case from now on; who filed it and who did what stays."""
    passing = _passing_on(transfer)
    for row, changes in passing:
        claim(row)
        for name, person in changes.items():
            setattr(row, name, person)
        row._change_reason = transfer.note or "交接"
        row.save()
    return len(passing)
