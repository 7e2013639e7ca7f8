import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.assignments.models import Assignment
from liaison.assignments.services import hand_over
from liaison.cases.models import Case, CaseSpan
from liaison.cases.services.spans import note
from liaison.core.errors import Refused
from liaison.directory.models import Leader, Level, Unit, UnitKind
from liaison.enterprises.models import Enterprise
from liaison.enterprises.services import change_status
from liaison.progress.cuts import KINDS, Cut
from liaison.progress.figures import Reference, count, share
from liaison.progress.home.parts import cards
from liaison.progress.indicators import INDICATORS, Scope
from liaison.progress.periods import Period
from liaison.progress.tables import kind_of_place, table, table_of_places
from liaison.visits.models import VisitEvent

from .conftest import visit

QUARTER = Period.parse("2026-Q2")
BEFORE = Period.parse("2026-Q1")


def figures(scope: Scope) -> dict[str, int]:
    return {key: count(key, scope).value for key in INDICATORS}


def cut(kind: str, value) -> Cut:
    return Cut(KINDS[kind], str(value))


def test_figures_of_the_province(world, supervisor, today):
    assert figures(Scope(supervisor, QUARTER, today)) == {
        "linked": 4,  # 0, 1, 2, 4
        "during": 4,
        "visited": 2,  # 0 and 1; the month's visit to 4 may lie ahead; 2 was last quarter; 5 is nobody's
        "unvisited": 2,
        "led": 0,  # nobody said that a leader went
        "visits": 4,  # two to 0, one to 1, one to 5
        "visits_households": 4,
        "contacts": 0,
        "dense": 0,
        "soon": 3,
        "overdue": 2,
        "cases": 4,
        "cases_historic": 0,
        "late": 2,  # the court's is coordinated, not chased
        "paused": 0,
        "judicial": 0,
        "late_historic": 0,
    }


def test_figures_of_the_quarter_before(world, supervisor, today):
    found = figures(Scope(supervisor, BEFORE, today))
    assert (found["linked"], found["during"], found["visited"], found["visits"]) == (5, 5, 1, 1)


def test_a_city_sees_its_own(world, city_supervisor, today):
    found = figures(Scope(city_supervisor, QUARTER, today))
    assert (found["linked"], found["visited"], found["visits"], found["soon"]) == (3, 2, 3, 2)


def test_a_visit_counts_for_who_held_the_assignment_that_day(world, supervisor, today):
    before = figures(Scope(supervisor, QUARTER, today, cut("leader", world.predecessor.pk)))
    after = figures(Scope(supervisor, QUARTER, today, cut("leader", world.successor.pk)))
    above = figures(Scope(supervisor, QUARTER, today, cut("leader", world.provincial.pk)))
    assert (before["linked"], before["during"], before["visited"], before["visits"]) == (0, 3, 1, 1)
    assert (after["linked"], after["during"], after["visited"], after["visits"]) == (3, 3, 2, 2)
    assert (above["linked"], above["during"], above["visited"], above["visits"]) == (2, 2, 1, 2)


def test_coverage_of_a_past_quarter_stays_after_a_hand_over(world, supervisor, today):
    mine = cut("leader", world.predecessor.pk)
    earlier = figures(Scope(supervisor, BEFORE, dt.date(2026, 4, 1), mine))
    later = figures(Scope(supervisor, BEFORE, dt.date(2027, 4, 1), mine))
    of_links = set(INDICATORS) - {"cases", "late"}
    assert {key: earlier[key] for key in of_links} == {key: later[key] for key in of_links}
    assert later["visited"] == 1


@pytest.fixture
def gathering(world, today) -> VisitEvent:
    """An on-site office with four enterprises of two places, hosted by the provincial leader; the successor came."""
    event = VisitEvent.objects.create(
        kind="office", title="现场办公", held_on=today, held_until=today, host=world.provincial
    )
    event.leaders.add(world.successor)
    for index in (0, 1, 2, 4):
        visit(world.enterprises[index], today, event=event, method="office", leader=world.provincial)
    return event


def test_a_gathering_of_four_is_one_visit_and_four_of_enterprises(world, gathering, supervisor, today):
    scope = Scope(supervisor, QUARTER, today)
    found = figures(scope)
    assert (found["visits"], found["visits_households"], found["visited"]) == (5, 8, 4)
    rows = {row.title: row.figures for row in table(KINDS["region"], scope)}
    of_places = [
        (rows[place]["visits"].value, rows[place]["visits_households"].value) for place in ("长春市", "吉林市")
    ]
    assert of_places == [(4, 6), (2, 2)], "one in each place, and one in the whole"
    assert table_of_places(scope)[1]["visits"].value == 5


def test_a_leader_took_part_by_leading_hosting_or_coming(world, gathering, supervisor, today):
    def led(leader):
        found = figures(Scope(supervisor, QUARTER, today, cut("leader", leader.pk)))
        return found["led"], found["visited"], found["visits"]

    assert led(world.provincial) == (2, 2, 3), "hosted; holds 0 and 4"
    assert led(world.successor) == (3, 3, 3), "came along; holds 0, 1 and 2"
    assert led(world.predecessor) == (0, 1, 1), "the officer went alone on the last day"
    alone = world.enterprises[0].visits.get(held_on=dt.date(2026, 5, 15))
    alone.leader = world.successor
    alone.save()
    assert led(world.predecessor)[0] == 0, "another leader's visit is no visit by this one"


def test_a_telephone_call_is_no_visit(world, supervisor, today):
    visit(world.enterprises[2], today, method="phone")
    visit(world.enterprises[2], today, method="video", leader=world.successor)
    for narrow in (None, cut("leader", world.successor.pk), cut("region", "220100")):
        scope = Scope(supervisor, QUARTER, today, narrow)
        assert count("contacts", scope).value == 2
        assert not {row.pk for row in INDICATORS["visited"].rows(scope)} & {world.enterprises[2].pk}
    assert figures(Scope(supervisor, QUARTER, today))["visits"] == 4


def test_what_counts_as_a_visit_is_a_setting(world, supervisor, today, settings):
    visit(world.enterprises[2], today, method="phone")
    settings.VISIT_METHODS = "电话"
    found = figures(Scope(supervisor, QUARTER, today))
    assert (found["visits"], found["visited"], found["contacts"]) == (1, 1, 4)


def test_lead_units_of_links_and_units_of_cases_are_two_cuts(world, supervisor, today):
    scope = Scope(supervisor, QUARTER, today)
    lead, unit = ({row.title: row.figures for row in table(KINDS[key], scope)} for key in ("lead", "unit"))
    assert lead["长春市工信局"]["linked"].value == 3
    assert set(unit) == {"长春市工信局"}, "a court stands in no table by unit"
    assert {key: unit["长春市工信局"][key].value for key in ("cases", "late")} == {"cases": 3, "late": 2}
    assert "cases" not in lead["长春市工信局"]


def test_an_old_link_to_a_unit_means_what_it_meant(world):
    assert Reference.parse(f"linked.2026-Q2.unit-{world.unit.pk}").code == f"linked.2026-Q2.lead-{world.unit.pk}"
    assert Reference.parse(f"late.2026-Q2.unit-{world.unit.pk}").code == f"late.2026-Q2.unit-{world.unit.pk}"


def test_an_enterprise_leaves_the_denominators_from_the_day_it_is_gone(world, supervisor, today):
    gone = world.enterprises[0]
    change_status(enterprise=gone, status="moved_out", reason="迁往外省", on=today, today=today, by=supervisor)
    keys = ("linked", "during", "visited", "unvisited", "visits")
    now = figures(Scope(supervisor, QUARTER, today))
    assert [now[key] for key in keys] == [3, 3, 1, 2, 4], "its visits were made all the same"
    eve = Scope(supervisor, Period.parse("2026-05"), today)
    assert [figures(eve)[key] for key in ("linked", "during", "visited")] == [4, 4, 1], "until then it counts"
    week = Period.parse("2026-W26")
    for user_cut in (None, cut("leader", world.successor.pk), cut("region", "220100"), cut("lead", world.unit.pk)):
        for when in (today, today + dt.timedelta(days=30)):
            assert gone not in INDICATORS["during"].rows(Scope(supervisor, week, when, user_cut))


def test_visiting_too_often_is_a_figure(world, supervisor, today):
    for n in range(3):
        visit(world.enterprises[1], today - dt.timedelta(days=n))
    assert count("dense", Scope(supervisor, QUARTER, today)).value == 1


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("who", ["supervisor", "city_supervisor", "admin_account"])
def test_every_figure_of_a_table_equals_its_rows(world, gathering, request, today, kind, who):
    user = request.getfixturevalue(who)
    kinds = KINDS[kind] if kind not in ("region", "county") else kind_of_place(user)
    for period in (QUARTER, BEFORE):
        rows = table(kinds, Scope(user, period, today))
        # Nobody had a case in hand in the quarter before, so no 主办单位 has a row there.
        assert rows or (kind, period) == ("unit", BEFORE)
        for row in rows:
            for key, figure in row.figures.items():
                assert figure.value == figure.reference.rows(user, today).count(), (row.title, key)


def test_regions_add_up_to_the_whole(world, supervisor, today):
    scope = Scope(supervisor, QUARTER, today)
    rows = table(KINDS["region"], scope)
    whole = figures(scope)
    for key in ("linked", "during", "visited", "visits", "soon", "overdue"):
        assert sum(row.figures[key].value for row in rows) == whole[key]


def test_one_enterprise_under_two_leaders_is_one(world, supervisor, today):
    rows = {row.title: row for row in table(KINDS["level"], Scope(supervisor, QUARTER, today))}
    assert rows["省级"].figures["linked"].value + rows["县级"].figures["linked"].value == 5
    assert figures(Scope(supervisor, QUARTER, today))["linked"] == 4


def test_leaders_stand_in_protocol_order(world, supervisor, today):
    titles = [row.title for row in table(KINDS["leader"], Scope(supervisor, QUARTER, today))]
    assert titles == ["省示领", "前示任", "后示任"]


@pytest.mark.parametrize("kind", ["region", "leader", "lead", "unit", "industry", "level"])
def test_a_table_costs_the_same_at_any_length(world, supervisor, today, nanguan, kind):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            table(KINDS[kind], Scope(supervisor, QUARTER, today))
        return len(captured)

    few = queries()
    for n in range(20):
        leader = Leader.objects.create(name=f"示{n}", level=Level.COUNTY, region=nanguan)
        enterprise = Enterprise.objects.create(name=f"新{n}公司", region=nanguan)
        Assignment.objects.create(leader=leader, enterprise=enterprise, level=Level.COUNTY)
        visit(enterprise, today)
    assert queries() == few


@pytest.mark.parametrize(
    "code", ["linked.2026-Q2", "visited.2026-Q2.region-220100", "visits.2026.leader-7", "late.2026-W09.industry-"]
)
def test_references_read_what_they_write(code):
    assert Reference.parse(code).code == code


@pytest.mark.parametrize(
    "code", ["", "linked", "linked.2026-Q9", "nothing.2026-Q2", "linked.2026.place-1", "linked.2026.leader-x"]
)
def test_made_up_references_are_refused(code):
    with pytest.raises(Refused):
        Reference.parse(code)


def test_shares():
    assert share(1, 3) == 33.3
    assert share(0, 0) is None


def test_every_formula_is_said_in_chinese_with_its_unit():
    for indicator in INDICATORS.values():
        assert f"（{indicator.unit}）" in indicator.formula
        assert "：" in indicator.formula or "，" in indicator.formula


def test_a_hand_over_leaves_last_quarter_to_the_predecessor_and_gives_this_one_to_the_successor(
    supervisor, nanguan, enterprise, today, now
):
    """The day the leader changes, through the hand-over itself: figures of each leader by quarter."""
    old, new = (Leader.objects.create(name=name, level=Level.COUNTY, region=nanguan) for name in ("前示任", "后示任"))
    other = Enterprise.objects.create(name="长春市未访有限公司", region=nanguan)
    for each in (enterprise, other):
        Assignment.objects.create(leader=old, enterprise=each, level=Level.COUNTY, start_on=dt.date(2025, 1, 1))
    visit(enterprise, dt.date(2026, 3, 20))
    first = QUARTER.first
    hand_over(leader=old, successor=new, on=first, now=now, by=supervisor)
    visit(other, first)
    visit(enterprise, today)

    def covered(period: Period, leader: Leader) -> tuple[int, int]:
        found = figures(Scope(supervisor, period, today, cut("leader", leader.pk)))
        return found["visited"], found["during"]

    assert (covered(BEFORE, old), covered(BEFORE, new)) == ((1, 2), (0, 0))
    assert (covered(QUARTER, old), covered(QUARTER, new)) == ((0, 0), (2, 2))


def test_courts_and_judicial_matters_stand_in_no_table_by_unit(world, supervisor, today):
    court = Unit.objects.get(kind=UnitKind.COURT)
    Assignment.objects.filter(leader=world.provincial).update(lead_unit=court)
    scope = Scope(supervisor, Period.parse("2026-Q2"), today)
    before = {row.value: row.figures["cases"].value for row in table(KINDS["unit"], scope)}
    ticked = Case.objects.filter(lead_unit=world.unit).first()
    Case.objects.filter(pk=ticked.pk).update(is_judicial=True, judicial_reason="已立案侦查")
    note(Case.objects.get(pk=ticked.pk), today)
    after = {row.value: row.figures["cases"] for row in table(KINDS["unit"], scope)}
    leads = [row.value for row in table(KINDS["lead"], scope)]
    unit = str(world.unit.pk)
    assert str(court.pk) not in [*before, *after, *leads]
    assert after[unit].value == after[unit].reference.rows(supervisor, today).count() == before[unit] - 1
    (card,) = cards(("cases",), scope, _base(scope))["cards"]
    assert [(words, part.value) for words, part in card.beside] == [("暂停计时", 0), ("司法事项", 1)]
    assert list(Reference.parse(card.beside[1][1].reference.code).rows(supervisor, today)) == [ticked]


def test_history_from_ledgers_is_shown_apart(world, supervisor, today):
    old = CaseSpan.objects.filter(lead_unit=world.unit, due_on__lt=today)
    old.update(is_historic=True)
    scope = Scope(supervisor, QUARTER, today)
    found = figures(scope)
    assert [found[key] for key in ("cases", "cases_historic", "late", "late_historic")] == [4, 2, 2, 2]
    (row,) = table(KINDS["unit"], scope)
    assert row.figures["late_historic"].value == 2
    (late,) = cards(("late",), scope, _base(scope))["cards"]
    assert (late.tone, late.historic.value) == ("", 2), "never red by itself"
    CaseSpan.objects.filter(pk=old.first().pk).update(is_historic=False)
    (late,) = cards(("late",), scope, _base(scope))["cards"]
    assert (late.tone, late.historic.value) == ("bad", 1)


def _base(scope):
    return {key: count(key, scope) for key in ("visited", "during")}
