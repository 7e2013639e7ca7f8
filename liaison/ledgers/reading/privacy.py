"""身份证号 are not needed and not kept: masked before anything else sees them."""

import re

from .codes import is_valid
from .files.sheets import Sheet
from .types import WARNING, Column, Note

_CITIZEN = re.compile(
    r"(?<![0-9A-Za-z])[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_HEADING = re.compile(r"身份证|证件号")
MASK = "（身份证号已略去）"


def mask_citizen_numbers(sheet: Sheet, start: int, columns: list[Column], notes: list[Note]) -> None:
    """Replace citizens' numbers in the rows from ``start`` on, and say so once."""
    private = [c for c in columns if _HEADING.search(c.heading)]
    found = 0
    for column in private:
        for row in sheet.rows[start:]:
            if column.index < len(row) and row[column.index] not in ("", None):
                row[column.index] = MASK
                found += 1
        column.field = None
    for row in sheet.rows[start:]:
        if not _CITIZEN.search("\n".join([cell for cell in row if type(cell) is str and len(cell) >= 18])):
            continue
        for i, cell in enumerate(row):
            if type(cell) is str and len(cell) >= 18 and _CITIZEN.search(cell):
                masked = _CITIZEN.sub(lambda m: m[0] if is_valid(m[0].upper()) else MASK, cell)
                if masked != cell:
                    row[i] = masked
                    found += 1
    if found:
        heading = private[0].heading if private else ""
        message = f"表里有{found}处身份证号，系统不需要也不保存，已经略去。以后请从台账里删除。"
        notes.append(Note(WARNING, heading, "", message))
