"""Keep what is derived about regions in line with what is recorded."""

from django.conf import settings
from django.db import transaction

from liaison.directory.models import Level, Region

_DERIVED = ["lineage", "prefecture", "reporting_unit"]


@transaction.atomic
def rebuild_regions() -> int:
    """Derive ``lineage``, ``prefecture`` and ``reporting_unit`` of every region; return how many changed.

    The lineage climbs the one ladder of scope and figures. The reporting unit is the nearest rung upward (the
    region itself included) named in ``settings.LIAISON_REPORTING_UNITS``, else the prefecture, else what stands
    straight under the province; the province itself has none. ``prefecture`` is the statutory one.
    """
    by_id = {region.pk: region for region in Region.objects.all()}
    changed = []
    for region in by_id.values():
        line = _line(region, by_id, "above_id")
        lineage = "".join(f"{above.code}/" for above in reversed(line))
        derived = (lineage, _prefecture(_line(region, by_id, "parent_id")), _reporting_unit(line))
        if derived[0] != region.lineage or [_pk(derived[1]), _pk(derived[2])] != [
            region.prefecture_id,
            region.reporting_unit_id,
        ]:
            region.lineage, region.prefecture, region.reporting_unit = derived
            changed.append(region)
    Region.objects.bulk_update(changed, _DERIVED, batch_size=200)
    return len(changed)


def _line(region: Region, by_id: dict[int, Region], superior: str) -> list[Region]:
    """Return the region and what ``superior`` (an attribute with an id) leads to, lowest first."""
    line = [region]
    while (above := by_id.get(getattr(line[-1], superior))) is not None and above not in line:
        line.append(above)
    return line


def _prefecture(line: list[Region]) -> Region | None:
    return next((above for above in line if above.level == Level.PREFECTURE), None)


def _reporting_unit(line: list[Region]) -> Region | None:
    named = next((above for above in line if above.code in settings.LIAISON_REPORTING_UNITS), None)
    return named or _prefecture(line) or (line[-2] if len(line) > 1 else None)


def _pk(region: Region | None) -> int | None:
    return region.pk if region else None
