from django.db import models
from django.db.models import Q

from liaison.core.dated import Dated, DatedQuerySet
from liaison.core.kept import Kept
from liaison.core.models import Row
from liaison.core.text import match_key

from .regions import Level, Region


class UnitKind(models.TextChoices):
    DEPARTMENT = "department", "政府部门"
    PARTY = "party", "党委部门"
    GOVERNMENT = "government", "党委政府"
    COORDINATING_OFFICE = "coordinating", "协调办公室"
    SUPERVISION = "supervision", "督查机构"
    COURT = "court", "法院"
    PROCURATORATE = "procuratorate", "检察院"
    ASSOCIATION = "association", "行业协会商会"
    FEDERATION = "federation", "工商联"
    SERVICE = "service", "服务机构"


class Unit(Dated, Kept):
    """An office: a department of one region. ``function`` ties 省工信厅 to 市工信局 and 县工信局."""

    code = models.CharField("编码", max_length=40, unique=True)
    name = models.CharField("全称", max_length=80)
    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("性质", max_length=16, choices=UnitKind, default=UnitKind.DEPARTMENT)
    function = models.CharField("职能", max_length=24, blank=True, db_index=True)
    level = models.CharField("层级", max_length=12, choices=Level)
    region = models.ForeignKey(Region, verbose_name="所在地区", on_delete=models.PROTECT, related_name="units")
    phone = models.CharField(
        "电话", max_length=40, blank=True, help_text="公文上的联系电话；没有填写的单位不能制发公文。"
    )
    letter_mark = models.CharField(
        "机关代字", max_length=20, blank=True, help_text="发文字号前面的代字，例如“吉民办”；不填则用简称。"
    )
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    own_parts = ("UnitAlias",)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering = ["code"]
        indexes = [models.Index(fields=["region", "function"], name="unit_region_function")]

    def __str__(self) -> str:
        return self.name


class UnitAlias(Dated, Row):
    """Another name of a unit, former names included (机构改革), valid between two days."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField("别名", max_length=80)
    key = models.CharField("比对名", max_length=80, db_index=True, editable=False)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "单位别名"
        verbose_name_plural = "单位别名"
        ordering = ["unit", "name"]
        constraints = [
            models.UniqueConstraint(name="unit_alias_once", fields=["unit", "key"], condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.key = match_key(self.name)
        super().save(*args, **kwargs)
