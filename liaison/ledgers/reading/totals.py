"""Check 小计 and 合计 rows against the rows they stand for."""

import re
from decimal import Decimal

from .cells import text_of
from .kinds import Kind
from .numbers import parse_amount, parse_count
from .types import WARNING, Note, Table

_COUNT = re.compile(r"(\d+)\s*(?:户|家|个|件|条|次|人|名)")
_SUMMED = {"output": parse_amount, "revenue": parse_amount, "tax": parse_amount, "employees": parse_count}


def check_totals(table: Table, spec: Kind) -> None:
    """Add a warning for every total that differs from the rows; ``table.totals`` keeps what was found.

    A 小计 stands for the rows since the one before it (or, where totals stand on top, until the next one);
    any other total stands for all rows.
    """
    marks = table.totals.pop("rows", [])
    if not marks:
        return
    count = len(table.rows)
    parts = [m for m in marks if _is_part(m[1])]
    on_top = bool(parts) and parts[0][2] == 0
    bounds = [m[2] for m in parts]
    table.totals["checked"] = len(marks)
    for number, row, at in marks:
        first, last = 0, count
        if _is_part(row):
            nth = bounds.index(at) if not on_top else max(i for i, b in enumerate(bounds) if b == at)
            first, last = (
                (at, bounds[nth + 1] if nth + 1 < len(bounds) else count)
                if on_top
                else (bounds[nth - 1] if nth else 0, at)
            )
        _check_count(table, number, row, last - first)
        _check_sums(table, number, row, first, last)


def _is_part(row: list) -> bool:
    label = "".join(text_of(c) for c in row[:5] if type(c) is str)
    return "小计" in label or (
        "合计" in label and len(label.split("合计")[0]) >= 2 and "总" not in label and "全" not in label
    )


def _check_count(table: Table, number: int, row: list, rows: int) -> None:
    for column in table.columns:
        cell = row[column.index]
        if (
            type(cell) is str
            and (m := _COUNT.search(cell))
            and (column.field in ("name", "enterprise", "enterprises", "seq", "content", "leader") or "计" in cell)
        ):
            if int(m[1]) != rows:
                table.notes.append(
                    Note(WARNING, column.heading, cell, f"第{number}行的合计是{m[1]}，表里实际有{rows}行。请核对。")
                )
            return


def _check_sums(table: Table, number: int, row: list, first: int, last: int) -> None:
    for column in table.columns:
        read = _SUMMED.get(column.field or "")
        if not read or row[column.index] in ("", None):
            continue
        stated = read(row[column.index], unit=column.unit).value
        if stated is None:
            continue
        values = (read(r.cells[column.index], unit=column.unit).value for r in table.rows[first:last])
        total = sum((Decimal(v) for v in values if v is not None), Decimal(0))
        if abs(total - Decimal(stated)) > max(Decimal("0.05"), Decimal("0.005") * (last - first)):
            message = f"第{number}行“{column.heading}”的合计是 {stated:,}，各行相加是 {total:,}。请核对。"
            table.notes.append(Note(WARNING, column.heading, text_of(row[column.index]), message))
