"""What reading a ledger yields: notes, parsed values, columns, rows.

One principle binds cells and questions: ``Candidate.value`` is a *text* that reads without a question when it
stands in the cell's place. Answering a question is therefore putting the chosen text there and reading again.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from liaison.core.errors import Refused

INFO, WARNING, QUESTION, ERROR = "info", "warning", "question", "error"


class FileRefused(Refused):
    """The whole file (or the chosen sheet) cannot be read; nothing of it is taken."""


class HeadingUnclear(FileRefused):
    """The sheet can be read, but not which columns are which; a person may say so.

    ``sheet`` is the one that would be read, ``header_row`` the row (from 1) that looks most like its heading.
    """

    def __init__(self, message: str, sheet: str, header_row: int) -> None:
        super().__init__(message)
        self.sheet, self.header_row = sheet, header_row


class Candidate(NamedTuple):
    """One possible answer: the text to put in the cell's place, what people see, and how likely it is (0..1)."""

    value: str
    label: str
    score: float = 0.5


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know about one cell, one row or the whole table.

    ``column`` is the heading as it stands in the sheet, ``value`` the raw text; the row is the row the note hangs on.
    """

    level: str
    column: str
    value: str
    message: str
    candidates: Sequence[Candidate] = ()

    def at(self, column: str, value: str) -> "Note":
        """Return this note placed at a column with its raw text."""
        return replace(self, column=column, value=value)

    def as_json(self, row: int | None = None) -> dict:
        """Return the note as the command line and the error workbook write it."""
        data = {"row": row, "column": self.column, "value": self.value, "message": self.message}
        if self.level == QUESTION:
            data["candidates"] = [c._asdict() for c in self.candidates]
        return data


class Parsed(NamedTuple):
    """The outcome of reading one cell. With an error or a question the value is what is safe to use: mostly None."""

    value: Any
    note: Note | None = None


class CellError(str):
    """A cell holding a spreadsheet error (``#N/A``) or a formula without a cached value (``=ROW()-3``)."""

    __slots__ = ()


class DateSpan(NamedTuple):
    """First and last possible day, and how exactly the day is known (``liaison.visits.models.Precision``)."""

    first: dt.date
    last: dt.date
    precision: str = "day"


class Person(NamedTuple):
    """One person of a cell; ``role`` is "lead" where the paper says 牵头, else ""."""

    name: str
    title: str = ""
    role: str = ""


class Contact(NamedTuple):
    """A name and a phone that share one cell (联络员及电话)."""

    name: str = ""
    phone: str = ""


class Units(NamedTuple):
    """Units named in one cell: who leads, who supports. Texts as written, not yet resolved."""

    lead: str = ""
    support: tuple[str, ...] = ()


class Identifier(NamedTuple):
    """What stood under 统一社会信用代码: at most one of these is filled."""

    uscc: str = ""
    registration_no: str = ""
    organisation_code: str = ""
    doubtful: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too much for one file. Settings may pass other numbers in.

    ``rows`` counts rows of data, ``unpacked`` and ``memory`` are bytes, ``seconds`` is processor time of the parser.
    """

    bytes: int = 20 * 1024 * 1024
    rows: int = 100_000
    columns: int = 200
    sheets: int = 50
    cells: int = 5_000_000
    unpacked: int = 300 * 1024 * 1024
    memory: int = 400 * 1024 * 1024
    seconds: int = 4

    @property
    def sheet_rows(self) -> int:
        """Rows a sheet may have, with room for titles, headings, totals and notes."""
        return self.rows + 200

    def too_many_rows(self, sheet: str, count: int = 0) -> FileRefused:
        where = f"工作表“{sheet}”" if sheet else "表"
        has = f"有 {count:,} 行，" if count else "的行数"
        return FileRefused(
            f"{where}{has}超过了一次最多 {self.rows:,} 行的上限。请删除多余的空白行，或拆成几个文件分别上传。"
        )

    def too_many_columns(self, sheet: str, count: int) -> FileRefused:
        where = f"工作表“{sheet}”" if sheet else "表"
        return FileRefused(f"{where}用到了第 {count} 列，超过了最多 {self.columns} 列的上限。请删除多余的列后再上传。")

    def too_many_sheets(self, count: int) -> FileRefused:
        return FileRefused(f"文件里有 {count} 个工作表，超过了最多 {self.sheets} 个的上限。请只保留要上传的工作表。")

    def too_many_bytes(self, count: int) -> FileRefused:
        return FileRefused(
            f"文件有 {count / 1024 / 1024:.1f} MB，超过了 {self.bytes // 1024 // 1024} MB "
            f"的上限。请删除图片和多余内容，或拆成几个文件。"
        )


@dataclass(slots=True)
class Column:
    """One column of the table. ``heading`` joins the tiers (联系领导/姓名); ``field`` None means kept as extra."""

    index: int
    heading: str
    group: str = ""
    field: str | None = None
    unit: str | None = None


class TableRow(NamedTuple):
    """One row of data; ``number`` is the row number people see, ``cells`` are aligned with the sheet's columns."""

    number: int
    cells: list[Any]
    group: str = ""


class Skipped(NamedTuple):
    """A row of the sheet that is no data, and why."""

    number: int
    reason: str
    text: str


@dataclass(slots=True)
class Table:
    """The table found on a sheet: every row of the sheet is in ``rows`` or in ``skipped``."""

    kind: str
    sheet: str
    header_row: int
    columns: list[Column]
    rows: list[TableRow]
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    other_sheets: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)  # sheets in sight with the very same headings, this one included
    title: str = ""
    year: int | None = None
    totals: dict[str, Any] = field(default_factory=dict)
    heading_key: str = ""
    date1904: bool = False
    told: dict[int, str] = field(default_factory=dict)  # row number → what there is to say about the row

    def column(self, name: str) -> Column | None:
        """Return the column holding field ``name``, if any."""
        return next((c for c in self.columns if c.field == name), None)


@dataclass(slots=True)
class Values:
    """All cells of a table read, column by column and aligned with ``Table.rows``.

    ``columns[field][i]`` is the value of row ``i`` (fields and their types are declared in ``headings.KINDS``;
    a field whose column is missing is absent); ``notes[i]`` lists what there is to say about row ``i``;
    ``extra[i]`` holds unknown columns and what could not go into a field, heading → text.
    """

    columns: dict[str, list[Any]]
    notes: dict[int, list[Note]]
    extra: list[dict[str, str]]
