"""The enterprise and its tags."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length

from liaison.core import scope
from liaison.core.history import Records
from liaison.core.models import Row, TimeStamped, Versioned
from liaison.core.pinyin import pinyin_initials
from liaison.core.search import SearchField, best_first, matching, shown, spelt
from liaison.core.text import half_width, match_key, search_key, squeeze
from liaison.directory.models import Region

from ..choices import GONE, IndustrySection, Ownership, Size, SrdiLevel, Status, Tier
from ..uscc import validate_uscc
from .details import Absence, EnterpriseAlias, EnterpriseContact


class Tag(Row):
    """A local label: an informal 产业, a campaign, a list an office keeps."""

    name = models.CharField("标签", max_length=30, unique=True)

    objects = scope.PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "企业标签"
        verbose_name_plural = "企业标签"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EnterpriseQuerySet(scope.ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return what the user's region contains, plus what rooms above grant (assignments, cases)."""
        visible = scope.granted(self.model, user)
        if user.oversees_region:
            visible |= Q(region__lineage__startswith=user.region.lineage)
        return visible

    def operating(self):
        """Return enterprises that are still there to be visited (not 注销, 迁出)."""
        return self.exclude(status__in=GONE)

    def gone(self, day: dt.date):
        """Return enterprises that were 注销 or 迁出 on ``day``; where nobody knows since when, they always were."""
        known = Absence.objects.filter(Q(last_on=None) | Q(last_on__gte=day), first_on__lte=day)
        dated = Absence.objects.filter(last_on=None)
        always = Q(status__in=GONE) & ~Q(pk__in=dated.values("enterprise"))
        return self.filter(Q(pk__in=known.values("enterprise")) | always)

    @staticmethod
    def shows(word: str) -> Q:
        """Return the enterprises that ``word`` stands for, asked one after the other."""
        return enterprise_shows(word)

    def matching(self, text: str, common: frozenset[str] = frozenset()):
        """Return enterprises in which every word of ``text`` is found.

        By name with parts of it left out, former name, pinyin or initials, code or a part of it, legal
        representative, name or phone of a contact.
        """
        return matching(self, text, enterprises_of, common)

    def best_first(self, text: str):
        """Return what :meth:`matching` found, the likeliest first: spelt so, begun or ended so, the shortest name."""
        key = search_key(text)
        details = (EnterpriseAlias.objects, EnterpriseContact.objects)
        exact, begins = Q(), Q()
        for rows in details:
            exact |= Q(pk__in=rows.filter(search__holds=f"\n{key}\n").order_by().values("enterprise"))
            begins |= Q(pk__in=rows.filter(search__holds=f"\n{key}").order_by().values("enterprise"))
        return best_first(self, text, Length("name"), "-pk", exact=exact, begins=begins)


def enterprises_of(word: str) -> list[models.QuerySet]:
    """Return where ``word`` may stand for an enterprise, as QuerySets of keys."""
    return [
        Enterprise.objects.filter(spelt(word)).values("pk"),
        EnterpriseAlias.objects.filter(spelt(word)).values("enterprise"),
        EnterpriseContact.objects.filter(search__holds=word).values("enterprise"),
    ]


def enterprise_shows(word: str, way: str = "") -> Q:
    """Return the rows whose enterprise, at the relation ``way`` (itself by default), ``word`` stands for."""
    aliases = EnterpriseAlias.objects.filter(shown(word), enterprise=OuterRef(way or "pk"))
    contacts = EnterpriseContact.objects.filter(search__shows=word, enterprise=OuterRef(way or "pk"))
    own = shown(word, f"{way}__search" if way else "search")
    return own | Q(Exists(aliases.order_by())) | Q(Exists(contacts.order_by()))


class Enterprise(Versioned, TimeStamped):
    """A private enterprise, known by its USCC (统一社会信用代码) where one is on record, else by name."""

    name = models.CharField("企业名称", max_length=120)
    name_key = models.CharField("比对名", max_length=120, editable=False, db_index=True)
    pinyin = models.CharField("拼音首字母", max_length=120, editable=False, db_index=True)
    uscc = models.CharField(
        "统一社会信用代码",
        max_length=18,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_uscc],
        help_text="营业执照上的 18 位代码；暂时没有可以留空。",
        error_messages={"unique": "该统一社会信用代码已登记在另一家企业名下。"},
    )
    region = models.ForeignKey(
        Region, verbose_name="属地", on_delete=models.PROTECT, related_name="enterprises", db_index=False
    )
    industry_section = models.CharField("行业门类", max_length=1, choices=IndustrySection, blank=True)
    products = models.CharField("主要产品", max_length=300, blank=True)
    size = models.CharField("企业规模", max_length=2, choices=Size, blank=True)
    is_above_scale = models.BooleanField("规上企业", null=True, blank=True)
    srdi_level = models.CharField("专精特新", max_length=12, choices=SrdiLevel, blank=True)
    ownership = models.CharField("经济类型", max_length=12, choices=Ownership, default=Ownership.PRIVATE)
    status = models.CharField("经营状态", max_length=12, choices=Status, default=Status.NORMAL)
    tier = models.CharField("联系分类", max_length=1, choices=Tier, blank=True)
    annual_output = models.DecimalField("上年产值（万元）", max_digits=16, decimal_places=2, null=True, blank=True)
    employees = models.PositiveIntegerField("从业人数（人）", null=True, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=40, blank=True)
    address = models.CharField("地址", max_length=300, blank=True)
    note = models.TextField("备注", blank=True)
    tags = models.ManyToManyField(Tag, verbose_name="标签", blank=True, related_name="enterprises")
    extra = models.JSONField("其他栏目", default=dict, blank=True, editable=False)
    search = SearchField("uscc", spoken=("name", "legal_representative"))

    objects = EnterpriseQuerySet.as_manager()
    history = Records(verbose_name="变更记录", excluded_fields=["name_key", "pinyin"])

    class Meta:
        verbose_name = "企业"
        verbose_name_plural = "企业"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["region", "-id"], name="enterprise_region_recent"),
            models.Index(fields=["status", "-id"], name="enterprise_status_recent"),
        ]
        constraints = [
            models.CheckConstraint(name="enterprise_uscc_not_empty", condition=Q(uscc=None) | ~Q(uscc="")),
            models.CheckConstraint(
                name="enterprise_output_positive",
                condition=Q(annual_output=None) | Q(annual_output__gte=0),
                violation_error_message="产值不能为负数。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Where it is, prefecture first: 长春 南关区."""
        prefecture = self.region.governing_prefecture
        if prefecture is None:
            return self.region.name
        return f"{prefecture.short_name or prefecture.name} {self.region.name}"

    @property
    def choice_label(self) -> str:
        """The name with what tells homonyms apart: place and the tail of the code."""
        tail = f" · 尾号 {self.uscc[-6:]}" if self.uscc else ""
        return f"{self.name}（{self.place}{tail}）"

    def clean_fields(self, exclude=None) -> None:
        self.uscc = squeeze(half_width(self.uscc)).upper() or None if self.uscc else None
        super().clean_fields(exclude)

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill the search columns from the name; bulk writers call this themselves."""
        self.name_key = match_key(self.name)
        self.pinyin = pinyin_initials(self.name)
