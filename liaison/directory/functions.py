"""The kinds of office that every region has: 工信, 财政, 税务… Read once from ``fixtures/unit_functions.csv``."""

import csv
import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from .models import Level, Region

LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)


@dataclass(frozen=True)
class Word:
    """How a function is written without its region: 工信局. ``levels`` on which, ``valid_to`` until when."""

    text: str
    function: str
    levels: frozenset[str]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class Function:
    """A row of the table. ``patterns[level]`` is (full name, short name).

    ``{}`` stands for the region's full name and ``{s}`` for its short one; short names always take the short one.
    """

    code: str
    name: str
    kind: str
    patterns: dict[str, tuple[str, str]]
    aliases: tuple[str, ...]
    former: tuple[tuple[str, dt.date | None, dt.date | None], ...]

    def names_in(self, region: Region) -> tuple[str, str]:
        """Return (full name, short name) of this office in ``region``: 长春市南关区财政局, 南关区财政局."""
        full, short = self.patterns[region.level]
        if region.level == Level.PROVINCE:
            return full.replace("{}", region.name).replace("{s}", "省"), short.replace("{}", "省")
        district = region.name.endswith("区") and region.parent is not None
        place = f"{region.parent.name if district else ''}{region.name}"
        return full.replace("{}", place).replace("{s}", region.short_name), short.replace("{}", region.short_name)

    def words(self) -> list[Word]:
        """Return every way of writing this function without a region."""
        levels = frozenset(self.patterns)
        found: dict[str, set[str]] = {}
        for level, names in self.patterns.items():
            for name in names:
                word = name.replace("{}", "").replace("{s}", "").removeprefix("中共")
                found.setdefault(word, set()).add(level)
        for alias in self.aliases:
            found[alias] = set(levels)
        current = [Word(text, self.name, frozenset(on)) for text, on in found.items()]
        return current + [Word(text, self.name, levels, start, end) for text, start, end in self.former]


@lru_cache(maxsize=1)
def all_functions() -> tuple[Function, ...]:
    """Return the functions in the order of the file."""
    with (settings.BASE_DIR / "fixtures" / "unit_functions.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_read(row) for row in csv.DictReader(file))


def _read(row: dict[str, str]) -> Function:
    patterns = {str(level): (row[level], row[f"{level}_short"]) for level in LEVELS if row[level]}
    return Function(
        code=row["code"],
        name=row["function"],
        kind=row["kind"],
        patterns=patterns,
        aliases=tuple(filter(None, row["aliases"].split("|"))),
        former=tuple(_former(text) for text in filter(None, row["former"].split("|"))),
    )


def _former(text: str) -> tuple[str, dt.date | None, dt.date | None]:
    """Read ``工商局@2001-01-01..2019-03-31``; either end may be missing."""
    name, _, span = text.partition("@")
    start, _, end = span.partition("..")
    return name, dt.date.fromisoformat(start) if start else None, dt.date.fromisoformat(end) if end else None
