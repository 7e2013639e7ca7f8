"""Two people at the same moment, on real connections."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from liaison.assignments import services
from liaison.assignments.errors import AssignmentRefused
from liaison.assignments.models import Assignment
from liaison.directory.models import Leader, Level
from tests.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)

DAY = dt.timedelta(days=1)


@pytest.fixture
def other(nanguan):
    return Leader.objects.create(name="吴示岩", level=Level.COUNTY, region=nanguan, rank_order=2)


def attempt(**wish):
    """Return a job that assigns, or returns the refusal."""

    def job():
        try:
            return services.assign(**wish)
        except AssignmentRefused as refusal:
            return refusal

    return job


def test_two_who_assign_the_same_enterprise_at_once_get_one_assignment(leader, other, enterprise, today):
    """Periods with an end: the partial unique index cannot see them, so only lock and check can."""
    for round_ in range(5):
        Assignment.objects.all().delete()
        first = today + round_ * DAY
        wish = {"enterprise": enterprise, "today": today}
        results = run_together(
            [
                attempt(leader=leader, start_on=first, end_on=first + 20 * DAY, **wish),
                attempt(leader=other, start_on=first + 10 * DAY, end_on=first + 30 * DAY, **wish),
            ]
        )
        assert sorted(type(result).__name__ for result in results) == ["Assignment", "AssignmentRefused"]
        assert Assignment.objects.count() == 1


def test_the_same_hand_over_twice_at_once_moves_everything_once(leader, other, enterprise, today, now):
    services.assign(leader=leader, enterprise=enterprise, today=today - 30 * DAY)

    def hand_over():
        return services.hand_over(leader=leader, successor=other, on=today, now=now, by=None)

    results = run_together([hand_over, hand_over])
    assert sorted(result.assignments for result in results) == [0, 1]
    assert [row.leader for row in Assignment.objects.order_by("pk")] == [leader, other]


def test_postgresql_itself_refuses_an_overlap_that_bypasses_the_service(leader, other, enterprise, today):
    """SQLite has no such constraint; there the unique index on open assignments is the last line."""
    periods = {"postgresql": (today, today + 20 * DAY), "sqlite": (today, None)}
    start, end = periods[connection.vendor]
    services.assign(leader=leader, enterprise=enterprise, today=today, start_on=start, end_on=end)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            leader=other, level=other.level, enterprise=enterprise, start_on=today + 5 * DAY, end_on=end
        )
