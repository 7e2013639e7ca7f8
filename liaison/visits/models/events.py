import datetime as dt

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from liaison.core.models import TimeStamped, Versioned
from liaison.core.scope import ScopedQuerySet
from liaison.directory.models import Leader, Unit, User


class EventKind(models.TextChoices):
    """Gatherings of several enterprises; the values are those of the visits they give."""

    SYMPOSIUM = "symposium", "座谈会"
    ONSITE_OFFICE = "office", "现场办公"
    RESEARCH = "research", "调研"


class VisitEventQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return events one logged, and those with a visit that one may see."""
        seen = self.behind("visits").visible_to(user).exclude(event=None)
        return Q(logged_by=user) | Q(pk__in=seen.values("event"))

    def editable_by(self, user):
        """Return events whose description ``user`` may correct: one's own, one's office's; all for an overseer."""
        if user.is_superuser:
            return self
        scope = Q(logged_by=user)
        if user.unit_id:
            scope |= Q(logged_by__unit=user.unit_id)
        rows = self.visible_to(user)
        return rows if user.oversees_region else rows.filter(scope)

    def with_counts(self):
        """Annotate ``enterprise_count`` (户) and ``problem_count`` (个) by subqueries."""
        held = self.behind("visits")
        visits = held.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=Count("pk"))
        raised = held.behind("problems").filter(visit__event=OuterRef("pk")).order_by().values("visit__event")
        return self.annotate(
            enterprise_count=Coalesce(Subquery(visits.values("n")), 0),
            problem_count=Coalesce(Subquery(raised.annotate(n=Count("pk")).values("n")), 0),
        )

    def within(self, first: dt.date, last: dt.date):
        """Return events held wholly between ``first`` and ``last``, both included."""
        return self.filter(held_on__gte=first, held_until__lte=last)


class VisitEvent(Versioned, TimeStamped):
    """One gathering with several enterprises, leaders and units; each enterprise has its own visit in it."""

    kind = models.CharField("类型", max_length=10, choices=EventKind, default=EventKind.SYMPOSIUM)
    title = models.CharField("名称", max_length=200)
    held_on = models.DateField("开始日期")
    held_until = models.DateField("结束日期")
    place = models.CharField("地点", max_length=200, blank=True)
    host = models.ForeignKey(
        Leader, verbose_name="主持领导", null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_events"
    )
    leaders = models.ManyToManyField(Leader, verbose_name="参加领导", blank=True, related_name="attended_events")
    units = models.ManyToManyField(Unit, verbose_name="参加单位", blank=True, related_name="attended_events")
    companions = models.CharField("其他参加人员", max_length=1000, blank=True, help_text="多人用顿号分隔。")
    content = models.TextField("会议情况", blank=True)
    logged_by = models.ForeignKey(
        User, verbose_name="填报人", null=True, editable=False, on_delete=models.PROTECT, related_name="logged_events"
    )
    token = models.UUIDField("提交编号", null=True, editable=False, unique=True)

    objects = VisitEventQuerySet.as_manager()

    class Meta:
        verbose_name = "集体活动"
        verbose_name_plural = "集体活动"
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="event_valid_range",
                condition=Q(held_until__gte=F("held_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d} {self.title}"

    @property
    def day_text(self) -> str:
        if self.held_until == self.held_on:
            return f"{self.held_on:%Y-%m-%d}"
        return f"{self.held_on:%Y-%m-%d} 至 {self.held_until:%Y-%m-%d}"
