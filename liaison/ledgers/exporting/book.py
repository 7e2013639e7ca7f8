"""Write a ledger to xlsx row by row; no row stays in memory once it is written."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from liaison.directory.models import User
from liaison.ledgers.models import Kind

from .layouts import LAYOUTS, Layout
from .rows import ROWS

_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_WIDTH = 10


def export(
    kind: str,
    out: Path | BinaryIO,
    *,
    user: User | None,
    today: dt.date,
    queryset=None,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Write the ledger of ``kind`` as ``user`` may see it (None: all) to ``out``; return the number of rows.

    ``queryset`` narrows it to records the person has filtered; ``progress`` hears from time to time how many of them
    are done. Text stays text: a cell beginning with ``=`` is written as a string, never as a formula.
    """
    layout = LAYOUTS[Kind(kind)]
    count = 0
    with xlsxwriter.Workbook(str(out) if isinstance(out, Path) else out, _OPTIONS) as book:
        sheet = SheetWriter(book, layout, today, user)
        rows = ROWS[Kind(kind)](user=user, queryset=queryset, today=today, progress=progress)
        for count, values in enumerate(rows, start=1):
            sheet.write_row((count, *values))
        sheet.write_foot(count)
    return count


class SheetWriter:
    """One sheet in a ledger's layout; rows must be written from top to bottom."""

    def __init__(self, book: xlsxwriter.Workbook, layout: Layout, today: dt.date, user: User | None) -> None:
        self.layout = layout
        self.words = {
            "year": today.year,
            "date": f"{today.year}年{today.month}月{today.day}日",
            "unit": user.unit.short_name if user and user.unit else "",
        }
        self.sheet = book.add_worksheet(layout.sheet)
        frame = {"border": 1, "valign": "vcenter", "text_wrap": True}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.head = book.add_format({**frame, "bold": True, "align": "center"})
        self.plain = book.add_format(frame)
        self.date = book.add_format({**frame, "num_format": "yyyy-mm-dd"})
        self.at = 0
        for column, name in enumerate(layout.names):
            self.sheet.set_column(column, column, layout.widths.get(name, _WIDTH))
        self._write_top()
        self._write_headings()

    def _write_top(self) -> None:
        last = len(self.layout.names) - 1
        if self.layout.above:
            self._line(self.layout.above)
        self.sheet.merge_range(self.at, 0, self.at, last, self.layout.title.format(**self.words), self.title)
        self.at += 1
        if self.layout.subtitle:
            self.sheet.merge_range(self.at, 0, self.at, last, self.layout.subtitle.format(**self.words))
            self.at += 1

    def _write_headings(self) -> None:
        headings = self.layout.resource.headings()
        names = self.layout.names
        if self.layout.groups:
            grouped = self._write_groups(names)
            alone = [column for column, name in enumerate(names) if name not in grouped]
            for column in alone:
                self.sheet.write_string(self.at, column, headings[names[column]], self.head)
            for column in alone:  # merge_range would write the row below and so close this one (constant memory)
                self.sheet.write_blank(self.at + 1, column, None, self.head)
                self.sheet.merge.append([self.at, column, self.at + 1, column])
            self.at += 1
        else:
            grouped = set(names)
        for column, name in enumerate(names):
            if name in grouped:
                self.sheet.write_string(self.at, column, headings[name], self.head)
        self.at += 1
        self.sheet.freeze_panes(self.at, 0)

    def _write_groups(self, names: list[str]) -> set[str]:
        grouped: set[str] = set()
        for first, last, words in self.layout.groups:
            left, right = names.index(first), names.index(last)
            self.sheet.merge_range(self.at, left, self.at, right, words, self.head)
            grouped |= set(names[left : right + 1])
        return grouped

    def write_row(self, values: tuple[Any, ...]) -> None:
        for column, value in enumerate(values):
            if value is None or value == "":
                self.sheet.write_blank(self.at, column, None, self.plain)
            elif isinstance(value, str):
                self.sheet.write_string(self.at, column, value, self.plain)
            elif isinstance(value, dt.date):
                self.sheet.write_datetime(self.at, column, dt.datetime(value.year, value.month, value.day), self.date)  # noqa: DTZ001 - a cell's date has no zone
            else:
                self.sheet.write_number(self.at, column, float(value), self.plain)
        self.at += 1

    def write_foot(self, count: int) -> None:
        if self.layout.total_under:
            self.sheet.write_string(self.at, 0, "合计", self.head)
            column = self.layout.names.index(self.layout.total_under)
            self.sheet.write_string(self.at, column, f"{count}{self.layout.total_unit}", self.head)
            self.at += 1
        for footer in self.layout.footers:
            self._line(footer.format(**self.words))

    def _line(self, text: str) -> None:
        self.sheet.write_string(self.at, 0, text)
        self.at += 1
