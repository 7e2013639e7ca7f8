"""Who above wants to know at once that problems were raised.

A room above (cases) registers a function; it runs in the same transaction as the visit, so a visit and
what is made of its problems are saved together or not at all. The order of registration is the order of calls.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from liaison.directory.models import User
from liaison.visits.models import Problem

ProblemListener = Callable[..., None]

_listeners: list[ProblemListener] = []


def problems_raised(listener: ProblemListener) -> ProblemListener:
    """Decorate ``fn(problems: Sequence[Problem], *, by: User, now: datetime)``; ``problem.visit`` is loaded."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell(problems: Sequence[Problem], *, by: User, now: dt.datetime) -> None:
    """Call every listener with the problems just saved; nothing is called for none."""
    for listener in _listeners if problems else ():
        listener(problems, by=by, now=now)
