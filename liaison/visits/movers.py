"""When an officer's assignment passes on, the promises not yet kept pass on with it."""

import datetime as dt

from liaison.assignments import handover
from liaison.core.locking import claim
from liaison.directory.models import User
from liaison.visits.models import FollowUp


def _passing_on(transfer: handover.Transfer) -> list[tuple[FollowUp, User]]:
    rows = FollowUp.objects.open().filter(
        visit__enterprise__in=transfer.enterprise_ids, responsible__in=transfer.leaving_officer_ids
    )
    rows = rows.select_related("visit__enterprise").order_by("due_on", "pk")
    found = [(row, transfer.new_officer_of(row.visit.enterprise_id, row.responsible_id)) for row in rows]
    return [(row, successor) for row, successor in found if successor]


def preview(transfer: handover.Transfer) -> list[handover.Item]:
    return [
        handover.Item(row.pk, f"{row.visit.enterprise}：{row.promise}（{row.due_on:%Y-%m-%d} 前）→ {successor}")
        for row, successor in _passing_on(transfer)
    ]


def apply(transfer: handover.Transfer, *, by: User | None, now: dt.datetime) -> int:
    """Give each open promise to the successor's officer; the history says that it was a hand-over."""
    passing = _passing_on(transfer)
    for row, successor in passing:
        claim(row)
        row.responsible = successor
        row._change_reason = transfer.note or "交接"
        row.save()
    return len(passing)
