"""Places that addresses begin with, held against the place an enterprise is entered under."""

import re

from liaison.directory.models import Level, Region
from liaison.directory.resolve import RegionResolver
from liaison.directory.resolve.regions import short_forms

_BEFORE = r"\s*(?:中国)?\s*"


class Addresses:
    """Reads the prefecture and the county at the beginning of an address."""

    def __init__(self, regions: RegionResolver) -> None:
        self._regions = regions
        everything = regions.all()
        self._by_id = {region.pk: region for region in everything}
        self._prefectures = _names(r for r in everything if r.level == Level.PREFECTURE)
        self._counties = _names(r for r in everything if r.level == Level.COUNTY)
        province = regions.province.name if regions.province else ""
        start = rf"{_BEFORE}(?:{re.escape(province)})?\s*"
        prefecture, county = _any(self._prefectures), _any(self._counties)
        self._wholes: dict[int, set[int]] = {}
        self._pattern = re.compile(rf"{start}(?P<prefecture>{prefecture})?(?P<county>{county})?")

    def contradicts(self, address: str, region: Region) -> str:
        """Return the place an address begins with, where ``region`` does not lie in it; else ""."""
        found = self._pattern.match(address)
        prefecture, county = (found["prefecture"], found["county"]) if found else (None, None)
        around = self._around(region)
        if prefecture and around.isdisjoint(self._prefectures[prefecture]):
            return prefecture
        if prefecture and county and region.level == Level.COUNTY and around.isdisjoint(self._counties[county]):
            return f"{prefecture}{county}"
        return ""

    def _around(self, region: Region) -> set[int]:
        """Return the region and all it lies in, by statute and by the ladder people report on."""
        if (known := self._wholes.get(region.pk)) is not None:
            return known
        found, waiting = self._wholes.setdefault(region.pk, set()), [region.pk]
        while waiting:
            pk = waiting.pop()
            if pk and pk not in found and (each := self._by_id.get(pk)):
                found.add(pk)
                waiting += [each.parent_id, each.reporting_parent_id, each.prefecture_id, each.reporting_unit_id]
        return found


def _names(regions) -> dict[str, set[int]]:
    """Return name → ids; names of the same sound (铁西区) share an entry."""
    found: dict[str, set[int]] = {}
    for region in regions:
        for name in {region.name, *(form for form in short_forms(region.name) if form[-1] in "州县区市")}:
            found.setdefault(name, set()).add(region.pk)
    return found


def _any(names) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"
