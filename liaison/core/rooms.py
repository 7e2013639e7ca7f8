"""What the rooms hand in: one ``room.py`` a room, read once.

A room cannot know those above it, and yet a visit wants its card on the enterprise's page, a case its line in a
hand-over. So the lower room says what may be handed in, as a small frozen dataclass (a *declaration*), and every room
lists what it hands in, in one place::

    # liaison/visits/room.py
    ROOM = Room(
        Section("visits", title="最近走访", order=30, render=enterprise_parts.visits),
        Mover("follow_ups", label="未完成的跟进事项", preview=movers.preview, apply=movers.apply),
    )

Who asks for a kind of declaration gets those of all rooms, the lowest room first, each room's in the order it gives::

    for mover in handed_in(Mover): ...

A room is an app in ``INSTALLED_APPS`` with a module ``room``; the order there is the order of the rooms.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.core.checks import CheckMessage
from django.utils.module_loading import module_has_submodule

Declaration = TypeVar("Declaration")


class Room:
    """The declarations of one room."""

    def __init__(self, *declarations: Any) -> None:
        self.declarations = declarations


@cache
def rooms() -> tuple[Room, ...]:
    """Return all rooms, the lowest first. Apps must be ready: a room's declarations name models and functions."""
    apps.check_models_ready()
    configs = (config for config in apps.get_app_configs() if module_has_submodule(config.module, "room"))
    return tuple(import_module(f"{config.name}.room").ROOM for config in configs)


@cache
def handed_in(kind: type[Declaration]) -> tuple[Declaration, ...]:
    """Return all declarations of exactly this ``kind``, the lowest room's first."""
    return tuple(each for room in rooms() for each in room.declarations if type(each) is kind)


@dataclass(frozen=True, init=False)
class Permits:
    """Which actions exist for ``roles`` (names of roles, apart by spaces); ``permissions`` as ``app.codename``.

    Which records they reach is the business of each model's ``visible_to(user)``.
    """

    roles: frozenset[str]
    permissions: tuple[str, ...]

    def __init__(self, roles: str, *permissions: str) -> None:
        object.__setattr__(self, "roles", frozenset(roles.split()))
        object.__setattr__(self, "permissions", permissions)


EVERYBODY = "officer handler coordinator supervisor"


@cache
def permissions_of(role: str) -> frozenset[str]:
    """Return what ``role`` may do, as ``app.codename``."""
    return frozenset(name for permits in handed_in(Permits) if role in permits.roles for name in permits.permissions)


@dataclass(frozen=True)
class Pages:
    """URL patterns that stand under ``admin/``, before those of the admin itself."""

    patterns: tuple[Any, ...]


@dataclass(frozen=True)
class Check:
    """``run()`` says at start what is wrong with a room's settings, instead of a page that fails."""

    run: Callable[[], Iterable[CheckMessage]]


def check_rooms(app_configs, **kwargs) -> list[CheckMessage]:
    """Run the checks of all rooms; a system check itself."""
    return [message for check in handed_in(Check) for message in check.run()]


@dataclass(frozen=True)
class ReferenceData:
    """``load(folder)`` brings a table in line with the files under ``fixtures/``; see ``core.reference``."""

    load: Callable[[Path], object]
