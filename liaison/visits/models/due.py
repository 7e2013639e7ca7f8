import datetime as dt

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from liaison.assignments.models import Assignment
from liaison.assignments.serving import served_on
from liaison.enterprises.models import Enterprise, EnterpriseQuerySet, Tier
from liaison.visits import rhythm

from .visits import Visit


class DueQuerySet(EnterpriseQuerySet):
    """Questions about enterprises that need their visits: who is waiting, who is asked too often.

    Only what counts as 走访 sets the rhythm: a telephone call neither puts off the next visit nor wears anybody out.
    """

    def scope_for(self, user) -> Q:
        return Q(pk__in=Enterprise.objects.visible_to(user).values("pk"))

    def linked(self, today: dt.date, *, officer=None, leader=None):
        """Return operating enterprises that are served on ``today``; by one account, or for one leader, by id."""
        rows = self.operating().filter(served_on(today, person=officer))
        if leader is not None:
            rows = rows.filter(pk__in=Assignment.objects.on(today).filter(leader=leader).values("enterprise"))
        return rows

    def with_visits(self, today: dt.date):
        """Annotate ``last_visit`` (date or NULL) and ``visits_lately`` (within 30 days) by indexed subqueries."""
        visits = Visit.objects.qualifying().filter(enterprise=OuterRef("pk"))
        lately = visits.filter(held_on__gt=today - rhythm.WINDOW).order_by().values("enterprise")
        return self.annotate(
            last_visit=Subquery(visits.order_by("-held_on").values("held_on")[:1]),
            visits_lately=Coalesce(Subquery(lately.annotate(n=Count("pk")).values("n")), 0),
        )

    def due(self, today: dt.date, *, ahead: int = 0):
        """Return enterprises whose interval ends by ``ahead`` days after ``today``, those never visited included."""
        day = today + dt.timedelta(days=ahead)
        by_tier = [When(tier=tier, then=Value(day - rhythm.interval(tier))) for tier in Tier.values]
        latest = Case(*by_tier, default=Value(day - rhythm.interval("")), output_field=models.DateField())
        visits = Visit.objects.qualifying().filter(enterprise=OuterRef("pk"))
        since = visits.filter(held_on__gt=OuterRef("latest_visit_that_is_due"))
        return self.annotate(latest_visit_that_is_due=latest).filter(~Exists(since))

    def never_visited(self):
        return self.filter(~Exists(Visit.objects.qualifying().filter(enterprise=OuterRef("pk"))))

    def over_visited(self, today: dt.date):
        """Return enterprises with more than ``VISIT_LIMIT_30_DAYS`` visits within 30 days, by all offices together."""
        recent = Visit.objects.qualifying().filter(held_on__gt=today - rhythm.WINDOW, held_on__lte=today).order_by()
        often = recent.values("enterprise").annotate(n=Count("pk")).filter(n__gt=rhythm.limit())
        return self.filter(pk__in=often.values("enterprise"))


class DueEnterprise(Enterprise):
    """An enterprise seen by when it is next to be visited; a view of the same rows, not a table."""

    objects = DueQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = "该走访企业"
        verbose_name_plural = "该走访企业"
        ordering = ["-id"]

    def due_on(self, today: dt.date) -> dt.date:
        """Return when the next visit is due; needs ``last_visit`` (see :meth:`DueQuerySet.with_visits`)."""
        return rhythm.due_on(self.last_visit, self.tier, today=today)
