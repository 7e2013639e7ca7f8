from django.db import models

from liaison.core.models import Row
from liaison.core.scope import PublicQuerySet

from ..choices import Complexity, Nature


class DeadlineRule(Row):
    """How many working days an office grants for one nature of case; where no row stands, the common defaults hold."""

    nature = models.CharField("性质", max_length=10, choices=Nature, unique=True)
    accept_days = models.PositiveSmallIntegerField("受理时限", default=1)
    sign_days = models.PositiveSmallIntegerField("签收时限", default=1)
    ordinary_days = models.PositiveSmallIntegerField("一般事项答复时限", default=5)
    complex_days = models.PositiveSmallIntegerField("复杂事项答复时限", default=15)
    policy_days = models.PositiveSmallIntegerField("涉及多部门或政策答复时限", default=30)
    support_days = models.PositiveSmallIntegerField("协办回复时限", default=3)

    MEASURES = ("accept_days", "sign_days", "ordinary_days", "complex_days", "policy_days", "support_days")

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "办理时限"
        verbose_name_plural = "办理时限"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_nature_display()

    @staticmethod
    def answer_measure(complexity: str) -> str:
        """Return the field that says how many working days go from assignment to answer."""
        return {Complexity.COMPLEX: "complex_days", Complexity.POLICY: "policy_days"}.get(complexity, "ordinary_days")
