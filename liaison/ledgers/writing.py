"""Set-based writes: one statement for any number of rows, history included.

PostgreSQL takes rows through COPY; SQLite through ``executemany``, which never leaves the process.
That difference lives here and nowhere else. History is written by the database itself
(INSERT … SELECT from the rows just written), the same columns simple_history would write.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache

from django.db import connection, models
from django.db.models.expressions import RawSQL

from liaison.core.search import search_field

PARAMETER_BLOCK = 5_000
Rows = Sequence[Sequence]


@contextmanager
def roomy() -> Iterator[None]:
    """Let SQLite keep 8 MiB of pages instead of 2: a large transaction otherwise writes the same ones over and over."""
    if connection.vendor != "sqlite":
        yield
        return
    _set_cache("-8000")
    try:
        yield
    finally:
        _set_cache("-2000")


def _set_cache(size: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA cache_size={size}")


def among(values: Iterable[str]) -> RawSQL | list:
    """Return ``values`` as a subquery for ``__in``: one parameter, whatever their number. Of none, no query is made."""
    return _listed(values, "text")


def among_ids(ids: Iterable[int]) -> RawSQL | list:
    """Return ``ids`` as a subquery for ``__in``; see :func:`among`."""
    return _listed(ids, "bigint")


def _listed(values: Iterable, kind: str) -> RawSQL | list:
    values = list(values)
    if not values:
        return []
    if connection.vendor == "postgresql":
        return RawSQL(f"SELECT unnest(%s::{kind}[])", [values])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(values)])


def stored_ids(model: type[models.Model], column: str, pk: int) -> RawSQL:
    """Return the ids in the JSON list ``column`` of row ``pk`` as a subquery for ``__in``; they never come here."""
    table, column = _quoted(model._meta.db_table), _quoted(column)
    if connection.vendor == "postgresql":
        return RawSQL(f"SELECT jsonb_array_elements({column})::bigint FROM {table} WHERE id = %s", [pk])
    return RawSQL(f"SELECT one.value FROM {table} kept, json_each(kept.{column}) one WHERE kept.id = %s", [pk])


def allocate_ids(model: type[models.Model], count: int) -> list[int]:
    """Return ``count`` primary keys for new rows of ``model``; nobody else will be given the same.

    On SQLite the caller's transaction holds the write lock (IMMEDIATE), so the next keys are ours.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(
            f"SELECT MAX(COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0),"
            f" COALESCE((SELECT MAX(id) FROM {_quoted(table)}), 0))",
            [table],
        )
        last = cursor.fetchone()[0]
        return list(range(last + 1, last + 1 + count))


def insert(model: type[models.Model], columns: Sequence[str], rows: Rows, *, now: dt.datetime) -> None:
    """Write ``rows`` (tuples in the order of ``columns``) into the table of ``model``.

    Columns not named get the default of their field; ``now`` fills the automatic timestamps. What rows are found by
    is worked out from their other columns.
    """
    if not rows:
        return
    if found_by := search_field(model):
        sources = [(name, columns.index(name)) for name in found_by.sources if name in columns]
        rows = [(*row, found_by.text_of({name: row[at] for name, at in sources})) for row in rows]
        columns = [*columns, found_by.column]
    constants = {
        field.column: _default(field, now)
        for field in model._meta.concrete_fields
        if field.column not in columns and not field.primary_key
    }
    suffix = tuple(_plain(value) for value in constants.values())
    _fill(model._meta.db_table, [*columns, *constants], [(*row, *suffix) for row in rows] if suffix else rows)


def update(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """Set ``columns`` of existing rows; each row is ``(id, value, …)``. ``version`` grows by one where there is one.

    What the rows are found by follows.
    """
    if not rows:
        return
    _set(model, columns, rows, bump=_has(model, "version"))
    if found_by := search_field(model, columns):
        ids = among_ids(row[0] for row in rows)
        now_there = model._base_manager.filter(pk__in=ids).values("pk", *found_by.sources)
        _set(model, [found_by.column], [(row["pk"], found_by.text_of(row)) for row in now_there], bump=False)


def _set(model: type[models.Model], columns: Sequence[str], rows: Rows, *, bump: bool) -> None:
    table = _quoted(model._meta.db_table)
    bump = ", version = version + 1" if bump else ""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            names = ", ".join(_quoted(name) for name in ["id", *columns])
            cursor.execute("DROP TABLE IF EXISTS import_update")
            cursor.execute(f"CREATE TEMP TABLE import_update ON COMMIT DROP AS SELECT {names} FROM {table} WHERE FALSE")
        _fill("import_update", ["id", *columns], rows)
        sets = ", ".join(f"{_quoted(name)} = new.{_quoted(name)}" for name in columns)
        bump = bump and ", version = old.version + 1"
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} old SET {sets}{bump} FROM import_update new WHERE old.id = new.id")
        return
    sets = ", ".join(f"{_quoted(name)} = %s" for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {sets}{bump} WHERE id = %s",
            ((*values, pk) for pk, *values in _all_plain(rows)),
        )


def delete(model: type[models.Model], ids: Iterable[int], *, column: str = "id") -> None:
    """Delete rows by key, without looking for dependants: the caller knows there are none."""
    condition, parameter = _in_ids(ids)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_quoted(model._meta.db_table)} WHERE {_quoted(column)} {condition}", [parameter])


def write_history(
    model: type[models.Model], ids: Iterable[int], *, sign: str, now: dt.datetime, user, reason: str
) -> None:
    """Record the present state of rows ``ids`` as history entries of type ``sign`` (``+``, ``~`` or ``-``)."""
    ids = list(ids)
    if not ids:
        return
    history = model.history.model
    tracked = _tracked_columns(model)
    names = ", ".join(_quoted(name) for name in tracked)
    condition, parameter = _in_ids(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quoted(history._meta.db_table)}"
            f" ({names}, history_date, history_change_reason, history_type, history_user_id)"
            f" SELECT {names}, {_TIMESTAMP[connection.vendor]}, %s, %s, {_BIGINT[connection.vendor]}"
            f" FROM {_quoted(model._meta.db_table)} WHERE id {condition}",
            [_plain(now), reason, sign, user.pk if user else None, parameter],
        )


def _default(field: models.Field, now: dt.datetime):
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return now
    value = field.get_default()
    return json.dumps(value) if isinstance(field, models.JSONField) and value is not None else value


_TIMESTAMP = {"postgresql": "%s::timestamptz", "sqlite": "%s"}
_BIGINT = {"postgresql": "%s::bigint", "sqlite": "%s"}


def _in_ids(ids: Iterable[int]) -> tuple[str, object]:
    """Return a condition on ``id`` with one parameter, whatever the number of keys."""
    if connection.vendor == "postgresql":
        return "= ANY(%s)", list(ids)
    return "IN (SELECT value FROM json_each(%s))", json.dumps(list(ids))


def _fill(table: str, columns: Sequence[str], rows: Rows) -> None:
    names = ", ".join(_quoted(name) for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {_quoted(table)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {_quoted(table)} ({names}) VALUES ({marks})", _all_plain(rows))


_NATIVE = frozenset((str, int, float, bool, type(None)))


def _all_plain(rows: Rows) -> Iterator[tuple]:
    """Return the rows with every value as SQLite's driver takes it; columns are looked over whole, which is faster."""
    columns = zip(*rows, strict=True)
    return zip(*(c if _NATIVE.issuperset(map(type, c)) else map(_plain_here, c) for c in columns), strict=True)


def _plain(value):
    """Return ``value`` as the driver takes it without Django's per-field conversion."""
    return value if connection.vendor == "postgresql" else _plain_here(value)


def _plain_here(value):
    if type(value) in _NATIVE:
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


@lru_cache(maxsize=32)
def _tracked_columns(model: type[models.Model]) -> tuple[str, ...]:
    """Return the columns that the history table of ``model`` shares with it."""
    kept = {field.column for field in model.history.model._meta.concrete_fields}
    return tuple(field.column for field in model._meta.concrete_fields if field.column in kept)
