from django.db import models

from liaison.core.models import Row
from liaison.core.scope import ScopedQuerySet


class CaseCounter(Row):
    """The last number given in a year. The row's lock is what keeps the numbers without gaps."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    last = models.PositiveIntegerField("最后编号", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "诉求编号"
        verbose_name_plural = "诉求编号"

    def __str__(self) -> str:
        return f"{self.year} 年：{self.last}"
