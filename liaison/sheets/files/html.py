"""Tables of a web page that some system saved under the name of a spreadsheet."""

import html
import re

from ..types import FileRefused, Limits
from .delimited import decode
from .sheets import Sheet

_HIDDEN = re.compile(r"<!--.*?-->|<(script|style|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(/?)(table|tr|td|th|br|p|div|caption)\b([^>]*)>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^>]*>")
_SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?(\d{1,6})", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*(gb\w*|utf-?8)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n]+")


def read_html(data: bytes, limits: Limits) -> list[Sheet]:
    """Return one sheet for each outermost table. Raises FileRefused."""
    text = _text(data)
    text = _HIDDEN.sub("", text) if text.count("<!--") < 10_000 else text
    builder = _Builder(limits)
    end = 0
    for m in _TAG.finditer(text):
        builder.text(text[end : m.start()])
        end = m.end()
        builder.tag(m[1] == "/", m[2].lower(), m[3])
    builder.finish()
    if not builder.sheets:
        raise FileRefused("这个网页文件里没有表格。请上传 xlsx、xls、ods 或 csv 格式的表格。")
    return builder.sheets


def _text(data: bytes) -> str:
    named = _CHARSET.search(data[:4096])
    if named and named[1].lower().startswith(b"gb"):
        return data.decode("gb18030", errors="replace")
    return decode(data)


class _Builder:
    """Collect cells row by row, laying out rowspan and colspan as merged ranges."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sheets: list[Sheet] = []
        self.depth = 0
        self.sheet: Sheet | None = None
        self.row: dict[int, str] | None = None
        self.cell: list[str] | None = None
        self.covered: dict[int, int] = {}  # column → rows below that a rowspan still covers
        self.span = (1, 1)

    def text(self, text: str) -> None:
        if self.cell is not None and text:
            self.cell.append(_SPACE.sub(" ", html.unescape(_ANY_TAG.sub("", text))))

    def tag(self, closing: bool, name: str, attributes: str) -> None:
        if name == "table":
            self.depth += -1 if closing else 1
            if not closing and self.depth == 1:
                self.finish()
                self.sheet = Sheet(f"表格{len(self.sheets) + 1}", [], index=len(self.sheets))
            return
        if self.sheet is None or self.depth > 1:
            return
        if name in ("br", "p", "div") and self.cell:
            self.cell.append("\n")
        elif name == "tr":
            self._end_row()
            self.row = None if closing else {}
        elif name in ("td", "th"):
            self._end_cell()
            if not closing:
                self.row = {} if self.row is None else self.row
                self.cell = []
                spans = {which.lower(): int(number) for which, number in _SPAN.findall(attributes)}
                self.span = (max(1, spans.get("row", 1)), max(1, spans.get("col", 1)))

    def _end_cell(self) -> None:
        if self.cell is None or self.row is None:
            return
        column = max(self.row, default=-1) + 1
        while column in self.row or self.covered.get(column, 0) > 0:
            self.row.setdefault(column, "")
            column += 1
        down, across = self.span
        if column + across > self.limits.columns + 1:
            across = 1
        self.row[column] = "\n".join(line.strip() for line in "".join(self.cell).split("\n")).strip()
        for c in range(column + 1, column + across):
            self.row[c] = ""
        if (down, across) != (1, 1):
            top = len(self.sheet.rows)
            self.sheet.merged.append((top, column, top + down - 1, column + across - 1))
            self.covered |= dict.fromkeys(range(column, column + across), down)
        if column > self.limits.columns:
            raise self.limits.too_many_columns(self.sheet.name, column)
        self.cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self.row is None:
            return
        width = max([*self.row, *(c for c, n in self.covered.items() if n > 0)], default=-1) + 1
        self.sheet.rows.append([self.row.get(c, "") for c in range(width)])
        self.covered = {c: n - 1 for c, n in self.covered.items() if n > 1}
        self.row = None
        if len(self.sheet.rows) > self.limits.sheet_rows:
            raise self.limits.too_many_rows(self.sheet.name)

    def finish(self) -> None:
        if self.sheet is None:
            return
        self._end_row()
        if any(any(row) for row in self.sheet.rows):
            width = max(map(len, self.sheet.rows))
            for row in self.sheet.rows:
                row.extend([""] * (width - len(row)))
            self.sheets.append(self.sheet)
        if len(self.sheets) > self.limits.sheets:
            raise self.limits.too_many_sheets(len(self.sheets))
        self.sheet, self.covered = None, {}
