"""联系关系: which leader keeps in touch with which region or enterprise, from when to when, with which officer."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from liaison.core.history import Records
from liaison.core.models import Row, TimeStamped, Versioned
from liaison.core.scope import ScopedQuerySet
from liaison.core.search import matching, union
from liaison.directory.models import Leader, Level, Region, Unit, User, leaders_of, users_of
from liaison.enterprises.models import Enterprise, enterprises_of

from .constraints import NoOverlapPerLevel


class AssignmentQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return one's own assignments and those whose target lies in the region one looks after."""
        visible = Q(officer=user)
        if user.oversees_region:
            inside = user.region.lineage
            visible |= Q(enterprise__region__lineage__startswith=inside) | Q(region__lineage__startswith=inside)
        return visible

    def open(self):
        """Return assignments without an end."""
        return self.filter(end_on=None)

    def on(self, day):
        """Return assignments in force on ``day``, first and last day included."""
        return self.filter(Q(start_on=None) | Q(start_on__lte=day), Q(end_on=None) | Q(end_on__gte=day))

    def during(self, first, last):
        """Return assignments in force on any day between ``first`` and ``last``, both included."""
        return self.filter(Q(start_on=None) | Q(start_on__lte=last), Q(end_on=None) | Q(end_on__gte=first))

    def not_over(self, day):
        """Return assignments in force on ``day`` or beginning later."""
        return self.filter(Q(end_on=None) | Q(end_on__gte=day))

    def clashing(self, *, enterprise, level, start_on, end_on):
        """Return assignments of ``enterprise`` at ``level`` that share a day with the period, both days included."""
        rows = self.filter(enterprise=enterprise, level=level)
        if end_on is not None:
            rows = rows.filter(Q(start_on=None) | Q(start_on__lte=end_on))
        if start_on is not None:
            rows = rows.filter(Q(end_on=None) | Q(end_on__gte=start_on))
        return rows

    def inside(self, region: Region):
        """Return assignments whose target lies in ``region``."""
        return self.filter(
            Q(enterprise__region__lineage__startswith=region.lineage) | Q(region__lineage__startswith=region.lineage)
        )

    def matching(self, text: str):
        """Return assignments found by their enterprise, region, leader or officer, in whatever spelling."""
        return matching(self, text, _links_of)

    def without_officer(self):
        return self.filter(officer=None)

    def of_enterprises(self):
        return self.filter(enterprise__isnull=False)

    def of_regions(self):
        return self.filter(region__isnull=False)


def _links_of(word: str) -> list[models.QuerySet]:
    rows = Assignment.objects
    return [
        rows.filter(enterprise__in=union(enterprises_of(word))).values("pk"),
        rows.filter(region__name__icontains=word).values("pk"),
        rows.filter(leader__in=union(leaders_of(word))).values("pk"),
        rows.filter(officer__in=union(users_of(word))).values("pk"),
    ]


class Assignment(Versioned, TimeStamped):
    """A leader keeps in touch with one region or one enterprise, at the leader's level.

    ``start_on`` and ``end_on`` are both days in force; NULL start means "since before our records",
    NULL end means "until further notice". At most one open assignment per enterprise and level.
    """

    leader = models.ForeignKey(
        Leader, verbose_name="联系领导", on_delete=models.PROTECT, related_name="assignments", db_index=False
    )
    level = models.CharField("层级", max_length=12, choices=Level)
    region = models.ForeignKey(
        Region, verbose_name="联系地区", null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    enterprise = models.ForeignKey(
        Enterprise,
        verbose_name="联系企业",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
        db_index=False,
    )
    officer = models.ForeignKey(
        User,
        verbose_name="联络员",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
        db_index=False,
    )
    lead_unit = models.ForeignKey(
        Unit, verbose_name="牵头部门", null=True, blank=True, on_delete=models.PROTECT, related_name="led_assignments"
    )
    support_units = models.ManyToManyField(
        Unit, verbose_name="配合部门", blank=True, related_name="supported_assignments"
    )
    start_on = models.DateField("开始日期", null=True, blank=True)
    end_on = models.DateField("结束日期", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    objects = AssignmentQuerySet.as_manager()
    history = Records(verbose_name="变更记录")

    class Meta:
        verbose_name = "联系关系"
        verbose_name_plural = "联系关系"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["enterprise", "level", "start_on"], name="assignment_enterprise_time"),
            models.Index(fields=["leader", "end_on"], name="assignment_leader_end"),
            models.Index(fields=["officer", "end_on"], name="assignment_officer_end"),
        ]
        constraints = [
            models.CheckConstraint(
                name="assignment_one_target",
                condition=Q(region=None, enterprise__isnull=False) | Q(region__isnull=False, enterprise=None),
                violation_error_message="联系地区和联系企业必须且只能填写一项。",
            ),
            models.CheckConstraint(
                name="assignment_valid_range",
                condition=Q(end_on=None) | Q(start_on=None) | Q(end_on__gte=F("start_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.UniqueConstraint(
                name="assignment_one_open_per_level",
                fields=["enterprise", "level"],
                condition=Q(end_on=None, enterprise__isnull=False),
                violation_error_message="该企业在这一层级已有联系领导，请先结束原联系关系或办理交接。",
            ),
            models.UniqueConstraint(
                name="assignment_region_once_per_leader",
                fields=["leader", "region"],
                condition=Q(end_on=None, region__isnull=False),
                violation_error_message="该领导已联系这一地区。",
            ),
            NoOverlapPerLevel(name="assignment_no_overlap_per_level"),
        ]

    def __str__(self) -> str:
        return f"{self.leader} → {self.target}"

    @property
    def target(self) -> Enterprise | Region | None:
        """The one thing that is being kept in touch with."""
        return self.enterprise if self.enterprise_id else self.region

    def is_in_force(self, day) -> bool:
        """Whether ``day`` lies within the assignment, first and last day included."""
        return (self.start_on is None or self.start_on <= day) and (self.end_on is None or day <= self.end_on)

    @property
    def period(self) -> str:
        """The days in force, in words."""
        first = f"{self.start_on:%Y-%m-%d}" if self.start_on else ""
        last = f"{self.end_on:%Y-%m-%d}" if self.end_on else "今"
        if not first:
            return f"至 {last}" if self.end_on else "至今"
        return f"{first} 至 {last}"

    def clean(self) -> None:
        super().clean()
        if self.level and self.leader_id and self.level != self.leader.level:
            raise ValidationError({"level": f"{self.leader}是{self.leader.get_level_display()}领导，层级应一致。"})
        if self.enterprise_id and self.level:
            others = Assignment.objects.exclude(pk=self.pk).clashing(
                enterprise=self.enterprise_id, level=self.level, start_on=self.start_on, end_on=self.end_on
            )
            other = others.select_related("leader").first()
            if other:
                raise ValidationError(overlap_message(self, other))


def overlap_message(wanted: Assignment, other: Assignment) -> str:
    """Return the sentence that refuses ``wanted`` because ``other`` is there already."""
    return (
        f"{wanted.enterprise}在{other.get_level_display()}已由{other.leader}联系（{other.period}），"
        "时间有重叠。请先结束原联系关系，或办理交接。"
    )


class PendingLinkQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return one's own, and those of leaders in the region one looks after."""
        visible = Q(officer=user)
        if user.oversees_region:
            visible |= Q(leader__region__lineage__startswith=user.region.lineage)
        return visible

    def matching(self, text: str):
        """Return links that wait for an enterprise of that name, or of that leader."""
        return matching(self, text, _waiting_of)


def _waiting_of(word: str) -> list[models.QuerySet]:
    rows = PendingLink.objects
    named = Q(enterprise_key__contains=word) | Q(enterprise_name__icontains=word)
    return [rows.filter(named).values("pk"), rows.filter(leader__in=union(leaders_of(word))).values("pk")]


class PendingLink(Row):
    """An enterprise named in a leaders' sheet before the enterprise itself is on record.

    Kept until an enterprise of that name arrives, then turned into an :class:`Assignment`
    (``assignments.services.join_pending_links``).
    """

    leader = models.ForeignKey(
        Leader, verbose_name="联系领导", on_delete=models.CASCADE, related_name="pending_links", db_index=False
    )
    level = models.CharField("层级", max_length=12, choices=Level)
    enterprise_name = models.CharField("企业名称", max_length=120)
    enterprise_key = models.CharField("比对名", max_length=120, db_index=True, editable=False)
    officer = models.ForeignKey(
        User, verbose_name="联络员", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lead_unit = models.ForeignKey(
        Unit, verbose_name="牵头部门", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    support_units = models.ManyToManyField(Unit, verbose_name="配合部门", blank=True, related_name="+")
    created_at = models.DateTimeField("创建时间", auto_now_add=True)

    objects = PendingLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "待认领联系"
        verbose_name_plural = "待认领联系"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="pending_link_once", fields=["leader", "enterprise_key"])]

    def __str__(self) -> str:
        return f"{self.leader} → {self.enterprise_name}"
