"""Tell for cases on record when they ended, and how they stood on each day, from their events and their history."""

import datetime as dt
from collections import defaultdict

from django.db import migrations
from django.utils import timezone

OPEN = ('draft', 'submitted', 'accepted', 'assigned', 'handling', 'tracking', 'answered', 'followup')
RUNNING = ('assigned', 'handling', 'tracking')
NO_MOVES = ('filed', 'imported', 'absorbed')
DAY = dt.timedelta(days=1)
CHUNK = 500
FACTS = (
    'state', 'due_on', 'is_paused', 'lead_unit_id', 'submitted_on', 'raised_on', 'assigned_on', 'answered_on',
    'closed_on', 'is_historic', 'is_judicial',
)
RESTING = (None, False, False, None, False)


def forwards(apps, schema_editor):
    Case, Span = apps.get_model('cases', 'Case'), apps.get_model('cases', 'CaseSpan')
    last = 0
    while cases := list(Case.objects.filter(pk__gt=last).order_by('pk').values('id', *FACTS)[:CHUNK]):
        last = cases[-1]['id']
        lives = lives_of(apps, [case['id'] for case in cases])
        ended, spans = [], []
        for case in cases:
            life = lives[case['id']]
            end = None if case['state'] in OPEN else end_of(case, life)
            if end:
                ended.append(Case(pk=case['id'], ended_on=end))
            spans += [Span(case_id=case['id'], **span) for span in spans_of(case, life, end)]
        Case.objects.bulk_update(ended, ['ended_on'], batch_size=CHUNK)
        Span.objects.bulk_create(spans, batch_size=CHUNK)


def lives_of(apps, ids):
    """Return ``{case: [(day, facts, move)]}``: how each case stood after each of its events, oldest first.

    An event is told by its own moment; the facts are those of the history entry that was written along with it.
    """
    entries, lives = defaultdict(list), defaultdict(list)
    history = apps.get_model('cases', 'HistoricalCase').objects.filter(id__in=ids).order_by('history_id')
    for entry in history.values('id', 'history_type', 'history_change_reason', *FACTS):
        entries[entry['id']].append(entry)
    events = apps.get_model('cases', 'CaseEvent').objects.filter(case__in=ids).order_by('at', 'id')
    for case_id, move, label, at in events.values_list('case', 'move', 'label', 'at'):
        if move == 'absorbed':
            continue
        born, written = move in NO_MOVES, entries[case_id]
        found = next(
            (n for n, e in enumerate(written) if (e['history_type'] == '+' if born else e['history_change_reason'] == label)),
            None,
        )
        if found is not None:
            lives[case_id].append((timezone.localdate(at), written[found], move))
            # What came before belongs to no later event.
            lives_before = written[: found + 1]
            entries[case_id] = written[found + 1 :]
            if not born and len(lives[case_id]) > 1 and lives[case_id][-2][2] == 'imported' and len(lives_before) > 1:
                # A ledger may have corrected its own case before anybody handled it here.
                day, _, move = lives[case_id][-2]
                lives[case_id][-2] = (day, lives_before[-2], move)
    return lives


def end_of(case, life):
    """Return the day on which the case left the loop."""
    for (day, facts, _), (_, before, _) in zip(life[:0:-1], life[-2::-1]):
        if facts['state'] not in OPEN and before['state'] in OPEN:
            return day
    return case['closed_on'] or (life[-1][0] if life and not case['is_historic'] else case['raised_on'])


def spans_of(case, life, end):
    """Return the spans as dictionaries: what holds at the end of each day, from that day to the next change."""
    steps = {}
    moves = [row for row in life if row[2] != 'imported']
    if not life or len(moves) < len(life) or case['is_historic']:
        told = life[0][1] if moves and len(moves) < len(life) else case
        steps |= steps_told(told)
    for day, facts, _ in moves:
        steps = {other: standing for other, standing in steps.items() if other < day}
        steps[day] = standing_of(facts)
    if case['state'] in OPEN:
        if steps and moves:
            steps[max(steps)] = standing_of(case)
    else:
        steps = {day: standing for day, standing in steps.items() if day < end}
        steps[end] = None
    days = sorted(steps)
    spans = []
    for day, until in zip(days, [*days[1:], None]):
        if steps[day] is None:
            continue
        if spans and spans[-1]['last_on'] == day - DAY and tuple(spans[-1].values())[2:] == steps[day]:
            spans[-1]['last_on'] = until and until - DAY
        else:
            due_on, running, paused, unit, judicial = steps[day]
            spans.append({
                'first_on': day, 'last_on': until and until - DAY,
                'due_on': due_on, 'is_running': running, 'is_paused': paused, 'lead_unit_id': unit,
                'is_judicial': judicial,
            })
    return spans


def standing_of(facts):
    """Return (due, running, paused, unit), or None where the case was not in hand."""
    if facts['state'] not in OPEN or facts['submitted_on'] is None:
        return None
    running = facts['state'] in RUNNING and not facts['is_paused'] and not waits(facts)
    return facts['due_on'], running, facts['is_paused'], facts['lead_unit_id'], facts['is_judicial']


def waits(facts):
    """Whether a ledger calls it 持续跟踪: that runs towards nothing before its first milestone is set here."""
    return facts['state'] == 'tracking' and facts['is_historic']


def steps_told(facts):
    """Return how a case stood by the dates alone: waiting, then with its unit, then answered."""
    first = facts['submitted_on'] or (None if facts['state'] == 'draft' else facts['raised_on'])
    if first is None:
        return {}
    steps = {first: RESTING}
    if facts['lead_unit_id']:
        runs = (facts['state'] in RUNNING or facts['answered_on'] is not None) and not facts['is_paused'] and not waits(facts)
        start = max(facts['assigned_on'] or first, first)
        steps[start] = (facts['due_on'], runs, facts['is_paused'], facts['lead_unit_id'], facts['is_judicial'])
        if facts['answered_on'] is not None and facts['state'] not in RUNNING:
            steps[max(facts['answered_on'], start)] = (facts['due_on'], False, False, facts['lead_unit_id'], False)
    return steps


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_dates'),
    ]

    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
