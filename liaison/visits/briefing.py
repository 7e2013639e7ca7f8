"""What one should know before stepping into an enterprise: last visits, open promises, warnings."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q

from liaison.directory.models import User
from liaison.enterprises.models import Enterprise, Status
from liaison.visits import rhythm
from liaison.visits.models import FollowUp, Visit

LAST_VISITS = 3


@dataclass(frozen=True)
class Briefing:
    visits: list[Visit] = field(default_factory=list)
    promises: list[FollowUp] = field(default_factory=list)
    elsewhere: list[Visit] = field(default_factory=list)
    """Visits of other offices within 30 days, newest first: what they learnt need not be asked again."""
    warnings: list[str] = field(default_factory=list)


def briefing(enterprise: Enterprise, user: User, today: dt.date, *, visits: int = LAST_VISITS) -> Briefing:
    """Return what ``user`` may know about ``enterprise`` before a visit; a fixed number of statements."""
    seen = Visit.objects.visible_to(user).filter(enterprise=enterprise)
    shown = seen.select_related("leader", "logged_by__unit").prefetch_related("problems")
    in_window = Q(held_on__gt=today - rhythm.WINDOW)
    lately = seen.filter(in_window)
    elsewhere = list(
        lately.by_other_offices(user).select_related("leader", "logged_by__unit").prefetch_related("problems")[:3]
    )
    promises = FollowUp.objects.visible_to(user).open().filter(visit__enterprise=enterprise)
    promises = list(promises.select_related("responsible").order_by("due_on")[:10])
    return Briefing(
        visits=list(shown[:visits]),
        promises=promises,
        elsewhere=elsewhere,
        warnings=_warnings(enterprise, enterprise.visits.qualifying().filter(in_window).count(), promises, today),
    )


def _warnings(enterprise: Enterprise, lately: int, promises: list[FollowUp], today: dt.date) -> list[str]:
    found = []
    if enterprise.status != Status.NORMAL:
        found.append(f"经营状态：{enterprise.get_status_display()}。")
    if lately >= rhythm.limit():
        found.append(f"近30天已被走访 {lately} 次，请确有需要再去，尽量与其他单位一并走访。")
    overdue = sum(promise.due_on < today for promise in promises)
    if overdue:
        found.append(f"有 {overdue} 件答应企业的事已经逾期，去之前请先核实。")
    return found
