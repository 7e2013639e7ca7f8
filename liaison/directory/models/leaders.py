from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When

from liaison.core.dated import DatedQuerySet, latest_first
from liaison.core.history import Records
from liaison.core.kept import Kept
from liaison.core.models import Row, TimeStamped, Versioned
from liaison.core.scope import PublicQuerySet
from liaison.core.search import SearchField, best_first, matching

from .regions import Level, Region
from .units import Unit

# Province before prefecture before county, places by code, then 位次.
_RUNG = Case(*[When(level=level, then=Value(at)) for at, level in enumerate(Level.values)], default=Value(9))
PROTOCOL = (_RUNG, "region__code", "rank_order", "pk")


class LeaderQuerySet(PublicQuerySet):
    def in_protocol_order(self):
        """Return the leaders in the order in which papers list them."""
        return self.order_by(*PROTOCOL)

    def with_post(self, day):
        """Annotate ``post``: the title held on ``day``, or NULL."""
        held = Tenure.objects.in_force(day).filter(leader=OuterRef("pk")).order_by(latest_first("start_on"), "-pk")
        return self.annotate(post=Subquery(held.values("title")[:1]))

    def out_of_post(self, day):
        """Return those who held a post that is on record, and none on ``day``; of others nothing is known."""
        held = Tenure.objects.filter(leader=OuterRef("pk"))
        return self.filter(Exists(held), ~Exists(held.in_force(day)))

    def matching(self, text: str):
        """Return leaders found by name, pinyin, initials or a post they hold or held."""
        return matching(self, text, leaders_of)

    def best_first(self, text: str):
        return best_first(self, text, *PROTOCOL)


def leaders_of(word: str) -> list[models.QuerySet]:
    """Return where ``word`` may stand for a leader, as QuerySets of keys."""
    named = Leader.objects.filter(search__holds=word).values("pk")
    return [named, Tenure.objects.filter(title__icontains=word).values("leader")]


class Leader(Kept, Versioned, TimeStamped):
    """A person who keeps in touch with regions and enterprises. The post is apart: see :class:`Tenure`."""

    name = models.CharField("姓名", max_length=40, db_index=True)
    level = models.CharField("层级", max_length=12, choices=Level)
    region = models.ForeignKey(Region, verbose_name="任职地区", on_delete=models.PROTECT, related_name="leaders")
    rank_order = models.PositiveIntegerField("位次", default=0, help_text="同一层级、同一地区的领导从 1 起排列。")
    note = models.TextField("备注", blank=True)
    search = SearchField(spoken=("name",))

    own_parts = ("Tenure",)

    objects = LeaderQuerySet.as_manager()
    history = Records(verbose_name="变更记录")

    class Meta:
        verbose_name = "领导"
        verbose_name_plural = "领导"
        ordering = ["rank_order", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def choice_label(self) -> str:
        """Return what tells namesakes apart: 周某（南关区 副区长）; the post only where ``with_post`` was asked for."""
        place = self.region.short_name or self.region.name
        return f"{self.name}（{' '.join(filter(None, [place, getattr(self, 'post', None)]))}）"


class TenureQuerySet(DatedQuerySet):
    """Posts; an unknown start counts as always."""

    first_day, last_day = "start_on", "end_on"

    def on(self, day):
        """Return the posts held on ``day``."""
        return self.in_force(day)


class Tenure(Row):
    """A post that a leader holds from ``start_on`` to ``end_on``, both days included; open at either end."""

    leader = models.ForeignKey(Leader, verbose_name="领导", on_delete=models.CASCADE, related_name="tenures")
    title = models.CharField("职务", max_length=80)
    unit = models.ForeignKey(
        Unit, verbose_name="任职单位", null=True, blank=True, on_delete=models.PROTECT, related_name="tenures"
    )
    start_on = models.DateField("任职日期", null=True, blank=True)
    end_on = models.DateField("离任日期", null=True, blank=True)

    records_the_past = True

    objects = TenureQuerySet.as_manager()

    class Meta:
        verbose_name = "任职经历"
        verbose_name_plural = "任职经历"
        ordering = ["leader", latest_first("start_on"), "-id"]
        constraints = [
            models.CheckConstraint(
                name="tenure_valid_range",
                condition=Q(end_on=None) | Q(start_on=None) | Q(end_on__gte=F("start_on")),
                violation_error_message="离任日期不能早于任职日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
