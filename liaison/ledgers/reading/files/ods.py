"""OpenDocument spreadsheets: the parser gives the cells, the merged ranges are read here."""

import re

from ..types import FileRefused, Limits
from . import isolated
from .sheets import Workbook
from .zipped import Archive

_TOKEN = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")
_NUMBER = re.compile(rb"number-(columns|rows)-(repeated|spanned)\s*=\s*\"(\d{1,7})\"")


def open_ods(archive: Archive, filename: str, limits: Limits) -> Workbook:
    """Open an .ods. Raises FileRefused."""
    content = archive.read("content.xml")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefused("文件内部含有不安全的 XML 定义（DOCTYPE），已拒绝读取。请另存为 .xlsx 后再上传。")
    manifest = archive.read("meta-inf/manifest.xml") if "meta-inf/manifest.xml" in archive.parts else b""
    if b"encryption-data" in manifest:
        raise FileRefused("文件设了打开密码。请在 WPS 或 LibreOffice 里取消密码，另存后再上传。")
    sheets = isolated.parse_data(archive.data, limits)
    for sheet, merged in zip(sheets, _merged(content), strict=False):
        sheet.merged = merged
    return Workbook(filename, sheets, has_images=archive.has_images)


def _merged(content: bytes) -> list[list[tuple[int, int, int, int]]]:
    """Return the merged ranges of each table: (top, left, bottom, right) from 0."""
    tables: list[list[tuple[int, int, int, int]]] = []
    row = column = 0
    following = 1
    for m in _TOKEN.finditer(content):
        what, numbers = m[1], {(a, b): int(n) for a, b, n in _NUMBER.findall(m[2])} if b"number" in m[2] else {}
        if what == b"table":
            tables.append([])
            row, following = -1, 1
        elif what == b"table-row":
            row, column = row + following, 0
            following = numbers.get((b"rows", b"repeated"), 1)
        elif tables:
            down, across = numbers.get((b"rows", b"spanned"), 1), numbers.get((b"columns", b"spanned"), 1)
            if down > 1 or across > 1:
                tables[-1].append((row, column, row + down - 1, column + across - 1))
            column += numbers.get((b"columns", b"repeated"), 1)
    return tables
