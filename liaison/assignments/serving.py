"""Who serves an enterprise: one answer for scope, parties, due lists, reminders and what is filed.

Leaders' officers serve here; a room above hands in a :class:`Serves` for people who serve for another reason (the
cadres of a campaign), and everything that asks this module knows them at once.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, SmallIntegerField, Subquery, Value, When
from django.db.models.functions import Coalesce

from liaison.core.rooms import handed_in
from liaison.directory.models import Level, User

from .models import Assignment


@dataclass(frozen=True)
class Serves:
    """A reason to serve enterprises; the lower room's people are nearer to an enterprise than the higher one's.

    ``rows()`` has a row for each enterprise and person, with ``served`` (an enterprise's id), ``person`` (an account's
    id, NULL while nobody is named), ``first`` and ``last`` (days, both included, NULL for open) and ``nearness`` (the
    smallest is nearest).
    """

    rows: Callable[[], QuerySet]

    def on(self, day: dt.date) -> QuerySet:
        """Return the rows in force on ``day``."""
        return self.not_over(day).filter(Q(first=None) | Q(first__lte=day))

    def not_over(self, day: dt.date) -> QuerySet:
        """Return the rows in force on ``day`` or beginning later."""
        return self.rows().filter(Q(last=None) | Q(last__gte=day))


def leaders_officers() -> QuerySet:
    """Return this room's own reason: an officer serves what a leader keeps in touch with, the lowest level nearest."""
    nearness = Case(
        *[When(level=level, then=place) for place, level in enumerate(reversed(Level.values))],
        output_field=SmallIntegerField(),
    )
    columns = {"served": F("enterprise"), "person": F("officer"), "first": F("start_on"), "last": F("end_on")}
    return Assignment.objects.of_enterprises().order_by().annotate(**columns, nearness=nearness)


def served_by(user: User, day: dt.date, path: str = "pk") -> Q:
    """Return rows whose enterprise, at ``path``, ``user`` serves on ``day`` or later: what lets one see and file."""
    return _any(path, (each.not_over(day).filter(person=user.pk) for each in handed_in(Serves)))


def served_on(day: dt.date, path: str = "pk", *, person: int | None = None) -> Q:
    """Return the rows whose enterprise, at ``path``, is served on ``day``; by the account ``person`` where named."""
    who = {} if person is None else {"person": person}
    return _any(path, (each.on(day).filter(**who) for each in handed_in(Serves)))


def serves(user: User, day: dt.date, enterprise_id: int | None = None) -> bool:
    """Whether ``user`` serves this enterprise (any, where none is named) on ``day`` or later."""
    which = {} if enterprise_id is None else {"served": enterprise_id}
    return any(each.not_over(day).filter(person=user.pk, **which).exists() for each in handed_in(Serves))


def people_of(enterprises: QuerySet, day: dt.date) -> Q:
    """Return, over accounts, those who serve any of ``enterprises`` on ``day``."""
    found = Q(pk__in=[])
    for each in handed_in(Serves):
        found |= Q(
            pk__in=each.on(day).filter(served__in=enterprises.values("pk"), person__isnull=False).values("person")
        )
    return found


def nearest(path: str, day: dt.date) -> Coalesce:
    """Return the id of the active person nearest to the enterprise at ``path`` on ``day``, as an expression; or NULL.

    Leaders have no account, so it is never one of them.
    """
    active = User.objects.filter(is_active=True).values("pk")
    found = [
        Subquery(_nearest_first(each.on(day).filter(served=OuterRef(path), person__in=active)))
        for each in handed_in(Serves)
    ]
    return Coalesce(*found, Value(None), output_field=BigIntegerField())


def nearest_to(enterprise_id: int, day: dt.date) -> User | None:
    """Return the active person nearest to the enterprise on ``day``, if there is one."""
    active = User.objects.filter(is_active=True).values("pk")
    for each in handed_in(Serves):
        for person in _nearest_first(each.on(day).filter(served=enterprise_id, person__in=active)):
            return User.objects.get(pk=person["person"])
    return None


def _nearest_first(rows: QuerySet) -> QuerySet:
    return rows.order_by("nearness", "pk").values("person")[:1]


def _any(path: str, sources) -> Q:
    found = Q(pk__in=[])
    for rows in sources:
        found |= Q(**{f"{path}__in": rows.values("served")})
    return found
