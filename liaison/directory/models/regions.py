from django.db import models
from django.db.models import F, Q

from liaison.core.scope import PublicQuerySet
from liaison.core.text import match_key


class Level(models.TextChoices):
    """The four rungs of the ladder; leaders, regions, units and assignments all stand on one."""

    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇级"


class RegionQuerySet(PublicQuerySet):
    def in_force(self, day):
        """Return regions whose code was valid on ``day``."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))

    def within(self, region: "Region"):
        """Return ``region`` and everything statutorily below it."""
        return self.filter(lineage__startswith=region.lineage)


class Region(models.Model):
    """A place: one of the 70 statutory divisions (GB/T 2260), a historic code, or a zone the province treats alike.

    ``parent`` is the statutory parent; ``reporting_parent`` where figures are reported to when that differs
    (梅河口 reports to the province). ``lineage``, ``prefecture`` and ``reporting_unit`` are derived by
    ``directory.services.rebuild_regions`` so that "everything in 通化" is one indexed condition.
    """

    code = models.CharField("代码", max_length=12, unique=True, help_text="法定区划为六位国标代码，其他以 JL- 开头。")
    name = models.CharField("名称", max_length=40)
    short_name = models.CharField("简称", max_length=20, blank=True)
    level = models.CharField("层级", max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", verbose_name="上级地区", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    reporting_parent = models.ForeignKey(
        "self",
        verbose_name="统计归口",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="统计口径与法定隶属不同时填写，例如梅河口市直接归省统计。",
    )
    is_statutory = models.BooleanField("法定区划", default=True)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", verbose_name="现地区", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    lineage = models.CharField("隶属路径", max_length=60, editable=False, db_index=True, default="")
    prefecture = models.ForeignKey(
        "self", verbose_name="所属市（州）", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    reporting_unit = models.ForeignKey(
        "self", verbose_name="统计单位", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

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
        """Return the name with the prefecture a county lies in: 铁西区（四平市）."""
        if self.prefecture is None or self.prefecture_id == self.pk:
            return self.name
        return f"{self.name}（{self.prefecture.short_name or self.prefecture.name}）"


class RegionAlias(models.Model):
    """Another way people write a region: 延边, 前郭, 公主岭（四平）."""

    region = models.ForeignKey(Region, verbose_name="地区", on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField("别名", max_length=40)
    key = models.CharField("比对名", max_length=40, db_index=True, editable=False)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    objects = PublicQuerySet.as_manager()

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
