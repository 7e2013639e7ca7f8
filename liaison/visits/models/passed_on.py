from django.db import models
from django.db.models import Q

from liaison.assignments.serving import served_by
from liaison.core import clock
from liaison.core.models import TimeStamped
from liaison.core.scope import ScopedQuerySet
from liaison.directory.models import User
from liaison.enterprises.models import Enterprise

from .visits import Visit


class PassedOnQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return what was passed to oneself, and what waits at enterprises one serves: it follows a hand-over."""
        return Q(to=user) | served_by(user, clock.today(), "enterprise")

    def waiting_for(self, user):
        """Return what ``user`` may still make a visit of, the newest first."""
        mine = self.visible_to(user).filter(taken_at=None, enterprise__in=Enterprise.objects.visible_to(user))
        return mine.select_related("enterprise", "by")


class PassedOn(TimeStamped):
    """What a former officer had written down about an enterprise, given to the one who serves it now.

    ``typed`` are the fields of the quick form as typed, name → text.
    """

    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="passed_on_drafts"
    )
    typed = models.JSONField("填写的内容", default=dict)
    by = models.ForeignKey(User, verbose_name="转交人", on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(User, verbose_name="接收人", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("处理时间", null=True, editable=False)
    visit = models.ForeignKey(
        Visit, verbose_name="走访记录", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PassedOnQuerySet.as_manager()

    class Meta:
        verbose_name = "转来的草稿"
        verbose_name_plural = "转来的草稿"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.by}转来：{self.enterprise}"

    @property
    def beginning(self) -> str:
        """The first words of what was written, to recognise it by."""
        text = " ".join((self.typed.get("content") or self.typed.get("problems") or "").split())
        return text if len(text) <= 30 else f"{text[:29]}…"
