"""Two records of one enterprise made one, and everything needed to take that back."""

from django.db import models
from django.db.models import Q

from liaison.core import scope
from liaison.core.models import TimeStamped
from liaison.directory.models import User

from .enterprise import Enterprise


class MergeQuerySet(scope.ScopedQuerySet):
    def scope_for(self, user) -> Q:
        return Q(winner__in=Enterprise.objects.visible_to(user))

    def standing(self):
        """Return merges that have not been taken back."""
        return self.filter(undone_at=None)


class Merge(TimeStamped):
    """``loser`` was a duplicate of ``winner``: its rows were moved over and its own row was removed.

    ``ledger`` is the list of steps in the order taken (``enterprises.merging`` writes and reads it):
    rows moved, changed, dropped or added, each with what stood there before.
    """

    winner = models.ForeignKey(Enterprise, verbose_name="保留的企业", on_delete=models.PROTECT, related_name="merges")
    loser_id = models.BigIntegerField("被合并企业编号", db_index=True)
    loser_name = models.CharField("被合并企业", max_length=120)
    ledger = models.JSONField("合并明细", default=list, editable=False)
    by = models.ForeignKey(User, verbose_name="合并人", null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField("撤销时间", null=True, editable=False)
    undone_by = models.ForeignKey(User, verbose_name="撤销人", null=True, on_delete=models.PROTECT, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "企业合并"
        verbose_name_plural = "企业合并"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="merge_once_per_loser",
                fields=["loser_id"],
                condition=Q(undone_at=None),
                violation_error_message="该企业已经被合并。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loser_name} 并入 {self.winner}"
