"""Streams of an old container file ([MS-CFB]): what lies at its root, whatever is embedded further in."""

import struct

_FREE = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_NONE = 0xFFFFFFFF


class Compound:
    """The root of a container. Raises ValueError, IndexError or struct.error for what is none."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        (shift,) = struct.unpack_from("<H", data, 30)
        fat_count, directory, self._cutoff, self._first_mini_fat, _, more, extra = struct.unpack_from(
            "<II4xIIIII", data, 44
        )
        if not 7 <= shift <= 16:
            raise ValueError
        self._size = 1 << shift
        self._fat = self._read_fat(fat_count, more, extra)
        self._directory = self._sectors(directory)
        self._entries = b"".join(map(self._sector, self._directory))
        self.names = self._names()

    def _read_fat(self, count: int, more: int, extra: int) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        for _ in range(min(extra, 1 + len(self._data) // self._size)):
            if more >= _FREE:
                break
            *found, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            sectors += found
        fat: list[int] = []
        for number in sectors[:count]:
            if number < _FREE:
                fat += struct.unpack(f"<{self._size // 4}I", self._sector(number))
        return fat

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _sectors(self, start: int) -> list[int]:
        found: dict[int, None] = {}
        while start < len(self._fat) and start not in found:
            found[start] = None
            start = self._fat[start]
        return list(found)

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._sectors(start)))

    def _entry(self, number: int) -> tuple[str, int, int, int, int, int, int]:
        """Return (name, kind, left, right, child, start, size) of a directory entry."""
        at = number * 128
        (length, kind) = struct.unpack_from("<HB", self._entries, at + 64)
        left, right, child = struct.unpack_from("<III", self._entries, at + 68)
        start, size = struct.unpack_from("<II", self._entries, at + 116)
        name = self._entries[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
        return name, kind, left, right, child, start, size

    def _names(self) -> dict[str, int]:
        """Return name in lower case → number of every entry right under the root."""
        found, seen = {}, set()
        waiting = [self._entry(0)[4]]
        while waiting:
            number = waiting.pop()
            if number == _NONE or number in seen or number * 128 >= len(self._entries):
                continue
            seen.add(number)
            name, _, left, right, _, _, _ = self._entry(number)
            found[name.lower()] = number
            waiting += [left, right]
        return found

    def stream(self, name: str) -> bytes:
        """Return the stream called ``name`` (lower case) at the root."""
        *_, start, size = self._entry(self.names[name])
        if size >= self._cutoff:
            return self._chain(start)[:size]
        mini_fat, mini = self._chain(self._first_mini_fat), self._chain(self._entry(0)[5])
        parts, seen = [], set()
        while start < _FREE and start not in seen:
            seen.add(start)
            parts.append(mini[start * 64 : start * 64 + 64])
            (start,) = struct.unpack_from("<I", mini_fat, start * 4)
        return b"".join(parts)[:size]

    def with_plain_name(self, name: str, wanted: str) -> bytes:
        """Return the container in which the root's stream ``name`` is called ``wanted``, and no other entry is.

        Parsers look a stream up by its exact name, wherever in the container it lies.
        """
        data = bytearray(self._data)
        for number in range(len(self._entries) // 128):
            if self._entry(number)[0].lower() == name:
                plain = wanted if number == self.names[name] else wanted[:-1] + "_"
                at = number * 128
                place = (self._directory[at // self._size] + 1) * self._size + at % self._size
                data[place : place + 2 * len(plain)] = plain.encode("utf-16-le")
        return bytes(data)
