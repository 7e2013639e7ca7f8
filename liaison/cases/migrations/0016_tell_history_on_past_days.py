"""Tell of the days on record whether a case was history from a ledger then, which nobody had handled here yet."""

import datetime as dt

from django.db import migrations
from django.utils import timezone

DAY = dt.timedelta(days=1)


def forwards(apps, schema_editor):
    Case, Span = apps.get_model('cases', 'Case'), apps.get_model('cases', 'CaseSpan')
    History = apps.get_model('cases', 'HistoricalCase')
    historic = Case.objects.filter(is_historic=True)
    Span.objects.filter(case__in=historic.values('pk')).update(is_historic=True)
    once = History.objects.filter(is_historic=True).exclude(id__in=historic.values('pk'))
    for case_id in once.order_by().values_list('id', flat=True).distinct().iterator():
        taken_up = History.objects.filter(id=case_id, is_historic=False).order_by('history_id').first()
        if taken_up is not None:
            tell(Span, case_id, timezone.localdate(taken_up.history_date))


def tell(Span, case_id, day):
    """The case was history up to the day before ``day``; a span that holds both is divided."""
    for span in Span.objects.filter(case=case_id, first_on__lt=day):
        until, span.is_historic = span.last_on, True
        if until is not None and until < day:
            span.save()
            continue
        span.last_on = day - DAY
        span.save()
        span.pk, span.first_on, span.last_on, span.is_historic = None, day, until, False
        span.save(force_insert=True)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_history_on_past_days'),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
