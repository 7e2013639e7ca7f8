"""Who above wants to know at once that problems were raised.

What a room above (cases) hands in runs in the same transaction as the visit, so a visit and what is made of its
problems are saved together or not at all; the lowest room is told first.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from liaison.core.rooms import handed_in
from liaison.directory.models import User
from liaison.visits.models import Problem


@dataclass(frozen=True)
class ProblemsRaised:
    """``hear(problems: Sequence[Problem], *, by: User, now: datetime)``; ``problem.visit`` is loaded."""

    hear: Callable[..., None]


def tell(problems: Sequence[Problem], *, by: User, now: dt.datetime) -> None:
    """Tell the rooms of the problems just saved; nobody is told of none."""
    for listener in handed_in(ProblemsRaised) if problems else ():
        listener.hear(problems, by=by, now=now)
