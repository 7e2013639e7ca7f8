from django.db import models

from liaison.core.models import Row

from .users import User


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the person's own: nobody else's, not even for the system administrator."""
        return self.filter(user=user.pk)

    def on(self, page: str):
        """Return those for the list ``page`` (``cases.case``)."""
        return self.filter(page=page)


class SavedFilter(Row):
    """A way of looking at a list that a person wants again: ``query`` is the part of its address after "?".

    Only the query is kept, never an address, so applying one cannot lead anywhere but to that list.
    """

    user = models.ForeignKey(User, verbose_name="用户", on_delete=models.CASCADE, related_name="saved_filters")
    page = models.CharField("列表", max_length=80, help_text="模型的完整名称，例如 cases.case。")
    name = models.CharField("名称", max_length=20)
    query = models.CharField("筛选条件", max_length=2000)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "保存的筛选"
        verbose_name_plural = "保存的筛选"
        ordering = ["page", "id"]
        constraints = [
            models.UniqueConstraint(
                name="saved_filter_name_once",
                fields=["user", "page", "name"],
                violation_error_message="这个列表已有同名的筛选，请换一个名称。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
