"""Check 小计 and 合计 rows against the rows they stand for."""

import re
from decimal import Decimal

from .cells import text_of
from .numbers import parse_amount, parse_count
from .types import WARNING, Note, Table, TableRow

_COUNT = re.compile(r"(\d+)\s*(?:户|家|个|件|条|次|人|名)")
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
