"""The one place that writes the state of a case."""

import datetime as dt

from ..choices import OPEN_STATES, State
from ..models import Case


def enter(case: Case, state: State, *, on: dt.date) -> None:
    """Put ``case``, not saved yet, into ``state``; it has ended ``on`` that day where the state is an end."""
    case.state = state
    case.ended_on = None if state in OPEN_STATES else case.ended_on or on
