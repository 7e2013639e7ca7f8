"""Ledgers at random: the truth comes out, or a report for every difference."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.sheets import open_workbook, parse_table, read_table
from tests.ledgers.generator import TODAY, Made, make


def plain(field: str, value):
    """Return a value as the generator writes it down."""
    if field in ("leader", "officer", "companions"):
        return [p.name for p in value or ()]
    if field in ("prefecture", "county"):
        return value
    if isinstance(value, tuple) and not hasattr(value, "first"):
        return tuple(value)
    return value


def differences(made: Made) -> list[str]:
    """Return what came out differently without any report."""
    book = open_workbook(made.data, made.filename)
    table = read_table(book, made.kind)
    values = parse_table(table, today=TODAY)
    told = {n.column for n in table.notes}
    wrong = []
    if len(table.rows) != len(made.truth):
        return [f"{len(table.rows)} rows for {len(made.truth)}: {table.skipped}"]
    accounted = sorted([s.number for s in table.skipped] + [r.number for r in table.rows])
    sheet = next(s for s in book.sheets if s.name == table.sheet)
    if accounted != list(range(1, len(sheet.rows) + 1)):
        wrong.append("rows not accounted for")
    for index, field in enumerate(made.fields):
        column = table.columns[index]
        if (
            column.field != field
            and not (field is None and column.field in (None, "seq"))
            and column.heading not in told
        ):
            wrong.append(f"column {index} {column.heading!r} read as {column.field}, not {field}")
    for i, truth in enumerate(made.truth):
        noted = {n.column for n in values.notes.get(i, ()) if n.level != "info"}
        for field, expected in truth.items():
            column = table.column(field)
            if column is None or column.heading in noted:
                continue
            got = plain(field, values.columns[field][i])
            if got != expected and not (got in (None, "", []) and expected in (None, "", [])):
                wrong.append(f"row {i} {field}: {got!r} for {expected!r} ({table.rows[i].cells[column.index]!r})")
    return wrong


@pytest.mark.parametrize("kind", ["enterprises", "leaders", "visits", "cases"])
@given(seed=st.integers(0, 2**32))
def test_the_truth_comes_out_or_every_difference_is_reported(kind, seed):
    made = make(kind, seed)
    assert not differences(made), made.layout


@pytest.mark.parametrize("kind", ["enterprises", "leaders", "visits", "cases"])
def test_reports_are_the_exception(kind):
    """A reader that reports every cell would pass the test above; most rows must come out without a word."""
    silent = total = 0
    for seed in range(25):
        made = make(kind, seed)
        table = read_table(open_workbook(made.data, made.filename), kind)
        values = parse_table(table, today=TODAY)
        total += len(table.rows)
        silent += sum(1 for i in range(len(table.rows)) if not any(n.level != "info" for n in values.notes.get(i, ())))
    assert silent > 0.5 * total


def test_the_same_seed_makes_the_same_ledger():
    assert make("visits", 7).truth == make("visits", 7).truth
    assert make("visits", 7).truth != make("visits", 8).truth
    assert isinstance(make("visits", 7).truth[0]["date"].first, dt.date)
