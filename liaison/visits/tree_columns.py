"""次 and 户次 beside 户: this year's visits in the tree of places; what is no visit stands beside them."""

from collections import defaultdict

from django.db.models import Count

from liaison.enterprises.models import Enterprise

from .models import Visit


def _this_year(user, today):
    return Visit.objects.filter(held_on__year=today.year, enterprise__in=Enterprise.objects.visible_to(user)).order_by()


def _by_place(rows) -> dict[int, int]:
    return dict(rows.values_list("enterprise__region").annotate(Count("pk")))


def households(user, today) -> dict[int, int]:
    """Return region id → visits of this year to enterprises there that ``user`` may see, each enterprise counted."""
    return _by_place(_this_year(user, today).qualifying())


def alone(user, today) -> dict[int, int]:
    """Return region id → those of them that were no gathering."""
    return _by_place(_this_year(user, today).qualifying().filter(event=None))


def gatherings(user, today) -> dict[int, set[int]]:
    """Return region id → the gatherings of this year at which enterprises from there were."""
    found = defaultdict(set)
    held = _this_year(user, today).qualifying().exclude(event=None)
    for region, event in held.values_list("enterprise__region", "event").distinct():
        found[region].add(event)
    return found


def contacts(user, today) -> dict[int, int]:
    """Return region id → telephone calls, letters and the like of this year."""
    return _by_place(_this_year(user, today).contacts())
