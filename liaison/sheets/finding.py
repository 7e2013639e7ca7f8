"""Find the heading of a ledger: which sheet, which rows, whatever stands above them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from . import headings as H
from .assigning import assign
from .cells import is_blank, row_text, text_of
from .files.sheets import Sheet, Workbook
from .kinds import KINDS, Kind
from .types import Column, FileRefused, HeadingUnclear

_HEADING_ROWS = 40  # how far down headings are looked for


def choose_sheet(book: Workbook, spec: Kind, wanted: str | None, mapping) -> tuple[Sheet, tuple[int, int], list[str]]:
    """Return the sheet, the (first, last) row of its heading, and the other sheets that look just like it."""
    sheets = named_sheet(book, wanted) if wanted else book.sheets
    found = [(s, *best) for s in sheets if s.rows and (best := find_heading(s, spec))]
    if not found:
        raise _nothing_found(book, sheets, spec)
    required = len(spec.required)
    # A hidden sheet is read only where no visible one fits. The better heading wins; of equals the longer, the first.
    fitting = [f for f in found if f[1] >= required or mapping] or found
    seen = [f for f in fitting if f[0].visible] or fitting
    sheet, points, place = max(seen, key=lambda f: (round(f[1]), min(len(f[0].rows), 1_000_000), -f[0].index))
    if points < required and not mapping:
        raise _nothing_found(book, sheets, spec)
    alike = [s.name for s, p, (_, row) in found if s is not sheet and p >= points - 1.5 and len(s.rows) > row + 1]
    return sheet, place, alike


def same_headings(book: Workbook, spec: Kind, chosen: Sheet, names: Sequence[str], key: str) -> list[str]:
    """Return, in the order of the book, ``chosen`` and those of ``names`` that people see under the same heading."""
    same = []
    for sheet in book.sheets:
        place = find_heading(sheet, spec) if sheet.visible and sheet.name in names else None
        if sheet is chosen or (place and H.heading_key(tiers_of(sheet, *place[1], sheet.merged)) == key):
            same.append(sheet.name)
    return same if len(same) > 1 else []


def named_sheet(book: Workbook, wanted: str | None) -> list[Sheet]:
    """Return the sheet of that name alone; without a name, all sheets with something on them."""
    sheets = [s for s in book.sheets if s.name == wanted] if wanted else [s for s in book.sheets if s.rows]
    if not sheets:
        names = "、".join(s.name for s in book.sheets)
        raise FileRefused(f"文件里没有名为“{wanted}”的工作表。现有工作表：{names}。")
    return sheets


def heading_rows(book: Workbook, sheet: str | None = None) -> Iterator[tuple[str, int, str]]:
    """Yield (sheet, row from 1, key) of every row that a person could have called the heading."""
    for each in named_sheet(book, sheet):
        for row in range(min(len(each.rows), _HEADING_ROWS)):
            if key := H.heading_key(tiers_of(each, row, row, each.merged)):
                yield each.name, row + 1, key


def look_at_heading(book: Workbook, kind: str, sheet: str, header_row: int) -> tuple[list[Column], list[list]]:
    """Return the columns as row ``header_row`` (from 1) of ``sheet`` names them, and the rows around it, from row 1."""
    chosen = named_sheet(book, sheet)[0]
    columns, _ = assign(KINDS[kind], tiers_of(chosen, header_row - 1, header_row - 1, chosen.merged))
    return columns, [list(row) for row in chosen.rows[: max(_HEADING_ROWS, header_row + 3)]]


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
            points = H.score(spec.name, tiers_of(sheet, first, last, merged)) - 0.01 * (last - first)
            if best is None or points > best[0] + 0.005:
                best = points, (first, last)
    return (best[0], _with_lower_tier(best[1], merged)) if best and best[0] >= 2 else None


def _with_lower_tier(rows: tuple[int, int], merged) -> tuple[int, int]:
    """Take in the tier below where cells of the heading are merged down into it: that row is no row of data."""
    first, last = rows
    bottoms = [bottom for top, _, bottom, _ in merged if first <= top <= last < bottom <= first + 2]
    return (first, max(bottoms)) if len(bottoms) >= 2 else rows


def _is_upper_tier(sheet: Sheet, first: int, last: int) -> bool:
    """Return whether row ``first`` can stand above row ``last`` in one heading: it spans, and is no title line."""
    row = sheet.rows[first]
    filled = [i for i, c in enumerate(row) if not is_blank(c)]
    if not filled or any(type(row[i]) is not str for i in filled):
        return False
    if len(filled) == 1 and H.group_of(text_of(row[filled[0]])) is None:
        return False
    return all(len(text_of(row[i])) <= 30 for i in filled)


def tiers_of(sheet: Sheet, first: int, last: int, merged) -> list[tuple[str, str]]:
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


def _nothing_found(book: Workbook, sheets: Sequence[Sheet], spec: Kind) -> FileRefused:
    """Return the refusal of a workbook without a heading; what has a table all the same is left to a person."""
    filled = [s for s in sheets if s.rows]
    if not filled:
        what = "文件里只有图片，没有可以读取的单元格" if book.has_images else "表里没有内容"
        return FileRefused(f"{what}。请上传能编辑的表格，不要上传截图或扫描件。")
    need = "、".join(f.label for f in spec.required)
    seen = "；".join(f"“{s.name}”第1行：{row_text(s.rows[0])[:60]}" for s in filled[:3])
    message = f"没有找到“{spec.label}”的表头。表头应在前{_HEADING_ROWS}行内，至少要有：{need}。看到的是：{seen}。"
    texts, sheet, row = _fullest_row(filled)
    return HeadingUnclear(message, sheet.name, row) if texts > 1 else FileRefused(message)


def _fullest_row(sheets: Sequence[Sheet]) -> tuple[int, Sheet, int]:
    """Return the row near the top with most short texts: (how many, its sheet, its number from 1)."""
    best = (0, sheets[0], 1)
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:_HEADING_ROWS], start=1):
            texts = sum(1 for c in row if type(c) is str and c.strip() and len(c) <= 40)
            if texts > best[0]:
                best = (texts, sheet, number)
    return best
