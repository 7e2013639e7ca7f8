"""What handling a case lets a unit's people see."""

from django.db.models import Q

from liaison.core import scope
from liaison.enterprises.models import Enterprise

from .models import Handling
from .models.querysets import ACTING_ROLES


@scope.grant(Enterprise)
def enterprises_of_handled_cases(user) -> Q:
    """Return the enterprises whose cases the user's unit handles now."""
    if not user.unit_id or user.role not in ACTING_ROLES:
        return Q(pk__in=[])
    return Q(pk__in=Handling.objects.current().filter(unit=user.unit_id).values("case__enterprise"))
