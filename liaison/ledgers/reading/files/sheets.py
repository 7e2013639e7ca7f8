"""What every format yields."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Sheet:
    """One sheet: rows of raw cells (from the very first row), and merged ranges (top, left, bottom, right), from 0."""

    name: str
    rows: list[list]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    visible: bool = True
    index: int = 0


@dataclass(slots=True)
class Workbook:
    """A file that was opened. ``has_images`` helps to say why nothing was found."""

    filename: str
    sheets: list[Sheet]
    date1904: bool = False
    has_images: bool = False
