"""Writes :class:`FollowUpSpan`: a past day's open promises stay what they were, whatever is done to them today.

What is told late counts from the day it happened: a visit of last month brings its promises with it, and a promise
kept on Friday that is ticked off on Monday was kept on Friday. A date moved or a completion taken back counts from the
day on which that is done.
"""

import datetime as dt
from collections.abc import Iterable

from liaison.visits.models import FollowUp, FollowUpSpan, Visit

_DAY = dt.timedelta(days=1)


def begin(follow_ups: Iterable[FollowUp]) -> None:
    """Write the days of promises that were just saved for the first time; their visits are loaded."""
    spans = (_first_span(row) for row in follow_ups)
    FollowUpSpan.objects.bulk_create([span for span in spans if span is not None], batch_size=500)


def _first_span(row: FollowUp) -> FollowUpSpan | None:
    """Return the only span of a new promise; None for one that was kept on the day it was made."""
    first, last = row.visit.held_on, row.done_on and row.done_on - _DAY
    return FollowUpSpan(follow_up=row, first_on=first, last_on=last, due_on=row.due_on) if _days(first, last) else None


def _days(first: dt.date, last: dt.date | None) -> bool:
    return last is None or first <= last


def note(follow_up: FollowUp, today: dt.date) -> None:
    """Write how ``follow_up`` stands now that it was kept, opened again, or given another day."""
    if follow_up.done_on:
        _end_before(follow_up, follow_up.done_on)
        return
    standing = follow_up.spans.filter(last_on=None).first()
    if standing is not None and standing.due_on == follow_up.due_on:
        return
    _end_before(follow_up, today)
    FollowUpSpan.objects.create(
        follow_up=follow_up, first_on=max(today, follow_up.visit.held_on), due_on=follow_up.due_on
    )


def _end_before(follow_up: FollowUp, day: dt.date) -> None:
    follow_up.spans.filter(first_on__gte=day).delete()
    follow_up.spans.filter(last_on=None).update(last_on=day - _DAY)


def follow_visit(visit: Visit) -> None:
    """Let the promises of ``visit`` begin with its day, which was corrected."""
    for follow_up in visit.follow_ups.prefetch_related("spans"):
        spans = list(follow_up.spans.all())
        left = [span for span in spans if _days(visit.held_on, span.last_on)]
        FollowUpSpan.objects.filter(pk__in=[span.pk for span in spans if span not in left]).delete()
        if left and left[0].first_on != visit.held_on:
            left[0].first_on = visit.held_on
            left[0].save(update_fields=["first_on"])
