"""Where a word that somebody types may stand for a case."""

import re

from django.db import models
from django.db.models import Case as Choice
from django.db.models import F, Q, Value, When

from liaison.core.search import union
from liaison.core.text import search_key
from liaison.enterprises.models import enterprise_shows, enterprises_of

# JL-2026-000123 as a search key spells it, whatever stands before and after it.
_NUMBER = re.compile(r"JL(\d{4})(\d{6}|\d{1,5}(?!\d))")
_AROUND = re.compile(r"^(?:(?:诉求|受理|工单|案件|件)?编号[是为]?|第|NO)|(?:号(?:诉求|工单|案件|件)?|的)$")
_YEAR_AND_SERIAL = re.compile(r"(20\d\d)0*(\d{1,6})")


def numbers_in(word: str) -> list[str]:
    """Return the full numbers that stand in ``word`` (a search key): 编号JL2026000123 → JL-2026-000123."""
    return [f"JL-{year}-{int(serial):06d}" for year, serial in _NUMBER.findall(word)]


def bare(word: str) -> str:
    """Return ``word`` without what people write around a number: 第123号 → 123, 编号 → nothing."""
    return _AROUND.sub("", _AROUND.sub("", word))


def cases_of(word: str, rows: models.QuerySet) -> list[models.QuerySet]:
    """Return where ``word`` may stand for a case of ``rows``, as QuerySets of keys."""
    if numbers := numbers_in(word):
        return [rows.filter(number__in=numbers).values("pk")]
    core = bare(word)
    if not core:  # "编号" alone: the number is another word
        return [rows.values("pk")]
    inside = Q(search__holds=word)
    if core != word:  # 第7号 is the seventh, not every number with a 7 in it
        inside |= Q(number__endswith=f"-{core:0>6}") if core.isdecimal() else Q(search__holds=core)
    places = [
        rows.filter(inside).values("pk"),
        rows.filter(enterprise__in=union(enterprises_of(word))).values("pk"),
    ]
    if parts := _YEAR_AND_SERIAL.fullmatch(core):
        places.append(rows.filter(number=f"JL-{parts[1]}-{int(parts[2]):06d}").values("pk"))
    return places


def case_shows(word: str) -> Q:
    """Return the same cases as :func:`cases_of`, asked one after the other."""
    if numbers := numbers_in(word):
        return Q(number__in=numbers)
    core = bare(word)
    if not core:
        return Q(pk__isnull=False)
    found = Q(search__shows=word) | enterprise_shows(word, "enterprise")
    if core != word:
        found |= Q(number__endswith=f"-{core:0>6}") if core.isdecimal() else Q(search__shows=core)
    if parts := _YEAR_AND_SERIAL.fullmatch(core):
        found |= Q(number=f"JL-{parts[1]}-{int(parts[2]):06d}")
    return found


def numbered_first(rows: models.QuerySet, text: str) -> models.QuerySet:
    """Return ``rows`` with the case that ``text`` gives the number of first, then as they were."""
    key = search_key(text)
    wanted = Q(number__in=numbers_in(key))
    if (core := bare(key)).isdecimal() and core.isascii():
        parts = _YEAR_AND_SERIAL.fullmatch(core)
        serial = f"{parts[1]}-{int(parts[2]):06d}" if parts else f"{int(core):06d}"
        wanted |= Q(number__endswith=f"-{serial}") if len(serial) <= 11 else Q(pk=None)
    rank = Choice(When(wanted, then=Value(0)), When(search__contains=f"\n{key}", then=Value(1)), default=Value(2))
    return rows.order_by(rank, F("pk").desc())
