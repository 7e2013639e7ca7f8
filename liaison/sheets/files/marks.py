"""What a file says of a sheet beside the values its parser hands out, and how it is put into the rows.

Rows and columns count from 0, as they lie in the sheet.
"""

import datetime as dt
from dataclasses import dataclass, field

from ..types import CellError

MONTH, YEAR, PERCENT = "month", "year", "percent"
_EPOCHS = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}  # noqa: DTZ001 - a day, not a moment


@dataclass(slots=True)
class Marks:
    """``faults`` are error values and never-computed formulas (``=…``), ``shown`` how a number or date is shown."""

    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] | None = None


class Overlay:
    """Puts marks into blocks of rows."""

    def __init__(self, marks: Marks, date1904: bool = False) -> None:
        self._date1904 = date1904
        self._rows: dict[int, list[tuple[int, str, str]]] = {}
        for kind, places in (("shown", marks.shown), ("text", marks.texts), ("fault", marks.faults)):
            for (row, column), text in places.items():
                self._rows.setdefault(row, []).append((column, kind, text))

    def put(self, rows: list[list], first: int) -> None:
        """Change the cells of ``rows``, the first of which has index ``first`` in its sheet."""
        marked = self._rows
        numbers = marked.keys() & range(first, first + len(rows)) if len(rows) < len(marked) else marked
        for number in numbers:
            if not first <= number < first + len(rows):
                continue
            cells = rows[number - first]
            for column, kind, text in marked[number]:
                if kind == "fault":
                    cells.extend([""] * (column + 1 - len(cells)))
                    cells[column] = CellError(text)
                elif column < len(cells):
                    cells[column] = text if kind == "text" else self._as_shown(cells[column], text)

    def _as_shown(self, cell, kind: str):
        """Return the text people see where a format hides part of the value: a month of a date, a percentage."""
        if kind == PERCENT:
            return f"{cell * 100:.10g}%" if type(cell) in (int, float) else cell
        if type(cell) in (int, float) and 0 < cell < 2_958_466:  # 9999-12-31
            cell = _EPOCHS[self._date1904] + dt.timedelta(days=cell)
        if not isinstance(cell, dt.date):
            return cell
        return f"{cell.year}年{cell.month}月" if kind == MONTH else f"{cell.year}年"
