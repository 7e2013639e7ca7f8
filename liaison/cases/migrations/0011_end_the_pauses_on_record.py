"""Give the pauses on record a last day: those that ended theirs, those still open two weeks from the day of the update."""

import datetime as dt

from django.db import migrations
from django.db.models import F
from django.utils import timezone

DAY, FORTNIGHT = dt.timedelta(days=1), dt.timedelta(days=14)


def forwards(apps, schema_editor):
    Pause = apps.get_model('cases', 'Pause')
    Pause.objects.exclude(ended_on=None).update(until_on=F('ended_on'), granted_days=F('days'))
    for pause in Pause.objects.filter(ended_on=None).select_related('case'):
        end(apps, pause, timezone.localdate() + FORTNIGHT)


def end(apps, pause, until):
    """Let an open pause end after ``until`` and move the deadline by its days, Monday to Friday."""
    case = pause.case
    pause.until_on, pause.due_before = until, case.due_on
    pause.granted_days = sum(1 for day in days_after(pause.started_on, until) if day.weekday() < 5)
    pause.save()
    case.due_on, case.paused_until = moved(case.due_on, pause.granted_days), until
    case.save()
    Span = apps.get_model('cases', 'CaseSpan')
    span = Span.objects.filter(case=case, is_paused=True, last_on=None).first()
    if span is not None:
        span.last_on, span.due_on = until, case.due_on
        span.save()
        Span.objects.create(
            case=case, first_on=until + DAY, due_on=case.due_on, is_running=True,
            lead_unit_id=span.lead_unit_id, is_judicial=span.is_judicial,
        )


def days_after(first, last):
    return (first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))


def moved(day, days):
    while days:
        day += DAY
        days -= day.weekday() < 5
    return day


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_pauses'),
    ]

    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
