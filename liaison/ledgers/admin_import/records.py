"""Rows of a batch as a page shows them: cells under their headings, and the record each became."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from liaison.ledgers.models import ImportBatch, ImportEffect, ImportRow, Kind, Operation, Outcome

# kind → the record that a row of it speaks of
TARGETS = {
    Kind.LEADERS: "directory.leader",
    Kind.ENTERPRISES: "enterprises.enterprise",
    Kind.VISITS: "visits.visit",
    Kind.CASES: "cases.case",
}
_COLOURS = {
    Outcome.NEW: "success",
    Outcome.CHANGED: "info",
    Outcome.UNCHANGED: "plain",
    Outcome.SKIPPED: "warning",
    Outcome.ERROR: "danger",
}


@dataclass
class ShownRow:
    row: ImportRow
    colour: str
    cells: list[tuple[str, str]]
    url: str


def rows_for_page(batch: ImportBatch, rows: list[ImportRow]) -> list[ShownRow]:
    """Return ``rows`` ready to be shown; one SQL query whatever their number."""
    created = {}
    if any(row.target_id is None and row.outcome == Outcome.NEW for row in rows):
        effects = ImportEffect.objects.filter(
            batch=batch,
            number__in=[row.number for row in rows],
            model=TARGETS[batch.kind],
            operation=Operation.CREATED,
        )
        created = dict(effects.order_by("-id").values_list("number", "object_id"))
    headings = [(index, heading) for index, heading, _ in batch.headings]
    return [
        ShownRow(
            row,
            _COLOURS[row.outcome],
            [(heading, row.raw[index]) for index, heading in headings if index < len(row.raw) and row.raw[index]],
            record_url(TARGETS[batch.kind], row.target_id or created.get(row.number)),
        )
        for row in rows
    ]


def record_url(label: str, pk: int | None) -> str:
    """Return the admin page of a record, or ``""``."""
    if pk is None:
        return ""
    try:
        return reverse(f"admin:{label.replace('.', '_')}_change", args=[pk])
    except NoReverseMatch:
        return ""
