from django.db import models
from django.db.models import Q

from liaison.core.models import TimeStamped
from liaison.core.scope import ScopedQuerySet
from liaison.directory.models import Region, User

from .categories import Category


class CommonIssueQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return the issues gathered in the region one looks after, and those one gathered oneself."""
        visible = Q(gathered_by=user)
        if user.oversees_region:
            visible |= Q(region__lineage__startswith=user.region.lineage)
        return visible


class CommonIssue(TimeStamped):
    """共性问题: one matter behind many cases, to be settled for the whole kind (解决一类事)."""

    title = models.CharField("共性问题", max_length=200)
    category = models.ForeignKey(Category, verbose_name="分类", on_delete=models.PROTECT, related_name="common_issues")
    region = models.ForeignKey(Region, verbose_name="范围", on_delete=models.PROTECT, related_name="common_issues")
    description = models.TextField("情况说明", blank=True)
    proposal = models.TextField("解决措施", blank=True, help_text="拟从政策、制度或项目上怎样一并解决。")
    gathered_by = models.ForeignKey(
        User, verbose_name="归集人", on_delete=models.PROTECT, related_name="common_issues", editable=False
    )

    objects = CommonIssueQuerySet.as_manager()

    class Meta:
        verbose_name = "共性问题"
        verbose_name_plural = "共性问题"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title
