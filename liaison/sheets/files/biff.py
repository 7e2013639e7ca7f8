"""Records of an .xls that the parser keeps to itself: errors, formats, hidden rows, the epoch of dates ([MS-XLS]).

Whatever looks wrong ends the search: the parser has the last word.
"""

import struct
from collections.abc import Iterator
from itertools import islice

from .formats import shown_as
from .marks import Marks
from .xlsb import ERRORS

_BOF, _BOUNDSHEET, _DATEMODE, _FORMULA, _BOOLERR = 0x809, 0x85, 0x22, 0x06, 0x205
_FONT, _FORMAT, _XF, _ROW, _NUMBER, _RK, _MULRK = 0x31, 0x41E, 0xE0, 0x208, 0x203, 0x27E, 0xBD
_LABELSST, _LABEL = 0xFD, 0x204
_CELLS = (_NUMBER, _RK, _FORMULA, _LABELSST, _LABEL)
_BIFF8 = 0x600
_FILEPASS, _FILEPASS_AMONG = 0x2F, 10  # it stands among the first records


def is_encrypted(stream: bytes) -> bool:
    """Return whether the workbook asks for a password: its records are then in cipher, but for their headings."""
    return any(kind == _FILEPASS for kind, _, _ in islice(_Book(stream).records(), _FILEPASS_AMONG))


def look(stream: bytes) -> tuple[bool, list[Marks]]:
    """Return whether dates count from 1904, and the marks of each worksheet."""
    book = _Book(stream)
    try:
        book.read()
    except (struct.error, IndexError):
        return book.date1904, list(book.sheets.values())
    return book.date1904, list(book.sheets.values())


class _Book:
    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self.date1904, self.sheets = False, {}
        self._is_biff8 = True
        self._codes: dict[int, str] = {}
        self._xfs: list[tuple[int, int]] = []  # (font, format)
        self._fonts: list[bool] = []  # struck through?
        self._shown: dict[int, str] = {}
        self._struck: set[int] = set()

    def read(self) -> None:
        current: Marks | None = None
        for kind, at, length in self.records():
            if kind == _BOF:
                if at == 4:
                    self._is_biff8 = struct.unpack_from("<H", self._stream, at)[0] == _BIFF8
                current = self.sheets.get(at - 4)
                if current is not None:
                    self._settle()
            elif current is None:
                self._read_global(kind, at, length)
            else:
                self._read_cell(current, kind, at, length)

    def records(self) -> Iterator[tuple[int, int, int]]:
        at, end = 0, len(self._stream)
        while at + 4 <= end:
            kind, length = struct.unpack_from("<HH", self._stream, at)
            yield kind, at + 4, length
            at += 4 + length

    def _read_global(self, kind: int, at: int, length: int) -> None:
        stream = self._stream
        if kind == _BOUNDSHEET and length >= 6:
            (offset,) = struct.unpack_from("<I", stream, at)
            if stream[at + 5] == 0:  # a worksheet, not a chart or a macro sheet
                self.sheets[offset] = Marks()
        elif kind == _DATEMODE:
            self.date1904 = stream[at] == 1
        elif kind == _FONT:
            self._fonts.append(bool(stream[at + 2] & 0x08))
        elif kind == _XF:
            self._xfs.append(struct.unpack_from("<HH", stream, at))
        elif kind == _FORMAT:
            self._codes[struct.unpack_from("<H", stream, at)[0]] = self._code(at + 2, at + length)

    def _code(self, at: int, end: int) -> str:
        if not self._is_biff8:
            return self._stream[at + 1 : end].decode("gb18030", "replace")
        wide = self._stream[at + 2] & 1
        return self._stream[at + 3 : end].decode("utf-16-le" if wide else "latin-1", "replace")

    def _settle(self) -> None:
        """Know the formats that matter, once all of them have been read."""
        fonts = [*self._fonts[:4], False, *self._fonts[4:]]  # there is no font number 4
        for i, (font, number) in enumerate(self._xfs):
            if kind := shown_as(number, self._codes.get(number, "")):
                self._shown[i] = kind
            if font < len(fonts) and fonts[font]:
                self._struck.add(i)

    def _read_cell(self, marks: Marks, kind: int, at: int, length: int) -> None:
        stream = self._stream
        if kind == _ROW and length >= 16:
            if stream[at + 12] & 0x20:
                marks.hidden.add(struct.unpack_from("<H", stream, at)[0])
        elif kind == _BOOLERR and stream[at + 7] == 1:
            marks.faults[struct.unpack_from("<HH", stream, at)] = ERRORS.get(stream[at + 6], "#N/A")
        elif kind in _CELLS:
            row, column, style = struct.unpack_from("<HHH", stream, at)
            self._mark(marks, row, column, style)
            if kind == _FORMULA and stream[at + 6] == 2 and stream[at + 12 : at + 14] == b"\xff\xff":
                marks.faults[row, column] = ERRORS.get(stream[at + 8], "#N/A")
        elif kind == _MULRK:
            row, column = struct.unpack_from("<HH", stream, at)
            for i in range((length - 6) // 6):
                self._mark(marks, row, column + i, struct.unpack_from("<H", stream, at + 4 + 6 * i)[0])

    def _mark(self, marks: Marks, row: int, column: int, style: int) -> None:
        if style in self._shown:
            marks.shown[row, column] = self._shown[style]
        if style in self._struck:
            marks.struck.add((row, column))
