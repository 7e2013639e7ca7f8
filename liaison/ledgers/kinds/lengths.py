"""Cells that hold more than their column can: found before anything is planned, each an error of its cell.

SQLite would keep them, PostgreSQL would refuse the whole import in the middle of writing.
"""

from typing import Any

from django.db import models

from liaison.assignments.models import PendingLink
from liaison.cases.models import Case
from liaison.directory.models import Leader, Tenure, User
from liaison.enterprises.models import Enterprise, EnterpriseAlias, EnterpriseContact
from liaison.ledgers.models import Kind
from liaison.sheets.types import ERROR

from .base import Sheet

_TEXT_OR_NONE = {str, type(None)}


def _limit(model: type[models.Model], name: str) -> int:
    return model._meta.get_field(name).max_length


_PEOPLE = (
    ("leader", "name", _limit(Leader, "name")),
    ("leader", "title", _limit(Tenure, "title")),
    ("leader_post", "", _limit(Tenure, "title")),
    ("officer", "name", _limit(User, "name")),
    ("officer_phone", "", _limit(User, "phone")),
)
# kind → (ledger field, attribute of its persons, characters that the column takes)
LIMITS: dict[str, tuple[tuple[str, str, int], ...]] = {
    Kind.ENTERPRISES: (
        ("name", "", _limit(Enterprise, "name")),
        ("former_name", "", _limit(EnterpriseAlias, "name")),
        ("contact", "", _limit(EnterpriseContact, "name")),
        ("contact_title", "", _limit(EnterpriseContact, "title")),
        ("phone", "", _limit(EnterpriseContact, "phone")),
        *_PEOPLE,
    ),
    Kind.LEADERS: (("enterprises", "", _limit(PendingLink, "enterprise_name")), *_PEOPLE),
    Kind.CASES: (("number", "", _limit(Case, "number")), ("title", "", _limit(Case, "title"))),
}
# The column a value was taken from where the sheet has none of its own.
_SHARED = {
    "former_name": ("name",),
    "contact": ("contact_phone",),
    "phone": ("contact_phone",),
    "leader": ("leader_with_post",),
    "leader_post": ("leader_with_post", "leader"),
    "officer": ("officer_contact",),
    "officer_phone": ("officer_contact",),
}


def refuse_too_long(kind: str, sheet: Sheet) -> None:
    """Put an error on every cell with a value longer than its column, and take the value away.

    It is taken away so that no other row writes it: people are shared between rows.
    """
    told: set[tuple[int, str]] = set()
    for name, attribute, limit in LIMITS.get(kind, ()):
        cells = sheet.values.columns.get(name, ())
        if not attribute and set(map(type, cells)) <= _TEXT_OR_NONE:
            if max(map(len, filter(None, cells)), default=0) <= limit:
                continue
        # Equal cells share one value: looking at each distinct one tells whether the rows must be looked at.
        elif all(_longest(value, attribute) <= limit for value in {id(v): v for v in cells if v}.values()):
            continue
        for index, value in enumerate(cells):
            if not value or (length := _longest(value, attribute)) <= limit:
                continue
            cells[index] = None
            heading = next((other for other in (name, *_SHARED.get(name, ())) if sheet.heading(other)), name)
            if (index, heading) not in told:
                told.add((index, heading))
                message = f"内容有 {length} 个字，最多 {limit} 个字，请精简后再导入。"
                sheet.values.notes.setdefault(index, []).append(sheet.note(ERROR, heading, index, message))


def _longest(value: Any, attribute: str) -> int:
    """Return the length of a text, of the longest of several, or of that attribute of several persons."""
    if isinstance(value, str):
        return len(value)
    return max((len(getattr(each, attribute) if attribute else each) for each in value), default=0)
