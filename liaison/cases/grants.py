"""What handling a case lets a unit's people see."""

from django.db.models import Q

from .models import Handling
from .models.querysets import ACTING_ROLES


def enterprises_of_handled_cases(user) -> Q:
    """Return the enterprises whose cases the user's unit handles now."""
    return Q(pk__in=_handled_by(user).values("case__enterprise"))


def visits_of_handled_cases(user) -> Q:
    """Return the visits at which those cases were raised; not the enterprise's other visits."""
    return Q(pk__in=_handled_by(user).filter(case__problem__isnull=False).values("case__problem__visit"))


def _handled_by(user):
    if not user.unit_id or user.role not in ACTING_ROLES:
        return Handling.objects.none()
    return Handling.objects.current().filter(unit=user.unit_id)
