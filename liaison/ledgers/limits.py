"""How much one file may hold, going in and going out; settings may say otherwise."""

import datetime as dt

from django.conf import settings

from liaison.core.positive import check_positive, positive
from liaison.sheets.types import Limits


def limits() -> Limits:
    """Return the limits in force for a file that comes in (``LEDGER_LIMITS = {"rows": 50_000}``)."""
    return Limits(**getattr(settings, "LEDGER_LIMITS", {}))


def direct_rows() -> int:
    """Return how many records are exported while the person waits (``LEDGER_EXPORT_DIRECT_ROWS``)."""
    return positive("LEDGER_EXPORT_DIRECT_ROWS")


def export_kept_for() -> dt.timedelta:
    """Return how long a file made in the background stays to be downloaded (``LEDGER_EXPORT_KEEP_DAYS``)."""
    return dt.timedelta(days=positive("LEDGER_EXPORT_KEEP_DAYS"))


def preview_direct_bytes() -> int:
    """Return how large a file is read while the person waits (``LEDGER_PREVIEW_DIRECT_BYTES``)."""
    return positive("LEDGER_PREVIEW_DIRECT_BYTES")


def preview_direct_rows() -> int:
    """Return how many rows are planned anew while the person waits (``LEDGER_PREVIEW_DIRECT_ROWS``)."""
    return positive("LEDGER_PREVIEW_DIRECT_ROWS")


def group_files() -> int:
    """Return how many files may come in together (``LEDGER_GROUP_FILES``)."""
    return positive("LEDGER_GROUP_FILES")


# setting → an example of it; their order numbers the checks
_POSITIVE = {
    "LEDGER_EXPORT_DIRECT_ROWS": 5_000,
    "LEDGER_EXPORT_KEEP_DAYS": 7,
    "LEDGER_PREVIEW_DIRECT_BYTES": 1_000_000,
    "LEDGER_PREVIEW_DIRECT_ROWS": 5_000,
    "LEDGER_GROUP_FILES": 100,
}


def check_settings():
    """Say at start which setting is no positive number, instead of failing on a page."""
    return check_positive("ledgers", _POSITIVE)
