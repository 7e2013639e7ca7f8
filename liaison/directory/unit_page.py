"""What higher rooms say above the form of a unit: a line with a link each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from liaison.core.rooms import handed_in
from liaison.directory.models import Unit


@dataclass(frozen=True)
class Note:
    text: str
    url: str
    link: str


@dataclass(frozen=True)
class UnitNote:
    """``say(unit, request)`` may run one SQL statement."""

    say: Callable[[Unit, HttpRequest], Note | None]


def notes(unit: Unit, request: HttpRequest) -> list[Note]:
    return [said for note in handed_in(UnitNote) if (said := note.say(unit, request))]
