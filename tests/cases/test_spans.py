"""Any past day can be told exactly: open or not, due when, running or not, at which unit."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from liaison.cases.choices import State
from liaison.cases.models import Case, CaseSpan
from liaison.cases.services import VERBS
from liaison.cases.services.importing import LedgerCase, import_cases

from .lives import live, look

MIGRATION = import_module("liaison.cases.migrations.0007_tell_the_days_of_cases_on_record")
HISTORY = import_module("liaison.cases.migrations.0016_tell_history_on_past_days")

pytestmark = pytest.mark.django_db


def migrate() -> None:
    CaseSpan.objects.all().delete()
    MIGRATION.forwards(apps, None)


def told(day: dt.date) -> dict[str, tuple[str, bool]]:
    late = set(CaseSpan.objects.overdue_on(day).values_list("case__number", flat=True))
    rows = CaseSpan.objects.on(day).values_list("case__number", "lead_unit")
    return {number: (str(unit or ""), number in late) for number, unit in rows}


def as_seen(seen) -> dict[str, tuple[str, bool]]:
    return {row.number: (row.unit, row.late) for row in seen}


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_every_past_day_is_told_as_it_was_seen_that_evening(walk, court, seed):
    walk.units["court"] = court
    diary = live(walk, days=75, seed=seed)
    for day, seen in diary.items():
        assert told(day) == as_seen(seen), day
        assert set(Case.objects.open_on(day).values_list("number", flat=True)) == set(as_seen(seen))
    last = max(diary)
    assert told(last) == as_seen(look(last))
    assert set(Case.objects.overdue_on(last)) == set(Case.objects.overdue(last))
    assert any(row.late for seen in diary.values() for row in seen)


@pytest.mark.parametrize("seed", [1, 2])
def test_cases_of_the_last_release_get_the_same_days_from_their_events_and_history(walk, court, seed):
    walk.units["court"] = court
    diary = live(walk, days=60, seed=seed, without=("ask_pause",))  # a pause ended otherwise then
    ended = dict(Case.objects.values_list("pk", "ended_on"))
    migrate()
    for day, seen in diary.items():
        assert told(day) == as_seen(seen), day
    assert dict(Case.objects.values_list("pk", "ended_on")) == ended


@pytest.fixture
def ledger_row(enterprise, category, lead_unit):
    def make(**facts) -> LedgerCase:
        return LedgerCase(
            **{
                "enterprise_id": enterprise.pk,
                "content": "续贷困难",
                "category_id": category.pk,
                "source": "",
                "raised_on": dt.date(2026, 1, 10),
                "assigned_on": dt.date(2026, 1, 12),
                "due_on": dt.date(2026, 2, 1),
                "lead_unit_id": lead_unit.pk,
                **facts,
            }
        )

    return make


NEVER, ON = ("9", "9"), "2026-06-01"
LEDGER = [
    # facts of the row; open from … to, overdue from … to
    ({}, ("2026-01-10", ON), ("2026-02-02", ON)),
    (
        {"state": State.CLOSED, "closed_on": dt.date(2026, 3, 5)},
        ("2026-01-10", "2026-03-04"),
        ("2026-02-02", "2026-03-04"),
    ),
    ({"state": State.ARCHIVED, "closed_on": None}, NEVER, NEVER),
    ({"lead_unit_id": None}, ("2026-01-10", ON), NEVER),
    ({"assigned_on": None, "due_on": None}, ("2026-01-10", ON), NEVER),
    ({"state": State.ANSWERED}, ("2026-01-10", ON), NEVER),
    # Kept in view for long: due only once a milestone is set here.
    ({"state": State.TRACKING}, ("2026-01-10", ON), NEVER),
    ({"state": State.CLOSED, "closed_on": dt.date(2026, 1, 10)}, NEVER, NEVER),
]
DAYS = ["2026-01-09", "2026-01-10", "2026-02-01", "2026-02-02", "2026-03-04", "2026-03-05", ON]


@pytest.mark.parametrize(("facts", "in_hand", "late"), LEDGER)
@pytest.mark.parametrize("migrated", [False, True])
def test_a_ledgers_case_stood_as_its_dates_tell(ledger_row, coordinator, now, facts, in_hand, late, migrated):
    import_cases([ledger_row(**facts)], by=coordinator, now=now)
    if migrated:
        migrate()
    for day in DAYS:
        on = dt.date.fromisoformat(day)
        assert Case.objects.open_on(on).exists() == (in_hand[0] <= day <= in_hand[1]), day
        assert Case.objects.overdue_on(on).exists() == (late[0] <= day <= late[1]), day


def test_one_that_comes_and_goes_within_a_day_was_never_in_hand(walk, today):
    walk.do("reject", "office", reason="不属受理范围", notice="已电话告知")
    assert walk.case.ended_on == today
    assert not CaseSpan.objects.exists()


def test_a_reopened_case_has_no_end_and_its_days_away_stay_away(walk, today):
    walk.to_closed()
    assert walk.case.ended_on == today
    walk.do("reopen", "office", later=10, reason="问题反弹")
    assert walk.case.ended_on is None
    assert not Case.objects.open_on(today + dt.timedelta(days=9)).exists()
    assert Case.objects.open_on(today + dt.timedelta(days=10)).exists()


def test_archiving_keeps_the_day_on_which_the_case_ended(walk, today):
    walk.to_closed().do("archive", "office", later=14)
    assert walk.case.ended_on == walk.case.closed_on == today


def test_a_deadline_extended_too_late_leaves_the_late_days_late(walk, today):
    walk.to_handling().do("ask_extension", "lead", days=5, reason="等设备")
    due = walk.case.due_on
    late = due + dt.timedelta(days=1)
    walk.now = walk.now.replace(month=late.month, day=late.day)
    walk.do("grant_extension", "office", later=1)
    assert walk.case.due_on > late
    assert not Case.objects.overdue_on(due).exists()
    assert Case.objects.overdue_on(late).exists()
    assert not Case.objects.overdue_on(late + dt.timedelta(days=1)).exists()


def test_a_ledgers_case_taken_up_here_keeps_its_past(ledger_row, coordinator, now, today):
    case = import_cases([ledger_row()], by=coordinator, now=now)[0]
    VERBS["track"](case, by=coordinator, now=now, goal="立项", due_on=dt.date(2026, 9, 1), reason="列入计划")
    assert Case.objects.overdue_on(today - dt.timedelta(days=1)).exists()
    assert not Case.objects.overdue_on(today).exists()
    assert Case.objects.open_on(today).exists()


def historic_on(day: dt.date) -> int:
    return CaseSpan.objects.on(day).historic().count()


@pytest.mark.parametrize("told_anew", [False, True])
def test_history_taken_up_here_is_history_on_the_days_before(walk, ledger_row, court, told_anew):
    today = timezone.localdate()
    (case,) = import_cases([ledger_row()], by=walk.people["office"], now=timezone.now())
    assert (historic_on(today - dt.timedelta(days=1)), historic_on(today)) == (1, 1)
    VERBS["reassign"](case, by=walk.people["office"], now=timezone.now(), lead=court, reason="职责调整")
    if told_anew:
        CaseSpan.objects.update(is_historic=False)
        HISTORY.forwards(apps, None)
    assert (historic_on(today - dt.timedelta(days=1)), historic_on(today)) == (1, 0)
    assert historic_on(dt.date(2026, 1, 9)) == 0
    assert CaseSpan.objects.filter(case=case).on(today).count() == 1


def test_a_day_on_record_that_holds_both_is_divided(walk, ledger_row):
    """As of the last release: nothing but the mark changed when somebody took the case up."""
    today = timezone.localdate()
    (case,) = import_cases([ledger_row()], by=walk.people["office"], now=timezone.now())
    case.is_historic = False
    case.save()
    CaseSpan.objects.update(is_historic=False)
    before = set(CaseSpan.objects.on(today).values_list("due_on", "is_running", "lead_unit"))
    HISTORY.forwards(apps, None)
    assert (historic_on(today - dt.timedelta(days=1)), historic_on(today)) == (1, 0)
    assert set(CaseSpan.objects.on(today).values_list("due_on", "is_running", "lead_unit")) == before
