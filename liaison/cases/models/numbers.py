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


class LetterCounter(Row):
    """The last number given under a 机关代字 in a year: each kind of letter has a 代字, and so a row, of its own."""

    mark = models.CharField("机关代字", max_length=60)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后编号", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "发文字号"
        verbose_name_plural = "发文字号"
        constraints = [models.UniqueConstraint(name="letter_counter_once", fields=["mark", "year"])]

    def __str__(self) -> str:
        return f"{self.mark}〔{self.year}〕{self.last}号"
