"""No lost update: whoever saves a versioned row must have seen the version they save over.

The form side (showing what changed meanwhile) is in ``core.conflicts``; this is the part every service uses.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Model

from liaison.core.errors import Refused
from liaison.core.models import Versioned
from liaison.core.rooms import handed_in


@dataclass(frozen=True)
class Holder:
    """``hold(pk)`` locks the row of ``model`` that stands for ``pk`` today and returns it."""

    model: type[Model]
    hold: Callable[[int], Model]


class Stale(Refused):
    """Someone else saved the row after it was read."""

    def __init__(self, obj: Versioned) -> None:
        super().__init__(f"{obj._meta.verbose_name}“{obj}”刚刚被他人修改过，请刷新页面、核对后再操作。")
        self.obj = obj


def claim(obj: Versioned) -> None:
    """Take the right to save ``obj``: one conditional UPDATE, so that of two savers exactly one goes on.

    Call it inside the transaction that saves, before ``obj.save()``; ``obj.version`` is raised to match.
    Raises :class:`Stale` where the row's version is no longer the one that ``obj`` was read with.
    """
    seen = type(obj)._base_manager.filter(pk=obj.pk, version=obj.version)
    if not seen.update(version=F("version") + 1):
        raise Stale(obj)
    obj.version += 1


def bump(obj: Versioned) -> None:
    """Raise ``obj``'s version whatever it is: for changes to rows that belong to it (contacts, problems …)."""
    type(obj)._base_manager.filter(pk=obj.pk).update(version=F("version") + 1)
    obj.refresh_from_db(fields=["version"])


def hold_targets(obj: Model) -> list[tuple[Model, Model]]:
    """Lock what ``obj`` is about to point at, where a room has a rule for it; return (was to be, is) of those moved.

    Call it inside the transaction that saves ``obj``, before :func:`claim`.
    """
    moved = []
    holders = {each.model: each.hold for each in handed_in(Holder)}
    for field in obj._meta.concrete_fields:
        hold, pk = holders.get(field.related_model), getattr(obj, field.attname)
        if hold is None or pk is None:
            continue
        typed, held = obj._state.fields_cache.get(field.name), hold(pk)
        setattr(obj, field.name, held)
        if held.pk != pk:
            moved.append((typed or held, held))
    return moved
