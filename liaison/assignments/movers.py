"""When an officer's assignment passes on, unread reminders about those enterprises pass on with it."""

import datetime as dt

from liaison.directory.models import User
from liaison.reminders.models import Reminder

from . import handover


def _passing_on(transfer: handover.Transfer) -> list[tuple[Reminder, User]]:
    rows = Reminder.objects.unread().filter(
        enterprise__in=transfer.enterprise_ids, recipient__in=transfer.leaving_officer_ids
    )
    found = [(row, transfer.new_officer_of(row.enterprise_id, row.recipient_id)) for row in rows.order_by("pk")]
    return [(row, successor) for row, successor in found if successor]


def preview(transfer: handover.Transfer) -> list[handover.Item]:
    return [
        handover.Item(row.pk, f"{row.get_kind_display()}：{row.title} → {successor}")
        for row, successor in _passing_on(transfer)
    ]


def apply(transfer: handover.Transfer, *, by: User | None, now: dt.datetime) -> int:
    """Give each unread reminder to the successor; its key follows, so that the next scan does not repeat it."""
    passing = _passing_on(transfer)
    for row, successor in passing:
        key = f"{row.key.rpartition(':')[0]}:{successor.pk}"
        if Reminder.objects.filter(key=key).exists():
            row.delete()
        else:
            Reminder.objects.filter(pk=row.pk).update(recipient=successor, key=key)
    return len(passing)
