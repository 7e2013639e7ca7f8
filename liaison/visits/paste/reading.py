"""What stands in the clipboard when rows are copied from Excel: tab-separated cells, quoted where they hold lines."""

import csv
import datetime as dt
import io
from dataclasses import dataclass, field

from liaison.core.text import squeeze, tidy
from liaison.sheets.dates import parse_date
from liaison.sheets.headings import specific
from liaison.sheets.problems import parse_problems
from liaison.sheets.types import Parsed
from liaison.sheets.words.visits import parse_method
from liaison.visits.models import Method, Visit

MAX_ROWS = 200

TEXTS = ("place", "condition", "resolved_on_spot", "next_steps", "note")
"""Fields that take the cell as it stands."""
ORDER = ("held_on", "enterprise", "content", "problems")
"""What the columns mean where no heading was copied along."""

_ROW_NUMBER = {"序号", "编号", "行号"}
FIELD_OF = {
    "date": "held_on",
    "enterprises": "enterprise",
    "content": "content",
    "problems": "problems",
    "method": "method",
    "leader": "leader",
    "companions": "companions",
    "place": "place",
    "condition": "condition",
    "resolved": "resolved_on_spot",
    "next_steps": "next_steps",
    "note": "note",
}
"""Columns of the ledger of visits → what becomes of them here."""


@dataclass
class PastedRow:
    """One copied row as read; ``errors`` say what is wrong with which cell, ``notes`` what was assumed."""

    number: int
    name: str = ""
    held_on: dt.date | None = None
    content: str = ""
    problems: list[str] = field(default_factory=list)
    no_issue: bool = False
    method: str = Method.ONSITE
    companions: str = ""
    leader: str | None = None
    """Who went, as written; "" where the column says nobody, None where there is no such column."""
    texts: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    """Columns that are no field of a visit: heading → text, kept beside it."""
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def labelled(self) -> list[tuple[str, str]]:
        """Return (label, text) of what the page shows besides day, enterprise, content and problems."""
        given = {"leader": self.leader or "", "companions": self.companions, **self.texts}
        method = [("走访方式", Method(self.method).label)] if self.method != Method.ONSITE else []
        named = [(str(Visit._meta.get_field(name).verbose_name), text) for name, text in given.items() if text]
        return [*method, *named, *self.others.items()]


def read_rows(text: str, today: dt.date) -> list[PastedRow]:
    """Return one row per copied line that is not empty; a first row of headings names the columns."""
    cells = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline=""), dialect="excel-tab")
    lines = [(number, line) for number, line in enumerate(cells, start=1) if any(cell.strip() for cell in line)]
    if not lines:
        return []
    columns = _headings(lines[0][1])
    if not columns:
        return [_bare_row(number, line, today) for number, line in lines]
    return [
        _row(number, _named(line, columns), today, _others(lines[0][1], line, columns)) for number, line in lines[1:]
    ]


def _headings(line: list[str]) -> dict[str, int]:
    """Return field → column of a heading row; empty if this row is data already."""
    found: dict[str, int] = {}
    for at, cell in enumerate(line):
        if name := FIELD_OF.get(specific("visits", "", cell) or ""):
            found.setdefault(name, at)
    return found if "enterprise" in found else {}


def _named(line: list[str], columns: dict[str, int]) -> dict[str, str]:
    return {name: line[at].strip() if at < len(line) else "" for name, at in columns.items()}


def _others(headings: list[str], line: list[str], columns: dict[str, int]) -> dict[str, str]:
    """Return heading → text of the filled cells that no field takes, save the running number."""
    taken = set(columns.values())
    return {
        tidy(headings[at]) if at < len(headings) and headings[at].strip() else f"第 {at + 1} 列": cell.strip()
        for at, cell in enumerate(line)
        if at not in taken and cell.strip() and not (at < len(headings) and squeeze(headings[at]) in _ROW_NUMBER)
    }


def _bare_row(number: int, line: list[str], today: dt.date) -> PastedRow:
    """Read a row that came without headings: four columns in the known order, and nothing beyond them."""
    row = _row(number, _named(line, {name: at for at, name in enumerate(ORDER)}), today, {})
    if any(cell.strip() for cell in line[len(ORDER) :]):
        row.errors.append(f"这一行超过 {len(ORDER)} 列，没有表头认不出后面几列：请连同表头一起复制。")
    return row


def _row(number: int, cells: dict[str, str], today: dt.date, others: dict[str, str]) -> PastedRow:
    row = PastedRow(number, name=tidy(cells.get("enterprise", "")), companions=tidy(cells.get("companions", "")))
    row.content, row.others = cells.get("content", ""), others
    row.leader = tidy(cells["leader"]) if "leader" in cells else None
    row.texts = {name: text for name in TEXTS if (text := cells.get(name, ""))}
    if not row.name:
        row.errors.append("没有企业名称。")
    _read_day(row, cells.get("held_on", ""), today)
    _read_problems(row, cells.get("problems", ""))
    _read_method(row, cells.get("method", ""))
    _check_lengths(row)
    return row


def _check_lengths(row: PastedRow) -> None:
    for name, text in {"companions": row.companions, **row.texts}.items():
        column = Visit._meta.get_field(name)
        if column.max_length and len(text) > column.max_length:
            row.errors.append(f"{column.verbose_name}有 {len(text)} 个字，最多 {column.max_length} 个字，请精简。")


def _read_day(row: PastedRow, text: str, today: dt.date) -> None:
    if not text:
        row.errors.append("没有走访日期。")
        return
    parsed = parse_date(text, today=today)
    if parsed.value is None and (day := _latest(text, today)):
        row.held_on = day
        row.notes.append(f"日期没有年份，按 {day.year} 年理解。")
    elif parsed.value is None:
        row.errors.append(f"日期“{text}”认不出来，请写成 2026-6-24 这样。{_said(parsed)}")
    elif parsed.value.first != parsed.value.last:
        row.errors.append(f"日期“{text}”不是一天，请写走访的那一天。")
    else:
        row.held_on = parsed.value.first
        row.notes += filter(None, [_said(parsed)])


def _latest(text: str, today: dt.date) -> dt.date | None:
    """Return the last day not after ``today`` that ``text``, a day without a year, can mean."""
    spans = (parse_date(text, today=today, year=year).value for year in (today.year, today.year - 1))
    return next((span.first for span in spans if span and span.first == span.last <= today), None)


def _said(parsed: Parsed) -> str:
    return parsed.note.message if parsed.note else ""


def _read_problems(row: PastedRow, text: str) -> None:
    parsed = parse_problems(text)
    row.problems, row.no_issue = parsed.value or [], parsed.value == []
    row.notes += filter(None, [_said(parsed)])


def _read_method(row: PastedRow, text: str) -> None:
    parsed = parse_method(text)
    if parsed.value:
        row.method = parsed.value
        row.notes += filter(None, [_said(parsed)])
    elif text:
        row.errors.append(f"走访方式“{text}”不在选项中（{'、'.join(Method.labels)}）。")
