"""What an assignment lets its officer see."""

from django.db.models import Q

from liaison.core import clock, scope
from liaison.enterprises.models import Enterprise

from .models import Assignment


@scope.grant(Enterprise)
def enterprises_of_officer(user) -> Q:
    """Return the enterprises that ``user`` serves as liaison officer today or later."""
    served = Assignment.objects.not_over(clock.today()).of_enterprises().filter(officer=user)
    return Q(pk__in=served.values("enterprise"))
