import datetime as dt
from functools import partial

import pytest

from liaison.assignments import handover, services
from liaison.assignments.errors import AssignmentRefused
from liaison.assignments.models import Assignment
from liaison.core.errors import Refused
from liaison.directory.models import Leader, Level, Unit

pytestmark = pytest.mark.usefixtures("no_movers")

DAY = dt.timedelta(days=1)


def picture():
    """Everything about assignments that could change, as plain values."""
    fields = ("pk", "leader", "officer", "enterprise", "region", "start_on", "end_on", "version")
    return list(Assignment.objects.order_by("pk").values_list(*fields))


@pytest.fixture
def hand_over(leader, successor, today, now):
    def run(**changes):
        wish = {"leader": leader, "successor": successor, "on": today, "now": now, "by": None} | changes
        return services.hand_over(**wish)

    return run


def test_the_whole_portfolio_passes_on_the_day_and_history_stays(
    portfolio, leader, successor, officer, today, hand_over
):
    assert hand_over().assignments == 41
    for enterprise in portfolio[:3]:
        before = services.responsible_on(enterprise, Level.COUNTY, today - DAY)
        after = services.responsible_on(enterprise, Level.COUNTY, today)
        assert (before.leader, after.leader, after.officer) == (leader, successor, officer)
        assert before.end_on == today - DAY
    assert Assignment.objects.on(today).filter(leader=successor).count() == 41
    assert not Assignment.objects.not_over(today).filter(leader=leader).exists()


def test_twice_changes_nothing(portfolio, hand_over):
    hand_over()
    once = picture()
    assert hand_over().assignments == 0
    assert picture() == once


def test_there_and_back_on_one_day_leaves_the_first_leader_without_empty_periods(
    portfolio, leader, successor, hand_over, today
):
    hand_over()
    hand_over(leader=successor, successor=leader)
    assert Assignment.objects.on(today).filter(leader=leader).count() == 41
    assert not Assignment.objects.filter(leader=successor).exists()


def test_a_new_officer_comes_with_the_successor_when_named(portfolio, new_officer, officer, hand_over, today):
    hand_over(new_officer=new_officer)
    assert set(Assignment.objects.on(today).values_list("officer", flat=True)) == {new_officer.pk}
    assert set(Assignment.objects.on(today - DAY).values_list("officer", flat=True)) == {officer.pk}


def test_an_officers_portfolio_passes_and_leaders_stay(portfolio, leader, officer, new_officer, today, now):
    outcome = services.hand_over(officer=officer, new_officer=new_officer, on=today, now=now, by=None)
    assert outcome.assignments == 41
    row = services.responsible_on(portfolio[0], Level.COUNTY, today)
    assert (row.leader, row.officer) == (leader, new_officer)


def test_a_planned_assignment_passes_whole_and_an_ended_one_stays(
    leader, successor, enterprise, nanguan, today, hand_over
):
    ended = services.assign(
        leader=leader, enterprise=enterprise, today=today, start_on=today - 30 * DAY, end_on=today - DAY
    )
    later = services.assign(leader=leader, enterprise=enterprise, today=today, start_on=today + 5 * DAY)
    hand_over()
    ended.refresh_from_db()
    later.refresh_from_db()
    assert (ended.leader, later.leader, later.start_on) == (leader, successor, today + 5 * DAY)
    assert Assignment.objects.count() == 2


def test_end_support_units_and_note_go_along(leader, enterprise, nanguan, today, hand_over):
    unit = Unit.objects.create(code="u", name="工信局", short_name="工信局", level=Level.COUNTY, region=nanguan)
    services.assign(
        leader=leader,
        enterprise=enterprise,
        today=today - DAY,
        end_on=today + 90 * DAY,
        lead_unit=unit,
        support_units=[unit],
        note="重点企业",
    )
    hand_over()
    row = services.responsible_on(enterprise, Level.COUNTY, today)
    assert (row.end_on, row.lead_unit, row.note) == (today + 90 * DAY, unit, "重点企业")
    assert list(row.support_units.all()) == [unit]


def test_a_region_the_successor_has_already_only_ends(leader, successor, nanguan, today, hand_over):
    services.assign(leader=leader, region=nanguan, today=today - DAY)
    services.assign(leader=successor, region=nanguan, today=today - DAY)
    hand_over()
    assert [row.leader for row in Assignment.objects.on(today)] == [successor]


def test_refusals_are_told_in_words(portfolio, leader, province, officer, new_officer, hand_over, today, now):
    governor = Leader.objects.create(name="安示钢", level=Level.PROVINCE, region=province)
    with pytest.raises(AssignmentRefused, match="同一人"):
        hand_over(successor=leader)
    with pytest.raises(AssignmentRefused, match="省级领导"):
        hand_over(successor=governor)
    new_officer.is_active = False
    with pytest.raises(AssignmentRefused, match="停用"):
        services.hand_over(officer=officer, new_officer=new_officer, on=today, now=now, by=None)


def test_every_change_is_in_the_history_with_its_reason(portfolio, hand_over, coordinator):
    hand_over(by=coordinator)
    newest = Assignment.history.order_by("-history_id").first()
    assert (newest.history_change_reason, newest.history_user) == ("由周示晓交接", coordinator)
    # 41 given, 41 ended, 41 begun.
    assert Assignment.history.count() == 123


def test_movers_get_the_plan_and_what_they_say_is_what_happens(
    portfolio, leader, successor, officer, new_officer, today, now, hand_in
):
    seen = {}

    def preview(transfer):
        return [handover.Item(pk, f"{pk}") for pk in transfer.enterprise_ids if transfer.new_officer_of(pk, officer.pk)]

    def apply(transfer, *, by, now):
        seen["leaders"] = transfer.leaving_leader_ids
        seen["officers"] = transfer.leaving_officer_ids
        seen["new"] = transfer.new_officer_of(portfolio[0].pk, officer.pk)
        seen["stranger"] = transfer.new_officer_of(portfolio[0].pk, new_officer.pk)
        seen["leader"] = transfer.new_leader_of(portfolio[0].pk, leader.pk)
        return len(preview(transfer))

    hand_in(handover.Mover("未结事项", preview=preview, apply=apply))
    replan = partial(handover.plan_leader, leader=leader, successor=successor, on=today, officer=new_officer)
    announced = handover.preview(replan())
    outcome = handover.apply(replan, by=None, now=now, expected=handover.fingerprint(replan()))
    assert outcome.moved == {label: len(rows) for label, rows in announced} == {"未结事项": 40}
    assert seen == {
        "leaders": {leader.pk},
        "officers": {officer.pk},
        "new": new_officer,
        "stranger": None,
        "leader": successor,
    }


def test_a_mover_that_breaks_takes_everything_back(portfolio, hand_over, hand_in):
    def broken(transfer, *, by, now):
        raise RuntimeError("power cut")

    hand_in(handover.Mover("未结事项", preview=lambda transfer: [], apply=broken))
    before = picture()
    with pytest.raises(RuntimeError):
        hand_over()
    assert picture() == before


def test_a_preview_that_is_no_longer_true_is_not_carried_out(portfolio, leader, successor, today, now):
    replan = partial(handover.plan_leader, leader=leader, successor=successor, on=today)
    agreed = handover.fingerprint(replan())
    services.end(assignment=Assignment.objects.first(), on=today + DAY, by=None)
    before = picture()
    with pytest.raises(Refused, match="发生了变化"):
        handover.apply(replan, by=None, now=now, expected=agreed)
    assert picture() == before


def test_statements_do_not_grow_with_the_portfolio(
    portfolio, leader, successor, enterprise, today, now, django_assert_max_num_queries
):
    with django_assert_max_num_queries(22):
        services.hand_over(leader=leader, successor=successor, on=today, now=now, by=None)
