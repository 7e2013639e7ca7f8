"""What serving an enterprise lets one see."""

from django.db.models import Q

from liaison.core import clock

from .serving import served_by


def enterprises_served(user) -> Q:
    """Return the enterprises that ``user`` serves today or later."""
    return served_by(user, clock.today())
