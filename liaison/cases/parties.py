"""Who a person is to a case. Moves name parties, never users: role, unit and scope together decide."""

from enum import StrEnum

from liaison.assignments.serving import serves
from liaison.core import clock
from liaison.directory.models import Level, Role

from .choices import HandlingRole
from .models.querysets import ACTING_ROLES

_RANK = {Level.TOWNSHIP: 0, Level.COUNTY: 1, Level.PREFECTURE: 2, Level.PROVINCE: 3}


FILING_ROLES = (Role.OFFICER, Role.COORDINATOR)


class Party(StrEnum):
    FILER = "登记人或企业联络员"
    OFFICE = "协调办公室"
    LEAD = "主办单位"
    SUPPORT = "协办单位"
    SUPERVISOR = "督查督办"


def may_file(user) -> bool:
    """Return whether ``user`` may bring cases in; an administrator keeps the machine and may not."""
    return user.role in FILING_ROLES and user.has_perm("cases.add_case")


def may_recount(user) -> bool:
    """Return whether ``user`` is a coordinating office, which looks at deadlines anew when the calendar changes."""
    return user.role == Role.COORDINATOR and bool(user.oversees_region) and user.has_perm("cases.change_case")


def rank(level: str) -> int:
    """Return how high ``level`` stands; the province is highest."""
    return _RANK[Level(level)]


def coordinated_by(rows, user):
    """Return those of ``rows`` (cases) to which ``user`` is the coordinating office; see :func:`parties_of`."""
    if not user.is_active or user.role in (Role.ADMIN, Role.SUPERVISOR) or not user.oversees_region:
        return rows.none()
    levels = [level for level in Level if rank(level) <= rank(user.region.level)]
    return rows.filter(enterprise__region__lineage__startswith=user.region.lineage, required_level__in=levels)


def parties_of(case, user) -> frozenset[Party]:
    """Return what ``user`` is to ``case``. A system administrator keeps the machine and is no party to any case."""
    if not user or not user.is_active or user.role == Role.ADMIN:
        return frozenset()
    found = set()
    if _is_filer(case, user):
        found.add(Party.FILER)
    if user.oversees_region and case.enterprise.region.lineage.startswith(user.region.lineage):
        if user.role == Role.SUPERVISOR:
            found.add(Party.SUPERVISOR)
        elif rank(user.region.level) >= rank(case.required_level):
            found.add(Party.OFFICE)
    if user.unit_id and user.role in ACTING_ROLES:
        roles = case.handlings.current().filter(unit=user.unit_id).values_list("role", flat=True)
        found.update(Party.LEAD if role == HandlingRole.LEAD else Party.SUPPORT for role in roles)
    return frozenset(found)


def _is_filer(case, user) -> bool:
    if user.role not in FILING_ROLES:
        return False
    return user.pk in (case.filed_by_id, case.officer_id) or serves(user, clock.today(), case.enterprise_id)
