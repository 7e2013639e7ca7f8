"""Cases, their units and their ratings as the ledger's rows have been planned, written by set."""

import json
from dataclasses import replace
from typing import Any

from liaison.cases.choices import HandlingRole
from liaison.cases.models import Case, Handling, Rating
from liaison.cases.services.importing import import_cases, units_of
from liaison.cases.services.spans import retell

from .base import RowPlan
from .case_news import COLUMNS


def write(recorder, rows: list[RowPlan]) -> None:
    """Write new and changed cases, the units of those that waited for one, and new ratings."""
    _write_new(recorder, [row for row in rows if row.payload.before is None])
    changed = [row for row in rows if row.payload.before is not None]
    moved = [row for row in changed if any(row.payload.values[c] != row.payload.before[c] for c in COLUMNS)]
    recorder.change(
        Case,
        COLUMNS,
        [(row.payload.id, *_as_stored(row.payload.values)) for row in moved],
        [[row.payload.before[c] for c in COLUMNS] for row in moved],
        [row.number for row in moved],
        [row.payload.before["version"] for row in moved],
    )
    retell([row.payload.id for row in moved])
    _write_parts(recorder, [row for row in moved if row.payload.before["lead_unit_id"] is None])
    _write_ratings(recorder, [row for row in changed if row.payload.rating])


def _write_new(recorder, rows: list[RowPlan]) -> None:
    cases = import_cases([row.payload.case for row in rows], by=recorder.user, now=recorder.now) if rows else []
    for row, case in zip(rows, cases, strict=True):
        row.payload.id = case.pk
    recorder.trace_created(Case, [case.pk for case in cases], [row.number for row in rows])


def _write_parts(recorder, rows: list[RowPlan]) -> None:
    """Give cases that waited for a unit the units that the ledger names by now."""
    columns = ("case_id", "unit_id", "role", "assigned_on", "due_on", "replied_on")
    parts, numbers = [], []
    for row in rows:
        case = replace(row.payload.case, lead_unit_id=row.payload.values["lead_unit_id"])
        for unit_id, role in units_of(case).items():
            replied = case.closed_on if role != HandlingRole.LEAD else None
            parts.append((row.payload.id, unit_id, role.value, case.assigned_on, case.due_on, replied))
            numbers.append(row.number)
    recorder.create(Handling, columns, parts, numbers)


def _write_ratings(recorder, rows: list[RowPlan]) -> None:
    values = [
        (
            row.payload.id,
            row.payload.rating,
            "phone",
            recorder.user.pk if recorder.user else None,
            row.payload.values["closed_on"] or row.payload.case.raised_on,
        )
        for row in rows
    ]
    columns = ("case_id", "level", "channel", "rated_by_id", "rated_on")
    recorder.create(Rating, columns, values, [row.number for row in rows])


def _as_stored(values: dict[str, Any]) -> list[Any]:
    return [json.dumps(values[c], ensure_ascii=False) if c == "extra" else values[c] for c in COLUMNS]
