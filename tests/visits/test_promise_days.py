"""Which promises were open on a past day, and due when, stays what it was that evening."""

import datetime as dt
import random
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from liaison.progress.cuts import KINDS
from liaison.progress.figures import count
from liaison.progress.indicators import Scope
from liaison.progress.periods import Period
from liaison.progress.tables import table
from liaison.visits.models import FollowUp, FollowUpSpan
from liaison.visits.services import (
    FollowUpInput,
    amend_visit,
    complete_follow_up,
    log_visit,
    promise,
    reopen_follow_up,
)
from tests.pages import form_values

MIGRATION = import_module("liaison.visits.migrations.0008_tell_the_days_of_promises_on_record")
DAY = dt.timedelta(days=1)
START = dt.date(2026, 6, 1)

pytestmark = pytest.mark.django_db


def spans() -> list[tuple]:
    return list(FollowUpSpan.objects.order_by("follow_up", "first_on").values_list("first_on", "last_on", "due_on"))


def told(day: dt.date) -> dict[int, dt.date]:
    return dict(FollowUpSpan.objects.on(day).values_list("follow_up", "due_on"))


def standing() -> dict[int, dt.date]:
    return dict(FollowUp.objects.open().values_list("pk", "due_on"))


@pytest.fixture
def at(time_machine):
    """``at(day)`` moves the clock of history and pages to ten o'clock of ``day`` and returns that moment."""

    def move(day: dt.date) -> dt.datetime:
        moment = timezone.make_aware(dt.datetime.combine(day, dt.time(10)))
        time_machine.move_to(moment, tick=False)
        return moment

    return move


@pytest.fixture
def made(officer, enterprise, at):
    """A promise of 1 June, due on the 10th."""
    visit = log_visit(by=officer, enterprise=enterprise, held_on=START, now=at(START))
    [row] = promise(
        visit=visit, by=officer, now=at(START), follow_ups=[FollowUpInput("对接银行", officer, START + 9 * DAY)]
    )
    return row


def test_begins_with_the_visit_and_ends_the_day_before_it_is_kept(made, officer, at):
    assert spans() == [(START, None, START + 9 * DAY)]
    complete_follow_up(follow_up=made, by=officer, note="办妥", now=at(START + 5 * DAY))
    assert spans() == [(START, START + 4 * DAY, START + 9 * DAY)]


def test_kept_on_its_first_day_it_was_never_open_of_an_evening(made, officer, at):
    complete_follow_up(follow_up=made, by=officer, note="办妥", now=at(START))
    assert spans() == []


def test_a_promise_kept_earlier_than_it_was_ticked_off_ends_when_it_was_kept(made, officer, at):
    complete_follow_up(follow_up=made, by=officer, note="办妥", now=at(START + 8 * DAY), done_on=START + 2 * DAY)
    assert spans() == [(START, START + DAY, START + 9 * DAY)]


def test_a_visit_logged_late_brings_its_promises_with_it(officer, enterprise, at):
    visit = log_visit(by=officer, enterprise=enterprise, held_on=START, now=at(START + 20 * DAY))
    promise(
        visit=visit, by=officer, now=at(START + 20 * DAY), follow_ups=[FollowUpInput("x", officer, START + 3 * DAY)]
    )
    assert spans() == [(START, None, START + 3 * DAY)]


def test_opened_again_it_is_open_from_that_day_on(made, officer, at):
    complete_follow_up(follow_up=made, by=officer, note="办妥", now=at(START + 3 * DAY))
    made.refresh_from_db()
    reopen_follow_up(follow_up=made, by=officer, reason="没办成", now=at(START + 6 * DAY))
    assert spans() == [(START, START + 2 * DAY, START + 9 * DAY), (START + 6 * DAY, None, START + 9 * DAY)]
    complete_follow_up(follow_up=made, by=officer, note="办妥", now=at(START + 7 * DAY), done_on=START + DAY)
    assert spans() == [(START, START + 2 * DAY, START + 9 * DAY)], "what was told to be kept stays so"


def test_another_day_counts_from_the_day_on_which_it_is_given(made, at, admin_client):
    at(START + 12 * DAY)
    page = reverse("admin:visits_followup_change", args=[made.pk])
    values = form_values(admin_client.get(page), "followup_form")
    admin_client.post(page, values | {"due_on": f"{START + 30 * DAY}"})
    split = [(START, START + 11 * DAY, START + 9 * DAY), (START + 12 * DAY, None, START + 30 * DAY)]
    assert spans() == split
    values = form_values(admin_client.get(page), "followup_form")
    admin_client.post(page, values | {"promise": "对接两家银行"})
    assert spans() == split


@pytest.mark.parametrize("shift", [-5, 2])
def test_begins_with_the_corrected_day_of_the_visit(made, officer, at, shift):
    amend_visit(
        visit=made.visit, by=officer, reason="记错了", now=at(START + 6 * DAY), changes={"held_on": START + shift * DAY}
    )
    assert spans() == [(START + shift * DAY, None, START + 9 * DAY)]


def test_a_visit_moved_behind_the_day_on_which_its_promise_was_kept_leaves_no_day(made, officer, at):
    complete_follow_up(follow_up=made, by=officer, note="办妥", now=at(START + 2 * DAY))
    amend_visit(
        visit=made.visit, by=officer, reason="记错了", now=at(START + 6 * DAY), changes={"held_on": START + 2 * DAY}
    )
    assert spans() == []


def live(officer, enterprise, at, admin_client, *, seed: int, days: int = 40) -> dict[dt.date, dict[int, dt.date]]:
    """Do something to promises on each day, by every way there is; return what was open each evening."""
    chance, diary = random.Random(seed), {}
    for n in range(days):
        day = START + n * DAY
        now = at(day)
        due = day + dt.timedelta(days=chance.randrange(15))
        rows = list(FollowUp.objects.order_by("pk"))
        row = chance.choice(rows) if rows else None
        match chance.randrange(5):
            case 0 | 1:
                log_visit(
                    by=officer,
                    enterprise=enterprise,
                    held_on=day,
                    now=now,
                    follow_ups=[FollowUpInput("x", officer, due)],
                )
            case 2 if row and not row.done_on:
                complete_follow_up(follow_up=row, by=officer, note="办妥", now=now)
            case 3 if row and row.done_on:
                reopen_follow_up(follow_up=row, by=officer, reason="没办成", now=now)
            case 4 if row and not row.done_on:
                page = reverse("admin:visits_followup_change", args=[row.pk])
                values = form_values(admin_client.get(page), "followup_form")
                admin_client.post(page, values | {"due_on": f"{due}", "confirm_doubts": "1"})
        diary[day] = standing()
    return diary


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_past_day_is_told_as_it_was_that_evening(officer, enterprise, at, admin_client, supervisor, seed):
    diary = live(officer, enterprise, at, admin_client, seed=seed)
    for day, seen in diary.items():
        assert told(day) == seen, day
    today = max(diary)
    for code in ("2026-W23", "2026-W25", "2026-06", "2026-W27"):
        scope = Scope(supervisor, Period.parse(code), today)
        due = diary[scope.cutoff].values()
        late, soon = (
            sum(each < scope.cutoff for each in due),
            sum(scope.cutoff <= each <= scope.cutoff + 7 * DAY for each in due),
        )
        assert (count("overdue", scope).value, count("soon", scope).value) == (late, soon), code
        for kind in ("region", "industry"):
            figures = [row.figures for row in table(KINDS[kind], scope)]
            summed = tuple(sum(each[key].value for each in figures) for key in ("overdue", "soon"))
            assert summed == (late, soon), (code, kind)
    assert any(due < day for day, seen in diary.items() for due in seen.values())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_promises_of_the_last_release_get_the_same_days_from_their_history(officer, enterprise, at, admin_client, seed):
    live(officer, enterprise, at, admin_client, seed=seed)
    kept = spans()
    FollowUpSpan.objects.all().delete()
    MIGRATION.forwards(apps, None)
    assert spans() == kept


def test_a_promise_without_history_has_the_days_it_tells(made, officer, at):
    FollowUp.history.all().delete()
    FollowUpSpan.objects.all().delete()
    MIGRATION.forwards(apps, None)
    assert spans() == [(START, None, START + 9 * DAY)]
    FollowUp.objects.update(done_on=START + 4 * DAY, done_note="办妥")
    FollowUpSpan.objects.all().delete()
    MIGRATION.forwards(apps, None)
    assert spans() == [(START, START + 3 * DAY, START + 9 * DAY)]
