"""What a room above offers to do next with a visit just saved (turn its problems into cases)."""

from collections.abc import Callable

from liaison.directory.models import User
from liaison.visits.models import Visit

Offer = Callable[[Visit, User], tuple[str, str] | None]

_offers: list[Offer] = []


def offer(function: Offer) -> Offer:
    """Decorate ``fn(visit, user) -> (text, address) | None``; call it from ``AppConfig.ready``."""
    if function not in _offers:
        _offers.append(function)
    return function


def offers_for(visit: Visit, user: User) -> list[tuple[str, str]]:
    return [found for function in _offers if (found := function(visit, user))]
