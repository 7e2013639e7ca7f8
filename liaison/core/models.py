"""Abstract bases, and the one table that belongs to no business room: calendar overrides."""

from django.db import models

from liaison.core.scope import PublicQuerySet


class TimeStamped(models.Model):
    """Rows that say when they came and when they last changed."""

    created_at = models.DateTimeField("创建时间", auto_now_add=True, editable=False)
    updated_at = models.DateTimeField("更新时间", auto_now=True, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """Rows that two people may edit at once: ``version`` grows by one with each saved edit.

    ``core.locking`` compares it; bulk writers add one to it themselves.
    """

    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        abstract = True


class CalendarOverride(models.Model):
    """One day on which the office calendar departs from Monday–Friday, as announced by the State Council."""

    date = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("是否上班", help_text="勾选表示调休上班；不勾选表示放假。")
    name = models.CharField("名称", max_length=40, help_text="例如：国庆节、国庆节调休。")
    source = models.CharField(
        "依据", max_length=120, blank=True, help_text="公布该年安排的通知；填写后，该年视为已公布。"
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "节假日与调休"
        verbose_name_plural = "节假日与调休"
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}（{'上班' if self.is_workday else '放假'}）"
