"""Comma- and tab-separated text in the encodings offices save it in."""

import csv
import io
import re

from ..types import FileRefused, Limits
from .sheets import Sheet

_DELIMITERS = (",", "\t", ";", "|")
_WIDE_COMMA = "，"
_FORCED_TEXT = re.compile(r'="([^"]*)"')
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_READABLE = re.compile(r"[\t\r\n\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_LOOKED_AT = 100_000


def decode(data: bytes) -> str:
    """Return the text: UTF-8 or UTF-16 with or without BOM, or GB18030. Raises FileRefused."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, encoding)
    if encoding := wide_encoding(data):
        return _decoded(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def wide_encoding(data: bytes) -> str:
    """Return "utf-16-le" or "utf-16-be" for text in two bytes a character without a mark, else ""."""
    head = data[:4096]
    if head.count(0) < len(head) // 20:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(encoding, "replace")
        if len(_READABLE.findall(text)) > 0.95 * len(text):
            return encoding
    return ""


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefused("这个文件的文字编码认不出来，可能不是表格或者已经损坏。请另存为 .xlsx 后再上传。") from None


def read_delimited(data: bytes, limits: Limits) -> Sheet:
    """Return the one sheet of a text file. Raises FileRefused."""
    text = decode(data)
    if len(_CONTROL.findall(text, 0, _LOOKED_AT)) > max(20, min(len(text), _LOOKED_AT) // 100):
        raise FileRefused("这个文件不是表格，或者已经损坏。请用 Excel 或 WPS 打开确认后重新上传。")
    lines = list(io.StringIO(text, newline=""))  # \r\n, \n and \r end a line; other characters do not
    rows: list[list] = []
    try:
        for row in csv.reader(lines, delimiter=_delimiter(lines[:40])):
            rows.append(row)
            if len(rows) > limits.sheet_rows:
                raise limits.too_many_rows("")
            if len(row) > limits.columns:
                del row[_width(row) :]
                if len(row) > limits.columns:
                    raise limits.too_many_columns("", len(row))
    except csv.Error:
        raise FileRefused(
            "文件里的引号不配对，分不清哪些文字是一格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
        ) from None
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(_width, rows), default=0)
    return Sheet("", [_fitted(row, width) for row in rows])


def _width(row: list) -> int:
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return width


def _fitted(row: list[str], width: int) -> list:
    if any(c.startswith('="') for c in row):
        row = [m[1] if (m := _FORCED_TEXT.fullmatch(c)) else c for c in row]
    return row[:width] + [""] * (width - len(row))


def _delimiter(lines: list[str]) -> str:
    """Return the delimiter that cuts the most records into the same number (> 1) of cells, the wider the better."""

    def evenness(delimiter: str) -> int:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            return 0
        common = max(set(widths), key=lambda w: widths.count(w) * (w > 1), default=0)
        return widths.count(common) * (common - 1)

    found = max(_DELIMITERS, key=evenness)
    return found if evenness(found) else _WIDE_COMMA
