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


def check_settings(app_configs, **kwargs):
    """Say at start which setting is no positive number, instead of failing on a page."""
    found = []
    for name, example, code in (("LEDGER_EXPORT_DIRECT_ROWS", 5_000, "E001"), ("LEDGER_EXPORT_KEEP_DAYS", 7, "E002")):
        try:
            _positive(name)
        except ValueError:
            found.append(checks.Error(f"{name} 必须是正整数。", hint=f"例如 {example}。", id=f"ledgers.{code}"))
    return found


def _positive(name: str) -> int:
    number = int(getattr(settings, name))
    if number < 1:
        raise ValueError(name)
    return number
