"""Find the table on a sheet, and account for every row of it."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from . import headings as H
from .cells import is_blank, text_of
from .files.letters import column_letters
from .files.sheets import Sheet, Workbook
from .kinds import KINDS, Kind
from .privacy import mask_citizen_numbers
from .rows import sort_rows
from .totals import check_totals
from .types import QUESTION, WARNING, Column, FileRefused, Note, Skipped, Table

_HEADING_ROWS = 40  # how far down headings are looked for
_YEAR = re.compile(r"((?:19|20)\d{2})\s*(?:年|[-./]\d)")
_YEAR_BARE = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_CN_YEAR = re.compile(r"二[〇○零O][一二三四][〇○零O一二三四五六七八九](?=年)")
_MONEY_UNIT = re.compile(
    r"单位[:：]\s*(?:[\u4e00-\u9fff]{1,4}[、,，/]\s*)*(亿元|千万元|百万元|万元|千元|元)(?=[、,，/\s)）]|$)"
)


def read_table(
    book: Workbook, kind: str, *, sheet: str | None = None, mapping: Mapping[int, str | None] | None = None
) -> Table:
    """Return the table of ``kind`` on the best sheet (or the named one).

    ``mapping`` is a person's correction: column index → field name, "" for "keep as extra".
    Raises FileRefused, naming what is missing and what was seen.
    """
    spec = KINDS[kind]
    chosen, (first, last), alike = _choose_sheet(book, spec, sheet, mapping)
    rows = chosen.rows
    tiers = _tiers(chosen, first, last, chosen.merged)
    columns, notes = H.assign(spec, tiers, mapping)
    lacking = H.missing(spec, columns)
    if lacking:
        raise FileRefused(_lacking_message(spec, chosen, columns, last, lacking))
    table = Table(kind, chosen.name, last + 1, columns, [], notes=notes, date1904=book.date1904)
    table.other_sheets = [s.name for s in book.sheets if s is not chosen and s.rows]
    table.heading_key = H.heading_key(tiers)
    _read_top(table, book, chosen, first)
    table.skipped += [Skipped(i + 1, "表头", _row_text(rows[i])) for i in range(first, last + 1)]
    mask_citizen_numbers(chosen, last + 1, columns, notes)
    fill_merged(chosen, last + 1)
    sort_rows(table, spec, rows, last + 1, tiers)
    _name_bare_columns(table)
    if len(table.rows) > book.limits.rows:
        raise book.limits.too_many_rows(table.sheet, len(table.rows))
    check_totals(table, spec)
    _look_at_other_kinds(table, spec, tiers)
    if alike:
        names = "、".join(f"“{name}”" for name in alike)
        table.notes.append(Note(WARNING, "", "", _ALIKE.format(chosen.name, names)))
    return table


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


def _name_bare_columns(table: Table) -> None:
    """Give a column without a heading, but with something in it, the name of its letters, so that it is kept."""
    for column in table.columns:
        if column.heading or column.field or all(is_blank(r.cells[column.index]) for r in table.rows):
            continue
        column.heading = f"第{column_letters(column.index)}列"
        message = f"{column.heading}没有表头，内容原样保存到“其他栏目”。"
        table.notes.append(Note(WARNING, column.heading, "", message))


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


def fill_merged(sheet: Sheet, start: int) -> None:
    """Fill vertically merged cells down inside their own range, from row index ``start`` on."""
    rows = sheet.rows
    for top, left, bottom, _ in sheet.merged:
        if bottom <= top or bottom < start or top < start or left >= len(rows[top] if top < len(rows) else ()):
            continue
        value = rows[top][left]
        if is_blank(value):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and is_blank(row[left]):
                row[left] = value


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


__all__ = ["QUESTION", "fill_merged", "find_heading", "read_table"]
