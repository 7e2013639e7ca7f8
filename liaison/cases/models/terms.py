"""How a deadline was made: so many working days from a day, by which rule, over which holidays."""

import datetime as dt

from django.db import models
from django.db.models import Q

from liaison.core.models import Row
from liaison.core.workdays import WorkCalendar

from ..choices import RUNNING_STATES, Nature, State, TermKind
from .case import Case
from .handling import Handling
from .progress import OfCaseQuerySet

# Where a case keeps the day that its own terms give; a support unit's stands with its handling.
DAY_OF = {
    TermKind.ACCEPT: "accept_due_on",
    TermKind.SIGN: "sign_due_on",
    TermKind.ANSWER: "due_on",
    TermKind.PAUSE: "paused_until",
}


class TermQuerySet(OfCaseQuerySet):
    def open(self, today: dt.date):
        """Return the terms of deadlines that somebody still has to meet, and of pauses that still last."""
        waiting = Q(handling__ended_on=None, handling__replied_on=None, handling__waived_on=None)
        return self.filter(
            Q(kind=TermKind.ACCEPT, case__state=State.SUBMITTED)
            | Q(kind=TermKind.SIGN, case__state=State.ASSIGNED)
            | Q(kind=TermKind.ANSWER, case__state__in=(State.ASSIGNED, State.HANDLING))
            | (Q(kind=TermKind.SUPPORT, case__state__in=RUNNING_STATES) & waiting)
            | Q(kind=TermKind.PAUSE, case__is_paused=True, case__paused_until__gte=today)
        )


class Term(Row):
    """The deadline of ``kind`` is the ``days``-th working day after ``from_on``.

    Where ``nature`` and ``measure`` name a rule (a field of :class:`DeadlineRule`), ``rule_days`` of the days are its,
    as it was then; the others came by extensions and pauses. ``odd_days`` are the days up to the deadline that were
    no plain Monday–Friday when it was worked out, as ISO dates: what differs from them today has changed since.
    A deadline without a term was set by hand, or told by a ledger, and is never worked out anew.
    """

    case = models.ForeignKey(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="terms")
    handling = models.OneToOneField(
        Handling, verbose_name="承办分工", null=True, on_delete=models.CASCADE, related_name="term"
    )
    kind = models.CharField("期限", max_length=8, choices=TermKind)
    from_on = models.DateField("起算日期")
    days = models.PositiveIntegerField("工作日")
    nature = models.CharField("所依时限的性质", max_length=10, choices=Nature, blank=True)
    measure = models.CharField("所依时限", max_length=16, blank=True)
    rule_days = models.PositiveIntegerField("时限规定的工作日", default=0)
    odd_days = models.JSONField("期间的节假日与调休", default=list)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "期限的算法"
        verbose_name_plural = "期限的算法"
        ordering = ["case", "id"]
        constraints = [
            models.UniqueConstraint(name="term_once_a_case", fields=["case", "kind"], condition=Q(handling=None)),
            models.CheckConstraint(
                name="term_of_support_has_part", condition=Q(kind=TermKind.SUPPORT) ^ Q(handling=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.from_on:%Y-%m-%d} 起 {self.days} 个工作日"

    def day(self, calendar: WorkCalendar) -> dt.date:
        """Return the day that the term gives in ``calendar``."""
        return calendar.add(self.from_on, self.days)
