"""Case numbers: one row a year, locked by the transaction that files the case, so that no number is lost."""

from django.db import transaction
from django.db.models import F

from ..models import CaseCounter


def allocate_numbers(year: int, n: int = 1) -> list[str]:
    """Return the next ``n`` numbers of ``year``, like ``JL-2026-000123``, in order.

    Must run inside the transaction that saves the cases: the counter stays locked until it ends, and a
    rollback gives the numbers back. Raises ``TransactionManagementError`` outside one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Numbers are allocated inside the filing transaction only.")
    if n < 1:
        return []
    counter = CaseCounter.objects.filter(year=year)
    if not counter.update(last=F("last") + n):
        CaseCounter.objects.bulk_create([CaseCounter(year=year)], ignore_conflicts=True)
        counter.update(last=F("last") + n)
    last = counter.values_list("last", flat=True).get()
    return [f"JL-{year}-{serial:06d}" for serial in range(last - n + 1, last + 1)]
