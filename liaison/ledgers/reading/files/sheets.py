"""What every format yields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..types import CellError, Limits


@dataclass(slots=True)
class Sheet:
    """One sheet: rows of raw cells (from the very first row), and merged ranges (top, left, bottom, right), from 0."""

    name: str
    rows: list[list]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    visible: bool = True
    index: int = 0

    def mark(self, faults: Mapping[tuple[int, int], str]) -> None:
        """Put error values and never-computed formulas where the parser left a blank: (row, column) → text."""
        for (row, column), text in faults.items():
            if row < len(self.rows):
                cells = self.rows[row]
                cells.extend([""] * (column + 1 - len(cells)))
                if cells[column] == "":
                    cells[column] = CellError(text)


@dataclass(slots=True)
class Workbook:
    """A file that was opened. ``has_images`` helps to say why nothing was found."""

    filename: str
    sheets: list[Sheet]
    date1904: bool = False
    has_images: bool = False
    limits: Limits = field(default_factory=Limits)
