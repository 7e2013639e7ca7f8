"""Find the table on a sheet, and account for every row of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from . import headings as H
from .assigning import assign, missing
from .cells import is_blank, row_text
from .files.letters import column_letters
from .files.sheets import Sheet, Workbook
from .finding import choose_sheet, named_sheet, same_headings, tiers_of
from .kinds import KINDS, Kind
from .privacy import CitizenNumbers
from .rows import RowSorter
from .totals import Totals
from .types import WARNING, Column, HeadingUnclear, Note, Skipped, Table, TableRow

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
        source.table.told |= part.told
    return source.table


class TableSource:
    """The table of ``kind`` on the best sheet (or the named one): its head at once, its rows part by part.

    ``mapping`` is a person's correction: column index → field name, "" for "keep as extra"; ``header_row`` (from 1) is
    the row that a person has called the heading. ``table`` has the columns from the start; what is to be said about the
    whole (``skipped``, ``notes``, ``totals``) is complete when the last part has been taken. Raises FileRefused, naming
    what is missing and what was seen; HeadingUnclear where a person could tell what the columns are.
    """

    def __init__(
        self,
        book: Workbook,
        kind: str,
        *,
        sheet: str | None = None,
        mapping: Mapping[int, str | None] | None = None,
        header_row: int | None = None,
    ) -> None:
        spec = KINDS[kind]
        if header_row is None:
            chosen, (first, last), self._alike = choose_sheet(book, spec, sheet, mapping)
        else:
            chosen, first, last, self._alike = named_sheet(book, sheet)[0], header_row - 1, header_row - 1, []
        self._tiers = tiers_of(chosen, first, last, chosen.merged)
        columns, notes = assign(spec, self._tiers, mapping)
        lacking = missing(spec, columns)
        if lacking:
            raise HeadingUnclear(_lacking_message(spec, chosen, columns, last, lacking), chosen.name, last + 1)
        self._spec, self._sheet, self._start, self._limits = spec, chosen, last + 1, book.limits
        self.table = Table(kind, chosen.name, last + 1, columns, [], notes=notes, date1904=book.date1904)
        self.table.other_sheets = [s.name for s in book.sheets if s is not chosen and s.rows]
        self.table.heading_key = H.heading_key(self._tiers)
        if self._alike:
            self.table.alike = same_headings(book, spec, chosen, self._alike, self.table.heading_key)
        _read_top(self.table, book, chosen, first)
        self.table.skipped += [Skipped(i + 1, "表头", row_text(chosen.rows[i])) for i in range(first, last + 1)]

    def parts(self, size: int = PART) -> Iterator[Table]:
        """Yield tables of at most ``size`` rows that share the columns of ``table``. To be called once."""
        table, odd = self.table, _OddColumns(self.table, self._spec)
        private, merges = CitizenNumbers(table.columns), _Merges(self._sheet, self._start)
        sorter, totals = RowSorter(table, self._spec, self._tiers), Totals(table)
        for first, block in self._sheet.blocks(self._start, size):
            private.mask(block)
            merges.fill(first, block)
            rows = sorter.sort(first, block)
            if sorter.count > self._limits.rows:
                raise self._limits.too_many_rows(table.sheet)
            odd.look(rows)
            totals.feed(rows)
            yield replace(table, rows=rows, skipped=[], notes=[], totals={}, told=self._told(rows, sorter.key_index))
        table.skipped.sort()
        table.notes += private.tell()
        totals.check(sorter.totals, sorter.count)
        _look_at_other_kinds(table, self._spec, self._tiers)
        if not self._sheet.visible:
            table.notes.append(Note(WARNING, "", "", _UNSEEN.format(table.sheet)))
        if self._alike:
            names = "、".join(f"“{name}”" for name in self._alike)
            table.notes.append(Note(WARNING, "", "", _ALIKE.format(table.sheet, names)))

    def _told(self, rows: list[TableRow], key_index: int) -> dict[int, str]:
        """Return row number → what people should know of a row: nobody sees it, it is crossed out, it was cleaned."""
        sheet, found = self._sheet, {}
        if not (sheet.hidden or sheet.struck or sheet.cleaned):
            return found
        for row in rows:
            at = row.number - 1
            said = [_HIDDEN] if at in sheet.hidden else []
            said += [_STRUCK] if (at, key_index) in sheet.struck else []
            said += [_CLEANED] if at in sheet.cleaned else []
            if said:
                found[row.number] = "".join(said)
        return found


_HIDDEN = "这一行在文件里是隐藏的（或被筛选掉了），也一并读入；不需要时请从文件里删除。"
_STRUCK = "这一行的文字画了删除线，也一并读入；不需要时请从文件里删除。"
_CLEANED = "这一行里有看不见的控制字符，已经去掉，请核对文字。"
_UNSEEN = "读取的是隐藏的工作表“{0}”，看得见的工作表里没有这种台账。请确认没有传错文件。"
ONLY_ONE_READ = "这次只读取了工作表"
_ALIKE = ONLY_ONE_READ + "“{0}”。工作表{1}看上去也是同样的台账，没有读取；需要时请选择工作表，分别导入。"


class _OddColumns:
    """Columns to be told of once something stands in them: those without a heading, and those with no place on record.

    One without a heading gets the name of its letters, so that it is kept.
    """

    def __init__(self, table: Table, spec: Kind) -> None:
        self._table, self._spec = table, spec
        bare = [column for column in table.columns if not column.heading and not column.field]
        self._waiting = [*bare, *(column for column in table.columns if column.field in spec.left_out)]

    def look(self, rows: list[TableRow]) -> None:
        for column in [c for c in self._waiting if not all(is_blank(r.cells[c.index]) for r in rows)]:
            self._waiting.remove(column)
            if column.heading:
                message = f"栏目“{column.heading}”{self._spec.extra_goes}。"
            else:
                column.heading = f"第{column_letters(column.index)}列"
                message = f"{column.heading}没有表头，{self._spec.extra_goes}。"
            self._table.notes.append(Note(WARNING, column.heading, "", message))


def _read_top(table: Table, book: Workbook, sheet: Sheet, first: int) -> None:
    """Read title, year and the unit of money from the lines above the heading."""
    lines = []
    for i, row in enumerate(sheet.rows[:first]):
        text = row_text(row)
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


def _look_at_other_kinds(table: Table, spec: Kind, tiers) -> None:
    """Warn when the sheet fits another kind of ledger clearly better."""
    points = {
        k: H.score(k, tiers) + 1.5 * any(w in table.title + table.sheet for w in KINDS[k].names.split()) for k in KINDS
    }
    best = max(points, key=points.get)
    if best != spec.name and points[best] >= points[spec.name] + 2.5:
        message = f"这张表更像“{KINDS[best].label}”，现在按“{spec.label}”读取。请确认没有选错台账种类。"
        table.notes.insert(0, Note(WARNING, "", table.title, message))


def _lacking_message(spec: Kind, sheet: Sheet, columns: Sequence[Column], last: int, lacking) -> str:
    names = "、".join(f"“{f.label}”" for f in lacking)
    seen = "、".join(c.heading for c in columns if c.heading)
    return (
        f"工作表“{sheet.name}”缺少必填栏目{names}。第{last + 1}行的表头是：{seen}。请补上该栏，"
        f"或在“栏目对应”里指定哪一栏是它。"
    )
