"""The rows that could not be taken, in the sheet's own layout, each fault coloured with its message as a comment.

Mended and uploaded again, it touches only what was mended: rows already imported are not in it.
"""

import datetime as dt
from pathlib import Path

import xlsxwriter
from django.db.models import Q

from liaison.ledgers.models import ImportBatch, Outcome
from liaison.sheets import open_workbook, read_table
from liaison.sheets.types import ERROR, QUESTION

_COLOURS = {ERROR: "#F8C9C4", QUESTION: "#FCE8B2"}
_WORDS = {ERROR: "错误", QUESTION: "待确认"}
_WIDTH = 16


def write_error_book(batch: ImportBatch, out) -> int:
    """Write the rows of ``batch`` that were not taken to ``out`` (path or binary file); return how many there are."""
    rows = list(
        batch.rows.filter(Q(outcome=Outcome.ERROR) | Q(outcome=Outcome.SKIPPED, questions__gt=0)).order_by("number")
    )
    with batch.file.open("rb") as file:
        book = open_workbook(file.read(), batch.file_name)
    source = next(sheet for sheet in book.sheets if sheet.name == batch.sheet)
    mapping = {int(index): name for index, name in (batch.options.get("mapping") or {}).items()} or None
    head = [list(row) for row in source.rows[: batch.header_row]]
    cells = {row.number: row.cells for row in read_table(book, batch.kind, sheet=batch.sheet, mapping=mapping).rows}
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(str(out) if isinstance(out, Path) else out, options) as target:
        writer = _SheetWriter(target, batch)
        writer.write_head(head, source.merged)
        for at, row in enumerate(rows, start=batch.header_row):
            writer.write_row(at, row, cells[row.number])
    return len(rows)


class _SheetWriter:
    def __init__(self, book: xlsxwriter.Workbook, batch: ImportBatch) -> None:
        self.sheet = book.add_worksheet(batch.sheet[:31])
        self.columns = {heading: index for index, heading, _ in batch.headings}
        frame = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        self.head = book.add_format({**frame, "bold": True, "align": "center"})
        self.plain = book.add_format(frame)
        self.date = book.add_format({**frame, "num_format": "yyyy-mm-dd"})
        self.faulty = {level: book.add_format({**frame, "bg_color": colour}) for level, colour in _COLOURS.items()}
        self.sheet.set_column(0, max(self.columns.values(), default=0), _WIDTH)
        self.sheet.freeze_panes(batch.header_row, 0)

    def write_head(self, rows: list[list], merged: list[tuple[int, int, int, int]]) -> None:
        for top, left, bottom, right in merged:
            if bottom < len(rows):
                self.sheet.merge_range(top, left, bottom, right, "", self.head)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value not in ("", None):
                    self._put(at, column, value, self.head)

    def write_row(self, at: int, row, cells) -> None:
        faults: dict[int, list[dict]] = {}
        for note in row.notes:
            if note["level"] in _COLOURS:
                faults.setdefault(self.columns.get(note["column"], 0), []).append(note)
        for column, value in enumerate(cells):
            notes = faults.get(column)
            if notes is None:
                self._put(at, column, value, self.plain)
                continue
            level = ERROR if any(note["level"] == ERROR for note in notes) else QUESTION
            self._put(at, column, value, self.faulty[level])
            text = "\n".join(f"{_WORDS[note['level']]}（原第 {row.number} 行）：{note['message']}" for note in notes)
            self.sheet.write_comment(at, column, text, {"x_scale": 2, "y_scale": 1.5})

    def _put(self, at: int, column: int, value, style) -> None:
        if isinstance(value, dt.datetime | dt.date):
            style = self.date if style is self.plain else style
            self.sheet.write_datetime(at, column, value, style)
        elif isinstance(value, bool | int | float):
            self.sheet.write(at, column, value, style)
        elif value in ("", None):
            self.sheet.write_blank(at, column, None, style)
        else:
            self.sheet.write_string(at, column, str(value), style)
