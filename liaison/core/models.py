"""Abstract bases, and the tables that belong to no business room: calendar overrides, forms sent."""

import datetime as dt
import uuid
from typing import Self

from django.db import IntegrityError, models, transaction

from liaison.core.lengths import refuse_too_long
from liaison.core.scope import PublicQuerySet
from liaison.core.search import with_search


class Row(models.Model):
    """Base of every model: a text that its column cannot hold is refused in words, on both databases alike."""

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs) -> None:
        refuse_too_long(self, update_fields)
        if update_fields is not None:  # what the row is found by follows its sources
            update_fields = with_search(type(self), update_fields)
        super().save(*args, update_fields=update_fields, **kwargs)


class TimeStamped(Row):
    """Rows that say when they came and when they last changed."""

    created_at = models.DateTimeField("创建时间", auto_now_add=True, editable=False)
    updated_at = models.DateTimeField("更新时间", auto_now=True, editable=False)

    class Meta:
        abstract = True


class Versioned(Row):
    """Rows that two people may edit at once: ``version`` grows by one with each saved edit.

    ``core.locking`` compares it; bulk writers add one to it themselves.
    """

    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        abstract = True


class CalendarOverride(Row):
    """One day on which the office calendar departs from Monday–Friday, as announced by the State Council."""

    date = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("是否上班", help_text="勾选表示调休上班；不勾选表示放假。")
    name = models.CharField("名称", max_length=40, help_text="例如：国庆节、国庆节调休。")
    source = models.CharField(
        "依据", max_length=300, blank=True, help_text="公布该年安排的通知；填写后，该年视为已公布。"
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "节假日与调休"
        verbose_name_plural = "节假日与调休"
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}（{'上班' if self.is_workday else '放假'}）"


FORM_LOST_AFTER = dt.timedelta(minutes=10)
"""A form under way for so long has lost the process that worked on it, and may be sent again."""


class SentFormQuerySet(models.QuerySet):
    KEPT = dt.timedelta(days=90)

    def begin(self, *, person: int, token: uuid.UUID, digest: str, at: dt.datetime) -> "SentForm | None":
        """Take the right to save the form ``token``; None where it is saved already.

        Call it inside the transaction that saves: whoever comes second waits here until the first is through.
        """
        try:
            with transaction.atomic():
                return self.create(person=person, token=token, digest=digest, at=at)
        except IntegrityError:
            return None

    def take_over(self, known: "SentForm", *, digest: str, now: dt.datetime) -> "SentForm | None":
        """Take the right to a form under way whose process is lost; None where it is not, or another was quicker."""
        if known.at > now - FORM_LOST_AFTER:
            return None
        lost = self.under_way().filter(pk=known.pk, at=known.at)
        return self.get(pk=known.pk) if lost.update(at=now, digest=digest) else None

    def under_way(self) -> Self:
        """Return forms whose view is still at work: nobody was answered yet."""
        return self.filter(address="", page="")

    def saved(self) -> Self:
        return self.exclude(address="", page="")

    def of_long_ago(self, now: dt.datetime) -> Self:
        """Return forms saved so long ago that no page or draft still holds their token."""
        return self.filter(at__lt=now - self.KEPT)

    def forget(self, now: dt.datetime) -> int:
        return self.of_long_ago(now).delete()[0]


class SentForm(Row):
    """A form that was saved, by the token it was drawn with, and what its sender was answered (``core.once``).

    One that holds no answer is under way. ``person`` is the user's id: the room of users stands above this one.
    ``words`` are the messages said, ``[level, text, is_html]`` each; ``address`` is where the person was led, ``page``
    what a small window was answered.
    """

    person = models.BigIntegerField("用户编号")
    token = models.UUIDField("表单编号")
    digest = models.CharField("内容摘要", max_length=64)
    address = models.TextField("保存后的页面", blank=True)
    words = models.JSONField("保存后的提示", default=list)
    page = models.TextField("小窗口的答复", blank=True)
    at = models.DateTimeField("时间", db_index=True)

    objects = SentFormQuerySet.as_manager()

    class Meta:
        verbose_name = "已提交的表单"
        verbose_name_plural = "已提交的表单"
        constraints = [models.UniqueConstraint(fields=["person", "token"], name="sent_form_once")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.address}"

    @property
    def is_under_way(self) -> bool:
        return not (self.address or self.page)
