"""Where a case stood on any day: open or not, due when, its clock running or not, and at which unit."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from liaison.core.models import Row
from liaison.directory.models import Unit

from ..judicial import beyond_chasing
from .case import Case
from .progress import OfCaseQuerySet


class CaseSpanQuerySet(OfCaseQuerySet):
    def on(self, day: dt.date):
        """Return the spans that hold ``day``: one for each case that was open at its end."""
        return self.filter(Q(last_on=None) | Q(last_on__gte=day), first_on__lte=day)

    def overdue_on(self, day: dt.date):
        """Return those of :meth:`on` whose deadline then in force lay before ``day``, of units that deadlines bind."""
        return self.on(day).filter(OVERDUE, due_on__lt=day)

    def historic(self):
        """Return the spans of history from ledgers that nobody had handled here by then."""
        return self.filter(is_historic=True)

    def ranked(self):
        """Return the spans that league tables of units may count."""
        return self.exclude(beyond_chasing())


# Of a span on some day, next to its ``due_on``: the clock runs, and the unit may be chased.
OVERDUE = Q(is_running=True) & ~beyond_chasing()


class CaseSpan(Row):
    """A run of days, both ends included, in which one open case stood alike; the state at the end of the day counts.

    ``last_on`` is empty while nothing is known to change; a span may begin in the future (the day on which a pause
    ends by itself). A submitted case that is open has exactly one span that holds today; before it was submitted and
    after it ended it has none. Only ``services.spans`` writes here: what was on a past day is never rewritten, save
    where a ledger corrects the dates of a case that was never handled here.
    """

    case = models.ForeignKey(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="spans", db_index=False)
    first_on = models.DateField("自")
    last_on = models.DateField("至", null=True)
    due_on = models.DateField("当时的办理期限", null=True)
    is_running = models.BooleanField("计时中", default=False)
    is_paused = models.BooleanField("暂停计时", default=False)
    lead_unit = models.ForeignKey(
        Unit, verbose_name="主办单位", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_judicial = models.BooleanField("司法事项", default=False)
    is_historic = models.BooleanField("历史台账", default=False)

    objects = CaseSpanQuerySet.as_manager()

    class Meta:
        verbose_name = "在办时段"
        verbose_name_plural = "在办时段"
        ordering = ["case", "first_on"]
        indexes = [models.Index(fields=["last_on", "first_on"], name="span_days")]
        constraints = [
            models.UniqueConstraint(name="span_once_a_day", fields=["case", "first_on"]),
            models.UniqueConstraint(name="span_one_endless", fields=["case"], condition=Q(last_on=None)),
            models.CheckConstraint(name="span_valid_range", condition=Q(last_on=None) | Q(last_on__gte=F("first_on"))),
            models.CheckConstraint(name="span_runs_or_rests", condition=Q(is_running=False) | Q(is_paused=False)),
        ]

    def __str__(self) -> str:
        return f"{self.first_on:%Y-%m-%d} 至 {f'{self.last_on:%Y-%m-%d}' if self.last_on else '今'}"
