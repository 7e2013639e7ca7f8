"""Records of an .xls that the parser keeps to itself: error values and the epoch of dates.

[MS-CFB] for the container, [MS-XLS] for the records. Whatever looks wrong ends the search:
the parser has the last word.
"""

import struct
from collections.abc import Iterator

_FREE = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_BOF, _EOF, _BOUNDSHEET, _DATEMODE, _FORMULA, _BOOLERR = 0x809, 0x0A, 0x85, 0x22, 0x06, 0x205
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def look(data: bytes) -> tuple[bool, list[dict[tuple[int, int], str]]]:
    """Return whether dates count from 1904, and for each worksheet its error cells: (row, column) from 0 → text."""
    try:
        stream = _workbook_stream(data)
        return _scan(stream)
    except (struct.error, IndexError, ValueError):
        return False, []


def _workbook_stream(data: bytes) -> bytes:
    (shift,) = struct.unpack_from("<H", data, 30)
    fat_count, directory, cutoff = (struct.unpack_from("<I", data, at)[0] for at in (44, 48, 56))
    size = 1 << shift

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    fat: list[int] = []
    for number in struct.unpack_from("<109I", data, 76)[: min(fat_count, 109)]:
        if number < _FREE:
            fat += struct.unpack(f"<{size // 4}I", sector(number))

    def chain(start: int) -> bytes:
        parts, seen = [], set()
        while start < len(fat) and start not in seen:
            seen.add(start)
            parts.append(sector(start))
            start = fat[start]
        return b"".join(parts)

    entries = chain(directory)
    for at in range(0, len(entries), 128):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        if name in ("Workbook", "Book"):
            start, stream_size = struct.unpack_from("<II", entries, at + 116)
            if stream_size < cutoff:  # a small stream lives in the mini stream; so small a book is read without this
                return _mini(chain, entries, start, stream_size, data)
            return chain(start)[:stream_size]
    raise ValueError


def _mini(chain, entries: bytes, start: int, stream_size: int, data: bytes) -> bytes:
    (first_mini_fat,) = struct.unpack_from("<I", data, 60)
    mini_fat = chain(first_mini_fat)
    (root,) = struct.unpack_from("<I", entries, 116)
    mini = chain(root)
    parts, seen = [], set()
    while start < _FREE and start not in seen:
        seen.add(start)
        parts.append(mini[start * 64 : start * 64 + 64])
        (start,) = struct.unpack_from("<I", mini_fat, start * 4)
    return b"".join(parts)[:stream_size]


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    at, end = 0, len(stream)
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length


def _scan(stream: bytes) -> tuple[bool, list[dict[tuple[int, int], str]]]:
    date1904, sheets, current = False, {}, None
    for kind, at, length in _records(stream):
        if kind == _BOF:
            current = sheets.get(at - 4)
        elif kind == _BOUNDSHEET and length >= 6:
            (offset,) = struct.unpack_from("<I", stream, at)
            if stream[at + 5] == 0:  # a worksheet, not a chart or a macro sheet
                sheets[offset] = {}
        elif kind == _DATEMODE:
            date1904 = stream[at] == 1
        elif current is not None and kind == _BOOLERR and stream[at + 7] == 1:
            current[struct.unpack_from("<HH", stream, at)] = _ERRORS.get(stream[at + 6], "#N/A")
        elif (
            current is not None
            and kind == _FORMULA
            and stream[at + 6] == 2
            and stream[at + 12 : at + 14] == b"\xff\xff"
        ):
            current[struct.unpack_from("<HH", stream, at)] = _ERRORS.get(stream[at + 8], "#N/A")
    return date1904, list(sheets.values())
