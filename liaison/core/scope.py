"""Who may see which rows: one ``visible_to(user)`` for each model, fed by grants.

A room below cannot know why a room above lets someone see its rows (an officer sees an enterprise
because of an *assignment*). So the room above hands in a grant: a function that returns a ``Q``
over the lower model. ``granted`` joins them with OR.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from .lengths import refuse_too_long
from .rooms import handed_in


@dataclass(frozen=True)
class Grant:
    """The rows of ``model`` that match ``rows(user)`` are visible to ``user``."""

    model: type[models.Model]
    rows: Callable[[models.Model], Q]


def granted(model: type[models.Model], user: models.Model) -> Q:
    """Return the OR of all grants over ``model`` for ``user``; matches nothing where there is none."""
    combined = Q(pk__in=[])
    for grant in handed_in(Grant):
        if grant.model is model:
            combined |= grant.rows(user)
    return combined


class ScopedQuerySet(models.QuerySet):
    """A QuerySet that can narrow itself to what one person may see."""

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for row in objs:
            refuse_too_long(row)
        return super().bulk_create(objs, *args, **kwargs)

    def visible_to(self, user):
        """Return the rows that exist for ``user``. Nobody sees anything by default."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(self.scope_for(user))

    def behind(self, relation: str) -> models.QuerySet:
        """Return all rows of the model that refers to this one by ``relation``: it imports us, we cannot import it."""
        return self.model._meta.get_field(relation).related_model._default_manager.all()

    def scope_for(self, user) -> Q:
        """Return the ``Q`` of rows visible to ``user`` (an active, authenticated, ordinary user)."""
        return granted(self.model, user)


class PublicQuerySet(ScopedQuerySet):
    """Reference data that every signed-in person may read (regions, units, leaders)."""

    def scope_for(self, user) -> Q:
        return Q()
