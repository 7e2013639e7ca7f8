"""On which days a promise was open, and until when it was due on each."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from liaison.core.models import Row

from .follow_ups import FollowUp


class FollowUpSpanQuerySet(models.QuerySet):
    def on(self, day: dt.date):
        """Return the spans that hold ``day``: one for each promise that was open at its end."""
        return self.filter(Q(last_on=None) | Q(last_on__gte=day), first_on__lte=day)


class FollowUpSpan(Row):
    """A run of days, both ends included, in which an open promise was due on one day.

    It begins with the visit at which it was promised and ends the day before it was kept. ``last_on`` is empty while
    the promise is open. Only ``services.promise_days`` writes here.
    """

    follow_up = models.ForeignKey(
        FollowUp, verbose_name="跟进事项", on_delete=models.CASCADE, related_name="spans", db_index=False
    )
    first_on = models.DateField("自")
    last_on = models.DateField("至", null=True)
    due_on = models.DateField("当时的完成期限")

    objects = FollowUpSpanQuerySet.as_manager()

    class Meta:
        verbose_name = "未完成时段"
        verbose_name_plural = "未完成时段"
        ordering = ["follow_up", "first_on"]
        indexes = [models.Index(fields=["last_on", "first_on"], name="followup_span_days")]
        constraints = [
            models.UniqueConstraint(name="followup_span_once_a_day", fields=["follow_up", "first_on"]),
            models.UniqueConstraint(name="followup_span_one_endless", fields=["follow_up"], condition=Q(last_on=None)),
            models.CheckConstraint(
                name="followup_span_valid_range", condition=Q(last_on=None) | Q(last_on__gte=F("first_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on:%Y-%m-%d} 至 {f'{self.last_on:%Y-%m-%d}' if self.last_on else '今'}"
