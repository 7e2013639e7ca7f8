"""What stands in the clipboard when rows are copied from Excel: tab-separated cells, quoted where they hold lines."""

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, field

from liaison.core.text import half_width, match_key, squeeze, tidy
from liaison.visits.models import Method

MAX_ROWS = 200

HEADINGS = {
    "held_on": ("走访日期", "走访时间", "日期", "时间"),
    "enterprise": ("企业名称", "走访企业", "被走访企业", "企业", "单位名称"),
    "content": ("交流情况", "走访内容", "内容", "企业经营情况", "生产经营情况", "谈了什么"),
    "problems": ("问题及诉求", "存在问题", "企业诉求", "困难问题", "意见建议", "诉求", "问题"),
    "method": ("走访方式", "方式", "形式"),
    "companions": ("陪同人员", "参加人员", "走访人员"),
}
ORDER = ("held_on", "enterprise", "content", "problems")
"""What the columns mean where no heading was copied along."""

_FIELD_OF = {match_key(name): name_of for name_of, names in HEADINGS.items() for name in names}
_NOTHING = {"无", "暂无", "没有", "无诉求", "无问题", "/", "-", "—", "――", "--", "——"}
_METHODS = {match_key(label): value for value, label in Method.choices} | {"走访": Method.ONSITE, "入企": Method.ONSITE}
_FULL = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_SHORT = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?$")
_NUMBERED = re.compile(r"(?:^|[\s；;。])\s*\d{1,2}\s*[.、．)）](?!\d)|[（(]\d{1,2}[)）]")


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
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_rows(text: str, today: dt.date) -> list[PastedRow]:
    """Return one row per copied line that is not empty; a first row of headings names the columns."""
    cells = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline=""), dialect="excel-tab")
    lines = [(number, line) for number, line in enumerate(cells, start=1) if any(cell.strip() for cell in line)]
    if not lines:
        return []
    columns = _headings(lines[0][1])
    if columns:
        lines = lines[1:]
    return [_row(number, _named(line, columns), today) for number, line in lines]


def _headings(line: list[str]) -> dict[str, int]:
    """Return field → column of a heading row; empty if this row is data already."""
    found: dict[str, int] = {}
    for at, cell in enumerate(line):
        name = _FIELD_OF.get(match_key(re.sub(r"[（(].*?[)）]", "", cell)))
        if name:
            found.setdefault(name, at)
    return found if "enterprise" in found else {}


def _named(line: list[str], columns: dict[str, int]) -> dict[str, str]:
    where = columns or {name: at for at, name in enumerate(ORDER)}
    return {name: line[at].strip() if at < len(line) else "" for name, at in where.items()}


def _row(number: int, cells: dict[str, str], today: dt.date) -> PastedRow:
    row = PastedRow(number, name=tidy(cells.get("enterprise", "")), companions=tidy(cells.get("companions", "")))
    row.content = cells.get("content", "")
    if not row.name:
        row.errors.append("没有企业名称。")
    _read_day(row, cells.get("held_on", ""), today)
    row.problems, row.no_issue = read_problems(cells.get("problems", ""))
    _read_method(row, cells.get("method", ""))
    if len(row.companions) > 200:
        row.errors.append("陪同人员超过 200 字。")
    return row


def _read_day(row: PastedRow, text: str, today: dt.date) -> None:
    cell = squeeze(half_width(text)).rstrip(".").removesuffix("0:00:00")
    exact = _FULL.match(cell) or _PACKED.match(cell)
    short = None if exact else _SHORT.match(cell)
    try:
        if exact:
            row.held_on = dt.date(*map(int, exact.groups()))
        elif short:
            row.held_on = _latest(*map(int, short.groups()), today)
            row.notes.append(f"日期没有年份，按 {row.held_on.year} 年理解。")
    except ValueError:
        row.errors.append(f"日期“{text}”不存在。")
        return
    if row.held_on is None:
        row.errors.append(f"日期“{text}”认不出来，请写成 2026-6-24 这样。" if text else "没有走访日期。")


def _latest(month: int, day: int, today: dt.date) -> dt.date:
    this_year = dt.date(today.year, month, day)
    return this_year if this_year <= today else dt.date(today.year - 1, month, day)


def read_problems(text: str) -> tuple[list[str], bool]:
    """Return (problems, whether the cell says that there is none); several in one cell are taken apart."""
    if squeeze(half_width(text)).rstrip("。.") in {half_width(word) for word in _NOTHING}:
        return [], True
    parts = _NUMBERED.split(text) if len(_NUMBERED.findall(text)) > 1 else text.splitlines()
    cleaned = (_NUMBERED.sub("", tidy(part)).strip(" ；;") for part in parts)
    return [part for part in cleaned if part], False


def _read_method(row: PastedRow, text: str) -> None:
    if not text:
        return
    method = _METHODS.get(match_key(text))
    if method:
        row.method = method
    else:
        row.errors.append(f"走访方式“{text}”不在选项中（{'、'.join(Method.labels)}）。")
