"""What happens on the way: pauses of the clock, milestones of long matters, ratings at the end."""

from django.db import models
from django.db.models import F, Q

from liaison.core.models import Row
from liaison.core.scope import ScopedQuerySet
from liaison.directory.models import User

from ..choices import RatingChannel, RatingLevel
from .case import Case


class OfCaseQuerySet(ScopedQuerySet):
    """Rows that are visible with their case."""

    def scope_for(self, user) -> Q:
        return Q(case__in=Case.objects.visible_to(user))


class Pause(Row):
    """The clock stood still from ``started_on`` to ``ended_on`` because the enterprise owed material.

    ``until_on`` is the last day granted: with it the pause is over, whether or not anybody has written its end yet.
    ``due_before`` is the deadline that the pause moved by ``granted_days`` working days; ``days`` were used.
    """

    case = models.ForeignKey(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="pauses")
    material = models.TextField("待企业补充的材料")
    started_on = models.DateField("暂停日期")
    until_on = models.DateField("暂停至")
    granted_days = models.PositiveSmallIntegerField("批准工作日")
    due_before = models.DateField("暂停前期限", null=True)
    ended_on = models.DateField("恢复日期", null=True)
    days = models.PositiveIntegerField("暂停工作日", default=0)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "暂停计时"
        verbose_name_plural = "暂停计时"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="pause_one_open", fields=["case"], condition=Q(ended_on=None)),
            models.CheckConstraint(
                name="pause_valid_range", condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"自 {self.started_on:%Y-%m-%d} 暂停计时"


class Milestone(Row):
    """A step of a matter that is kept in view (持续跟踪): what will be reached by when."""

    case = models.ForeignKey(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="milestones")
    goal = models.TextField("阶段目标")
    due_on = models.DateField("节点日期")
    report = models.TextField("阶段进展", blank=True)
    reported_on = models.DateField("报告日期", null=True)
    reported_by = models.ForeignKey(
        User, verbose_name="报告人", null=True, on_delete=models.PROTECT, related_name="milestone_reports"
    )

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "跟踪节点"
        verbose_name_plural = "跟踪节点"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="milestone_one_open", fields=["case"], condition=Q(reported_on=None)),
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%Y-%m-%d} {self.goal}"


class Rating(Row):
    """好差评 of one round. ``is_proxy``: entered by a unit that handled the case; reported apart and closes nothing."""

    case = models.ForeignKey(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="ratings")
    round = models.PositiveSmallIntegerField("轮次", default=0)
    level = models.PositiveSmallIntegerField("满意度", choices=RatingLevel)
    comment = models.TextField("评价内容", blank=True)
    channel = models.CharField("评价方式", max_length=8, choices=RatingChannel)
    is_proxy = models.BooleanField("承办单位代录", default=False)
    rated_by = models.ForeignKey(
        User, verbose_name="录入人", null=True, on_delete=models.PROTECT, related_name="entered_ratings"
    )
    rated_on = models.DateField("评价日期")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "满意度评价"
        verbose_name_plural = "满意度评价"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="rating_once_a_round", fields=["case", "round", "is_proxy"]),
            models.CheckConstraint(name="rating_five_levels", condition=Q(level__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return self.get_level_display() + ("（承办单位代录）" if self.is_proxy else "")

    @property
    def is_bad(self) -> bool:
        return self.level <= RatingLevel.DISSATISFIED
