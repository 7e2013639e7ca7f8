"""走访: what happened at the enterprise, what was raised there, what was promised."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from liaison.core.models import TimeStamped, Versioned
from liaison.core.scope import ScopedQuerySet
from liaison.directory.models import Leader, User
from liaison.enterprises.models import Enterprise


class Method(models.TextChoices):
    ONSITE = "onsite", "实地走访"
    RESEARCH = "research", "调研"
    SYMPOSIUM = "symposium", "座谈"
    ONSITE_OFFICE = "office", "现场办公"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"
    RECEIVED = "received", "企业来访"
    WRITTEN = "written", "书面"


class Precision(models.TextChoices):
    """How exactly the day of a visit is known; old papers often give a month only."""

    DAY = "day", "日"
    RANGE = "range", "起止日期"
    XUN = "xun", "旬"
    MONTH = "month", "月"
    YEAR = "year", "年"


class VisitQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return visits to enterprises one may see, and those one logged oneself."""
        return Q(enterprise__in=Enterprise.objects.visible_to(user)) | Q(logged_by=user)

    def within(self, first, last):
        """Return visits that certainly took place between ``first`` and ``last``, both included."""
        return self.filter(held_on__gte=first, held_until__lte=last)


class Visit(Versioned, TimeStamped):
    """One contact with one enterprise.

    ``held_on``/``held_until`` bound the day: equal for a known day, the first and last possible day
    where papers give a month or 旬 (``precision``); no day is invented.
    """

    enterprise = models.ForeignKey(Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="visits")
    held_on = models.DateField("走访日期")
    held_until = models.DateField("截止日期", editable=False)
    precision = models.CharField("日期精度", max_length=5, choices=Precision, default=Precision.DAY, editable=False)
    method = models.CharField("走访方式", max_length=10, choices=Method, default=Method.ONSITE)
    leader = models.ForeignKey(
        Leader, verbose_name="走访领导", null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    companions = models.CharField("陪同人员", max_length=200, blank=True, help_text="多人用顿号分隔。")
    place = models.CharField("地点", max_length=120, blank=True)
    condition = models.CharField("生产经营情况", max_length=500, blank=True)
    content = models.TextField("交流情况", blank=True)
    no_issue = models.BooleanField("无诉求", default=False, help_text="企业明确表示没有问题需要协调。")
    resolved_on_spot = models.CharField("现场解决情况", max_length=500, blank=True)
    next_steps = models.CharField("下一步措施", max_length=500, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)
    logged_by = models.ForeignKey(
        User, verbose_name="填报人", null=True, editable=False, on_delete=models.PROTECT, related_name="logged_visits"
    )
    extra = models.JSONField("其他栏目", default=dict, blank=True, editable=False)

    objects = VisitQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="变更记录")

    class Meta:
        verbose_name = "走访记录"
        verbose_name_plural = "走访记录"
        ordering = ["-held_on", "-id"]
        indexes = [
            models.Index(fields=["-held_on", "-id"], name="visit_recent"),
            models.Index(fields=["enterprise", "held_on"], name="visit_enterprise_day"),
            models.Index(fields=["leader", "held_on"], name="visit_leader_day"),
        ]
        constraints = [
            models.CheckConstraint(name="visit_valid_range", condition=Q(held_until__gte=F("held_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d} {self.enterprise}"

    def save(self, *args, **kwargs) -> None:
        if self.precision == Precision.DAY:
            self.held_until = self.held_on
        super().save(*args, **kwargs)


class Problem(models.Model):
    """One problem the enterprise raised at a visit (问题及诉求)."""

    visit = models.ForeignKey(Visit, verbose_name="走访记录", on_delete=models.CASCADE, related_name="problems")
    order = models.PositiveSmallIntegerField("序号", default=1, editable=False)
    text = models.TextField("问题及诉求")

    class Meta:
        verbose_name = "问题及诉求"
        verbose_name_plural = "问题及诉求"
        ordering = ["visit", "order", "id"]

    def __str__(self) -> str:
        return self.text[:40]


class FollowUpQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return promises made at visits one may see, and those one is responsible for."""
        return Q(visit__in=Visit.objects.visible_to(user)) | Q(responsible=user)

    def open(self):
        return self.filter(done_on=None)

    def overdue(self, today):
        """Return open promises whose day has passed."""
        return self.open().filter(due_on__lt=today)

    def due_between(self, first, last):
        """Return open promises due between ``first`` and ``last``, both included."""
        return self.open().filter(due_on__range=(first, last))


class FollowUp(Versioned, TimeStamped):
    """A promise made at a visit: who will do what, by when."""

    visit = models.ForeignKey(Visit, verbose_name="走访记录", on_delete=models.CASCADE, related_name="follow_ups")
    promise = models.CharField("承诺事项", max_length=300)
    responsible = models.ForeignKey(User, verbose_name="责任人", on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField("完成期限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_note = models.CharField("完成情况", max_length=300, blank=True)

    objects = FollowUpQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="变更记录")

    class Meta:
        verbose_name = "跟进事项"
        verbose_name_plural = "跟进事项"
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["due_on", "responsible"], name="followup_open_due", condition=Q(done_on=None)),
        ]

    def __str__(self) -> str:
        return self.promise
