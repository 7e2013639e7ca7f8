"""Find the table on a sheet, and account for every row of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from . import headings as H
from .cells import is_blank, text_of
from .files.letters import column_letters
from .files.sheets import Sheet, Workbook
from .kinds import KINDS, Kind
from .privacy import CitizenNumbers
from .rows import RowSorter
from .totals import Totals
from .types import WARNING, Column, FileRefused, Note, Skipped, Table, TableRow

_HEADING_ROWS = 40  # how far down headings are looked for
PART = 5_000  # rows taken at a time
_YEAR = re.compile(r"((?:19|20)\d{2})\s*(?:年|[-./]\d)")
_YEAR_BARE = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_CN_YEAR = re.compile(r"二[〇○零O][一二三四][〇○零O一二三四五六七八九](?=年)")
_MONEY_UNIT = re.compile(
    r"单位[:：]\s*(?:[\u4e00-\u9fff]{1,4}[、,，/]\s*)*(亿元|千万元|百万元|万元|千元|元)(?=[、,，/\s)）]|$)"
)


def read_table(
    book: Workbook, kind: str, *, sheet: str | None = None, mapping: Mapping[int, str | None] | None = None
) -> Table:
    """Return the table of ``kind`` on the best sheet (or the named one), whole. See :class:`TableSource`."""
    source = TableSource(book, kind, sheet=sheet, mapping=mapping)
    for part in source.parts():
        source.table.rows += part.rows
    return source.table


class TableSource:
    """The table of ``kind`` on the best sheet (or the named one): its head at once, its rows part by part.

    ``mapping`` is a person's correction: column index → field name, "" for "keep as extra".
    ``table`` has the columns from the start; what is to be said about the whole (``skipped``, ``notes``, ``totals``)
    is complete when the last part has been taken. Raises FileRefused, naming what is missing and what was seen.
    """

    def __init__(
        self, book: Workbook, kind: str, *, sheet: str | None = None, mapping: Mapping[int, str | None] | None = None
    ) -> None:
        spec = KINDS[kind]
        chosen, (first, last), self._alike = _choose_sheet(book, spec, sheet, mapping)
        self._tiers = _tiers(chosen, first, last, chosen.merged)
        columns, notes = H.assign(spec, self._tiers, mapping)
        lacking = H.missing(spec, columns)
        if lacking:
            raise FileRefused(_lacking_message(spec, chosen, columns, last, lacking))
        self._spec, self._sheet, self._start, self._limits = spec, chosen, last + 1, book.limits
        self.table = Table(kind, chosen.name, last + 1, columns, [], notes=notes, date1904=book.date1904)
        self.table.other_sheets = [s.name for s in book.sheets if s is not chosen and s.rows]
        self.table.heading_key = H.heading_key(self._tiers)
        _read_top(self.table, book, chosen, first)
        self.table.skipped += [Skipped(i + 1, "表头", _row_text(chosen.rows[i])) for i in range(first, last + 1)]

    def parts(self, size: int = PART) -> Iterator[Table]:
        """Yield tables of at most ``size`` rows that share the columns of ``table``. To be called once."""
        table, bare = self.table, _BareColumns(self.table)
        private, merges = CitizenNumbers(table.columns), _Merges(self._sheet, self._start)
        sorter, totals = RowSorter(table, self._spec, self._tiers), Totals(table)
        for first, block in self._sheet.blocks(self._start, size):
            private.mask(block)
            merges.fill(first, block)
            rows = sorter.sort(first, block)
            if sorter.count > self._limits.rows:
                raise self._limits.too_many_rows(table.sheet)
            bare.name(rows)
            totals.feed(rows)
            yield replace(table, rows=rows, skipped=[], notes=[], totals={})
        table.skipped.sort()
        table.notes += private.tell()
        totals.check(sorter.totals, sorter.count)
        _look_at_other_kinds(table, self._spec, self._tiers)
        if self._alike:
            names = "、".join(f"“{name}”" for name in self._alike)
            table.notes.append(Note(WARNING, "", "", _ALIKE.format(table.sheet, names)))


_ALIKE = "这次只读取了工作表“{0}”。工作表{1}看上去也是同样的台账，没有读取；需要时请选择工作表，分别导入。"


def _choose_sheet(book: Workbook, spec: Kind, wanted: str | None, mapping) -> tuple[Sheet, tuple[int, int], list[str]]:
    """Return the sheet, the (first, last) row of its heading, and the other sheets that look just like it."""
    sheets = book.sheets
    if wanted:
        sheets = [s for s in sheets if s.name == wanted]
        if not sheets:
            names = "、".join(s.name for s in book.sheets)
            raise FileRefused(f"文件里没有名为“{wanted}”的工作表。现有工作表：{names}。")
    found = [(s, *best) for s in sheets if s.rows and (best := find_heading(s, spec))]
    if not found:
        raise FileRefused(_nothing_message(book, sheets, spec))
    required = len(spec.required)
    # The better heading wins; of equals the visible one, the longer one, the first one.
    sheet, points, place = max(
        found, key=lambda f: (round(f[1]), f[0].visible, min(len(f[0].rows), 1_000_000), -f[0].index)
    )
    if points < required and not mapping:
        raise FileRefused(_nothing_message(book, sheets, spec))
    alike = [s.name for s, p, (_, row) in found if s is not sheet and p >= points - 1.5 and len(s.rows) > row + 1]
    return sheet, place, alike


class _BareColumns:
    """Columns without a heading: one with something in it gets the name of its letters, so that it is kept."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._bare = [column for column in table.columns if not column.heading and not column.field]

    def name(self, rows: list[TableRow]) -> None:
        for column in [c for c in self._bare if not all(is_blank(r.cells[c.index]) for r in rows)]:
            self._bare.remove(column)
            column.heading = f"第{column_letters(column.index)}列"
            message = f"{column.heading}没有表头，内容原样保存到“其他栏目”。"
            self._table.notes.append(Note(WARNING, column.heading, "", message))


def find_heading(sheet: Sheet, spec: Kind) -> tuple[float, tuple[int, int]] | None:
    """Return the score and the (first, last) row of the heading that fits best, one to three rows high."""
    best: tuple[float, tuple[int, int]] | None = None
    limit = min(len(sheet.rows), _HEADING_ROWS)
    merged = [m for m in sheet.merged if m[0] < limit]
    likely = [sum(1 for c in row if type(c) is str and c and len(c) <= 40) for row in sheet.rows[:limit]]
    for last in range(limit):
        if likely[last] < 2:
            continue
        for first in (last, last - 1, last - 2):
            if first < 0 or likely[first] < 1:
                break
            if first < last and not _is_upper_tier(sheet, first, last):
                break
            points = H.score(spec.name, _tiers(sheet, first, last, merged)) - 0.01 * (last - first)
            if best is None or points > best[0] + 0.005:
                best = points, (first, last)
    return best if best and best[0] >= 2 else None


def _is_upper_tier(sheet: Sheet, first: int, last: int) -> bool:
    """Return whether row ``first`` can stand above row ``last`` in one heading: it spans, and is no title line."""
    row = sheet.rows[first]
    filled = [i for i, c in enumerate(row) if not is_blank(c)]
    if not filled or any(type(row[i]) is not str for i in filled):
        return False
    if len(filled) == 1 and H.group_of(text_of(row[filled[0]])) is None:
        return False
    return all(len(text_of(row[i])) <= 30 for i in filled)


def _tiers(sheet: Sheet, first: int, last: int, merged) -> list[tuple[str, str]]:
    """Return (upper, lower) heading of each column; merged upper cells are spread over what they span."""
    width = max((len(r) for r in sheet.rows[first : last + 1]), default=0)
    grid = [[H.cell_heading(c) for c in row] + [""] * (width - len(row)) for row in sheet.rows[first : last + 1]]
    spanned = set()
    for top, left, bottom, right in merged:
        if first <= top <= last and left < width:
            text = grid[top - first][left]
            for r in range(top, min(bottom, last) + 1):
                for c in range(left, min(right, width - 1) + 1):
                    spanned.add((r - first, c))
                    grid[r - first][c] = text if r == top else ""
    if len(grid) > 1 and not sheet.merged:
        _spread(grid)
    return [_pair([grid[r][c] for r in range(len(grid))]) for c in range(width)]


def _spread(grid: list[list[str]]) -> None:
    """Spread upper headings to the right where a file has lost its merged ranges (csv): until the next one."""
    for upper, lower in pairwise(grid):
        carried = ""
        for i, text in enumerate(upper):
            if text:
                carried = text if lower[i] else ""
            elif lower[i]:
                upper[i] = carried


def _pair(texts: list[str]) -> tuple[str, str]:
    distinct = list(dict.fromkeys(t for t in texts if t))
    if not distinct:
        return "", ""
    return "".join(distinct[:-1]), distinct[-1]


def _read_top(table: Table, book: Workbook, sheet: Sheet, first: int) -> None:
    """Read title, year and the unit of money from the lines above the heading."""
    lines = []
    for i, row in enumerate(sheet.rows[:first]):
        text = _row_text(row)
        table.skipped.append(Skipped(i + 1, _top_reason(text), text))
        lines.append(text)
    titles = [t for t, s in zip(lines, table.skipped, strict=True) if s.reason == "标题"]
    table.title = titles[0] if titles else ""
    table.year = _year(titles) or _year([book.filename]) or _year([sheet.name]) or _year(lines)
    unit = next((m[1] for t in lines if (m := _MONEY_UNIT.search(t))), None)
    for column in table.columns:
        if column.unit is None and column.field in ("output", "revenue", "tax"):
            column.unit = unit


def _top_reason(text: str) -> str:
    bare = "".join(text.split())
    if not bare:
        return "空行"
    if re.match(r"附[件表]", bare) and len(bare) <= 8:
        return "附件标记"
    if (
        re.search(r"填报|填表|单位[:：]|联系电话[:：]|日期[:：]|时间[:：]|盖章", bare)
        or re.match(r"[(（]?(?:注|说明|备注|填表说明)[:：]", bare)
        or len(bare) > 60
    ):
        return "说明"
    return "标题"


def _year(texts: Sequence[str]) -> int | None:
    for text in texts:
        if m := _YEAR.search(text) or _YEAR_BARE.search(text):
            return int(m[1])
        if m := _CN_YEAR.search(text):
            return int("".join(str("〇一二三四五六七八九".find(c)) if c not in "○零O" else "0" for c in m[0]))
    return None


class _Merges:
    """Fills vertically merged cells down inside their own range, from row index ``start`` on, block by block."""

    def __init__(self, sheet: Sheet, start: int) -> None:
        self._waiting = sorted((m for m in sheet.merged if m[2] > m[0] >= start), reverse=True)
        self._open: list[tuple[int, int, Any]] = []  # (last row, column, value) of ranges that reach further down

    def fill(self, first: int, rows: list[list]) -> None:
        last = first + len(rows) - 1
        self._open = [merge for merge in self._open if self._pour(merge, first, first, rows) > last]
        while self._waiting and self._waiting[-1][0] <= last:
            top, left, bottom, _ = self._waiting.pop()
            row = rows[top - first]
            if left < len(row) and not is_blank(row[left]):
                merge = (bottom, left, row[left])
                if self._pour(merge, top + 1, first, rows) > last:
                    self._open.append(merge)

    @staticmethod
    def _pour(merge: tuple[int, int, Any], start: int, first: int, rows: list[list]) -> int:
        bottom, left, value = merge
        for row in rows[start - first : bottom + 1 - first]:
            if left < len(row) and is_blank(row[left]):
                row[left] = value
        return bottom


def _row_text(row) -> str:
    return " ".join(t for t in (text_of(c) for c in row) if t)[:300]


def _look_at_other_kinds(table: Table, spec: Kind, tiers) -> None:
    """Warn when the sheet fits another kind of ledger clearly better."""
    points = {
        k: H.score(k, tiers) + 1.5 * any(w in table.title + table.sheet for w in KINDS[k].names.split()) for k in KINDS
    }
    best = max(points, key=points.get)
    if best != spec.name and points[best] >= points[spec.name] + 2.5:
        message = f"这张表更像“{KINDS[best].label}”，现在按“{spec.label}”读取。请确认没有选错台账种类。"
        table.notes.insert(0, Note(WARNING, "", table.title, message))


def _nothing_message(book: Workbook, sheets: Sequence[Sheet], spec: Kind) -> str:
    if not any(s.rows for s in sheets):
        what = "文件里只有图片，没有可以读取的单元格" if book.has_images else "表里没有内容"
        return f"{what}。请上传能编辑的表格，不要上传截图或扫描件。"
    need = "、".join(f.label for f in spec.required)
    seen = "；".join(f"“{s.name}”第1行：{_row_text(s.rows[0])[:60]}" for s in list(sheets)[:3] if s.rows)
    return f"没有找到“{spec.label}”的表头。表头应在前{_HEADING_ROWS}行内，至少要有：{need}。看到的是：{seen}。"


def _lacking_message(spec: Kind, sheet: Sheet, columns: Sequence[Column], last: int, lacking) -> str:
    names = "、".join(f"“{f.label}”" for f in lacking)
    seen = "、".join(c.heading for c in columns if c.heading)
    return (
        f"工作表“{sheet.name}”缺少必填栏目{names}。第{last + 1}行的表头是：{seen}。请补上该栏，"
        f"或在“栏目对应”里指定哪一栏是它。"
    )
