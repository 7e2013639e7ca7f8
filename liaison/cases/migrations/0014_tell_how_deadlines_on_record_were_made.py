"""Tell for open cases on record how their deadlines were made, where the stored day is the one that the rule gives."""

import datetime as dt
from collections import defaultdict

from django.db import migrations
from django.utils import timezone

OPEN = ('submitted', 'assigned', 'handling', 'tracking', 'answered')
LED = ('assigned', 'handling', 'answered')
DAY = dt.timedelta(days=1)
CHUNK = 500
DEFAULTS = {'accept_days': 1, 'sign_days': 1, 'ordinary_days': 5, 'complex_days': 15, 'policy_days': 30, 'support_days': 3}
INQUIRY = {**DEFAULTS, 'ordinary_days': 1, 'support_days': 1}
MEASURES = {'complex': 'complex_days', 'policy': 'policy_days'}
# The events with which a clock begins; a bad rating or a reopening gives five working days, whatever the rule.
SUBMITTED = ('filed', 'submit', 'brought_back', 'unmerge')
SIGN = ('assign', 'reassign', 'dismiss_objection')
ANSWER = ('assign', 'reassign', 'resume', 'reopen', 'rate_redo')
REDONE, REDO_DAYS = ('reopen', 'rate_redo'), 5


def forwards(apps, schema_editor):
    Case, Term = apps.get_model('cases', 'Case'), apps.get_model('cases', 'Term')
    calendar, rules, last = Calendar(apps), rules_of(apps), 0
    rows = Case.objects.filter(state__in=OPEN, is_historic=False).order_by('pk')
    while cases := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = cases[-1].pk
        told = Told(apps, [case.pk for case in cases])
        terms = [term for case in cases for term in terms_of(case, told, rules[case.nature], calendar)]
        Term.objects.bulk_create([Term(**term) for term in terms], batch_size=CHUNK)


def backwards(apps, schema_editor):
    apps.get_model('cases', 'Term').objects.all().delete()


class Calendar:
    """The days people work, as the office's table and the package of holidays have it today."""

    def __init__(self, apps):
        self.table = dict(apps.get_model('core', 'CalendarOverride').objects.values_list('date', 'is_workday'))
        self.years = {}

    def works(self, day):
        if day in self.table:
            return self.table[day]
        if day.year not in self.years:
            import holidays

            known = holidays.China.start_year <= day.year <= holidays.China.end_year
            self.years[day.year] = holidays.China(years=day.year) if known else None
        china = self.years[day.year]
        return day.weekday() < 5 if china is None else china.is_working_day(day)

    def add(self, day, days):
        while days:
            day += DAY
            days -= self.works(day)
        return day

    def odd(self, after, until):
        days = (after + DAY * n for n in range(1, (until - after).days + 1))
        return [day.isoformat() for day in days if self.works(day) != (day.weekday() < 5)]


def rules_of(apps):
    natures = ('help', 'complaint', 'report', 'suggestion')
    rules = {'inquiry': INQUIRY, **dict.fromkeys(natures, DEFAULTS)}
    for row in apps.get_model('cases', 'DeadlineRule').objects.values('nature', *DEFAULTS):
        rules[row.pop('nature')] = row
    return rules


class Told:
    """What the rows of some cases say: events, support units, days that extensions and pauses have added."""

    def __init__(self, apps, ids):
        self.events, self.parts, self.added, self.pauses = defaultdict(list), defaultdict(list), defaultdict(list), {}
        events = apps.get_model('cases', 'CaseEvent').objects.filter(case__in=ids).order_by('at', 'id')
        for case, move, at, details in events.values_list('case', 'move', 'at', 'details'):
            self.events[case].append((move, timezone.localdate(at), details))
        waiting = apps.get_model('cases', 'Handling').objects.filter(
            case__in=ids, ended_on=None, replied_on=None, waived_on=None, due_on__isnull=False, assigned_on__isnull=False
        )
        for part in waiting.exclude(role='lead'):
            self.parts[part.case_id].append(part)
        granted = apps.get_model('cases', 'ExtensionRequest').objects.filter(case__in=ids, state='granted')
        for case, day, days in granted.values_list('case', 'decided_on', 'days'):
            self.added[case].append((day, days))
        for pause in apps.get_model('cases', 'Pause').objects.filter(case__in=ids):
            ended = pause.ended_on is not None
            self.added[pause.case_id].append((pause.started_on, pause.days if ended else pause.granted_days))
            if not ended:
                self.pauses[pause.case_id] = pause

    def last(self, case, moves):
        """Return the move, day and details of the last of ``moves`` on the case, or None."""
        return next((event for event in reversed(self.events[case.pk]) if event[0] in moves), None)

    def more(self, case, since):
        return sum(days for day, days in self.added[case.pk] if day >= since)


def terms_of(case, told, rule, calendar):
    found = []

    def tell(kind, day, start, days, measure='', latest=None, part=None):
        gives = calendar.add(start, days)
        if day is None or day != min(gives, latest or gives):
            return
        found.append({
            'case_id': case.pk, 'handling_id': part and part.pk, 'kind': kind, 'from_on': start, 'days': days,
            'nature': case.nature if measure else '', 'measure': measure, 'rule_days': rule[measure] if measure else 0,
            'odd_days': calendar.odd(start, day),
        })

    if case.state == 'submitted' and (event := told.last(case, SUBMITTED)):
        tell('accept', case.accept_due_on, event[1], rule['accept_days'], 'accept_days')
    if case.state == 'assigned' and (event := told.last(case, SIGN)):
        tell('sign', case.sign_due_on, event[1], rule['sign_days'], 'sign_days')
    if case.state in LED and (event := told.last(case, ANSWER)) and not set_by_hand_since(case, told):
        move, day, details = event
        measure = '' if move in REDONE else MEASURES.get(case.complexity, 'ordinary_days')
        base = rule[measure] if measure else REDO_DAYS
        if details.get('due_on') == calendar.add(day, base).isoformat():
            tell('answer', case.due_on, day, base + told.more(case, day), measure)
    for part in told.parts[case.pk]:
        days = rule['support_days'] + told.more(case, part.assigned_on)
        tell('support', part.due_on, part.assigned_on, days, 'support_days', case.due_on, part)
    if case.is_paused and (pause := told.pauses.get(case.pk)):
        tell('pause', case.paused_until, pause.started_on, pause.granted_days)
    return found


def set_by_hand_since(case, told):
    """Whether the office named a day when it returned an answer after the clock began."""
    moves = told.events[case.pk]
    begun = max(n for n, event in enumerate(moves) if event[0] in ANSWER)
    return any(move == 'return_answer' and 'due_on' in details for move, _, details in moves[begun + 1 :])


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_terms'),
        ('core', '0004_grams'),
    ]

    operations = [
        migrations.RunPython(forwards, backwards),
    ]
