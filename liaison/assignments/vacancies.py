"""空缺: enterprises without a leader, leaders without an officer, regions without a leader."""

from django.db.models import Count, Exists, F, OuterRef

from liaison.directory.models import Leader, Level, Region
from liaison.enterprises.models import Enterprise

from .models import Assignment


def enterprises_without_leader(enterprises, day, level: str | None = None):
    """Return those of ``enterprises`` that nobody (at ``level``) keeps in touch with on ``day``."""
    links = Assignment.objects.on(day).filter(enterprise=OuterRef("pk"))
    if level:
        links = links.filter(level=level)
    return enterprises.filter(~Exists(links))


def enterprises_without_officer(enterprises, day):
    """Return those of ``enterprises`` that have a leader on ``day`` but, at some level, no officer."""
    return enterprises.filter(Exists(Assignment.objects.on(day).without_officer().filter(enterprise=OuterRef("pk"))))


def leaders_without_officer(assignments, day):
    """Return leaders with ``missing``: how many of ``assignments`` in force on ``day`` lack an officer; most first."""
    rows = assignments.on(day).without_officer().order_by().values("leader").annotate(missing=Count("pk"))
    missing = {row["leader"]: row["missing"] for row in rows}
    leaders = list(Leader.objects.filter(pk__in=missing).select_related("region"))
    for leader in leaders:
        leader.missing = missing[leader.pk]
    return sorted(leaders, key=lambda leader: (-leader.missing, leader.rank_order, leader.pk))


def regions_without_leader(regions, day):
    """Return prefectures and counties in force on ``day`` that no leader is assigned to as a region."""
    taken = Assignment.objects.on(day).filter(region=OuterRef("pk"))
    return (
        regions.in_force(day)
        .filter(level__in=[Level.PREFECTURE, Level.COUNTY])
        .filter(~Exists(taken))
        .select_related("reporting_unit")
        .order_by("reporting_unit__code", "code")
    )


def units_without_provincial_leader(regions, day):
    """Return the reporting units among ``regions`` that no provincial leader is assigned to on ``day``."""
    taken = Assignment.objects.on(day).filter(region=OuterRef("pk"), level=Level.PROVINCE)
    return regions.in_force(day).reporting_units().filter(~Exists(taken)).order_by("code")


def by_reporting_unit(enterprises) -> list[tuple[Region, int]]:
    """Return (reporting unit, number of ``enterprises`` in it), in the order of codes."""
    rows = enterprises.order_by().values(place=F("region__reporting_unit")).annotate(number=Count("pk"))
    numbers = {row["place"]: row["number"] for row in rows}
    places = Region.objects.filter(pk__in=[pk for pk in numbers if pk]).order_by("code")
    return [(place, numbers[place.pk]) for place in places]


def visible_enterprises(user):
    """Return the enterprises that count as vacancies for ``user``: visible and still operating."""
    return Enterprise.objects.visible_to(user).operating()
