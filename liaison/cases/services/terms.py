"""Keeps :class:`Term`: how each deadline was made, written along with the move that makes or moves it.

A move says how by ``Step.promise`` and ``Step.shift``. Whatever else changes a deadline sets it by hand: its term goes.
"""

import datetime as dt

from liaison.core.workdays import WorkCalendar

from ..choices import TermKind
from ..models import DAY_OF, Case, Handling, Term


def days_of(case: Case) -> dict[str, dt.date | None]:
    """Return the days that the case's own terms give, by kind."""
    return {kind: getattr(case, name) for kind, name in DAY_OF.items()}


def keep(step) -> None:
    """Bring the terms of the step's case in line with its days, as they now stand."""
    before, now = step.days_before, days_of(step.case)
    if before == now and not step.terms:
        return
    kept = {term.kind: term for term in step.case.terms.filter(handling=None)}
    for kind, day in now.items():
        old, new = kept.get(kind), step.terms.get(kind)
        if kind in step.terms and new is not None and day is not None:
            write(step.case, new, day, step.calendar, old)
        elif kind == TermKind.ANSWER and step.shift and kind not in step.terms and day is not None:
            _move(step, old or Term(kind=kind, from_on=before[kind], days=0), before[kind], day)
        elif old is not None and (kind in step.terms or day != before[kind]):
            old.delete()


def write(case: Case, term: Term, day: dt.date, calendar: WorkCalendar, old: Term | None = None) -> None:
    """Save ``term``, which gives ``day``, in the place of ``old``."""
    term.case, term.pk = case, old and old.pk
    term.odd_days = iso(calendar.odd_days(term.from_on, day))
    term.save()


def give(step, part: Handling, term: Term, day: dt.date) -> None:
    """Note how the support unit's ``day`` was made."""
    term.handling = part
    write(step.case, term, day, step.calendar, Term.objects.filter(handling=part).first())


def move_part(step, part: Handling, before: dt.date, day: dt.date) -> None:
    """Let the support unit's term move by the working days of the step's shift."""
    term = Term.objects.filter(handling=part).first()
    term = term or Term(kind=TermKind.SUPPORT, handling=part, from_on=before, days=0)
    _move(step, term, before, day)


def iso(days: list[dt.date]) -> list[str]:
    return [day.isoformat() for day in days]


def shifted(case: Case, days: int, calendar: WorkCalendar) -> dt.date | None:
    """Return the case's deadline moved by ``days``, if its term still gives it: exact where it starts on a day off."""
    term = case.terms.filter(kind=TermKind.ANSWER).first()
    if term is None or term.day(calendar) != case.due_on or term.days + days < 0:
        return None
    return calendar.add(term.from_on, term.days + days)


def _move(step, term: Term, before: dt.date, day: dt.date) -> None:
    """Save ``term`` longer or shorter by the step's shift; up to ``before`` its odd days stay as they were known."""
    if term.days + step.shift < 0:
        if term.pk:
            term.delete()
        return
    end = min(before, day)
    known = [odd for odd in term.odd_days if odd <= end.isoformat()]
    term.case, term.days = step.case, term.days + step.shift
    term.odd_days = known + iso(step.calendar.odd_days(end, day))
    term.save()
