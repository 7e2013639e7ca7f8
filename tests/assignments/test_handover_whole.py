"""The day a leader changes, with all that rooms above hang on an assignment: cases, promises, reminders, figures."""

import datetime as dt
import signal
import subprocess
import sys
import textwrap
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers
from django.db import connection

from liaison.assignments import handover, services
from liaison.assignments.models import Assignment
from liaison.cases.models import Case, Category
from liaison.cases.services import file_case
from liaison.core.rooms import handed_in
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Level
from liaison.reminders.models import Reminder
from liaison.reminders.services import send_reminders
from liaison.visits.models import FollowUp
from liaison.visits.services import FollowUpInput, log_visit

DAY = dt.timedelta(days=1)


def picture():
    """All rows a hand-over may touch, value by value."""
    models = (Assignment, Case, FollowUp)
    return [serializers.serialize("json", model.objects.order_by("pk")) for model in models]


@pytest.fixture
def full_portfolio(portfolio, leader, officer, today, now):
    """Forty enterprises, a visit last quarter with five promises among them, twelve open cases."""
    category = Category.objects.create(code="finance", name="融资")
    held_on = today - 80 * DAY
    for number, enterprise in enumerate(portfolio):
        promise = FollowUpInput(promise=f"承诺{number}", responsible=officer, due_on=today + DAY)
        log_visit(
            by=officer,
            enterprise=enterprise,
            held_on=held_on,
            now=now,
            content="生产正常",
            leader=leader,
            no_issue=True,
            follow_ups=[promise] if number < 5 else [],
        )
    for enterprise in portfolio[:12]:
        file_case(by=officer, now=now, enterprise=enterprise, content="续贷困难", category=category, source="visit")
    Case.objects.update(leader=leader)
    return portfolio


def test_everything_open_moves_along_once_and_the_past_stays(
    full_portfolio, leader, successor, officer, new_officer, coordinator, today, now
):
    replan = partial(handover.plan_leader, leader=leader, successor=successor, on=today, officer=new_officer)
    announced = {label: len(rows) for label, rows in handover.preview(replan())}
    assert (announced["未完成的跟进事项"], announced["未办结的诉求"]) == (5, 12)
    outcome = handover.apply(replan, by=coordinator, now=now, expected=handover.fingerprint(replan()))
    assert (outcome.assignments, outcome.moved) == (41, announced)
    assert set(FollowUp.objects.values_list("responsible", flat=True)) == {new_officer.pk}
    assert set(Case.objects.values_list("officer", "leader")) == {(new_officer.pk, successor.pk)}

    once = picture()
    assert handover.apply(replan, by=coordinator, now=now).assignments == 0
    assert picture() == once

    # Last quarter still counts for the predecessor: their visits, their assignments on those days.
    held_on = today - 80 * DAY
    assert leader.visits.filter(held_on=held_on).count() == 40
    assert not successor.visits.exists()
    for enterprise in full_portfolio[:3]:
        assert services.responsible_on(enterprise, Level.COUNTY, held_on).leader == leader

    # Tomorrow's reminders go to the successor's officer.
    tomorrow = WorkCalendar.load().add(today, 1)
    send_reminders(now=dt.datetime.combine(tomorrow, dt.time(8, 30), tzinfo=now.tzinfo), post=lambda ids: 0)
    assert Reminder.objects.filter(recipient=new_officer).count() == 5
    assert not Reminder.objects.filter(recipient=officer).exists()


def test_statements_do_not_grow_with_what_is_announced(
    full_portfolio, leader, successor, new_officer, today, django_assert_max_num_queries
):
    transfer = handover.plan_leader(leader=leader, successor=successor, on=today, officer=new_officer)
    with django_assert_max_num_queries(len(handed_in(handover.Mover)) * 2):
        handover.preview(transfer)


_KILLED_IN_THE_MIDDLE = """
    import datetime as dt, os, signal, sys
    import django
    from django.conf import settings
    from django.db import connection
    django.setup()
    connection.settings_dict["NAME"] = sys.argv[1]
    from liaison.assignments import handover, services
    from liaison.core import rooms
    from liaison.directory.models import Leader
    def dies(transfer, *, by, now):
        os.kill(os.getpid(), signal.SIGKILL)
    last = rooms.Room(handover.Mover("停电", preview=lambda transfer: [], apply=dies))
    rooms.rooms = lambda known=rooms.rooms(): (*known, last)
    leader, successor = (Leader.objects.get(pk=int(pk)) for pk in sys.argv[2:4])
    services.hand_over(
        leader=leader, successor=successor, on=dt.date(2026, 6, 24), now=dt.datetime.now(dt.UTC), by=None
    )
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_the_middle_leaves_everything_as_it_was(full_portfolio, leader, successor, today, now):
    before = picture()
    name = str(connection.settings_dict["NAME"])
    connection.close()
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_KILLED_IN_THE_MIDDLE), name, str(leader.pk), str(successor.pk)],
        cwd=Path(settings.BASE_DIR),
        timeout=120,
        capture_output=True,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert picture() == before
    assert services.hand_over(leader=leader, successor=successor, on=today, now=now, by=None).assignments == 41
