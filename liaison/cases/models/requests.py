"""What a lead unit may ask of the coordinating office: more time, or to be relieved of a case not its own."""

from django.db import models
from django.db.models import Q

from liaison.core.models import Row
from liaison.core.scope import ScopedQuerySet
from liaison.directory.models import Unit, User

from ..choices import RequestState
from .case import Case


class RequestQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        return Q(case__in=Case.objects.visible_to(user))

    def pending(self):
        return self.filter(state=RequestState.PENDING)

    def granted(self):
        return self.filter(state=RequestState.GRANTED)


class Request(Row):
    reason = models.TextField("理由")
    state = models.CharField("结果", max_length=8, choices=RequestState, default=RequestState.PENDING)
    asked_by = models.ForeignKey(User, verbose_name="申请人", on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField("申请日期")
    decided_by = models.ForeignKey(User, verbose_name="审批人", null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField("审批日期", null=True)
    decision = models.TextField("审批意见", blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        abstract = True


class ExtensionRequest(Request):
    """延期: at most two granted, each of at most fifteen working days, asked before expiry."""

    case = models.ForeignKey(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="extensions")
    days = models.PositiveSmallIntegerField("延长工作日")
    due_before = models.DateField("延期前期限")
    due_after = models.DateField("延期后期限", null=True)

    class Meta:
        verbose_name = "延期申请"
        verbose_name_plural = "延期申请"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="extension_one_pending", fields=["case"], condition=Q(state=RequestState.PENDING)
            ),
            models.CheckConstraint(
                name="extension_later",
                condition=Q(due_after=None) | Q(due_after__gt=models.F("due_before")),
            ),
        ]

    def __str__(self) -> str:
        return f"延期 {self.days} 个工作日（{self.get_state_display()}）"


class PauseRequest(Request):
    """暂停计时: ``reason`` is the material that the enterprise owes; while it is pending the clock runs."""

    case = models.ForeignKey(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="pause_requests")
    days = models.PositiveSmallIntegerField("暂停工作日")

    class Meta:
        verbose_name = "暂停申请"
        verbose_name_plural = "暂停申请"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="pause_one_pending", fields=["case"], condition=Q(state=RequestState.PENDING)),
        ]

    def __str__(self) -> str:
        return f"暂停 {self.days} 个工作日（{self.get_state_display()}）"


class ReassignRequest(Request):
    """改派: one objection a case, decided once, then final."""

    case = models.OneToOneField(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="objection")
    unit = models.ForeignKey(Unit, verbose_name="提出单位", on_delete=models.PROTECT, related_name="objections")

    class Meta:
        verbose_name = "改派申请"
        verbose_name_plural = "改派申请"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.unit} 提出异议（{self.get_state_display()}）"
