"""Check 小计 and 合计 rows against the rows they stand for."""

import re
from decimal import Decimal

from .cells import text_of
from .numbers import parse_amount, parse_count
from .types import WARNING, Column, Note, Table, TableRow

_COUNT = re.compile(r"([\d一二两三四五六七八九十百]+)\s*(?:户|家|个|件|条|次|人|名)")
_OF_ROWS = re.compile(r"(?:共|计|合计)*([\d一二两三四五六七八九十百]+)\s*(?:户|家|件|条|个)")
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
_TENS = {"十": 10, "百": 100}
_SUMMED = {"output": parse_amount, "revenue": parse_amount, "tax": parse_amount, "employees": parse_count}


class Totals:
    """Remembers the columns that totals sum up, block by block, and compares when the last row has been read."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._summed = [column for column in table.columns if column.field in _SUMMED]
        self._cells: dict[int, list] = {column.index: [] for column in self._summed}

    def feed(self, rows: list[TableRow]) -> None:
        """Take the rows of data of one block."""
        for index, cells in self._cells.items():
            cells += [row.cells[index] for row in rows]

    def check(self, marks: list[tuple[int, list, int]], count: int) -> None:
        """Add a warning for every total that differs from the rows; ``table.totals`` says how many totals there were.

        ``marks`` are (row number, row of the total, rows of data before it). A 小计 stands for the rows since the one
        before it (or, where totals stand on top, until the next one); any other total stands for all ``count`` rows.
        """
        if not marks:
            return
        parts = [m for m in marks if _is_part(m[1])]
        on_top = bool(parts) and parts[0][2] == 0
        bounds = [m[2] for m in parts]
        self._table.totals["checked"] = len(marks)
        for number, row, at in marks:
            first, last = 0, count
            if _is_part(row):
                nth = bounds.index(at) if not on_top else max(i for i, b in enumerate(bounds) if b == at)
                first, last = (
                    (at, bounds[nth + 1] if nth + 1 < len(bounds) else count)
                    if on_top
                    else (bounds[nth - 1] if nth else 0, at)
                )
            _check_count(self._table, number, row, last - first)
            self._check_sums(number, row, first, last)

    def _check_sums(self, number: int, row: list, first: int, last: int) -> None:
        for column in self._summed:
            read = _SUMMED[column.field]
            if row[column.index] in ("", None):
                continue
            stated = read(row[column.index], unit=column.unit).value
            if stated is None:
                continue
            values = (read(cell, unit=column.unit).value for cell in self._cells[column.index][first:last])
            total = sum((Decimal(v) for v in values if v is not None), Decimal(0))
            if abs(total - Decimal(stated)) > max(Decimal("0.05"), Decimal("0.005") * (last - first)):
                message = f"第{number}行“{column.heading}”的合计是 {stated:,}，各行相加是 {total:,}。请核对。"
                self._table.notes.append(Note(WARNING, column.heading, text_of(row[column.index]), message))


def _is_part(row: list) -> bool:
    label = "".join(text_of(c) for c in row[:5] if type(c) is str)
    return "小计" in label or (
        "合计" in label and len(label.split("合计")[0]) >= 2 and "总" not in label and "全" not in label
    )


def _check_count(table: Table, number: int, row: list, rows: int) -> None:
    for column in table.columns:
        cell = row[column.index]
        stated = _stated(cell, column)
        if stated is not None:
            if stated != rows:
                message = f"第{number}行的合计是{stated}，表里实际有{rows}行。请核对。"
                table.notes.append(Note(WARNING, column.heading, text_of(cell), message))
            return


def _stated(cell, column: Column) -> int | None:
    """Return how many rows a cell of a total says there are, None if it says nothing of rows."""
    counts_rows = column.field in ("name", "enterprise", "enterprises", "seq", "content", "leader")
    if type(cell) is float and cell.is_integer() and counts_rows and column.field != "seq":
        return int(cell)
    if type(cell) is not str:
        return None
    m = _COUNT.search(cell) if counts_rows or "计" in cell else _OF_ROWS.fullmatch(cell.strip())
    return _number(m[1]) if m else None


def _number(text: str) -> int | None:
    """Return 12 for 12 and for 十二; None for what is neither."""
    if text.isdecimal():
        return int(text)
    total = digit = 0
    for character in text:
        if character in _TENS:
            total, digit = total + (digit or 1) * _TENS[character], 0
        elif character in _DIGITS:
            digit = _DIGITS[character]
        else:
            return None
    return total + digit
