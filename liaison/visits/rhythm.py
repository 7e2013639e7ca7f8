"""What counts as a visit, and how often an enterprise is to be visited: not too few, and not too many.

``VISIT_METHODS`` names the ways that are 走访 (``onsite,research,symposium,office,received``, or their Chinese names);
the others are 联系, counted beside them.
``VISIT_INTERVAL_DAYS`` gives the longest gap by 联系分类 (``1=30,2=60,3=60,other=90``), ``VISIT_LIMIT_30_DAYS`` the
number of visits within 30 days above which an enterprise counts as over-visited.
"""

import datetime as dt
from functools import lru_cache

from django.conf import settings
from django.core import checks

from liaison.enterprises.models import Tier

from .choices import Method

OTHER = "other"
WINDOW = dt.timedelta(days=30)


@lru_cache(maxsize=8)
def _methods(text: str) -> tuple[str, ...]:
    of_label = {label: value for value, label in Method.choices}
    named = [word.strip() for word in text.replace("，", ",").split(",") if word.strip()]
    found = [of_label.get(word, word) for word in named]
    if not found or not set(found) <= set(Method.values):
        raise ValueError(text)
    return tuple(dict.fromkeys(found))


def methods() -> tuple[str, ...]:
    """Return the ways of visiting that count as 走访, as values of :class:`Method`."""
    return _methods(settings.VISIT_METHODS)


@lru_cache(maxsize=8)
def _parse(text: str) -> dict[str, int]:
    pairs = (pair.split("=") for pair in text.split(",") if pair.strip())
    days = {tier.strip(): int(number) for tier, number in pairs}
    if set(days) != {*Tier.values, OTHER} or any(number < 1 for number in days.values()):
        raise ValueError(text)
    return days


def interval(tier: str) -> dt.timedelta:
    """Return the longest gap between two visits for an enterprise of ``tier`` ("" for none)."""
    days = _parse(settings.VISIT_INTERVAL_DAYS)
    return dt.timedelta(days=days.get(tier) or days[OTHER])


def limit() -> int:
    """Return how many visits within 30 days are still few enough."""
    number = int(settings.VISIT_LIMIT_30_DAYS)
    if number < 1:
        raise ValueError(settings.VISIT_LIMIT_30_DAYS)
    return number


def due_on(last_visit: dt.date | None, tier: str, *, today: dt.date) -> dt.date:
    """Return the day by which the next visit is due; an enterprise never visited is due today."""
    return today if last_visit is None else last_visit + interval(tier)


def check_settings():
    """Say at start what is wrong with the settings, instead of failing on a page."""
    found = []
    try:
        _parse(settings.VISIT_INTERVAL_DAYS)
    except ValueError:
        hint = "写成 1=30,2=60,3=60,other=90：一、二、三类和其他企业各自最长间隔天数。"
        found.append(checks.Error("VISIT_INTERVAL_DAYS 无法识别。", hint=hint, id="visits.E001"))
    try:
        limit()
    except ValueError:
        found.append(checks.Error("VISIT_LIMIT_30_DAYS 必须是正整数。", hint="例如 3。", id="visits.E002"))
    try:
        methods()
    except ValueError:
        hint = (
            f"从这些方式中选，用英文逗号分隔：{'，'.join(f'{value}（{label}）' for value, label in Method.choices)}。"
        )
        found.append(checks.Error("VISIT_METHODS 无法识别。", hint=hint, id="visits.E003"))
    return found
