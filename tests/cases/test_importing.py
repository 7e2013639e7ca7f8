"""History from ledgers: dates stay, nothing is computed, a handful of statements."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.cases.choices import State
from liaison.cases.models import Case, Handling
from liaison.cases.services import VERBS
from liaison.cases.services.importing import LedgerCase, import_cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(enterprise, category, lead_unit, support_unit):
    def make(**facts) -> LedgerCase:
        given = {
            "enterprise_id": enterprise.pk,
            "category_id": category.pk,
            "content": "厂区道路破损",
            "source": "office",
            "raised_on": dt.date(2025, 8, 25),
            "lead_unit_id": lead_unit.pk,
            "support_unit_ids": [support_unit.pk],
            "assigned_on": dt.date(2025, 8, 27),
            "due_on": dt.date(2025, 9, 24),
        }
        return LedgerCase(**{**given, **facts})

    return make


def test_dates_states_and_ratings_stay_as_in_the_sheet(row, coordinator, now, lead_unit):
    done = row(state=State.CLOSED, closed_on=dt.date(2025, 9, 5), result="A", rating=3)
    rows = [done, row(state=State.TRACKING), row(state=State.HANDLING, lead_unit_id=None), row()]
    closed, tracking, unled, open_case = import_cases(rows, by=coordinator, now=now)
    assert [case.number for case in (closed, open_case)] == ["JL-2025-000001", "JL-2025-000004"]
    assert (closed.state, closed.closed_on, closed.due_on) == (State.CLOSED, dt.date(2025, 9, 5), dt.date(2025, 9, 24))
    assert closed.ratings.get().level == 3
    assert (tracking.state, tracking.result) == (State.TRACKING, "B")
    assert unled.state == State.ACCEPTED
    assert open_case.lead_unit_id == lead_unit.pk
    assert Handling.objects.outstanding().filter(case=closed).count() == 0
    assert {event.move for case in Case.objects.all() for event in case.events.all()} == {"imported"}
    assert Case.history.count() == 4
    assert not Case.objects.live().exists()


def test_an_import_is_a_handful_of_statements(row, coordinator, now):
    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            import_cases([row() for _ in range(count)], by=coordinator, now=now)
        return len(captured)

    cost(1)
    assert cost(3) <= 9
    assert cost(60) <= 22  # SQLite binds 999 values a statement, so a few more there


def test_history_comes_alive_when_someone_works_on_it(row, coordinator, lead_handler, now):
    case = import_cases([row()], by=coordinator, now=now)[0]
    VERBS["urge"](case, by=coordinator, now=now)
    assert Case.objects.live().get() == case


def test_an_import_can_be_taken_back_while_untouched(row, coordinator, now):
    case = import_cases([row(state=State.CLOSED, closed_on=dt.date(2025, 9, 5), rating=4)], by=coordinator, now=now)[0]
    Case.objects.filter(pk=case.pk).delete()
    assert not Case.objects.exists()
