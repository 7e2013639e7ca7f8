"""Figures of cases by cut-off, beside a slow count over what anybody could have seen on that evening."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.cases.models import Case
from liaison.progress.cuts import KINDS
from liaison.progress.figures import Reference, count
from liaison.progress.indicators import INDICATORS, Scope
from liaison.progress.periods import Period
from liaison.progress.tables import table
from tests.cases.conftest import (  # noqa: F401 - fixtures by being imported
    case,
    case_officer,
    category,
    court,
    lead_handler,
    lead_unit,
    support_handler,
    support_unit,
    walk,
)
from tests.cases.lives import live
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(walk, court, request):  # noqa: F811
    walk.units["court"] = court
    return live(walk, days=70, seed=request.param)


def by_unit(seen) -> tuple[Counter, Counter]:
    ranked = [row for row in seen if row.ranked]
    return Counter(row.unit for row in ranked), Counter(row.unit for row in ranked if row.late)


@pytest.mark.parametrize("lived", [11, 12, 13], indirect=True)
def test_figures_of_past_weeks_and_months_are_those_of_their_last_evening(lived, supervisor):
    today = max(lived)
    codes = {f"{y}-W{w:02d}" for day in lived for y, w, _ in [day.isocalendar()]} | {"2026-06", "2026-07", "2026-08"}
    for code in sorted(codes):
        scope = Scope(supervisor, Period.parse(code), today)
        seen = lived[scope.cutoff]
        assert count("cases", scope).value == len(seen), code
        assert count("late", scope).value == sum(row.late for row in seen), code
        hand, late = by_unit(seen)
        rows = {row.value: row.figures for row in table(KINDS["unit"], scope)}
        assert {unit: figures["cases"].value for unit, figures in rows.items()} == hand, code
        assert {unit: figures["late"].value for unit, figures in rows.items() if figures["late"].value} == late, code
        for figures in rows.values():
            for key in ("cases", "late"):
                assert figures[key].reference.rows(supervisor, today).count() == figures[key].value
        regions = table(KINDS["region"], scope)
        assert sum(row.figures["cases"].value for row in regions) == len(seen)
        assert sum(row.figures["late"].value for row in regions) == sum(row.late for row in seen)


@pytest.mark.parametrize("lived", [14], indirect=True)
def test_todays_figures_are_the_lists_people_work_from(lived, supervisor):
    today = max(lived)
    scope = Scope(supervisor, Period.quarter_of(today), today)
    in_hand = Case.objects.in_progress().exclude(submitted_on=None)
    assert set(Reference(INDICATORS["cases"], scope.period).rows(supervisor, today)) == set(in_hand)
    assert set(Reference(INDICATORS["late"], scope.period).rows(supervisor, today)) == set(Case.objects.overdue(today))


def test_a_past_quarter_is_not_changed_by_what_is_done_today(walk, supervisor, today):  # noqa: F811
    walk.to_handling()
    quarter, day = Period.parse("2026-Q3"), dt.date(2026, 12, 1)

    def figures() -> tuple[int, int]:
        scope = Scope(supervisor, quarter, day)
        return count("cases", scope).value, count("late", scope).value

    before = figures()
    walk.do("track", "office", later=160, goal="立项", due_on=dt.date(2027, 3, 1), reason="列入计划")
    walk.do("withdraw", "officer", reason="企业自行解决")
    assert before == figures() == (1, 1)


@pytest.mark.parametrize("kind", ["region", "unit", "industry"])
def test_cases_cost_a_table_one_statement_for_any_period(walk, supervisor, today, kind):  # noqa: F811
    walk.to_handling()

    def cost(code: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            table(KINDS[kind], Scope(supervisor, Period.parse(code), today))
        return sum("cases_casespan" in query["sql"] for query in captured)

    assert cost("2026-Q2") == cost("2026-Q1") == 1


@pytest.mark.parametrize("code", ["2026-Q3", "2026-07", "2027", "2026-W27"])
def test_of_a_period_that_has_not_begun_nothing_is_said(walk, supervisor, today, client, time_machine, code):  # noqa: F811
    walk.to_handling()
    scope = Scope(supervisor, Period.parse(code), today)
    assert {key: count(key, scope).value for key in INDICATORS} == dict.fromkeys(INDICATORS, 0)
    time_machine.move_to(walk.now, tick=False)
    client.force_login(supervisor)
    page = text_of(client.get(f"{reverse('progress:table')}?period={code}"))
    assert "还没有开始，没有数据" in page
    assert "数据截至" not in page
