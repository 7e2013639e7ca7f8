"""What this room adds to a leader's page: the figures of this quarter, each a link to its rows."""

from liaison.core import clock

from .cuts import KINDS, Cut
from .figures import count
from .indicators import Scope
from .periods import Period

KEYS = ("linked", "visited", "led", "visits", "visits_households", "contacts")


def this_quarter(leader, request):
    """Return the quarter's name and, for each of :data:`KEYS`, title, number, unit and address; one query each."""
    today = clock.today()
    period = Period.quarter_of(today)
    scope = Scope(request.user, period, today, Cut(KINDS["leader"], str(leader.pk)))
    found = [count(key, scope) for key in KEYS]
    return period.title, [(figure.title, figure.value, figure.unit, figure.url) for figure in found]
