from django.db import models
from django.db.models import Q

from liaison.core.models import Row
from liaison.core.scope import ScopedQuerySet
from liaison.directory.models import User

from .visits import Visit


class VisitAmendmentQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        return Q(visit__in=Visit.objects.visible_to(user))


class VisitAmendment(Row):
    """One correction of a locked visit: what stood there, what stands there now, and why. Never changed itself."""

    visit = models.ForeignKey(Visit, verbose_name="走访记录", on_delete=models.CASCADE, related_name="amendments")
    field = models.CharField("栏目", max_length=40)
    old = models.TextField("原内容", blank=True)
    new = models.TextField("更正后", blank=True)
    reason = models.TextField("更正理由")
    by = models.ForeignKey(User, verbose_name="更正人", on_delete=models.PROTECT, related_name="visit_amendments")
    at = models.DateTimeField("更正时间")

    objects = VisitAmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = "更正记录"
        verbose_name_plural = "更正记录"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.field}：{self.reason}"
