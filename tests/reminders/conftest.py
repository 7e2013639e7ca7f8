import datetime as dt

import pytest

from liaison.reminders.delivery import send_emails
from liaison.reminders.services import send_reminders
from liaison.visits.models import FollowUp, Visit


@pytest.fixture
def promise(enterprise, officer):
    """Make a promise due on a day: ``promise(due_on, responsible=…)``."""

    def make(due_on: dt.date, responsible=officer, text: str = "协调办理用电增容") -> FollowUp:
        visit = Visit.objects.create(enterprise=enterprise, held_on=dt.date(2026, 6, 1), held_until=dt.date(2026, 6, 1))
        return FollowUp.objects.create(visit=visit, promise=text, responsible=responsible, due_on=due_on)

    return make


@pytest.fixture
def remind(now):
    """Run the scan at ``at`` (08:30 of the test's day unless told), e-mails sent on the spot."""

    def run(at: dt.datetime = now, **options):
        return send_reminders(now=at, post=lambda ids: send_emails(ids, clock=lambda: at), **options)

    return run
