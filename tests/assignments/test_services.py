import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison.assignments import services
from liaison.assignments.errors import AssignmentRefused
from liaison.assignments.models import Assignment
from liaison.directory.models import Leader, Level

DAY = dt.timedelta(days=1)


@pytest.fixture
def other(nanguan):
    return Leader.objects.create(name="吴示岩", level=Level.COUNTY, region=nanguan, rank_order=2)


def test_assign_begins_today_unless_told(leader, enterprise, officer, today):
    row = services.assign(leader=leader, enterprise=enterprise, officer=officer, today=today)
    assert (row.start_on, row.end_on, row.level) == (today, None, Level.COUNTY)
    assert row.history.count() == 1


def test_second_leader_of_one_level_is_refused_by_name(leader, other, enterprise, today):
    services.assign(leader=leader, enterprise=enterprise, today=today)
    with pytest.raises(AssignmentRefused, match="周示晓"):
        services.assign(leader=other, enterprise=enterprise, today=today)


def test_a_leader_to_come_is_refused_while_the_present_one_has_no_end(leader, other, enterprise, today):
    services.assign(leader=leader, enterprise=enterprise, today=today)
    with pytest.raises(AssignmentRefused, match="重叠"):
        services.assign(leader=other, enterprise=enterprise, today=today, start_on=today + 30 * DAY)


def test_overlap_with_an_end_in_the_future_is_refused_and_the_day_after_is_free(leader, other, enterprise, today):
    services.assign(leader=leader, enterprise=enterprise, today=today, end_on=today + 10 * DAY)
    with pytest.raises(AssignmentRefused):
        services.assign(leader=other, enterprise=enterprise, today=today, start_on=today + 10 * DAY)
    services.assign(leader=other, enterprise=enterprise, today=today, start_on=today + 11 * DAY)


def test_another_level_is_free(leader, enterprise, province, today):
    governor = Leader.objects.create(name="安示钢", level=Level.PROVINCE, region=province)
    services.assign(leader=leader, enterprise=enterprise, today=today)
    services.assign(leader=governor, enterprise=enterprise, today=today)
    assert enterprise.assignments.on(today).count() == 2


def test_one_leader_takes_a_region_once(leader, nanguan, today):
    services.assign(leader=leader, region=nanguan, today=today)
    with pytest.raises(AssignmentRefused, match="无需重复"):
        services.assign(leader=leader, region=nanguan, today=today)


def test_target_is_exactly_one(leader, enterprise, nanguan, today):
    with pytest.raises(AssignmentRefused):
        services.assign(leader=leader, today=today)
    with pytest.raises(AssignmentRefused):
        services.assign(leader=leader, enterprise=enterprise, region=nanguan, today=today)


def test_end_is_the_last_day_in_force(leader, enterprise, today):
    row = services.assign(leader=leader, enterprise=enterprise, today=today - 10 * DAY)
    services.end(assignment=row, on=today, by=None)
    assert services.responsible_on(enterprise, Level.COUNTY, today) == row
    assert services.responsible_on(enterprise, Level.COUNTY, today + DAY) is None
    assert row.history.count() == 2


def test_end_before_the_start_or_twice_is_refused(leader, enterprise, today):
    row = services.assign(leader=leader, enterprise=enterprise, today=today)
    with pytest.raises(AssignmentRefused, match="不能早于"):
        services.end(assignment=row, on=today - DAY, by=None)
    services.end(assignment=row, on=today, by=None)
    with pytest.raises(AssignmentRefused, match="已于"):
        services.end(assignment=row, on=today + DAY, by=None)


def test_assign_many_tells_new_same_and_refused_apart(
    leader, other, nanguan, today, enterprise, django_assert_max_num_queries
):
    from liaison.enterprises.models import Enterprise

    second, third = (Enterprise.objects.create(name=name, region=nanguan) for name in ("乙", "丙"))
    services.assign(leader=leader, enterprise=enterprise, today=today)
    services.assign(leader=other, enterprise=second, today=today)
    drafts = [
        Assignment(leader=leader, level=leader.level, enterprise=row, start_on=today)
        for row in (enterprise, second, third, third)
    ]
    with django_assert_max_num_queries(9):
        result = services.assign_many(drafts, by=None)
    assert [row.enterprise for row in result.created] == [third]
    assert [draft.enterprise for draft, _ in result.unchanged] == [enterprise, third]
    assert [draft.enterprise for draft, _ in result.refused] == [second]


def test_form_check_names_the_leader_in_the_way(leader, other, enterprise, today):
    services.assign(leader=leader, enterprise=enterprise, today=today)
    with pytest.raises(ValidationError, match="已由周示晓联系"):
        Assignment(leader=other, level=other.level, enterprise=enterprise, start_on=today).full_clean()


days = st.one_of(st.none(), st.integers(0, 12))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(days, days), max_size=6))
def test_no_day_ever_has_two_leaders(leader, other, enterprise, today, periods):
    """Whatever is asked for in whatever order, each day has at most one leader at a level, and none is lost."""
    Assignment.objects.all().delete()
    drafts = []
    for number, (first, last) in enumerate(periods):
        start = None if first is None else today + first * DAY
        end = None if last is None else today + last * DAY
        if start and end and end < start:
            continue
        who = (leader, other)[number % 2]
        drafts.append(Assignment(leader=who, level=who.level, enterprise=enterprise, start_on=start, end_on=end))
    result = services.assign_many(drafts, by=None)
    assert len(result.created) + len(result.unchanged) + len(result.refused) == len(drafts)
    for day in range(-1, 14):
        assert Assignment.objects.on(today + day * DAY).filter(enterprise=enterprise).count() <= 1
