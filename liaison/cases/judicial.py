"""司法事项: whose work may be coordinated but neither chased nor ranked (司法独立), said for rows and for one case.

Courts and procuratorates always; 公安 and 司法行政 units only for a case that the office has ticked, with its reason.
"""

from django.db.models import Q

from liaison.directory.models import Unit, UnitKind

NEVER_CHASED = (UnitKind.COURT, UnitKind.PROCURATORATE)
# What units of 公安 and 司法行政 do, as the register names it; those entered by hand may have their name only.
_FUNCTIONS = ("gongan", "sifa")
_NAMES = ("公安", "司法")


def beyond_chasing() -> Q:
    """Return the condition on cases that nobody may chase or rank; see :func:`is_beyond_chasing`."""
    return Q(lead_unit__kind__in=NEVER_CHASED) | Q(is_judicial=True)


def is_beyond_chasing(case) -> bool:
    """Return whether ``case`` (its ``lead_unit`` loaded) may be neither chased nor ranked."""
    return case.is_judicial or bool(case.lead_unit_id and case.lead_unit.kind in NEVER_CHASED)


def may_be_ticked(unit: Unit | None) -> bool:
    """Return whether the office may tick 司法事项 for a case led by ``unit``; courts need no tick."""
    if unit is None or unit.kind in NEVER_CHASED:
        return False
    return unit.function in _FUNCTIONS or any(word in unit.name for word in _NAMES)
