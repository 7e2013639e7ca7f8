"""省工信厅, 市工信局, 县税务局, 长春市财政局, 工商局: which unit is meant, seen from a place."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from liaison.core import clock
from liaison.core.text import match_key
from liaison.directory.functions import Word, all_functions
from liaison.directory.models import Level, Region, Unit, UnitAlias

from .common import SHOWN, Entry, Resolution, certain, chosen, nearest, undecided
from .regions import RegionResolver

# The rung that stands before a word. 市 and 州 mean the prefecture, as in 省、市、县 of every provincial paper.
_RUNGS = {
    "省": Level.PROVINCE,
    "市": Level.PREFECTURE,
    "州": Level.PREFECTURE,
    "县": Level.COUNTY,
    "区": Level.COUNTY,
}


class UnitResolver:
    """In-memory lookup of units by name, alias, or function relative to a place. No SQL after loading."""

    def __init__(self, regions: RegionResolver, units: list[Unit], aliases: list[UnitAlias]) -> None:
        self.regions = regions
        self._names: dict[str, list[Entry]] = defaultdict(list)
        self._posts: dict[tuple[int, str], list[Unit]] = defaultdict(list)
        self._words: dict[str, list[Word]] = defaultdict(list)
        by_id = self._by_id = {unit.pk: unit for unit in units}
        for unit in units:
            unit.region = regions.by_id(unit.region_id) or unit.region
            self._index(unit)
        for alias in aliases:
            entry = Entry(by_id[alias.unit_id], 0, alias.valid_from, alias.valid_to)
            self._names[match_key(alias.name)].append(entry)
        for word in (word for function in all_functions() for word in function.words()):
            self._words[match_key(word.text)].append(word)
        self._near = lru_cache(maxsize=4096)(self._nearest)

    @classmethod
    def load(cls) -> "UnitResolver":
        """Return a resolver over all units and aliases; four SQL queries, regions included."""
        units = list(Unit.objects.order_by("code"))
        return cls(RegionResolver.load(), units, list(UnitAlias.objects.order_by("id")))

    def by_id(self, pk: int | None) -> Unit | None:
        return self._by_id.get(pk)

    def resolve(self, text: str, place: Region | None = None, on: dt.date | None = None) -> Resolution:
        """Return the unit that ``text`` names, seen from ``place`` (where the enterprise or leader is).

        Read in this order: a name on record; region + function (长春市财政局); rung + function relative to the
        place (市工信局); a bare function, at the place's own rung. Former names (工商局) lead to today's unit.
        A name valid only at other times than ``on`` (today, if None) still counts if nothing else bears it; a unit
        that has ended by then, or has yet to begin, does not.
        """
        key, on, place = match_key(text).removeprefix("中共"), on or clock.today(), self._known(place)
        if not key:
            return Resolution(None, [])
        for units in self._readings(key, place, on):
            if standing := [unit for unit in units if unit.is_in_force(on)]:
                return self._decide(standing, key, place)
        return self._near(key, place.pk if place else None, on)

    def out_of_force(self, text: str, place: Region | None, on: dt.date) -> Unit | None:
        """Return the unit that ``text`` names and that does not exist on ``on``, if there is one such."""
        key = match_key(text).removeprefix("中共")
        return next((unit for units in self._readings(key, self._known(place), on) for unit in units), None)

    def _known(self, place: Region | None) -> Region | None:
        return self.regions.by_id(place.pk) or place if place is not None else None

    def _readings(self, key: str, place: Region | None, on: dt.date) -> Iterator[list[Unit]]:
        for reading in (self._named, self._by_region, self._relative):
            if key and (units := reading(key, place, on)):
                yield units

    def _index(self, unit: Unit) -> None:
        for name in dict.fromkeys([unit.name, unit.short_name]):
            self._names[match_key(name).removeprefix("中共")].append(Entry(unit, 0, unit.valid_from, unit.valid_to))
        if unit.function:
            self._posts[unit.region_id, unit.function].append(unit)

    def _named(self, key: str, place: Region | None, on: dt.date) -> list[Unit]:
        units = chosen(self._names.get(key, ()), on)
        near = [unit for unit in units if place is not None and unit.region_id in self._chain(place)]
        return near or units

    def _by_region(self, key: str, place: Region | None, on: dt.date) -> list[Unit]:
        found = [
            unit
            for region, rest in self.regions.split_prefix(key, on)
            for word in self._reading(rest, on)
            if region.level in word.levels
            for unit in self._posts.get((region.pk, word.function), ())
        ]
        return list(dict.fromkeys(found))

    def _relative(self, key: str, place: Region | None, on: dt.date) -> list[Unit]:
        """Return units by rung and function; the first is the one meant where a place is known."""
        rung = _RUNGS.get(key[0])
        words = self._reading(key[1:], on) if rung else []
        if not words:
            rung, words = None, self._reading(key, on)
        found = []
        for word in words:
            for region in self._places(place, rung, word):
                if region.level in word.levels:
                    found += self._posts.get((region.pk, word.function), ())
        return list(dict.fromkeys(found))

    def _reading(self, text: str, on: dt.date) -> list[Word]:
        entries = [Entry(word, 0, word.valid_from, word.valid_to) for word in self._words.get(text, ())]
        return chosen(entries, on)

    def _places(self, place: Region | None, rung: Level | None, word: Word) -> list[Region]:
        """Return the regions whose unit may be meant, the likeliest first."""
        if rung == Level.PROVINCE or word.levels == {Level.PROVINCE}:
            return [self.regions.province] if self.regions.province and Level.PROVINCE in word.levels else []
        if place is None:
            return sorted(
                (region for region in self.regions.all() if rung in (None, region.level)),
                key=lambda region: Level.values.index(region.level),
            )
        chain = self._chain(place).values()
        if rung == Level.PREFECTURE:
            # 梅河口 and 长白山 answer to the province: seen from there, 市 is the place itself.
            return [r for r in chain if r.level == Level.PREFECTURE or r.name.endswith("市")][::-1]
        if rung == Level.COUNTY and place.level != Level.COUNTY:
            return [region for region in self.regions.all() if region.above_id == place.pk]
        return [region for region in chain if rung is None or region.level == rung]

    @staticmethod
    def _chain(place: Region) -> dict[int, Region]:
        """Return the place and what it reports to, lowest first."""
        found: dict[int, Region] = {}
        region: Region | None = place
        while region is not None and region.pk not in found:
            found[region.pk] = region
            region = region.reporting_parent or region.parent
        return found

    def _decide(self, units: list[Unit], key: str, place: Region | None) -> Resolution:
        """Return the match where the readings agree, or where the place puts one of them first."""
        if len(units) == 1:
            return certain(units[0])
        if place is not None and units[0].region_id in self._chain(place) and key not in self._names:
            return Resolution(units[0], [(unit, 1.0 if unit is units[0] else 0.5) for unit in units[:SHOWN]])
        return undecided(units[:SHOWN])

    def _nearest(self, key: str, place_id: int | None, on: dt.date) -> Resolution:
        place = self.regions.by_id(place_id)
        chain = self._chain(place) if place is not None else None
        names = (
            (name, entry.target)
            for name, entries in self._names.items()
            for entry in entries
            if entry.target.is_in_force(on) and (chain is None or entry.target.region_id in chain)
        )
        return nearest(key, names)
