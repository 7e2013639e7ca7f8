"""What units that end still hold, for those who may pass it on to a successor."""

import datetime as dt

from django.db.models import Count, QuerySet

from liaison.directory.models import Role, Unit

from .models import Case, Handling
from .parties import coordinated_by


def may_pass_on(user) -> bool:
    return user.role == Role.COORDINATOR and user.has_perm("cases.change_case")


def parts_to_pass_on(user) -> QuerySet[Handling]:
    """Return the parts, leading or supporting, that ``user`` may take from a unit with a last day to its successor."""
    mine = coordinated_by(Case.objects.visible_to(user), user)
    return Handling.objects.held().filter(unit__valid_to__isnull=False, case__in=mine.order_by().values("pk"))


def ending_units(user) -> list[Unit]:
    """Return the units that end and hold something ``user`` may pass on, the longest ended first, with ``left``."""
    left = dict(parts_to_pass_on(user).order_by().values_list("unit").annotate(Count("pk")))
    units = list(Unit.objects.filter(pk__in=left).select_related("region").order_by("valid_to", "code"))
    for unit in units:
        unit.left = left[unit.pk]
    return units


def held_by_ended(user, today: dt.date) -> int:
    """Return how many parts lie with units that exist no more."""
    return parts_to_pass_on(user).filter(unit__valid_to__lt=today).count()
