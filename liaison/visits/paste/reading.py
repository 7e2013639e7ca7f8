"""What stands in the clipboard when rows are copied from Excel: tab-separated cells, quoted where they hold lines."""

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, field

from liaison.core.numbering import lines_of, take_apart
from liaison.core.text import half_width, match_key, squeeze, tidy
from liaison.visits.models import Method, Visit

MAX_ROWS = 200

HEADINGS = {
    "held_on": ("走访日期", "走访时间", "日期", "时间"),
    "enterprise": ("企业名称", "走访企业", "被走访企业", "企业", "单位名称"),
    "content": ("交流情况", "走访内容", "内容", "走访情况", "谈了什么"),
    "problems": ("问题及诉求", "存在问题", "企业诉求", "困难问题", "意见建议", "诉求", "问题"),
    "method": ("走访方式", "方式", "形式"),
    "leader": ("走访领导", "联系领导", "包保领导", "领导姓名", "领导"),
    "companions": ("陪同人员", "参加人员", "走访人员"),
    "place": ("走访地点", "地点"),
    "condition": ("企业经营情况", "生产经营情况", "经营情况"),
    "resolved_on_spot": ("现场解决情况", "现场解决", "现场答复"),
    "next_steps": ("下一步措施", "下一步工作", "下步措施", "下一步打算", "整改措施"),
    "note": ("备注", "说明"),
}
TEXTS = ("place", "condition", "resolved_on_spot", "next_steps", "note")
"""Fields that take the cell as it stands."""
ORDER = ("held_on", "enterprise", "content", "problems")
"""What the columns mean where no heading was copied along."""

_ROW_NUMBER = {"序号", "编号", "行号"}
_FIELD_OF = {match_key(name): name_of for name_of, names in HEADINGS.items() for name in names}
_NOTHING = {"无", "暂无", "没有", "无诉求", "无问题", "/", "-", "—", "――", "--", "——"}
_METHODS = {match_key(label): value for value, label in Method.choices} | {"走访": Method.ONSITE, "入企": Method.ONSITE}
_FULL = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_SHORT = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?$")


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
        name = _FIELD_OF.get(match_key(re.sub(r"[（(].*?[)）]", "", cell)))
        if name:
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


def _read_problems(row: PastedRow, text: str) -> None:
    row.problems, row.no_issue = read_problems(text)
    listed = take_apart(text)
    if listed and listed.only_introduces and listed.before:
        row.notes.append(f"编号前的“{listed.before}”只是引语，未作为问题登记。")


def read_problems(text: str) -> tuple[list[str], bool]:
    """Return (problems, whether the cell says that there is none); several in one cell are taken apart."""
    if squeeze(half_width(text)).rstrip("。.") in {half_width(word) for word in _NOTHING}:
        return [], True
    listed = take_apart(text)
    if listed is None:
        return lines_of(text), False
    return [*([] if listed.only_introduces else [listed.before]), *listed.points], False


def _read_method(row: PastedRow, text: str) -> None:
    if not text:
        return
    method = _METHODS.get(match_key(text))
    if method:
        row.method = method
    else:
        row.errors.append(f"走访方式“{text}”不在选项中（{'、'.join(Method.labels)}）。")
