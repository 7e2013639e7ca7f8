import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.core.errors import Refused
from liaison.progress.periods import Period

codes = st.one_of(
    st.builds("{:04d}".format, st.integers(2000, 2100)),
    st.builds("{:04d}-Q{}".format, st.integers(2000, 2100), st.integers(1, 4)),
    st.builds("{:04d}-{:02d}".format, st.integers(2000, 2100), st.integers(1, 12)),
    st.builds("{:04d}-W{:02d}".format, st.integers(2000, 2100), st.integers(1, 52)),
)


@pytest.mark.parametrize(
    ("code", "first", "last", "title"),
    [
        ("2026", "2026-01-01", "2026-12-31", "2026年"),
        ("2026-Q3", "2026-07-01", "2026-09-30", "2026年第三季度"),
        ("2026-q4", "2026-10-01", "2026-12-31", "2026年第四季度"),
        ("2026-02", "2026-02-01", "2026-02-28", "2026年2月"),
        ("2026-12", "2026-12-01", "2026-12-31", "2026年12月"),
        ("2026-W01", "2025-12-29", "2026-01-04", "2026年第1周"),
    ],
)
def test_periods_as_people_name_them(code, first, last, title):
    period = Period.parse(code)
    assert (f"{period.first}", f"{period.last}", period.title) == (first, last, title)


@pytest.mark.parametrize("text", ["", "2026-Q5", "2026-13", "2026-W54", "今年", "2026-Q", "0000"])
def test_anything_else_is_refused_in_words(text):
    with pytest.raises(Refused, match="2026-Q3"):
        Period.parse(text)


@given(codes)
def test_neighbours_touch_and_lead_back(code):
    period = Period.parse(code)
    assert period.after().first == period.last + dt.timedelta(days=1)
    assert period.before().last == period.first - dt.timedelta(days=1)
    assert period.after().before() == period == period.before().after()


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)))
def test_each_day_lies_in_its_quarter(day):
    period = Period.quarter_of(day)
    assert period.first <= day <= period.last
    assert period.cutoff(day) == day
    assert period.before().cutoff(day) == period.before().last
