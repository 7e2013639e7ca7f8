"""分类: two levels, kept by the office, with the other words that ledgers use for them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from liaison.core.models import Row
from liaison.core.scope import PublicQuerySet
from liaison.core.text import match_key


class CategoryQuerySet(PublicQuerySet):
    def by_word(self) -> dict[str, "Category"]:
        """Return match key → category for names and aliases; a top-level name wins over a lower one."""
        found: dict[str, Category] = {}
        for category in self.order_by("-parent_id"):
            for word in (*category.other_words, category.name):
                found[match_key(word)] = category
        for category in found.copy().values():
            if category.parent_id is None:
                found[match_key(category.name)] = category
        return found


class Category(Row):
    code = models.CharField("编码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=30)
    parent = models.ForeignKey(
        "self",
        verbose_name="上级分类",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        limit_choices_to={"parent": None},
    )
    aliases = models.CharField("别名", max_length=500, blank=True, help_text="台账里的其他叫法，用顿号分隔。")
    is_arrears = models.BooleanField("清欠事项", default=False, help_text="勾选后须登记欠款单位与金额。")
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "诉求分类"
        verbose_name_plural = "诉求分类"
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                name="category_name_once", fields=["parent", "name"], violation_error_message="同一上级下已有同名分类。"
            ),
            models.CheckConstraint(name="category_not_own_parent", condition=~Q(parent=models.F("id"))),
        ]

    def clean(self) -> None:
        """Forms leave the key out, so the constraint alone would be met too late."""
        if self.parent_id is not None and self.parent_id == self.pk:
            raise ValidationError({"parent": "上级分类不能是这个分类自己。"})

    def __str__(self) -> str:
        return self.name

    @property
    def other_words(self) -> list[str]:
        return [word for word in self.aliases.split("、") if word]
