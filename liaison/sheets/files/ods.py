"""OpenDocument spreadsheets: the parser gives the values; the rest is read here."""

import re
from collections.abc import Iterator

from ..types import FileRefused, Limits
from . import isolated
from .marks import MONTH, YEAR, Marks
from .markup import attributes, refuse_doctype, unescaped
from .sheets import Workbook
from .zipped import Archive

_TOKEN = re.compile(
    rb"<(/?)(table:(?:table|table-row|table-cell|covered-table-cell)|text:p|office:annotation)(?=[\s/>])"
    rb"((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*(/?)>"
)
_STYLE = re.compile(rb"<style:style\s([^<>]*)>(.*?)</style:style>", re.DOTALL)
_STRUCK = re.compile(rb"text-line-through-(?:style|type)\s*=\s*[\"'](?!none)")
_ERROR = re.compile(rb"value-type\s*=\s*[\"']error[\"']")
_BREAK = re.compile(rb"<text:line-break\s*/>")
_SPACES = re.compile(rb"<text:s(?:\s+text:c\s*=\s*[\"'](\d{1,4})[\"'])?\s*/>")
_TAG = re.compile(rb"<[^>]*>")
_MONTH_SHOWN = re.compile(
    r"\d{4}\s*(?:年|[-./])\s*\d{1,2}\s*月?|\d{1,2}\s*月|[一二三四五六七八九十]{1,3}月|"
    r"[A-Za-z]{3,9}[-. /]*\d{2,4}|\d{1,2}[-./]\d{4}"
)
_YEAR_SHOWN = re.compile(r"\d{4}\s*年?")
_AT_MOST = 1_048_576


def open_ods(archive: Archive, filename: str, limits: Limits) -> Workbook:
    """Open an .ods. Raises FileRefused."""
    content = archive.read("content.xml")
    refuse_doctype(content)
    manifest = archive.read("meta-inf/manifest.xml") if "meta-inf/manifest.xml" in archive.parts else b""
    if b"encryption-data" in manifest:
        raise FileRefused("文件设了打开密码。请在 WPS 或 LibreOffice 里取消密码，另存后再上传。")
    sheets = isolated.parse_data(archive.data, limits)
    for sheet, marks in zip(sheets, _Reader(content).read(), strict=False):
        sheet.merged = marks.merged
        sheet.mark(marks)
    return Workbook(filename, sheets, has_images=archive.has_images)


class _Reader:
    """Walks the content once; yields the marks of each table."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._struck = {attributes(m[1]).get(b"name", b"") for m in _STYLE.finditer(content) if _STRUCK.search(m[2])}

    def read(self) -> Iterator[Marks]:
        marks, row, column, following = Marks(merged=[]), -1, 0, 1
        cell: dict[bytes, bytes] | None = None
        begin, annotated, depth = 0, False, 0
        paragraphs: list[bytes] = []
        for m in _TOKEN.finditer(self._content):
            closes, what, closed = bool(m[1]), m[2].rpartition(b":")[2], bool(m[4])
            if what == b"annotation":
                annotated = not closes and not closed
            elif what == b"table":
                depth += -1 if closes else 1
                if closes and depth == 0:
                    yield marks
                    marks, row, column, following = Marks(merged=[]), -1, 0, 1
            elif depth != 1:
                continue
            elif what == b"table-row" and not closes:
                tag = attributes(m[3])
                row, column, following = row + following, 0, _count(tag, b"number-rows-repeated")
                if tag.get(b"visibility") in (b"collapse", b"filter"):
                    marks.hidden.update(range(row, row + min(following, 1000)))
            elif what == b"p":
                if not closes:
                    begin = m.end()
                if (closes or closed) and cell is not None and not annotated:
                    paragraphs.append(b"" if closed else self._content[begin : m.start()])
            elif what != b"table-row":
                if not closes:
                    cell, paragraphs = attributes(m[3]), []
                    if _ERROR.search(m[3]):
                        cell[b"value-type"] = b"error"
                if closes or closed:
                    if cell is not None:
                        self._cell(marks, row, column, cell, paragraphs, following)
                        column += _count(cell, b"number-columns-repeated")
                    cell = None

    def _cell(self, marks: Marks, row: int, column: int, cell, paragraphs: list[bytes], following: int) -> None:
        down, right = _count(cell, b"number-rows-spanned"), _count(cell, b"number-columns-spanned")
        if down > 1 or right > 1:
            marks.merged.append((row, column, row + down - 1, column + right - 1))
        kind = cell.get(b"value-type", b"")
        if not paragraphs and not (b"formula" in cell and not kind):
            return
        text = "\n".join(_text(p) for p in paragraphs)
        for r in range(row, row + min(following, 1000)):
            for c in range(column, column + min(_count(cell, b"number-columns-repeated"), 200)):
                self._mark(marks, (r, c), cell, kind, text)

    def _mark(self, marks: Marks, place: tuple[int, int], cell, kind: bytes, text: str) -> None:
        if cell.get(b"style-name") in self._struck:
            marks.struck.add(place)
        if kind == b"error" or (b"formula" in cell and text.startswith(("#", "Err:")) and kind != b"float"):
            marks.faults[place] = text or "#N/A"
        elif b"formula" in cell and not kind:
            marks.faults[place] = "=" + unescaped(cell[b"formula"]).partition("=")[2]
        elif kind == b"date" and _MONTH_SHOWN.fullmatch(text):
            marks.shown[place] = MONTH
        elif kind == b"date" and _YEAR_SHOWN.fullmatch(text):
            marks.shown[place] = YEAR
        elif kind == b"percentage" or (kind == b"string" and "\n" in text):
            marks.texts[place] = text


def _count(tag: dict[bytes, bytes], name: bytes) -> int:
    value = tag.get(name, b"1")
    return min(int(value), _AT_MOST) if value.isdigit() and len(value) < 8 else 1


def _text(markup: bytes) -> str:
    if b"<" in markup:
        markup = _SPACES.sub(lambda m: b" " * int(m[1] or 1), _BREAK.sub(b"\n", markup))
        markup = _TAG.sub(b"", markup)
    return unescaped(markup)
