from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from liaison.core.dated import Dated, DatedQuerySet
from liaison.core.kept import Kept
from liaison.core.models import Row
from liaison.core.text import match_key


class Level(models.TextChoices):
    """The four rungs of the ladder; leaders, regions, units and assignments all stand on one."""

    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇级"


class RegionQuerySet(DatedQuerySet):
    def within(self, region: "Region"):
        """Return ``region`` and everything below it on the ladder of scope and figures."""
        return self.filter(lineage__startswith=region.lineage)

    def reporting_units(self):
        """Return the places that report straight to the province: the rows of its tables."""
        return self.filter(reporting_unit=F("pk"))


class Region(Dated, Kept):
    """A place: one of the 70 statutory divisions (GB/T 2260), a historic code, or a zone the province treats alike.

    ``parent`` is the statutory parent; ``reporting_parent`` where a place answers to when that differs (梅河口
    answers to the province). Scope, parties and figures climb one ladder, ``reporting_parent or parent``; the
    statutory one is information. ``lineage`` and ``reporting_unit`` (on the ladder) and ``prefecture`` (the
    statutory one) are derived by ``directory.services.rebuild_regions``, so that "everything in 通化" is one
    indexed condition.
    """

    code = models.CharField("代码", max_length=12, unique=True, help_text="法定区划为六位国标代码，其他以 JL- 开头。")
    name = models.CharField("名称", max_length=40)
    short_name = models.CharField("简称", max_length=20, blank=True)
    level = models.CharField("层级", max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", verbose_name="法定上级", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    reporting_parent = models.ForeignKey(
        "self",
        verbose_name="统计归口",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="与法定上级不同时填写，例如梅河口市直接归省。管理范围、办理权限和统计都按这一栏。",
    )
    is_statutory = models.BooleanField("法定区划", default=True)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", verbose_name="现地区", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    lineage = models.CharField("隶属路径", max_length=60, editable=False, db_index=True, default="")
    prefecture = models.ForeignKey(
        "self", verbose_name="法定所属市（州）", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    reporting_unit = models.ForeignKey(
        "self", verbose_name="统计单位", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    own_parts = ("RegionAlias",)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "地区"
        verbose_name_plural = "地区"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="region_valid_range",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def choice_label(self) -> str:
        """Return the name with the prefecture it belongs to: 铁西区（四平市）."""
        above = self.governing_prefecture
        return f"{self.name}（{above.short_name or above.name}）" if above else self.name

    def clean(self) -> None:
        super().clean()
        wrong = [name for name in ("parent", "reporting_parent") if self._stands_above(getattr(self, name))]
        if wrong:
            raise ValidationError(dict.fromkeys(wrong, f"不能选择{self.name}自己或它下面的地区。"))

    def statutory_line(self) -> list["Region"]:
        """Return the region and its statutory superiors, lowest first; a query a rung."""
        line = [self]
        while (above := line[-1].parent) is not None and above not in line:
            line.append(above)
        return line

    def _stands_above(self, other: "Region | None") -> bool:
        if other is None or self.pk is None:
            return False
        return other.lineage.startswith(self.lineage or "-") or self in other.statutory_line()

    @property
    def above_id(self) -> int | None:
        """Return the next rung of the ladder that scope, parties and figures climb."""
        return self.reporting_parent_id or self.parent_id

    @property
    def governing_prefecture(self) -> "Region | None":
        """Return the prefecture in which the place is counted and looked after, if that is another place."""
        counted_there = self.prefecture_id == self.reporting_unit_id
        return self.prefecture if counted_there and self.prefecture_id != self.pk else None


class RegionAlias(Dated, Row):
    """Another way people write a region: 延边, 前郭, 公主岭（四平）."""

    region = models.ForeignKey(Region, verbose_name="地区", on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField("别名", max_length=40)
    key = models.CharField("比对名", max_length=40, db_index=True, editable=False)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "地区别名"
        verbose_name_plural = "地区别名"
        ordering = ["region", "name"]
        constraints = [models.UniqueConstraint(name="region_alias_once", fields=["region", "key"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.key = match_key(self.name)
        super().save(*args, **kwargs)
