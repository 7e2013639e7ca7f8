import pytest

from liaison.assignments.models import Assignment
from liaison.directory.models import Level


@pytest.fixture
def assignment(officer, leader, enterprise):
    return Assignment.objects.create(leader=leader, level=Level.COUNTY, enterprise=enterprise, officer=officer)


@pytest.fixture
def as_officer(client, officer, assignment):
    """The officer's browser; the officer serves ``leader`` at ``enterprise``."""
    officer.is_staff = True
    officer.save()
    client.force_login(officer)
    return client


@pytest.fixture
def at_now(monkeypatch, now):
    """Hold the clock of the pages at ``now``."""
    monkeypatch.setattr("liaison.core.clock.now", lambda: now)
    return now
