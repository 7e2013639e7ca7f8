"""Promises whose day comes, or has passed."""

import datetime as dt

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat

from liaison.assignments.serving import nearest
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import User
from liaison.reminders.kinds import NOTICE_DAYS, link_to

from .models import FollowUp


def follow_ups_due_soon(today: dt.date, calendar: WorkCalendar) -> QuerySet:
    """Return open promises due today or within two working days."""
    return _follow_ups(FollowUp.objects.due_between(today, calendar.add(today, NOTICE_DAYS)), today)


def follow_ups_overdue(today: dt.date, calendar: WorkCalendar) -> QuerySet:
    """Return open promises whose day has passed."""
    return _follow_ups(FollowUp.objects.overdue(today), today)


def _follow_ups(rows: QuerySet, today: dt.date) -> QuerySet:
    """To whoever is responsible; where that person's account is switched off, to who serves the enterprise today."""
    own = User.objects.filter(pk=OuterRef("responsible"), is_active=True).values("pk")[:1]
    return rows.annotate(
        subject=F("pk"),
        enterprise_ref=F("visit__enterprise"),
        recipient_ref=Coalesce(Subquery(own), nearest("visit__enterprise", today), output_field=BigIntegerField()),
        due=F("due_on"),
        headline=F("promise"),
        detail=Concat(
            F("visit__enterprise__name"), Value("，责任人："), F("responsible__name"), output_field=TextField()
        ),
        link=link_to("visits_followup"),
    )
