"""Figures side by side: one row a region, leader, level, unit or industry. A fixed number of queries at any size."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from liaison.assignments.models import Assignment
from liaison.cases.judicial import NEVER_CHASED
from liaison.cases.models import OVERDUE, CaseSpan
from liaison.directory.models import Leader, Level, Region, Unit
from liaison.enterprises.models import IndustrySection
from liaison.visits.models import FollowUpSpan
from liaison.visits.rhythm import methods

from .cuts import KINDS, Cut, Kind
from .figures import Figure, Reference, count, share
from .indicators import (
    Scope,
    cases_of,
    in_force_on_the_day,
    indicator_of,
    led_links,
    open_at,
    promises_of,
    visited_links,
    visits_of,
)

COLUMNS = (
    *("linked", "during", "visited", "led"),
    *("visits", "visits_households", "contacts"),
    *("soon", "overdue"),
)
CASE_COLUMNS = ("cases", "cases_historic", "late", "late_historic")
NONE = "未填写"
_ANY = Q()


@dataclass(frozen=True)
class Row:
    """One group: what names it, a line of context (post, level), its figures by indicator key."""

    value: str
    title: str
    note: str
    figures: dict[str, Figure]

    @property
    def coverage(self) -> float | None:
        """Return 走访覆盖率 in per cent: visited ÷ linked at any time of the period; None where nothing is linked."""
        return share(self.figures["visited"].value, self.figures["during"].value) if "during" in self.figures else None


@dataclass(frozen=True)
class Group:
    value: str
    title: str
    note: str = ""


def kind_of_place(user) -> Kind:
    """Return how places are cut for ``user``: the province by reporting unit, anyone below by county."""
    provincial = user.is_superuser or user.region is None or user.region.level == Level.PROVINCE
    return KINDS["region" if provincial else "county"]


def columns_of(kind: Kind) -> tuple[str, ...]:
    """Return the keys of the figures that a table of ``kind`` shows: cases have no leader, only they have 主办单位."""
    return (*(() if kind.case else COLUMNS), *(() if kind.link else CASE_COLUMNS))


def table(kind: Kind, scope: Scope) -> list[Row]:
    """Return one row for each group with something in it, in the kind's order.

    Six queries at most. Each figure equals the rows behind its link.
    """
    numbers = _numbers(kind, scope)
    return _rows(kind, scope, _groups(kind, scope, numbers), numbers)


def table_of_places(scope: Scope) -> tuple[list[Row], dict[str, Figure]]:
    """Return the table by place and the figures of the whole: an enterprise lies in one place, so they add up.

    Occasions do not: a gathering of two places is one in each of them, and one in the whole.
    """
    kind = kind_of_place(scope.user)
    numbers = _numbers(kind, scope)
    whole = {key: sum(found.get(key, 0) for found in numbers.values()) for key in (*COLUMNS, *CASE_COLUMNS)}
    whole["visits"] = count("visits", scope).value
    figures = {key: Figure(Reference(indicator_of(key), scope.period), value) for key, value in whole.items()}
    return _rows(kind, scope, _groups(kind, scope, numbers), numbers), figures


def table_of_leaders(scope: Scope, leaders: QuerySet) -> list[Row]:
    """Return one row for each of ``leaders``, those without figures included."""
    kind = KINDS["leader"]
    numbers = _numbers(kind, scope, Q(leader__in=leaders.order_by().values("pk")))
    return _rows(kind, scope, groups_of_leaders(leaders, scope), numbers)


def _rows(kind: Kind, scope: Scope, groups: list[Group], numbers: dict[str, dict[str, int]]) -> list[Row]:
    return [Row(g.value, g.title, g.note, _figures(kind, scope, g.value, numbers.get(g.value, {}))) for g in groups]


def _figures(kind: Kind, scope: Scope, value: str, found: dict[str, int]) -> dict[str, Figure]:
    cut = Cut(kind, value)
    return {key: Figure(Reference(indicator_of(key), scope.period, cut), found.get(key, 0)) for key in columns_of(kind)}


def _numbers(kind: Kind, scope: Scope, only: Q = _ANY) -> dict[str, dict[str, int]]:
    """Return ``{group value: {indicator key: number}}``; ``only`` narrows the assignments, where those are grouped."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    if not scope.has_begun:
        return found
    for counted in (_of_cases,) if kind.case else (_of_links, _of_visits, _of_promises, _of_cases):
        for row in counted(kind, scope, only):
            value = row.pop("group")
            found["" if value is None else str(value)] |= row
    return found


def _key(kind: Kind, path: str) -> F:
    """Return what names the group: a region's code, else the id or the plain value."""
    return F(f"{path}__code" if kind.key in ("region", "county") else path)


def _of_links(kind: Kind, scope: Scope, only: Q):
    """Count enterprises: linked on the cut-off day, linked at all, visited, visited by the leader in person."""
    now = Q(start_on=None) | Q(start_on__lte=scope.cutoff), Q(end_on=None) | Q(end_on__gte=scope.cutoff)
    return (
        scope.links()
        .filter(only)
        .annotate(was_visited=visited_links(scope), was_led=led_links(scope), group=_key(kind, kind.path))
        .values("group")
        .annotate(
            linked=Count("enterprise", distinct=True, filter=now[0] & now[1]),
            during=Count("enterprise", distinct=True),
            visited=Count("enterprise", distinct=True, filter=Q(was_visited=True)),
            led=Count("enterprise", distinct=True, filter=Q(was_led=True)),
        )
    )


def _of_visits(kind: Kind, scope: Scope, only: Q):
    """Count visits by occasion and by enterprise, and other contacts."""
    if kind.enterprise:
        return _grouped(kind, visits_of(scope), f"enterprise__{kind.enterprise}").annotate(**_times())
    held = _links_of_any_time(scope).filter(
        only,
        in_force_on_the_day("enterprise__visits__"),
        enterprise__visits__held_on__gte=scope.period.first,
        enterprise__visits__held_until__lte=scope.cutoff,
    )
    return _grouped(kind, held, kind.link).annotate(**_times("enterprise__visits"))


def _times(path: str = "") -> dict[str, Any]:
    """Return what counts the visits at ``path``: a gathering once as 次, each of its enterprises as 户次."""
    row, prefix = path or "pk", f"{path}__" if path else ""
    face_to_face = Q(**{f"{prefix}method__in": methods()})
    alone = Q(**{f"{prefix}event": None})
    gatherings = Count(f"{prefix}event", distinct=True, filter=face_to_face)
    return {
        "visits": gatherings + Count(row, distinct=True, filter=face_to_face & alone),
        "visits_households": Count(row, distinct=True, filter=face_to_face),
        "contacts": Count(row, distinct=True, filter=~face_to_face),
    }


def _of_promises(kind: Kind, scope: Scope, only: Q):
    """Count promises open on the cut-off day: due soon and overdue."""
    if kind.enterprise:
        rows = FollowUpSpan.objects.filter(open_at(scope)).order_by()
        if not scope.sees_all:
            rows = rows.filter(follow_up__in=promises_of(scope).values("pk"))
        return _grouped(kind, rows, f"follow_up__visit__enterprise__{kind.enterprise}").annotate(
            soon=Count("pk", filter=Q(due_on__gte=scope.cutoff)), overdue=Count("pk", filter=Q(due_on__lt=scope.cutoff))
        )
    path = "enterprise__visits__follow_ups__spans"
    held = _links_of_any_time(scope).filter(
        only, in_force_on_the_day("enterprise__visits__"), open_at(scope, f"{path}__")
    )
    return _grouped(kind, held, kind.link).annotate(
        soon=Count(path, distinct=True, filter=Q(**{f"{path}__due_on__gte": scope.cutoff})),
        overdue=Count(path, distinct=True, filter=Q(**{f"{path}__due_on__lt": scope.cutoff})),
    )


def _of_cases(kind: Kind, scope: Scope, only: Q):
    if kind.link:
        return []
    path, rows = f"case__enterprise__{kind.enterprise}", CaseSpan.objects.on(scope.cutoff).order_by()
    if kind.case:
        path, rows = kind.case, rows.ranked()
    if not scope.sees_all:
        rows = rows.filter(case__in=cases_of(scope).values("pk"))
    late = OVERDUE & Q(due_on__lt=scope.cutoff)
    old = Q(is_historic=True)
    return _grouped(kind, rows, path).annotate(
        cases=Count("pk"),
        cases_historic=Count("pk", filter=old),
        late=Count("pk", filter=late),
        late_historic=Count("pk", filter=late & old),
    )


def _links_of_any_time(scope: Scope):
    """Return assignments of any time: a promise may stem from a visit long before the period."""
    return Assignment.objects.of_enterprises().order_by().filter(scope.within("enterprise"))


def _grouped(kind: Kind, rows, path: str):
    return rows.annotate(group=_key(kind, path)).values("group")


def _groups(kind: Kind, scope: Scope, numbers: dict[str, dict[str, int]]) -> list[Group]:
    """Return the groups in the order in which papers list them, never by their figures."""
    match kind.key:
        case "region":
            return _reporting_units(numbers)
        case "county":
            places = Region.objects.within(scope.user.region).order_by("code")
            wanted = [place for place in places if place.code in numbers or place.level == Level.COUNTY]
            return [Group(p.code, p.name) for p in wanted if p.successor_id is None] + _rest(numbers)
        case "leader":
            return groups_of_leaders(Leader.objects.filter(pk__in=[value for value in numbers if value]), scope)
        case "lead" | "unit":
            units = Unit.objects.filter(pk__in=[value for value in numbers if value]).exclude(kind__in=NEVER_CHASED)
            return [Group(str(unit.pk), unit.short_name) for unit in units.order_by("code")] + _rest(numbers)
        case "level":
            return [Group(value, label) for value, label in Level.choices if value in numbers]
    return [Group(value, label) for value, label in IndustrySection.choices if value in numbers] + _rest(numbers)


def groups_of_leaders(leaders, scope: Scope) -> list[Group]:
    """Return a group for each leader, in protocol order, with the post held on the cut-off day."""
    held = leaders.select_related("region").with_post(scope.cutoff).in_protocol_order()
    return [Group(str(one.pk), one.name, _office(one)) for one in held]


def _reporting_units(numbers: dict[str, dict[str, int]]) -> list[Group]:
    """Return the units that report to the province, in the order of its tables, empty ones included."""
    reporting = Region.objects.filter(code__in=settings.LIAISON_REPORTING_UNITS)
    names = {place.code: place.short_name or place.name for place in reporting}
    listed = [Group(code, names[code]) for code in settings.LIAISON_REPORTING_UNITS if code in names]
    others = Region.objects.filter(code__in=set(numbers) - set(names) - {""}).order_by("code")
    return listed + [Group(place.code, place.short_name or place.name) for place in others] + _rest(numbers, "省本级")


def _rest(numbers: dict[str, dict[str, int]], title: str = NONE) -> list[Group]:
    return [Group("", title)] if any(numbers.get("", {}).values()) else []


def _office(leader: Leader) -> str:
    place = leader.region.short_name or leader.region.name
    return " ".join(filter(None, [place, leader.post]))
