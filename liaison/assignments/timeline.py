"""Who was responsible, laid out over time: per enterprise and per leader."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F

from liaison.directory.models import Level

from .models import Assignment

LEVEL_ORDER = [Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP]


@dataclass(frozen=True)
class Span:
    """One assignment in a timeline; ``state`` is now, past or later, seen from the day asked about."""

    assignment: Assignment
    state: str


def day_in(params) -> dt.date | None:
    """Return the day asked about as ``day=2026-03-31``, or None."""
    try:
        return dt.date.fromisoformat(params.get("day", ""))
    except ValueError:
        return None


def state_on(assignment: Assignment, day) -> str:
    if assignment.start_on and assignment.start_on > day:
        return "later"
    if assignment.end_on and assignment.end_on < day:
        return "past"
    return "now"


def of_enterprise(enterprise, today) -> list[Span]:
    """Return all assignments of ``enterprise``: highest level first, newest first within a level."""
    rows = enterprise.assignments.select_related("leader", "officer", "lead_unit").order_by(
        F("start_on").desc(nulls_last=True), "-pk"
    )
    by_level = sorted(rows, key=lambda row: LEVEL_ORDER.index(row.level))
    return [Span(row, state_on(row, today)) for row in by_level]


def of_leader(assignments, today) -> list[Span]:
    """Return ``assignments`` (of one leader) as spans: in force first, then to come, then past."""
    rows = assignments.select_related("enterprise__region__prefecture", "region", "officer").order_by(
        F("start_on").desc(nulls_last=True), "-pk"
    )
    spans = [Span(row, state_on(row, today)) for row in rows]
    return sorted(spans, key=lambda span: ("now", "later", "past").index(span.state))
