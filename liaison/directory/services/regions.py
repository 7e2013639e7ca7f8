"""Keep what is derived about regions in line with what is recorded."""

from django.conf import settings
from django.db import transaction

from liaison.directory.models import Region

_DERIVED = ["lineage", "prefecture", "reporting_unit"]


@transaction.atomic
def rebuild_regions() -> int:
    """Derive ``lineage``, ``prefecture`` and ``reporting_unit`` of every region; return how many changed.

    The reporting unit is the nearest region upward (itself included) named in
    ``settings.LIAISON_REPORTING_UNITS``, else the prefecture; the province itself has none.
    """
    by_id = {region.pk: region for region in Region.objects.all()}
    changed = []
    for region in by_id.values():
        line = _line(region, by_id)
        prefecture = next((above for above in line if above.level == "prefecture"), None)
        named = next((above for above in line if above.code in settings.LIAISON_REPORTING_UNITS), None)
        derived = ("".join(f"{above.code}/" for above in reversed(line)), prefecture, named or prefecture)
        if derived[0] != region.lineage or [_pk(derived[1]), _pk(derived[2])] != [
            region.prefecture_id,
            region.reporting_unit_id,
        ]:
            region.lineage, region.prefecture, region.reporting_unit = derived
            changed.append(region)
    Region.objects.bulk_update(changed, _DERIVED, batch_size=200)
    return len(changed)


def _line(region: Region, by_id: dict[int, Region]) -> list[Region]:
    """Return the region and its statutory superiors, lowest first."""
    line = [region]
    while (above := by_id.get(line[-1].parent_id)) is not None and above not in line:
        line.append(above)
    return line


def _pk(region: Region | None) -> int | None:
    return region.pk if region else None
