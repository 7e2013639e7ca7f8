"""The memory of a case: every move, once written, stays."""

from django.db import models
from django.db.models import Q

from liaison.core.models import Row
from liaison.core.scope import ScopedQuerySet
from liaison.directory.models import Unit, User

from ..choices import State
from .case import Case


class AppendOnly(TypeError):
    """Somebody tried to rewrite history."""


class CaseEventQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        return Q(case__in=Case.objects.visible_to(user))

    def update(self, **kwargs):
        raise AppendOnly("办理记录只能追加，不能修改。")

    def delete(self):
        raise AppendOnly("办理记录只能追加，不能删除。")


class CaseEvent(Row):
    """One move: who, when, from where to where, why. The database itself refuses an UPDATE (see the migration)."""

    case = models.ForeignKey(Case, verbose_name="诉求", on_delete=models.CASCADE, related_name="events")
    move = models.CharField("动作", max_length=24, db_index=True)
    label = models.CharField("动作名称", max_length=20)
    from_state = models.CharField("原状态", max_length=10, choices=State, blank=True)
    to_state = models.CharField("新状态", max_length=10, choices=State)
    actor = models.ForeignKey(
        User, verbose_name="办理人", null=True, on_delete=models.PROTECT, related_name="case_events"
    )
    actor_unit = models.ForeignKey(
        Unit, verbose_name="所在单位", null=True, on_delete=models.PROTECT, related_name="case_events"
    )
    at = models.DateTimeField("时间")
    reason = models.TextField("说明", blank=True)
    details = models.JSONField("详情", default=dict, blank=True)

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case", "at", "id"], name="event_timeline")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.label}"

    def save(self, *args, **kwargs) -> None:
        if self.pk is not None:
            raise AppendOnly("办理记录只能追加，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnly("办理记录只能追加，不能删除。")
