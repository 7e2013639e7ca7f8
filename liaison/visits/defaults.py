"""What a form may put before people, so that an officer types three things only. Nothing here is claimed unseen."""

import datetime as dt
from collections.abc import Iterable

from liaison.assignments.models import Assignment
from liaison.directory.models import Leader, Level, User
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit


def leaders_for(enterprise: Enterprise, *, officer: User, day: dt.date) -> list[Leader]:
    """Return the leaders assigned to ``enterprise`` on ``day``: those the officer serves first, then by rank."""
    links = Assignment.objects.on(day).filter(enterprise=enterprise).select_related("leader")
    return list(dict.fromkeys(link.leader for link in _served_first(links, officer)))


def leader_among(links: Iterable[Assignment], *, officer: User) -> Leader | None:
    """Return the leader whom ``officer`` would most likely accompany, of ``links`` in force that day.

    The leader the officer serves there; else the only assigned leader; else nobody: no guess among several.
    """
    ordered = _served_first(links, officer)
    if ordered and (ordered[0].officer_id == officer.pk or len({link.leader_id for link in ordered}) == 1):
        return ordered[0].leader
    return None


def leader_for(enterprise: Enterprise, *, officer: User, day: dt.date) -> Leader | None:
    """Return :func:`leader_among` those assigned to ``enterprise`` on ``day``."""
    links = Assignment.objects.on(day).filter(enterprise=enterprise).select_related("leader")
    return leader_among(links, officer=officer)


def led_last_time(user: User) -> bool:
    """Whether a leader led the visit that ``user`` logged last: what the forms show as chosen next time."""
    last = Visit.objects.filter(logged_by=user, event=None).order_by("-pk").values_list("leader", flat=True)[:1]
    return any(last)


def _served_first(links: Iterable[Assignment], officer: User) -> list[Assignment]:
    def place(link: Assignment) -> tuple:
        rung = Level.values.index(link.level)
        return link.officer_id != officer.pk, rung, link.leader.rank_order, link.leader_id

    return sorted(links, key=place)
