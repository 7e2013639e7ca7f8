"""What a change of the office calendar means to the rooms above: each says so in a sentence, and where to see to it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A sentence; ``url_name`` is a page of the admin that helps, or empty."""

    text: str
    url_name: str = ""
    link: str = ""


Sayer = Callable[[object | None], Said | None]

_sayers: list[Sayer] = []


def sayer(function: Sayer) -> Sayer:
    """Register ``function(user)``: what it says concerns that person, or everybody where the user is None."""
    if function not in _sayers:
        _sayers.append(function)
    return function


def said_to(user=None) -> list[Said]:
    """Return what there is to say after days of the calendar have come, changed or gone."""
    return [said for function in _sayers if (said := function(user))]
