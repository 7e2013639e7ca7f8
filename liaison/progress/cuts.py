"""By what figures are cut: reporting unit, county, leader, level, lead unit, industry; cases also by their unit.

A cut narrows enterprises (where they are, what they make), the links to them (who holds them, 牵头部门) or cases
(who answers, 主办单位).
"""

from dataclasses import dataclass

from django.db.models import Q

from liaison.core.errors import Refused
from liaison.core.params import number
from liaison.directory.models import Leader, Level, Region, Unit
from liaison.enterprises.models import IndustrySection


@dataclass(frozen=True)
class Kind:
    """One way of cutting. One of ``enterprise``, ``link``, ``case`` is the path from that model to the group."""

    key: str
    title: str
    enterprise: str = ""
    link: str = ""
    case: str = ""

    @property
    def path(self) -> str:
        """Return the path of the group seen from an assignment."""
        return self.link or f"enterprise__{self.enterprise}"


KINDS = {
    kind.key: kind
    for kind in (
        Kind("region", "地区", enterprise="region__reporting_unit"),
        Kind("county", "县（市、区）", enterprise="region"),
        Kind("leader", "联系领导", link="leader"),
        Kind("level", "层级", link="level"),
        Kind("lead", "牵头部门", link="lead_unit"),
        Kind("unit", "主办单位", case="lead_unit"),
        Kind("industry", "行业门类", enterprise="industry_section"),
    )
}


@dataclass(frozen=True)
class Cut:
    """One group of one kind; ``value`` is the region's code, the leader's or unit's id, the level or the section.

    An empty value is the group of those that have none (no lead unit, no industry on record).
    """

    kind: Kind
    value: str

    @classmethod
    def parse(cls, text: str) -> "Cut":
        key, _, value = text.partition("-")
        if key not in KINDS or (key in ("leader", "lead", "unit") and value and number(value) is None):
            raise Refused("链接中的分组无法识别。")
        return cls(KINDS[key], value)

    @property
    def code(self) -> str:
        return f"{self.kind.key}-{self.value}"

    def of_enterprises(self, prefix: str = "") -> Q:
        """Return the condition on enterprises reached by ``prefix``; none where the cut is about links."""
        return self._condition(prefix + self.kind.enterprise) if self.kind.enterprise else Q()

    def of_links(self) -> Q:
        """Return the condition on assignments; none where the cut is about enterprises."""
        return self._condition(self.kind.link) if self.kind.link else Q()

    def of_cases(self, prefix: str = "") -> Q:
        """Return the condition on cases; none where the cut is about enterprises or links."""
        return self._condition(prefix + self.kind.case) if self.kind.case else Q()

    def title(self) -> str:
        """Return the group's name; one query for regions, leaders and units."""
        match self.kind.key:
            case "region" | "county":
                found = Region.objects.filter(code=self.value).first()
            case "leader":
                found = Leader.objects.filter(pk=self.value or None).first()
            case "lead" | "unit":
                found = Unit.objects.filter(pk=self.value or None).first()
            case "level":
                return dict(Level.choices).get(self.value, "未填写")
            case _:
                return dict(IndustrySection.choices).get(self.value, "未填写")
        return str(found) if found else "未填写"

    def _condition(self, path: str) -> Q:
        if self.kind.key == "level" or (self.kind.key == "industry"):
            return Q(**{path: self.value})
        if not self.value:
            return Q(**{f"{path}__isnull": True})
        return Q(**{f"{path}__code" if self.kind.key in ("region", "county") else path: self.value})
