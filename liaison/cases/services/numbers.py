"""Case numbers: one row a year, locked by the transaction that files the case, so that no number is lost."""

from django.db import transaction
from django.db.models import F

from liaison.core.models import Row

from ..models import CaseCounter, LetterCounter


def allocate_numbers(year: int, n: int = 1) -> list[str]:
    """Return the next ``n`` numbers of ``year``, like ``JL-2026-000123``, in order.

    Must run inside the transaction that saves the cases: the counter stays locked until it ends, and a
    rollback gives the numbers back. Raises ``TransactionManagementError`` outside one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Numbers are allocated inside the filing transaction only.")
    if n < 1:
        return []
    last = _taken(CaseCounter, n, year=year)
    return [f"JL-{year}-{serial:06d}" for serial in range(last - n + 1, last + 1)]


def letter_number(mark: str, year: int) -> int:
    """Return the next number under ``mark`` in ``year``; like a case's, it comes back where the letter is not saved."""
    return _taken(LetterCounter, 1, mark=mark, year=year)


def _taken(counters: type[Row], n: int, **which) -> int:
    """Move the counter ``which`` names on by ``n`` and return where it stands; its row stays locked."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Numbers are allocated inside the filing transaction only.")
    counter = counters._default_manager.filter(**which)
    if not counter.update(last=F("last") + n):
        counters._default_manager.bulk_create([counters(**which)], ignore_conflicts=True)
        counter.update(last=F("last") + n)
    return counter.values_list("last", flat=True).get()
