"""What higher rooms say above the form of a unit: a line with a link each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from liaison.directory.models import Unit


@dataclass(frozen=True)
class Note:
    text: str
    url: str
    link: str


Noting = Callable[[Unit, HttpRequest], Note | None]

_noting: list[Noting] = []


def note(function: Noting) -> Noting:
    """Decorate ``fn(unit, request) -> Note | None``; it may run one SQL statement."""
    if function not in _noting:
        _noting.append(function)
    return function


def notes(unit: Unit, request: HttpRequest) -> list[Note]:
    return [said for function in _noting if (said := function(unit, request))]
