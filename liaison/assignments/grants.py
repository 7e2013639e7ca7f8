"""What an assignment lets its officer see."""

from django.db.models import Q

from liaison.core import clock

from .models import Assignment


def enterprises_of_officer(user) -> Q:
    """Return the enterprises that ``user`` serves as liaison officer today or later."""
    return Q(pk__in=Assignment.objects.served_by(user, clock.today()).values("enterprise"))
