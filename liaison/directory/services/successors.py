"""Which unit takes over the duties of one that ends."""

import datetime as dt

from liaison.core.text import match_key
from liaison.directory.models import Unit, UnitAlias


def successor_of(unit: Unit, day: dt.date) -> Unit | None:
    """Return the unit in force on ``day`` that bears the old name as another name, else the only one of the same
    function in the same region; None where nothing tells."""
    others = Unit.objects.in_force(day).exclude(pk=unit.pk)
    keys = {match_key(unit.name), match_key(unit.short_name)}
    renamed = others.filter(pk__in=UnitAlias.objects.filter(key__in=keys).values("unit"), region=unit.region_id)
    same_duty = others.filter(region=unit.region_id, function=unit.function) if unit.function else others.none()
    return next((found[0] for rows in (renamed, same_duty) if len(found := list(rows[:2])) == 1), None)
