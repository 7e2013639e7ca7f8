"""Writes :class:`CaseSpan`: what was on past days stays, whatever is done to a case today."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from liaison.core.workdays import WorkCalendar

from ..choices import OPEN_STATES, RUNNING_STATES, State
from ..models import OVERDUE, Case, CaseSpan

_DAY = dt.timedelta(days=1)
_BATCH = 500


class Standing(NamedTuple):
    """How an open case stands on one day; the fields are those of a span."""

    due_on: dt.date | None = None
    is_running: bool = False
    is_paused: bool = False
    lead_unit_id: int | None = None
    is_judicial: bool = False
    is_historic: bool = False


Outlook = list[tuple[dt.date, Standing]]


def outlook(case: Case, today: dt.date) -> Outlook:
    """Return how ``case`` stands from ``today`` on, as (first day, standing); empty where it is not in hand."""
    if case.state not in OPEN_STATES or case.submitted_on is None:
        return []
    running = case.state in RUNNING_STATES and _has_a_day(case)
    runs = Standing(case.due_on, running, False, case.lead_unit_id, case.is_judicial, case.is_historic)
    if not case.is_paused_on(today):
        return [(today, runs)]
    return [(today, runs._replace(is_running=False, is_paused=True)), (case.paused_until + _DAY, runs)]


def _has_a_day(case: Case) -> bool:
    """Whether the clock runs towards something: what is tracked has only its milestones, and history none yet."""
    return case.state != State.TRACKING or case.milestones.filter(reported_on=None).exists()


def begin(case: Case, today: dt.date) -> None:
    """Write how a case that was just filed stands from today on."""
    CaseSpan.objects.bulk_create(_spans(case, outlook(case, today)))


def note(case: Case, today: dt.date) -> None:
    """Let the days before ``today`` stand, and write how the case stands from today on."""
    case.spans.filter(first_on__gte=today).delete()
    last = case.spans.filter(Q(last_on=None) | Q(last_on__gte=today - _DAY)).first()
    ahead = outlook(case, today)
    if last is not None:
        same = bool(ahead) and _standing_of(last) == ahead[0][1]
        end = (ahead[1][0] - _DAY if len(ahead) > 1 else None) if same else today - _DAY
        ahead = ahead[1:] if same else ahead
        if last.last_on != end:
            last.last_on = end
            last.save(update_fields=["last_on"])
    CaseSpan.objects.bulk_create(_spans(case, ahead))


def note_imported(cases: Iterable[Case]) -> None:
    """Write the spans of cases that a ledger brought, from the dates it tells."""
    CaseSpan.objects.bulk_create([span for case in cases for span in _told(case)], batch_size=_BATCH)


def retell(case_ids: Iterable[int]) -> None:
    """Write anew the spans of ledgers' cases whose dates another ledger, or taking it back, has changed."""
    ids = list(case_ids)
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        CaseSpan.objects.filter(case__in=some).delete()
        note_imported(Case.objects.filter(pk__in=some))


def late_days(case: Case, today: dt.date, calendar: WorkCalendar) -> int:
    """Return on how many working days up to ``today`` the case was beyond the deadline then in force.

    What was late stays late: a later extension, a new deadline or the end of the case takes none of it away.
    """
    late = case.spans.filter(OVERDUE, due_on__lt=today, first_on__lte=today)
    return sum(
        max(0, calendar.count(max(span.due_on, span.first_on - _DAY), min(span.last_on or today, today)))
        for span in late
    )


def _told(case: Case) -> list[CaseSpan]:
    """Return the days of a ledger's case: waiting, then with its unit, then answered but not ended.

    What the ledger does not tell counts against nobody: without a day of the answer an answered case never ran.
    """
    first, end = case.submitted_on or case.raised_on, case.ended_on
    old = Standing(is_historic=case.is_historic)
    steps: Outlook = [(first, old)]
    if case.lead_unit_id:
        tracked = case.state == State.TRACKING
        runs = (case.state in RUNNING_STATES and not tracked) or case.answered_on is not None
        start = max(case.assigned_on or first, first)
        led = old._replace(due_on=case.due_on, is_running=runs, lead_unit_id=case.lead_unit_id)
        steps.append((start, led))
        if case.answered_on is not None and case.state not in RUNNING_STATES:
            steps.append((max(case.answered_on, start), led._replace(is_running=False)))
    return _spans(case, steps, end)


def _spans(case: Case, steps: Outlook, end: dt.date | None = None) -> list[CaseSpan]:
    """Return a span for each step up to the next one, or to ``end``, the first day on which the case is not open."""
    ends = [first for first, _ in steps[1:]] + [end]
    spans = []
    for (first, standing), until in zip(steps, ends, strict=False):
        until = min(filter(None, (until, end)), default=None)
        if until is None or first < until:
            spans.append(CaseSpan(case=case, first_on=first, last_on=until and until - _DAY, **standing._asdict()))
    return spans


def _standing_of(span: CaseSpan) -> Standing:
    return Standing(*(getattr(span, name) for name in Standing._fields))
