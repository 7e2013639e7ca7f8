"""Reference data: what every installation starts with, kept as CSV files under ``fixtures/``.

``manage.py load_reference`` calls what the rooms hand in as ``core.rooms.ReferenceData``, the lowest room's first;
each takes the folder, returns a :class:`Loaded`, and may be run again at any time.
"""

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models

from liaison.core.models import CalendarOverride


@dataclass(frozen=True)
class Loaded:
    """What a loader did with its rows."""

    label: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0

    def __str__(self) -> str:
        text = f"{self.label}：新增 {self.created} 条，更新 {self.updated} 条，未变 {self.unchanged} 条"
        return f"{text}，保留本单位修改 {self.kept} 条" if self.kept else text


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sync(
    label: str, rows: Iterable[models.Model], *, key: tuple[str, ...], fields: tuple[str, ...], overwrite: bool = True
) -> Loaded:
    """Bring the table in line with ``rows`` (unsaved instances of one model) without deleting anything.

    ``key`` names the attributes that identify a row, ``fields`` those compared and written; all others belong to
    the office. With ``overwrite=False`` an existing row that differs is kept as the office left it.
    One read, two writes at most.
    """
    rows = list(rows)
    if not rows:
        return Loaded(label)
    model, keys = type(rows[0]), key
    present = {_identity(row, keys): row for row in model._default_manager.order_by()}
    created, changed, unchanged = [], [], 0
    for row in rows:
        existing = present.get(_identity(row, keys))
        if existing is None:
            created.append(row)
        elif _values(existing, fields) == _values(row, fields):
            unchanged += 1
        else:
            row.pk = existing.pk
            changed.append(row)
    model._default_manager.bulk_create(created, batch_size=500)
    if not overwrite:
        return Loaded(label, created=len(created), unchanged=unchanged, kept=len(changed))
    if changed:
        model._default_manager.bulk_update(changed, fields, batch_size=200)
    return Loaded(label, len(created), len(changed), unchanged)


def load_calendar(folder: Path) -> Loaded:
    """Load holidays and 调休 days. A day on which the office decided otherwise stays as the office has it."""
    rows = [
        CalendarOverride(
            date=dt.date.fromisoformat(row["date"]),
            is_workday=row["is_workday"] == "1",
            name=row["name"],
            source=row["source"],
        )
        for row in read_rows(folder / "calendar.csv")
    ]
    return sync("节假日与调休", rows, key=("date",), fields=("is_workday",), overwrite=False)


def _identity(row: models.Model, keys: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in keys)


def _values(row: models.Model, fields: tuple[str, ...]) -> list[Any]:
    return [getattr(row, name) for name in fields]
