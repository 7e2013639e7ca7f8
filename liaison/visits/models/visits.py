import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from liaison.assignments.serving import served_by
from liaison.core import clock, scope
from liaison.core.history import Records
from liaison.core.models import Row, TimeStamped, Versioned
from liaison.core.search import SearchField, matching, union
from liaison.directory.models import Leader, Unit, User, leaders_of, users_of
from liaison.enterprises.models import Enterprise, enterprise_shows, enterprises_of
from liaison.sheets.problems import parse_problems
from liaison.visits import rhythm
from liaison.visits.choices import Method, Precision

from .events import VisitEvent


class VisitQuerySet(scope.ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return visits to enterprises of one's region or portfolio, those one logged or promised something at,
        and what rooms above grant: seeing an enterprise for another reason does not open its visits.
        """
        visible = served_by(user, clock.today(), "enterprise")
        if user.oversees_region:
            visible |= Q(enterprise__region__lineage__startswith=user.region.lineage)
        visible |= Q(logged_by=user)
        visible |= Q(pk__in=self.behind("follow_ups").filter(responsible=user).values("visit"))
        return visible | scope.granted(self.model, user)

    @staticmethod
    def shows(word: str) -> Q:
        """Return the visits that ``word`` stands for, asked one after the other."""
        problems = Problem.objects.filter(visit=OuterRef("pk"), search__shows=word).order_by()
        people = Q(leader__in=union(leaders_of(word))) | Q(logged_by__in=union(users_of(word)))
        return Q(search__shows=word) | enterprise_shows(word, "enterprise") | people | Q(Exists(problems))

    def matching(self, text: str, common: frozenset[str] = frozenset()):
        """Return visits in which every word of ``text`` is found: enterprise, leader, who logged it, what was said."""
        return matching(self, text, visits_of, common)

    def within(self, first: dt.date, last: dt.date):
        """Return visits that certainly took place between ``first`` and ``last``, both included."""
        return self.filter(held_on__gte=first, held_until__lte=last)

    def qualifying(self):
        """Return what counts as 走访: face to face, in one of the ways that ``VISIT_METHODS`` names."""
        return self.filter(method__in=rhythm.methods())

    def contacts(self):
        """Return what is 联系 and no 走访: phone, video, letters. Counted beside the visits, never among them."""
        return self.exclude(method__in=rhythm.methods())

    def occasions(self):
        """Return one row for each occasion (次): a gathering of many enterprises stands once, by its first visit here.

        The rows themselves are 户次.
        """
        first = self.exclude(event=None).order_by().values("event").annotate(first=Min("pk")).values("first")
        return self.filter(Q(event=None) | Q(pk__in=first))

    def with_problem_count(self):
        """Annotate ``problem_count`` by a subquery, so that a page of rows costs one statement."""
        counted = Problem.objects.filter(visit=OuterRef("pk")).order_by().values("visit").annotate(n=Count("pk"))
        return self.annotate(problem_count=Coalesce(Subquery(counted.values("n")), 0))

    def raised(self):
        """Return visits at which something was raised."""
        return self.filter(pk__in=Problem.objects.values("visit"))

    def unanswered(self):
        """Return visits where nobody said yet whether the enterprise raised anything (未填)."""
        return self.filter(no_issue=False).exclude(pk__in=Problem.objects.values("visit"))

    def editable_by(self, user):
        """Return visits that ``user`` may complete and correct.

        One's own and one's office's; all in the region one looks after; those that came from a ledger (nobody
        logged them) where one sees the enterprise.
        """
        if user.is_superuser:
            return self
        own = Q(logged_by=user) | Q(logged_by=None)
        if user.unit_id:
            own |= Q(logged_by__unit=user.unit_id)
        if user.oversees_region:
            own |= Q(enterprise__region__lineage__startswith=user.region.lineage)
        return self.visible_to(user).filter(own)

    def by_other_offices(self, user):
        """Return visits logged by people of another unit than ``user`` (or of none)."""
        mine = Q(logged_by=user)
        if user.unit_id:
            mine |= Q(logged_by__unit=user.unit_id)
        return self.exclude(logged_by=None).exclude(mine)


def visits_of(word: str) -> list[models.QuerySet]:
    """Return where ``word`` may stand for a visit, as QuerySets of keys."""
    rows = Visit.objects
    return [
        rows.filter(search__holds=word).values("pk"),
        Problem.objects.filter(search__holds=word).values("visit"),
        rows.filter(enterprise__in=union(enterprises_of(word))).values("pk"),
        rows.filter(leader__in=union(leaders_of(word))).values("pk"),
        rows.filter(logged_by__in=union(users_of(word))).values("pk"),
    ]


class Visit(Versioned, TimeStamped):
    """One contact with one enterprise.

    ``held_on``/``held_until`` bound the day: equal for a known day, the first and last possible day
    where papers give a month or 旬 (``precision``); no day is invented.
    ``token`` names the form that was sent: the same form sent twice is one visit.
    """

    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="visits", db_index=False
    )
    event = models.ForeignKey(
        VisitEvent,
        verbose_name="集体活动",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="visits",
    )
    held_on = models.DateField("走访日期")
    held_until = models.DateField("截止日期", editable=False)
    precision = models.CharField("日期精度", max_length=5, choices=Precision, default=Precision.DAY, editable=False)
    method = models.CharField("走访方式", max_length=10, choices=Method, default=Method.ONSITE)
    leader = models.ForeignKey(
        Leader,
        verbose_name="走访领导",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="visits",
        db_index=False,
    )
    companions = models.CharField("陪同人员", max_length=1000, blank=True, help_text="多人用顿号分隔。")
    place = models.CharField("地点", max_length=200, blank=True)
    condition = models.TextField("生产经营情况", blank=True)
    content = models.TextField("交流情况", blank=True)
    no_issue = models.BooleanField("无诉求", default=False, help_text="企业明确表示没有问题需要协调。")
    resolved_on_spot = models.TextField("现场解决情况", blank=True)
    next_steps = models.TextField("下一步措施", blank=True)
    note = models.TextField("备注", blank=True)
    logged_by = models.ForeignKey(
        User, verbose_name="填报人", null=True, editable=False, on_delete=models.PROTECT, related_name="logged_visits"
    )
    token = models.UUIDField("提交编号", null=True, editable=False, unique=True)
    extra = models.JSONField("其他栏目", default=dict, blank=True, editable=False)
    search = SearchField(
        "companions", "place", "condition", "content", "resolved_on_spot", "next_steps", "note"
    )  # fmt: skip

    objects = VisitQuerySet.as_manager()
    history = Records(verbose_name="变更记录")

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

    @property
    def day_text(self) -> str:
        """Return the day as exactly as it is known: one date, or first and last possible date."""
        if self.held_until == self.held_on:
            return f"{self.held_on:%Y-%m-%d}"
        return f"{self.held_on:%Y-%m-%d} 至 {self.held_until:%Y-%m-%d}"


class Problem(Row):
    """One problem raised at a visit (问题及诉求); ``unit`` is who should answer, where that was settled on the spot."""

    visit = models.ForeignKey(Visit, verbose_name="走访记录", on_delete=models.CASCADE, related_name="problems")
    order = models.PositiveSmallIntegerField("序号", default=1, editable=False)
    text = models.TextField("问题及诉求")
    unit = models.ForeignKey(
        Unit, verbose_name="承办单位", null=True, blank=True, on_delete=models.PROTECT, related_name="problems"
    )
    search = SearchField("text")

    class Meta:
        verbose_name = "问题及诉求"
        verbose_name_plural = "问题及诉求"
        ordering = ["visit", "order", "id"]

    def __str__(self) -> str:
        return self.text[:40]

    def clean(self) -> None:
        """Refuse words that say there is none (没有困难): they would stand in the lists, and become a case."""
        if parse_problems(self.text).value == []:
            raise ValidationError({"text": f"“{self.text.strip()}”不是问题：没有问题的不用写，请清空，改选“无诉求”。"})
