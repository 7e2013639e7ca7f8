"""Finding the enterprise that a paper means: exact by code or name, else scored candidates for a person to choose from.

Nothing here decides that two names are one enterprise; it only proposes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from math import log

from liaison.core.text import half_width, match_key, squeeze
from liaison.directory.models import Level, Region

from .models import EnterpriseAlias

_SUFFIXES = (
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "股份公司",
    "总公司",
    "分公司",
    "公司",
    "集团",
    "厂",
    "合作社",
)
# What a typist adds beside the name; any other bracket belongs to the name itself.
_REMARK = re.compile(r"\((?:原|曾用名|曾用|简称|现|已|停产|失联|注销|迁出|规上|省级|市级|县级)[^()]*\)")
_BRACKET = re.compile(r"[()]")
# A sign shared by more names than this says nothing about which one is meant.
_TOO_COMMON = 5_000
_NUMBERS = re.compile(r"[0-9]+|[一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾]+|[甲乙丙丁](?=[号厂店站组队分]|$)")
_SHORTLIST = 200
_WORTH_SHOWING = 0.55


def flat_key(name: str) -> str:
    """Return ``name`` as compared without its brackets: 禾龙（集团）有限公司 and 禾龙集团有限公司 are spelt alike."""
    return _BRACKET.sub("", match_key(name))


def bare_key(name: str) -> str:
    """Return ``name`` as compared without a typist's remark such as （原××公司） or （已停产）."""
    return _BRACKET.sub("", _REMARK.sub("", match_key(name)))


class NameParts:
    """Splits a company name into place, core and legal form."""

    def __init__(self, places: Iterable[str], everywhere: Iterable[str] = ()) -> None:
        """``places`` may start a name; ``everywhere`` are those that tell nobody apart (the province itself)."""
        names = _with_short_forms(places)
        self._everywhere = _with_short_forms(everywhere)
        longest_first = sorted(names | self._everywhere, key=len, reverse=True)
        self._place = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def split(self, flat: str) -> tuple[str, str]:
        """Return (place, core) of a flat key; the core is never empty unless the key is, the place often."""
        start, place = 0, ""
        while (found := self._place.match(flat, start)) and found.end() < len(flat):
            place += "" if found[0] in self._everywhere else found[0]
            start = found.end()
            # "长春" + "市南关区": the short form leaves its rung word behind.
            if flat[start] in "省市县区州" and start + 1 < len(flat):
                start += 1
        core = flat[start:]
        for _ in range(3):
            shorter = next((core[: -len(end)] for end in _SUFFIXES if core.endswith(end) and core != end), core)
            if shorter == core:
                break
            core = shorter
        return place, core


def _with_short_forms(places: Iterable[str]) -> set[str]:
    names = {match_key(place) for place in places if place}
    return names | {name[:-1] for name in names if len(name) > 2 and name[-1] in "省市县区州旗"}


class EnterpriseIndex:
    """All names and codes of a set of enterprises in memory; built once by three queries, asked many times."""

    def __init__(
        self, rows: Iterable[tuple[int, str, str | None]], aliases: Iterable[tuple[int, str]], parts: NameParts
    ) -> None:
        self._parts = parts
        self._names: dict[int, str] = {}
        self._uscc: dict[str, int] = {}
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._flat: dict[str, list[int]] = defaultdict(list)
        self._entries: list[tuple[int, str, str, str]] = []
        self._postings: dict[str, list[int]] = defaultdict(list)
        for pk, name, code in rows:
            self._names[pk] = name
            if code:
                self._uscc[code] = pk
            self._add(pk, name)
        for pk, name in aliases:
            self._add(pk, name)

    def add(self, pk: int, name: str) -> None:
        """Take in one more name; ``pk`` is what :meth:`near` will give back for it."""
        self._names.setdefault(pk, name)
        self._add(pk, name)

    @classmethod
    def load(cls, queryset) -> "EnterpriseIndex":
        """Build the index over ``queryset`` (of ``Enterprise``)."""
        rows = list(queryset.order_by().values_list("pk", "name", "uscc"))
        aliases = EnterpriseAlias.objects.filter(enterprise__in=queryset.order_by()).order_by()
        regions = list(Region.objects.order_by().values_list("level", "name", "short_name"))
        parts = NameParts(
            places=[place for level, *names in regions if level != Level.PROVINCE for place in names],
            everywhere=[place for level, *names in regions if level == Level.PROVINCE for place in names],
        )
        return cls(rows, aliases.values_list("enterprise_id", "name"), parts)

    def __len__(self) -> int:
        return len(self._names)

    def by_uscc(self, code: str) -> int | None:
        """Return the id of the enterprise with this code; width, spaces and case do not matter."""
        return self._uscc.get(squeeze(half_width(code)).upper().lstrip("'"))

    def by_name(self, name: str) -> list[int]:
        """Return ids whose name or alias is ``name``: letter by letter, else but for brackets, else but for remarks.

        More than one id means homonyms; the caller must ask.
        """
        exact = self._exact.get(match_key(name))
        return list(exact or self._flat.get(flat_key(name)) or self._flat.get(bare_key(name)) or ())

    def near(self, name: str, limit: int = 5) -> list[tuple[int, str, float]]:
        """Return (id, name on record, score 0..1) of the likeliest enterprises, best first; may be empty."""
        flat = bare_key(name) or flat_key(name)
        if not flat:
            return []
        place, core = self._parts.split(flat)
        best: dict[int, float] = {}
        for position in self._shortlist(core):
            pk, entry_flat, entry_place, entry_core = self._entries[position]
            points = _likeness(flat, place, core, entry_flat, entry_place, entry_core)
            if points >= _WORTH_SHOWING and points > best.get(pk, 0):
                best[pk] = points
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:limit]
        return [(pk, self._names[pk], round(points, 3)) for pk, points in ranked]

    def _add(self, pk: int, name: str) -> None:
        exact, flat = match_key(name), flat_key(name)
        if not flat:
            return
        for table, key in ((self._exact, exact), (self._flat, flat)):
            if pk not in table[key]:
                table[key].append(pk)
        place, core = self._parts.split(flat)
        position = len(self._entries)
        self._entries.append((pk, flat, place, core))
        for sign in _signs(core):
            self._postings[sign].append(position)

    def _shortlist(self, core: str) -> list[int]:
        """Return positions of entries that share the rarest characters and pairs with ``core``."""
        weights: Counter[int] = Counter()
        known = sorted((self._postings[sign] for sign in _signs(core) if sign in self._postings), key=len)
        for posting in known:
            if len(posting) > _TOO_COMMON and weights:
                break
            weight = log(1 + len(self._entries) / len(posting))
            for position in posting:
                weights[position] += weight
        return [position for position, _ in weights.most_common(_SHORTLIST)]


def _signs(core: str) -> set[str]:
    """Return the characters and neighbouring pairs of ``core``."""
    return set(core) | {core[i : i + 2] for i in range(len(core) - 1)}


def _differ_in_a_number(core: str, other: str) -> bool:
    """Return whether two names are the same but for a number: 一分公司 and 二分公司, 001号 and 002号 are not one."""
    return core != other and _NUMBERS.split(core) == _NUMBERS.split(other) and len(_NUMBERS.split(core)) > 1


def _likeness(flat: str, place: str, core: str, other_flat: str, other_place: str, other_core: str) -> float:
    """Return how likely two names mean one enterprise, 0..1, judged by core first and place second."""
    if flat == other_flat:
        return 1.0
    if _differ_in_a_number(core, other_core):
        return 0.0
    if core == other_core:
        points = 0.96
    elif len(core) > 1 and (other_core.startswith(core) or core.startswith(other_core)) and len(other_core) > 1:
        points = 0.75 + 0.15 * min(len(core), len(other_core)) / max(len(core), len(other_core))
    else:
        points = 0.92 * SequenceMatcher(None, core, other_core, autojunk=False).ratio()
    same_place = not place or not other_place or place in other_place or other_place in place
    return points if same_place else points * 0.85
