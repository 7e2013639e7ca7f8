"""How much one file may hold, going in and going out; settings may say otherwise."""

import datetime as dt

from django.conf import settings
from django.core import checks

from liaison.ledgers.reading.types import Limits


def limits() -> Limits:
    """Return the limits in force for a file that comes in (``LEDGER_LIMITS = {"rows": 50_000}``)."""
    return Limits(**getattr(settings, "LEDGER_LIMITS", {}))


def direct_rows() -> int:
    """Return how many records are exported while the person waits (``LEDGER_EXPORT_DIRECT_ROWS``)."""
    return _positive("LEDGER_EXPORT_DIRECT_ROWS")


def export_kept_for() -> dt.timedelta:
    """Return how long a file made in the background stays to be downloaded (``LEDGER_EXPORT_KEEP_DAYS``)."""
    return dt.timedelta(days=_positive("LEDGER_EXPORT_KEEP_DAYS"))


def preview_direct_bytes() -> int:
    """Return how large a file is read while the person waits (``LEDGER_PREVIEW_DIRECT_BYTES``)."""
    return _positive("LEDGER_PREVIEW_DIRECT_BYTES")


def preview_direct_rows() -> int:
    """Return how many rows are planned anew while the person waits (``LEDGER_PREVIEW_DIRECT_ROWS``)."""
    return _positive("LEDGER_PREVIEW_DIRECT_ROWS")


def group_files() -> int:
    """Return how many files may come in together (``LEDGER_GROUP_FILES``)."""
    return _positive("LEDGER_GROUP_FILES")


# setting → an example of it; their order numbers the checks
_POSITIVE = {
    "LEDGER_EXPORT_DIRECT_ROWS": 5_000,
    "LEDGER_EXPORT_KEEP_DAYS": 7,
    "LEDGER_PREVIEW_DIRECT_BYTES": 1_000_000,
    "LEDGER_PREVIEW_DIRECT_ROWS": 5_000,
    "LEDGER_GROUP_FILES": 100,
}


def check_settings(app_configs, **kwargs):
    """Say at start which setting is no positive number, instead of failing on a page."""
    found = []
    for number, (name, example) in enumerate(_POSITIVE.items(), start=1):
        try:
            _positive(name)
        except ValueError:
            hint = f"例如 {example}。"
            found.append(checks.Error(f"{name} 必须是正整数。", hint=hint, id=f"ledgers.E{number:03}"))
    return found


def _positive(name: str) -> int:
    number = int(getattr(settings, name))
    if number < 1:
        raise ValueError(name)
    return number
