"""Loaders of the directory's reference data; see :mod:`liaison.core.reference`."""

import datetime as dt
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from liaison.core.reference import Loaded, read_rows, sync
from liaison.core.text import match_key

from .functions import all_functions
from .models import Level, Region, RegionAlias, Unit, UnitAlias
from .services import rebuild_regions

_REGION_FACTS = ("name", "short_name", "level", "is_statutory", "valid_from", "valid_to")
_REGION_LINKS = ("parent_id", "reporting_parent_id", "successor_id")
_UNIT_FACTS = ("name", "short_name", "kind", "function", "level", "region_id")


def load_regions(folder: Path) -> Loaded:
    """Load the statutory divisions, historic codes and non-statutory units, and derive their paths."""
    rows = read_rows(folder / "regions.csv")
    loaded = sync("地区", [_region(row) for row in rows], key=("code",), fields=_REGION_FACTS)
    ids = dict(Region.objects.values_list("code", "pk"))
    province = next(row["code"] for row in rows if row["level"] == Level.PROVINCE)
    linked = [
        Region(
            code=row["code"],
            parent_id=ids.get(row["parent"]),
            reporting_parent_id=ids.get(_reports_to(row, province)),
            successor_id=ids.get(row["successor"]),
        )
        for row in rows
    ]
    sync("隶属关系", linked, key=("code",), fields=_REGION_LINKS)
    rebuild_regions()
    return loaded


def load_region_aliases(folder: Path) -> Loaded:
    """Load the short and other names of regions."""
    ids = dict(Region.objects.values_list("code", "pk"))
    aliases = [
        RegionAlias(
            region_id=ids[row["region"]],
            name=row["name"],
            key=match_key(row["name"]),
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
        )
        for row in read_rows(folder / "region_aliases.csv")
    ]
    return sync("地区别名", aliases, key=("region_id", "key"), fields=("name", "valid_from", "valid_to"))


def load_units(folder: Path) -> Loaded:
    """Load one office of each function for every statutory region in force, and the singular ones."""
    regions = {region.code: region for region in Region.objects.select_related("parent")}
    units = [
        Unit(
            code=f"{region.code}-{function.code}",
            name=names[0],
            short_name=names[1],
            kind=function.kind,
            function=function.name,
            level=region.level,
            region=region,
        )
        for region in regions.values()
        if region.is_statutory and region.successor_id is None
        for function in all_functions()
        if region.level in function.patterns
        for names in [function.names_in(region)]
    ]
    singular = read_rows(folder / "units.csv")
    units += [_unit(row, regions) for row in singular]
    return sync("单位", units, key=("code",), fields=_UNIT_FACTS)


def load_unit_aliases(folder: Path) -> Loaded:
    """Load other names of the singular units."""
    ids = dict(Unit.objects.values_list("code", "pk"))
    aliases = [
        UnitAlias(unit_id=ids[row["code"]], name=name, key=match_key(name))
        for row in read_rows(folder / "units.csv")
        for name in filter(None, row["aliases"].split("|"))
    ]
    return sync("单位别名", aliases, key=("unit_id", "key"), fields=("name",))


@lru_cache(maxsize=1)
def reference_region_codes() -> frozenset[str]:
    """Return the codes that ``load_reference`` keeps up to date; people do not edit those facts."""
    return frozenset(row["code"] for row in read_rows(settings.BASE_DIR / "fixtures" / "regions.csv"))


def is_reference_unit(unit: Unit) -> bool:
    """Return whether ``load_reference`` keeps the unit's names up to date."""
    return unit.code.rpartition("-")[0] in reference_region_codes()


def _region(row: dict[str, str]) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        level=row["level"],
        is_statutory=row["is_statutory"] == "1",
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
    )


def _reports_to(row: dict[str, str], province: str) -> str:
    """Return the code a region reports to where that is not its parent: the setting names who reports on high."""
    named = row["code"] in settings.LIAISON_REPORTING_UNITS
    return province if named and row["parent"] != province else ""


def _unit(row: dict[str, str], regions: dict[str, Region]) -> Unit:
    facts = {name: row[name] for name in ("code", "name", "short_name", "kind", "function", "level")}
    return Unit(**facts, region=regions[row["region"]])


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
