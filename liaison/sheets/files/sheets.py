"""What every format yields."""

import pickle
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from ..types import Limits
from .cleaning import clean
from .marks import Marks, Overlay


class SpooledRows(Sequence):
    """Rows that lie on disk in pickled blocks, for sheets too large to be held whole.

    ``file`` is open for reading and vanishes with this object; ``blocks`` are (offset in the file, number of rows).
    One block at a time is in memory. ``overlay`` is put in as a block is read, see :meth:`Sheet.mark`.
    """

    def __init__(self, file: IO[bytes], blocks: Sequence[tuple[int, int]]) -> None:
        self._file = file
        self._offsets = [offset for offset, _ in blocks]
        self._starts = [0]
        for _, count in blocks:
            self._starts.append(self._starts[-1] + count)
        self._held: tuple[int, list[list]] = (-1, [])
        self.overlay = Overlay(Marks())
        self.cleaned: set[int] = set()

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, at):
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        block = bisect_right(self._starts, at) - 1
        return self._block(block)[at - self._starts[block]]

    def __iter__(self) -> Iterator[list]:
        for block in range(len(self._offsets)):
            yield from self._block(block)

    def _block(self, number: int) -> list[list]:
        if self._held[0] != number:
            self._held = (-1, [])
            self._file.seek(self._offsets[number])
            rows = pickle.load(self._file)
            self.overlay.put(rows, self._starts[number])
            clean(rows, self._starts[number], self.cleaned)
            self._held = (number, rows)
        return self._held[1]


@dataclass(slots=True)
class Sheet:
    """One sheet: rows of raw cells from its very first row and column, as people see them.

    ``merged`` ranges are (top, left, bottom, right), ``hidden`` rows and ``struck`` cells (row, column), all from 0.
    ``cleaned`` are rows that lost characters no database takes (of rows on disk: those read so far).
    """

    name: str
    rows: Sequence[list]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    visible: bool = True
    index: int = 0
    hidden: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    cleaned: set[int] = field(default_factory=set)

    def clean(self) -> None:
        """Take out characters that no database takes; rows on disk are cleaned as they are read."""
        if isinstance(self.rows, SpooledRows):
            self.cleaned = self.rows.cleaned
        else:
            clean(self.rows, 0, self.cleaned)

    def mark(self, marks: Marks, date1904: bool = False) -> None:
        """Put in what the parser left out: errors, never-computed formulas, months and percentages as shown."""
        self.hidden, self.struck = marks.hidden, marks.struck
        overlay = Overlay(marks, date1904)
        if isinstance(self.rows, SpooledRows):
            self.rows.overlay = overlay
        else:
            overlay.put(self.rows, 0)

    def blocks(self, start: int, size: int) -> Iterator[tuple[int, list[list]]]:
        """Yield (index of the first row, rows) from row ``start`` on, at most ``size`` rows at a time."""
        if not isinstance(self.rows, SpooledRows):
            for first in range(start, len(self.rows), size):
                yield first, self.rows[first : first + size]
            return
        block: list[list] = []
        for at, row in enumerate(self.rows):
            if at >= start:
                block.append(row)
                if len(block) == size:
                    yield at + 1 - size, block
                    block = []
        if block:
            yield len(self.rows) - len(block), block


@dataclass(slots=True)
class Workbook:
    """A file that was opened. ``has_images`` helps to say why nothing was found."""

    filename: str
    sheets: list[Sheet]
    date1904: bool = False
    has_images: bool = False
    limits: Limits = field(default_factory=Limits)
