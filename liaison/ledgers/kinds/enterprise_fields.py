"""Which fields of the enterprise ledger fill which columns of :class:`Enterprise`, and how values are compared."""

import json
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from liaison.core.pinyin import pinyin_initials
from liaison.core.text import match_key
from liaison.enterprises.models import Enterprise

# ledger field → column of Enterprise
SIMPLE = {
    "industry": "industry_section",
    "products": "products",
    "size": "size",
    "above_scale": "is_above_scale",
    "srdi": "srdi_level",
    "ownership": "ownership",
    "status": "status",
    "tier": "tier",
    "output": "annual_output",
    "employees": "employees",
    "legal_rep": "legal_representative",
    "address": "address",
    "note": "note",
}
# Fields without a column of their own are kept beside unknown headings.
KEPT_AS_EXTRA = ("local_industry", "revenue", "tax", "legal_phone", "registration_no", "organisation_code")
COLUMNS = ("name", "name_key", "pinyin", "uscc", "region_id", *SIMPLE.values(), "extra")
LABELS = {column: Enterprise._meta.get_field(column).verbose_name for column in COLUMNS if column != "region_id"}
LABELS["region_id"] = "属地"
CHOICES = {c: dict(Enterprise._meta.get_field(c).flatchoices) for c in SIMPLE.values()}
LIMITS = {c: getattr(Enterprise._meta.get_field(c), "max_length", None) for c in SIMPLE.values()}
# As stored: a member of an enumeration is slower to compare and to write than its value.
DEFAULTS = {c: getattr(v := Enterprise._meta.get_field(c).get_default(), "value", v) for c in SIMPLE.values()}
_CENT = Decimal("0.01")


def derive(values: dict[str, Any]) -> None:
    """Fill the search columns from the name, as ``Enterprise.derive`` does; just before they are written."""
    values["name_key"] = match_key(values["name"])
    values["pinyin"] = pinyin_initials(values["name"])


def to_the_cent(amount: Any) -> Decimal:
    """Return an amount as its column will give it back."""
    return Decimal(amount).quantize(_CENT, rounding=ROUND_HALF_UP)


def in_words(column: str, value: Any) -> Any:
    """Return the value of a choice column as people read it."""
    choices = CHOICES.get(column)
    return choices.get(value, value) if choices else value


def row_of(values: dict[str, Any]) -> tuple:
    """Return the values in the order of ``COLUMNS``, ready to be written."""
    derive(values)
    row = [values[column] for column in COLUMNS]
    row[-1] = json.dumps(values["extra"], ensure_ascii=False) if values["extra"] else "{}"
    return tuple(row)
