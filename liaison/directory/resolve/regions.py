"""延边, 前郭, 公主岭（四平）, 四平市铁西, 九台市: which region is meant."""

import datetime as dt
import re
from collections import defaultdict
from functools import lru_cache

from django.db import models

from liaison.core import clock
from liaison.core.text import match_key
from liaison.directory.models import Level, Region, RegionAlias

from .common import Entry, Resolution, certain, chosen, nearest, undecided

_ETHNIC = re.compile(r"(.{2,}?)(?:朝鲜族|满族|蒙古族|回族)自治([州县])$")
_SEPARATORS = re.compile(r"[-/\\·,、>|:—–]")
# "The prefecture itself, no county of it": stands in county columns.
_OWN_LEVEL = frozenset(["本级", "市本级", "州本级", "县本级", "区本级", "市直", "州直", "县直", "区直", "市辖区"])
_PROVINCE_LEVEL = frozenset(["省", "全省", "省本级", "省直", "省属"])


def short_forms(name: str) -> list[str]:
    """Return the ways of shortening an official name: 延边朝鲜族自治州 → 延边州, 延边; 南关区 → 南关."""
    if ethnic := _ETHNIC.match(name):
        return [ethnic[1] + ethnic[2], ethnic[1]]
    return [name[:-1]] if len(name) > 2 and name[-1] in "省市州县区" else []


class RegionResolver:
    """In-memory lookup of regions. Foreign keys among the loaded regions are filled: no SQL afterwards."""

    def __init__(self, regions: list[Region], aliases: list[RegionAlias]) -> None:
        self._by_id = {region.pk: region for region in regions}
        self._codes = {region.code: region for region in regions}
        for region in regions:
            self._connect(region)
        self.province = next((region for region in regions if region.level == Level.PROVINCE), None)
        self._aliases: dict[int, list[RegionAlias]] = defaultdict(list)
        for alias in aliases:
            self._aliases[alias.region_id].append(alias)
        self._names: dict[str, list[Entry]] = defaultdict(list)
        for region in regions:
            self._index(region)
        self._near = lru_cache(maxsize=4096)(self._nearest)

    @classmethod
    def load(cls) -> "RegionResolver":
        """Return a resolver over all regions and aliases, the same one while they stay as they are; two SQL queries."""
        regions = tuple(Region.objects.order_by("code").values_list(*_columns_of(Region)))
        aliases = tuple(RegionAlias.objects.order_by("id").values_list(*_columns_of(RegionAlias)))
        return _built(regions, aliases)

    def all(self) -> list[Region]:
        """Return every region by code, historic ones included."""
        return list(self._by_id.values())

    def by_id(self, pk: int | None) -> Region | None:
        return self._by_id.get(pk)

    def by_code(self, code: str) -> Region | None:
        """Return the region of a GB/T 2260 or JL- code, historic codes included."""
        return self._codes.get(code)

    def resolve(self, text: str, within: Region | None = None, on: dt.date | None = None) -> Resolution:
        """Return the region that ``text`` names.

        ``within`` limits the answer to that region and what lies below it, and decides bare names: 吉林 inside
        the province is 吉林市, 通化 inside 通化市 is 通化县. A name or code no longer in force on ``on`` (today,
        if None) leads to its successor; a region that has ended without one, or has yet to begin, is not meant.
        """
        key, on = match_key(text), on or clock.today()
        if not key:
            return Resolution(None, [])
        if within is not None and key in _OWN_LEVEL:
            return certain(self._by_id.get(within.pk, within))
        if key in _PROVINCE_LEVEL and self.province is not None:
            return certain(self.province)
        if key.isascii() and key in self._codes and (found := self._current(self._codes[key], on)).is_in_force(on):
            return certain(found)
        entries = self._names.get(key) or self._names.get(_SEPARATORS.sub("", key)) or []
        if within is not None:
            inside = [entry for entry in entries if self.lies_in(entry.target, within)]
            entries = [entry for entry in inside if entry.target.pk != within.pk] or inside
        targets = list(dict.fromkeys(self._current(target, on) for target in chosen(entries, on)))
        targets = [target for target in targets if target.is_in_force(on)]
        if len(targets) == 1:
            return certain(targets[0])
        return undecided(targets) if targets else self._near(key, within.pk if within else None, on)

    def split_prefix(self, key: str, on: dt.date | None = None):
        """Yield (region, rest) for each way in which ``key`` begins with a region's name, longest name first."""
        on = on or clock.today()
        for at in range(len(key) - 1, 0, -1):
            if entries := self._names.get(key[:at]):
                for region in dict.fromkeys(self._current(target, on) for target in chosen(entries, on)):
                    yield region, key[at:]

    def _connect(self, region: Region) -> None:
        for field in ("parent", "reporting_parent", "successor", "prefecture", "reporting_unit"):
            setattr(region, field, self._by_id.get(getattr(region, f"{field}_id")))

    def _index(self, region: Region) -> None:
        span = (region.valid_from, region.valid_to)
        parents = [name for name, _rank, _span in self._own_names(region.parent)] if region.parent else []
        contexts = self._contexts(region)
        for name, rank, alias_span in self._own_names(region):
            entry = Entry(region, rank, *(alias_span or span))
            written = [context + name for context in contexts]
            written += [form for parent in parents for form in (f"{name}({parent})", f"{parent}({name})")]
            for form in written:
                self._names[match_key(form)].append(entry)

    def _own_names(self, region: Region):
        """Yield (name, rank, validity or None) for every name of the region without its context."""
        names = [region.name, region.short_name]
        yield from ((name, 0, None) for name in dict.fromkeys(names) if name)
        for alias in self._aliases[region.pk]:
            span = (alias.valid_from, alias.valid_to) if alias.valid_from or alias.valid_to else None
            yield alias.name, 0, span
        derived = [form for name in names for form in short_forms(name)]
        yield from ((name, 1, None) for name in dict.fromkeys(derived))

    def _contexts(self, region: Region) -> list[str]:
        """Return what may stand before the region's name: nothing, 吉林省, 长春市, 吉林省长春…"""
        if region.parent is None:
            return [""]
        above = self._contexts(region.parent)
        named = [context + name for context in above for name, _rank, _span in self._own_names(region.parent)]
        return list(dict.fromkeys([*above, *named]))

    def lies_in(self, region: Region, within: Region) -> bool:
        """Return whether ``region`` is ``within`` or below it, as figures go or by statute: 梅河口 is in 通化, too."""
        return region.lineage.startswith(within.lineage) or within.pk in self._statutory(region)

    def _statutory(self, region: Region | None) -> list[int]:
        """Return the ids of the region and its statutory superiors."""
        line: list[int] = []
        while region is not None and region.pk not in line:
            line.append(region.pk)
            region = self._by_id.get(region.parent_id)
        return line

    @staticmethod
    def _current(region: Region, on: dt.date) -> Region:
        """Follow successors until a region that has not ended on the day is reached."""
        seen = set()
        while region.successor is not None and region.pk not in seen:
            seen.add(region.pk)
            if region.valid_to is None or on <= region.valid_to:
                break
            region = region.successor
        return region

    def _nearest(self, key: str, within_id: int | None, on: dt.date) -> Resolution:
        within = self._by_id.get(within_id)
        names = (
            (name, self._current(entry.target, on))
            for name, entries in self._names.items()
            for entry in entries
            if within is None or self.lies_in(entry.target, within)
        )
        return nearest(key, ((name, target) for name, target in names if target.is_in_force(on)))


def _columns_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@lru_cache(maxsize=1)
def _built(regions: tuple[tuple, ...], aliases: tuple[tuple, ...]) -> RegionResolver:
    """Build the resolver of these rows: every name with everything that may stand before it, some thousand keys."""
    return RegionResolver(
        *(
            [model.from_db(None, _columns_of(model), row) for row in rows]
            for model, rows in ((Region, regions), (RegionAlias, aliases))
        )
    )
