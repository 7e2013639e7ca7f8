"""How much one file may hold; settings may say otherwise (``LEDGER_LIMITS = {"rows": 50_000}``)."""

from django.conf import settings

from liaison.ledgers.reading.types import Limits


def limits() -> Limits:
    """Return the limits in force."""
    return Limits(**getattr(settings, "LEDGER_LIMITS", {}))
