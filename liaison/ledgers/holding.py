"""What an undo is about to change or remove, locked before anybody looks at it: what is saved meanwhile is seen.

The order is everybody's (``enterprises.holding``): enterprises by id, then what hangs on them, then the people those
rows name. Whoever saves into one of these records waits until the undo is through and finds what is left of it. On
SQLite the write transaction itself is that lock.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db import models

from liaison.directory.models import Leader, User
from liaison.enterprises.models import Enterprise
from liaison.ledgers import writing
from liaison.ledgers.models import ImportEffect, Operation

_LAST = (Leader, User)  # rows of the other kinds point at them


def hold(effects: Iterable[ImportEffect]) -> None:
    """Lock every record in ``effects``, and the enterprises they hang on. Call it inside the undo's transaction."""
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for effect in effects:
        model = apps.get_model(effect.model)
        if effect.operation != Operation.DELETED and not model._meta.auto_created:
            wanted[model].add(effect.object_id)
    enterprises = wanted.pop(Enterprise, set())
    for model, ids in wanted.items():
        enterprises |= _enterprises_of(model, ids)
    _lock(Enterprise, enterprises)
    for model in sorted(wanted, key=lambda model: (model in _LAST, model._meta.label)):
        _lock(model, wanted[model])


def _enterprises_of(model: type[models.Model], ids: set[int]) -> set[int]:
    """Return the enterprises on which rows of ``model`` hang, by a column of their own or by the row they belong to."""
    path = _path(model) or next(
        (f"{field.name}__{path}" for field in _foreign_keys(model) if (path := _path(field.related_model))), None
    )
    if path is None:
        return set()
    rows = model._base_manager.filter(pk__in=writing.among_ids(ids))
    return set(rows.exclude(**{path: None}).values_list(path, flat=True))


def _path(model: type[models.Model]) -> str | None:
    names = (field.attname for field in _foreign_keys(model) if field.related_model is Enterprise)
    return next(names, None)


def _foreign_keys(model: type[models.Model]) -> list[models.ForeignKey]:
    return [field for field in model._meta.concrete_fields if field.many_to_one]


def _lock(model: type[models.Model], ids: set[int]) -> None:
    # Not no_key: nothing may be hung on a record that is about to go, neither by those who hold nothing themselves.
    rows = model._base_manager.filter(pk__in=writing.among_ids(ids)).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))
