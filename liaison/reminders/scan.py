"""What is due: one function for each kind of reminder, returning rows of its subject ready to become reminders.

Each row carries ``subject``, ``enterprise_ref``, ``recipient_ref`` (NULL: nobody can be reminded), ``due``,
``headline``, ``detail`` and ``link``. Days are compared by range, never by equality: after days without a scan one scan
finds everything, and what has passed its day is overdue only, no longer "due soon".
"""

import datetime as dt
from collections.abc import Callable
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
    SmallIntegerField,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models import Case as Choice
from django.db.models.functions import Cast, Coalesce, Concat, Length, TruncDate
from django.urls import reverse

from liaison.assignments.models import Assignment
from liaison.cases.choices import HandlingRole, State
from liaison.cases.models import Case, CaseEvent, Handling
from liaison.cases.moves import BROUGHT_BACK
from liaison.cases.parties import rank
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Level, Role, User
from liaison.visits.models import FollowUp

from .models import ReminderKind

# 临近提醒提前的工作日数。
NOTICE_DAYS = 2

Source = Callable[[dt.date, WorkCalendar], QuerySet]


def follow_ups_due_soon(today: dt.date, calendar: WorkCalendar) -> QuerySet:
    """Return open promises due today or within two working days."""
    return _follow_ups(FollowUp.objects.due_between(today, calendar.add(today, NOTICE_DAYS)), today)


def follow_ups_overdue(today: dt.date, calendar: WorkCalendar) -> QuerySet:
    """Return open promises whose day has passed."""
    return _follow_ups(FollowUp.objects.overdue(today), today)


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
    return _to_officer(Case.objects.live().due_soon(today, calendar, NOTICE_DAYS))


def cases_overdue_of_officers(today: dt.date, calendar: WorkCalendar) -> QuerySet:
    """Return the same cases as :func:`cases_overdue`, for the officer who keeps in touch with the enterprise."""
    return _to_officer(Case.objects.live().overdue(today))


SOURCES: list[tuple[ReminderKind, Source]] = [
    (ReminderKind.FOLLOW_UP_DUE, follow_ups_due_soon),
    (ReminderKind.FOLLOW_UP_OVERDUE, follow_ups_overdue),
    (ReminderKind.CASE_UNSIGNED, cases_unsigned),
    (ReminderKind.CASE_PAUSE_ENDS, cases_pause_ending),
    (ReminderKind.CASE_BACK, cases_back),
    (ReminderKind.CASE_DUE, cases_due_soon),
    (ReminderKind.CASE_DUE, cases_due_soon_of_officers),
    (ReminderKind.CASE_OVERDUE, cases_overdue),
    (ReminderKind.CASE_OVERDUE, cases_overdue_of_officers),
]


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


def _to_officer(rows: QuerySet) -> QuerySet:
    active = User.objects.filter(pk=OuterRef("officer"), is_active=True).values("pk")[:1]
    return _cases(rows.filter(officer__isnull=False).annotate(recipient_ref=Subquery(active)), "due_on")


def _cases(rows: QuerySet, day: str) -> QuerySet:
    return rows.annotate(
        subject=F("pk"),
        enterprise_ref=F("enterprise"),
        due=F(day),
        headline=F("title"),
        detail=Concat("number", Value("，"), "enterprise__name", output_field=TextField()),
        link=link_to("cases_case"),
    )


def _follow_ups(rows: QuerySet, today: dt.date) -> QuerySet:
    return rows.annotate(
        subject=F("pk"),
        enterprise_ref=F("visit__enterprise"),
        recipient_ref=Coalesce(
            Subquery(User.objects.filter(pk=OuterRef("responsible"), is_active=True).values("pk")[:1]),
            officer_of("visit__enterprise", today),
            output_field=BigIntegerField(),
        ),
        due=F("due_on"),
        headline=F("promise"),
        detail=Concat(
            F("visit__enterprise__name"), Value("，责任人："), F("responsible__name"), output_field=TextField()
        ),
        link=link_to("visits_followup"),
    )


def officer_of(enterprise: str, today: dt.date) -> Subquery:
    """Return the officer who serves the enterprise at path ``enterprise`` today, the nearest level first.

    The reminder goes to a liaison officer's account; leaders have none, so none is ever reminded directly.
    """
    nearest = Choice(
        *[When(level=level, then=rank) for rank, level in enumerate(reversed(Level.values))],
        output_field=SmallIntegerField(),
    )
    serving = Assignment.objects.on(today).filter(enterprise=OuterRef(enterprise), officer__is_active=True)
    return Subquery(serving.order_by(nearest, "pk").values("officer")[:1])


def link_to(model: str) -> Concat:
    """Return the path of the subject's page in the admin, as an expression."""
    before, after = reverse(f"admin:{model}_change", args=["0"]).split("0")
    return Concat(Value(before), Cast("pk", CharField()), Value(after), output_field=CharField())
