import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.core.errors import Refused
from liaison.core.models import CalendarOverride
from liaison.core.workdays import WorkCalendar

PLAIN = WorkCalendar()
days = st.dates(min_value=dt.date(2018, 1, 1), max_value=dt.date(2028, 12, 31))
steps = st.integers(min_value=1, max_value=400)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def closed(*dates: dt.date) -> WorkCalendar:
    return WorkCalendar([CalendarOverride(date=date, is_workday=False) for date in dates])


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2020-06-24", 5, "2020-07-02"),  # 端午 25–27 off, Sunday 28 works
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that works
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-04-30", 5, "2026-05-11"),  # Saturday 5-9 works
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-02-14", -1, "2026-02-13"),
        ("2026-06-24", 0, "2026-06-24"),
        ("2026-12-31", 1, "2027-01-04"),  # 元旦 is a holiday by law before any notice
    ],
)
def test_golden_dates(start, n, expected):
    assert PLAIN.add(day(start), n) == day(expected)


def test_working_weekends_of_2026():
    working = [d for d in (dt.date(2026, 1, 1) + dt.timedelta(n) for n in range(365)) if d.weekday() > 4]
    working = [d for d in working if PLAIN.is_workday(d)]
    assert [f"{d:%m-%d}" for d in working] == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_a_year_without_a_notice_counts_and_says_so():
    due = PLAIN.add(day("2026-12-30"), 10)
    assert due.year == 2027
    assert not PLAIN.is_official(2027)
    assert "2027年" in PLAIN.warning(day("2026-12-30"), due)
    assert "2026年" not in PLAIN.warning(day("2026-12-30"), due)
    assert PLAIN.warning(day("2026-12-30")) == ""


@pytest.mark.parametrize(
    ("row", "official"),
    [
        ({"is_workday": True}, True),
        ({"is_workday": False, "source": "国务院办公厅通知"}, True),
        ({"is_workday": False}, False),  # a local day off announces nothing about the rest of the year
    ],
)
def test_announced_days_make_a_year_official(row, official):
    assert WorkCalendar([CalendarOverride(date=day("2027-02-06"), **row)]).is_official(2027) is official


def test_an_override_beats_the_package_both_ways():
    calendar = WorkCalendar(
        [
            CalendarOverride(date=day("2026-10-01"), is_workday=True),
            CalendarOverride(date=day("2026-10-09"), is_workday=False),
        ]
    )
    assert calendar.add(day("2026-09-30"), 1) == day("2026-10-01")
    assert calendar.add(day("2026-10-08"), 1) == day("2026-10-10")


def test_loads_with_one_query(db, django_assert_num_queries):
    CalendarOverride.objects.create(date=day("2026-07-01"), is_workday=False, name="防汛停工")
    with django_assert_num_queries(1):
        assert WorkCalendar.load().add(day("2026-06-30"), 1) == day("2026-07-02")


def test_beyond_the_last_year_is_refused_in_words():
    with pytest.raises(Refused, match="超出"):
        PLAIN.add(day("9999-12-01"), 60)
    with pytest.raises(Refused, match="超出"):
        PLAIN.add(day("0001-01-20"), -60)


@given(days, steps)
def test_add_and_count_are_inverse(start, n):
    assert PLAIN.count(start, PLAIN.add(start, n)) == n
    assert PLAIN.count(start, PLAIN.add(start, -n)) == (-n if PLAIN.is_workday(start) else 1 - n)


@given(days, steps)
def test_going_back_undoes_going_forward(start, n):
    there = PLAIN.add(start, n)
    assert PLAIN.add(there, -n) <= start
    assert PLAIN.add(PLAIN.add(there, -n), n) == there
    if PLAIN.is_workday(start):
        assert PLAIN.add(there, -n) == start


@given(days, days, days)
def test_counts_add_up(a, b, c):
    assert PLAIN.count(a, b) + PLAIN.count(b, c) == PLAIN.count(a, c)


@given(days, days, steps)
def test_a_later_start_is_never_due_sooner(a, b, n):
    first, second = sorted((a, b))
    assert PLAIN.add(first, n) <= PLAIN.add(second, n) < PLAIN.add(second, n + 1)


@given(days, st.lists(days, max_size=8), steps)
def test_marking_a_holiday_never_makes_anything_due_sooner(start, holidays, n):
    calendar = closed(*holidays)
    assert calendar.add(start, n) >= PLAIN.add(start, n)
    assert calendar.add(start, -n) <= PLAIN.add(start, -n)


@given(days, steps)
def test_results_are_working_days(start, n):
    assert PLAIN.is_workday(PLAIN.add(start, n))
    assert PLAIN.is_workday(PLAIN.add(start, -n))
