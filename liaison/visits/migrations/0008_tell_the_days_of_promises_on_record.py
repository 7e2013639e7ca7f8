"""Tell for promises on record on which days they were open, and until when due, from their history."""

import datetime as dt
from collections import defaultdict

from django.db import migrations
from django.utils import timezone

DAY = dt.timedelta(days=1)
CHUNK = 1000


def forwards(apps, schema_editor):
    FollowUp, Span = apps.get_model('visits', 'FollowUp'), apps.get_model('visits', 'FollowUpSpan')
    History = apps.get_model('visits', 'HistoricalFollowUp')
    last = 0
    rows = FollowUp.objects.order_by('pk').values('id', 'due_on', 'done_on', 'visit__held_on')
    while promises := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = promises[-1]['id']
        told = defaultdict(list)
        entries = History.objects.filter(id__in=[row['id'] for row in promises]).order_by('history_id')
        for pk, at, due_on, done_on in entries.values_list('id', 'history_date', 'due_on', 'done_on'):
            told[pk].append((timezone.localdate(at), due_on, done_on))
        Span.objects.bulk_create(
            [
                Span(follow_up_id=row['id'], first_on=first, last_on=end, due_on=due_on)
                for row in promises
                for first, end, due_on in spans_of(row, told[row['id']])
            ],
            batch_size=CHUNK,
        )


def spans_of(row, entries):
    """Return (first, last, due) of the days on which the promise was open, oldest first.

    ``entries`` are (day, due, done) of each save; the first counts from the visit, and the row as it stands is the last.
    """
    held_on = row['visit__held_on']
    saves = [*entries, (entries[-1][0] if entries else held_on, row['due_on'], row['done_on'])]
    spans = [(held_on, None, saves[0][1])]
    for day, due_on, done_on in saves:
        if done_on:
            spans = ended_before(spans, done_on)
        elif not spans or spans[-1][1:] != (None, due_on):
            day = max(held_on, day)
            spans = [*ended_before(spans, day), (day, None, due_on)]
    return spans


def ended_before(spans, day):
    kept = [span for span in spans if span[0] < day]
    return [(first, day - DAY if end is None else end, due_on) for first, end, due_on in kept]


class Migration(migrations.Migration):

    dependencies = [
        ('visits', '0007_days_of_promises'),
    ]

    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
