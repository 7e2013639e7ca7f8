"""What a column cannot hold is refused in words, on both databases alike, before anything is written.

SQLite would keep a text beyond its limit and PostgreSQL would fail over it; neither keeps a NUL or half a character.
Forms say the same at their fields; this is for everything that comes past them: every ``save()`` of a
``core.models.Row``, every ``bulk_create`` through a ``core.scope.ScopedQuerySet``.
"""

from collections.abc import Iterable
from functools import cache

from django.db import models

from .errors import Refused


def refuse_too_long(row: models.Model, names: Iterable[str] | None = None) -> None:
    """Raise :class:`Refused` naming the field, its limit and the present length; ``names`` narrows the fields."""
    for name, label, limit in _texts(type(row)):
        value = row.__dict__.get(name)
        if type(value) is not str or (names is not None and name not in names):
            continue
        if limit and len(value) > limit:
            raise Refused(f"“{label}”最多 {limit} 个字，现在有 {len(value)} 个字，请精简后再保存。")
        if "\x00" in value or (not value.isascii() and _is_broken(value)):
            raise Refused(f"“{label}”里有无法保存的字符（可能是从别处复制来的），请删去后再保存。")


def _is_broken(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value)


@cache
def _texts(model: type[models.Model]) -> tuple[tuple[str, str, int | None], ...]:
    """Return (attribute, label, limit) of the model's text columns."""
    return tuple(
        (field.attname, str(field.verbose_name), field.max_length if isinstance(field, models.CharField) else None)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
    )
