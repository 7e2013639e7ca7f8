"""What people are reminded of. Each room brings its own kinds; this room remembers, delivers and keeps the inbox."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from liaison.core.rooms import handed_in
from liaison.core.workdays import WorkCalendar

# 临近提醒提前的工作日数。
NOTICE_DAYS = 2


@dataclass(frozen=True)
class ReminderKind:
    """One kind of reminder: ``key`` is stored (20 signs at most), ``colour`` is "warning" or "danger".

    Each function of ``find(today, calendar)`` returns rows of what is reminded of, each with ``subject`` (its id),
    ``enterprise_ref``, ``recipient_ref`` (NULL: nobody can be reminded), ``due``, ``headline``, ``detail`` and ``link``
    (see :func:`link_to`). Compare days by range, never by equality: after days without a scan one scan finds
    everything, and what has passed its day is overdue only, no longer "due soon". One reminder is written for each
    subject, due day and recipient, however many functions find it.
    """

    key: str
    label: str
    colour: str
    find: tuple[Callable[[dt.date, WorkCalendar], QuerySet], ...]

    def __str__(self) -> str:
        return self.key


def choices() -> list[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in handed_in(ReminderKind)]


def colour_of(key: str) -> str:
    return next((kind.colour for kind in handed_in(ReminderKind) if kind.key == key), "info")


def link_to(model: str) -> Concat:
    """Return the path of the subject's page in the admin, as an expression; ``model`` as ``cases_case``."""
    before, after = reverse(f"admin:{model}_change", args=["0"]).split("0")
    return Concat(Value(before), Cast("pk", CharField()), Value(after), output_field=CharField())
