"""What holds from one day to another: units, regions, other names, posts. Both days count; an open end is open."""

import datetime as dt

from django.db import models
from django.db.models import F, OrderBy, Q

from liaison.core import clock
from liaison.core.scope import PublicQuerySet


def in_force(day, *, first: str = "valid_from", last: str = "valid_to") -> tuple[Q, Q]:
    """Return the conditions that ``day`` lies between ``first`` and ``last``, two fields that may be empty."""
    return Q(**{first: None}) | Q(**{f"{first}__lte": day}), Q(**{last: None}) | Q(**{f"{last}__gte": day})


def earliest_first(name: str) -> OrderBy:
    """Return the order by the first day ``name``; what has held since ever comes first, on every database."""
    return F(name).asc(nulls_first=True)


def latest_first(name: str) -> OrderBy:
    """Return the reverse of :func:`earliest_first`."""
    return F(name).desc(nulls_last=True)


def holds_on(day: dt.date, first: dt.date | None, last: dt.date | None) -> bool:
    """Return whether ``day`` lies in the span, both days included."""
    return (first is None or first <= day) and (last is None or day <= last)


class DatedQuerySet(PublicQuerySet):
    """Rows with a first and a last day, which a subclass may name otherwise."""

    first_day, last_day = "valid_from", "valid_to"

    def in_force(self, day):
        """Return the rows that hold on ``day``: until the end of their last day, from the morning of their first."""
        return self.filter(*in_force(day, first=self.first_day, last=self.last_day))


def choosable(rows: models.QuerySet, holder: type[models.Model]) -> models.QuerySet:
    """Return those of ``rows`` that a form for ``holder`` may offer today; one that records the past takes all."""
    return (
        rows
        if getattr(holder, "records_the_past", False) or not hasattr(rows, "in_force")
        else rows.in_force(clock.today())
    )


class Dated:
    """What a row that is valid from one day to another says of itself; mixed into the model."""

    valid_from: dt.date | None
    valid_to: dt.date | None

    def is_in_force(self, day: dt.date) -> bool:
        return holds_on(day, self.valid_from, self.valid_to)

    def standing(self, day: dt.date) -> str:
        """Return in words whether the row holds on ``day``."""
        if self.valid_to and self.valid_to < day:
            return f"已于 {self.valid_to:%Y-%m-%d} 停用"
        if self.valid_from and self.valid_from > day:
            return f"{self.valid_from:%Y-%m-%d} 起启用"
        return f"用到 {self.valid_to:%Y-%m-%d}" if self.valid_to else "使用中"
