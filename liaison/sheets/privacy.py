"""身份证号 are not needed and not kept: masked before anything else sees them."""

import re

from .codes import is_valid
from .types import WARNING, Column, Note

_CITIZEN = re.compile(
    r"(?<![0-9A-Za-z])[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_HEADING = re.compile(r"身份证|证件号")
MASK = "（身份证号已略去）"


class CitizenNumbers:
    """Masks citizens' numbers block by block; :meth:`tell` says so once for the whole table."""

    def __init__(self, columns: list[Column]) -> None:
        self._private = [c for c in columns if _HEADING.search(c.heading)]
        self._found = 0
        for column in self._private:
            column.field = None

    def mask(self, rows: list[list]) -> None:
        """Replace citizens' numbers in ``rows``."""
        for column in self._private:
            for row in rows:
                if column.index < len(row) and row[column.index] not in ("", None):
                    row[column.index] = MASK
                    self._found += 1
        # One search over everything long enough: most blocks hold none, and are done with.
        if not _CITIZEN.search("\n".join([c for row in rows for c in row if type(c) is str and len(c) >= 18])):
            return
        for row in rows:
            for i, cell in enumerate(row):
                if type(cell) is str and len(cell) >= 18 and _CITIZEN.search(cell):
                    masked = _CITIZEN.sub(lambda m: m[0] if is_valid(m[0].upper()) else MASK, cell)
                    if masked != cell:
                        row[i] = masked
                        self._found += 1

    def tell(self) -> list[Note]:
        """Return the note that says how many there were, or nothing."""
        if not self._found:
            return []
        heading = self._private[0].heading if self._private else ""
        message = f"表里有{self._found}处身份证号，系统不需要也不保存，已经略去。以后请从台账里删除。"
        return [Note(WARNING, heading, "", message)]
