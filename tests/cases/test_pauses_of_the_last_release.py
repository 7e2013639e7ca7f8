"""A pause that was open without an end when the release came gets its last day, and the deadline that goes with it."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps

from liaison.cases.models import Case, CaseSpan, Pause

pytestmark = pytest.mark.django_db

MIGRATION = import_module("liaison.cases.migrations.0011_end_the_pauses_on_record")


def test_an_endless_pause_ends_and_moves_the_deadline_by_its_weekdays(walk, today):
    walk.to_handling().do("ask_pause", "lead", days=1, material="合同").do("grant_pause", "office")
    Case.objects.update(due_on=dt.date(2026, 7, 1))
    CaseSpan.objects.exclude(first_on__lte=today).delete()
    CaseSpan.objects.update(last_on=None)
    MIGRATION.end(apps, Pause.objects.get(), dt.date(2026, 7, 8))
    case, until = Case.objects.get(), dt.date(2026, 7, 8)
    assert (case.paused_until, case.pauses.get().granted_days) == (until, 10)
    assert case.due_on == dt.date(2026, 7, 15)
    assert [CaseSpan.objects.on(day).get().is_running for day in (until, until + dt.timedelta(days=1))] == [False, True]
