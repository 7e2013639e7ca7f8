"""Cases whose deadlines come or have passed, and cases that came back by themselves."""

import datetime as dt
from functools import reduce
from operator import or_

from django.db.models import (
    BigIntegerField,
    CharField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, Concat, Length, TruncDate

from liaison.assignments.serving import nearest
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Level, Role, User
from liaison.reminders.kinds import NOTICE_DAYS, link_to

from .choices import HandlingRole, State
from .models import Case, CaseEvent, Handling
from .moves import BROUGHT_BACK
from .parties import rank


def cases_due_soon(today: dt.date, calendar: WorkCalendar) -> QuerySet:
    """Return running cases due today or within two working days, for each person who handles them."""
    return _to_handlers(Case.objects.live().due_soon(today, calendar, NOTICE_DAYS), "due_on")


def cases_overdue(today: dt.date, calendar: WorkCalendar) -> QuerySet:
    """Return running cases beyond their deadline, for each person who handles them."""
    return _to_handlers(Case.objects.live().overdue(today), "due_on")


def cases_unsigned(today: dt.date, calendar: WorkCalendar) -> QuerySet:
    """Return cases their lead unit should have signed for, for each person who could."""
    return _to_handlers(Case.objects.live().sign_overdue(today), "sign_due_on")


def cases_pause_ending(today: dt.date, calendar: WorkCalendar) -> QuerySet:
    """Return cases whose granted pause ends today or within two working days, for each person who handles them."""
    return _to_handlers(Case.objects.live().pause_ending(today, calendar.add(today, NOTICE_DAYS)), "paused_until")


def cases_back(today: dt.date, calendar: WorkCalendar) -> QuerySet:
    """Return cases that came back to the office because their main case ended, and wait there since.

    For whoever merged them, else for one person of the nearest office: it was nobody's own step.
    """
    events = CaseEvent.objects.filter(case=OuterRef("pk")).order_by("-pk")
    merged = events.filter(move="merge", actor__is_active=True, actor__role=Role.COORDINATOR).values("actor")[:1]
    waiting = Case.objects.filter(state__in=(State.SUBMITTED, State.ACCEPTED)).annotate(
        last_move=Subquery(events.values("move")[:1]), since=TruncDate(Subquery(events.values("at")[:1]))
    )
    told = Coalesce(Subquery(merged), _office(), output_field=BigIntegerField())
    return _cases(waiting.filter(last_move=BROUGHT_BACK).annotate(recipient_ref=told), "since")


def cases_due_soon_of_officers(today: dt.date, calendar: WorkCalendar) -> QuerySet:
    """Return the same cases as :func:`cases_due_soon`, for the officer who keeps in touch with the enterprise."""
    return _to_officer(Case.objects.live().due_soon(today, calendar, NOTICE_DAYS), today)


def cases_overdue_of_officers(today: dt.date, calendar: WorkCalendar) -> QuerySet:
    """Return the same cases as :func:`cases_overdue`, for the officer who keeps in touch with the enterprise."""
    return _to_officer(Case.objects.live().overdue(today), today)


def _to_handlers(rows: QuerySet, day: str) -> QuerySet:
    """Return a row for each case and active handler of its lead unit: the one named in the handling, else all."""
    lead = Handling.objects.current().filter(case=OuterRef("pk"), role=HandlingRole.LEAD, handler__is_active=True)
    named = rows.annotate(named=Subquery(lead.values("handler")[:1]), recipient_ref=F("lead_unit__users"))
    able = Q(lead_unit__users__is_active=True, lead_unit__users__role=Role.HANDLER)
    return _cases(named.filter(Q(recipient_ref=F("named")) | (Q(named=None) & able)), day)


def _outer(name: str) -> ExpressionWrapper:
    return ExpressionWrapper(OuterRef(name), output_field=CharField())


def _office() -> Subquery:
    """Return one person of the nearest coordinating office that may act on the case."""
    able = [
        Q(needed=needed, region__level__in=[level for level in Level if rank(level) >= rank(needed)])
        for needed in Level
    ]
    people = User.objects.filter(is_active=True, role=Role.COORDINATOR).annotate(
        lineage=_outer("enterprise__region__lineage"), needed=_outer("required_level")
    )
    found = people.filter(reduce(or_, able), lineage__startswith=F("region__lineage"))
    return Subquery(found.order_by(Length("region__lineage").desc(), "pk").values("pk")[:1])


def _to_officer(rows: QuerySet, today: dt.date) -> QuerySet:
    """Return a row for each case, for its own officer; else (every imported case) for whoever serves the enterprise."""
    own = User.objects.filter(pk=OuterRef("officer"), is_active=True).values("pk")[:1]
    told = Coalesce(Subquery(own), nearest("enterprise", today), output_field=BigIntegerField())
    return _cases(rows.annotate(recipient_ref=told), "due_on")


def _cases(rows: QuerySet, day: str) -> QuerySet:
    return rows.annotate(
        subject=F("pk"),
        enterprise_ref=F("enterprise"),
        due=F(day),
        headline=F("title"),
        detail=Concat("number", Value("，"), "enterprise__name", output_field=TextField()),
        link=link_to("cases_case"),
    )
