"""Binary workbooks ([MS-XLSB]): the parser gives the values; errors, formats, hidden rows and merges are read here."""

import posixpath
import struct
import tempfile
from collections.abc import Iterator

from ..types import Limits
from . import isolated
from .formats import shown_as
from .marks import Marks
from .sheets import Workbook
from .xlsx import relationships
from .zipped import Archive

ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
    43: "#GETTING_DATA",
}
_ROW, _CELL_ERROR, _FORMULA_ERROR, _LAST_CELL = 0, 3, 11, 11
_FONT, _FORMAT, _XF, _SHEET, _PROPERTIES, _MERGE = 43, 44, 47, 156, 153, 176
_BEGIN_XFS, _END_XFS = 617, 618


def open_xlsb(archive: Archive, workbook: str, filename: str, limits: Limits) -> Workbook:
    """Open an .xlsb. Raises FileRefused."""
    with tempfile.NamedTemporaryFile(prefix="liaison-", suffix=".xlsb") as clean:
        archive.copy_to(clean, lambda name: None)
        clean.flush()
        sheets = isolated.parse_file(clean.name, limits)
    folder, name = posixpath.split(workbook)
    found = list(relationships(archive, f"{folder}/_rels/{name}.rels", folder))
    styles = next((part for kind, part, _ in found if kind == "styles" and part in archive.parts), "")
    shown, struck = _styles(archive.read(styles)) if styles else ({}, set())
    date1904, parts = _sheets(archive.read(workbook), {rid: part for _, part, rid in found})
    for sheet in sheets:
        if (part := parts.get(sheet.name)) in archive.parts:
            marks = _marks(archive.read(part), shown, struck)
            sheet.merged = sheet.merged or marks.merged or []
            sheet.mark(marks, date1904)
    return Workbook(filename, sheets, date1904, archive.has_images)


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, body) of each record; a stream that breaks off ends the search."""
    at, end = 0, len(data)
    while at < end:
        kind, at = _number(data, at, 2)
        length, at = _number(data, at, 4)
        if at + length > end:
            return
        yield kind, data[at : at + length]
        at += length


def _number(data: bytes, at: int, longest: int) -> tuple[int, int]:
    value = 0
    for i in range(longest):
        if at >= len(data):
            return value, at
        byte = data[at]
        value |= (byte & 0x7F) << (7 * i)
        at += 1
        if byte < 0x80:
            break
    return value, at


def _text(body: bytes, at: int) -> tuple[str, int]:
    if at + 4 > len(body):
        return "", at
    (length,) = struct.unpack_from("<I", body, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _sheets(data: bytes, targets: dict[bytes, str]) -> tuple[bool, dict[str, str]]:
    date1904, parts = False, {}
    for kind, body in records(data):
        if kind == _PROPERTIES and body:
            date1904 = bool(body[0] & 1)
        elif kind == _SHEET and len(body) >= 12:
            rid, at = _text(body, 8)
            name, _ = _text(body, at)
            parts[name] = targets.get(rid.encode(), "")
    return date1904, parts


def _styles(data: bytes) -> tuple[dict[int, str], set[int]]:
    """Return for each cell format that matters how it shows its value, and which formats strike it through."""
    codes, struck_fonts, fonts, xfs, inside = {}, set(), 0, [], False
    for kind, body in records(data):
        if kind == _FORMAT and len(body) >= 6:
            codes[struct.unpack_from("<H", body)[0]] = _text(body, 2)[0]
        elif kind == _FONT and len(body) >= 4:
            if struct.unpack_from("<H", body, 2)[0] & 0x08:
                struck_fonts.add(fonts)
            fonts += 1
        elif kind in (_BEGIN_XFS, _END_XFS):
            inside = kind == _BEGIN_XFS
        elif kind == _XF and inside and len(body) >= 6:
            xfs.append(struct.unpack_from("<HH", body, 2))
    shown = {i: kind for i, (number, _) in enumerate(xfs) if (kind := shown_as(number, codes.get(number, "")))}
    return shown, {i for i, (_, font) in enumerate(xfs) if font in struck_fonts}


def _marks(data: bytes, shown: dict[int, str], struck: set[int]) -> Marks:
    marks, row = Marks(merged=[]), 0
    for kind, body in records(data):
        if kind == _ROW and len(body) >= 12:
            (row,) = struct.unpack_from("<I", body)
            if body[11] & 0x10:
                marks.hidden.add(row)
        elif 0 < kind <= _LAST_CELL and len(body) >= 8:
            column, style = struct.unpack_from("<II", body)
            style &= 0xFFFFFF
            if kind in (_CELL_ERROR, _FORMULA_ERROR) and len(body) >= 9:
                marks.faults[row, column] = ERRORS.get(body[8], "#N/A")
            if kind > 1 and style in shown:
                marks.shown[row, column] = shown[style]
            if kind > 1 and style in struck:
                marks.struck.add((row, column))
        elif kind == _MERGE and len(body) >= 16:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            marks.merged.append((top, left, bottom, right))
    return marks
