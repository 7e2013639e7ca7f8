"""What a room above offers to do next with a visit just saved (turn its problems into cases)."""

from collections.abc import Callable
from dataclasses import dataclass

from liaison.core.rooms import handed_in
from liaison.directory.models import User
from liaison.visits.models import Visit


@dataclass(frozen=True)
class NextStep:
    """``link(visit, user)`` is (text, address), or None where there is nothing to do."""

    link: Callable[[Visit, User], tuple[str, str] | None]


def offers_for(visit: Visit, user: User) -> list[tuple[str, str]]:
    return [found for step in handed_in(NextStep) if (found := step.link(visit, user))]
