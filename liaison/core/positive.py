"""Settings that are positive numbers: read where they are needed, checked at start."""

from collections.abc import Mapping

from django.conf import settings
from django.core import checks


def positive(name: str) -> int:
    """Return the setting ``name`` as a number. Raises ValueError for what is no positive number."""
    number = int(getattr(settings, name))
    if number < 1:
        raise ValueError(name)
    return number


def check_positive(room: str, examples: Mapping[str, int]) -> list[checks.Error]:
    """Say which of the settings in ``examples`` (name → an example) is wrong; their order numbers the checks."""
    found = []
    for number, (name, example) in enumerate(examples.items(), start=1):
        try:
            positive(name)
        except ValueError:
            found.append(checks.Error(f"{name} 必须是正整数。", hint=f"例如 {example}。", id=f"{room}.E{number:03}"))
    return found
