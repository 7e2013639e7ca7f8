"""Which units work on a case, and what each of them answered."""

from django.db import models
from django.db.models import Q

from liaison.core.models import TimeStamped
from liaison.core.scope import ScopedQuerySet
from liaison.directory.models import Unit, User

from ..choices import HELD_STATES, HandlingRole
from .case import Case


class HandlingQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        return Q(case__in=Case.objects.visible_to(user))

    def current(self):
        """Return the parts that units have now (not those taken back after an objection)."""
        return self.filter(ended_on=None)

    def held(self):
        """Return the parts that somebody must go on with, should their unit end."""
        return self.current().filter(case__state__in=HELD_STATES)

    def outstanding(self):
        """Return the parts of support units that still gate the answer: neither replied nor waived."""
        return self.current().exclude(role=HandlingRole.LEAD).filter(replied_on=None, waived_on=None)


class Handling(TimeStamped):
    """The part one unit has in one case. 分办 units answer the enterprise themselves; 协办 and 会办 answer the 主办."""

    case = models.ForeignKey(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="handlings")
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="handlings")
    role = models.CharField("分工", max_length=8, choices=HandlingRole)
    handler = models.ForeignKey(
        User, verbose_name="经办人", null=True, blank=True, on_delete=models.PROTECT, related_name="handled_cases"
    )
    assigned_on = models.DateField("交办日期", null=True)
    due_on = models.DateField("回复期限", null=True)
    reply = models.TextField("回复意见", blank=True)
    replied_on = models.DateField("回复日期", null=True)
    replied_by = models.ForeignKey(
        User, verbose_name="回复人", null=True, on_delete=models.PROTECT, related_name="case_replies"
    )
    waived_on = models.DateField("免于回复日期", null=True)
    waive_reason = models.TextField("免于回复理由", blank=True)
    passed_on = models.DateField("逾期未回复先行答复日期", null=True)
    ended_on = models.DateField("退出日期", null=True)

    objects = HandlingQuerySet.as_manager()

    class Meta:
        verbose_name = "承办分工"
        verbose_name_plural = "承办分工"
        ordering = ["case", "id"]
        indexes = [models.Index(fields=["unit", "case"], name="handling_unit_current", condition=Q(ended_on=None))]
        constraints = [
            models.UniqueConstraint(
                name="handling_one_lead",
                fields=["case"],
                condition=Q(role=HandlingRole.LEAD, ended_on=None),
                violation_error_message="一件诉求只能有一个主办单位。",
            ),
            models.UniqueConstraint(
                name="handling_unit_once",
                fields=["case", "unit"],
                condition=Q(ended_on=None),
                violation_error_message="同一单位不能重复列为承办单位。",
            ),
            models.CheckConstraint(name="handling_replied_or_waived", condition=Q(replied_on=None) | Q(waived_on=None)),
            models.CheckConstraint(
                name="handling_lead_never_waived", condition=~Q(role=HandlingRole.LEAD) | Q(waived_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}：{self.unit}"

    @property
    def is_outstanding(self) -> bool:
        return self.role != HandlingRole.LEAD and self.replied_on is None and self.waived_on is None
