"""Dates as §2.6 of the field's papers writes them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.sheets.dates import parse_date
from liaison.sheets.types import CellError

TODAY = dt.date(2026, 11, 23)


def read(raw, **context):
    return parse_date(raw, today=TODAY, **context)


def span(raw, **context):
    value = read(raw, **context).value
    return value and (value.first.isoformat(), value.last.isoformat(), value.precision)


@pytest.mark.parametrize(
    "raw",
    [
        "2020.6.24",
        "2020.06.24.",
        "2020-6-24",
        "2020/6/24",
        "2020年6月24日",
        "二〇二〇年六月二十四日",
        "二零二零年六月廿四日",
        "二○二○年六月二十四",
        "20200624",
        20200624.0,
        "2020-6-24 0:00:00",
        "2020/6/24 14:30",
        "２０２０．６．２４",
        "2020年6月24号",
        "2020 年 6 月 24 日",
        "2020. 6. 24",
        "2020年6月24日（星期三）",
        "2020年6月24日上午",
        44006.0,
        "44006",
        "2020、6、24",
        "2020，6，24",
        "2020.6.24日",
        "2020..6.24",
        "24/6/2020",
        "6/24/2020",
        dt.date(2020, 6, 24),
        dt.datetime(2020, 6, 24, 9, 30),  # noqa: DTZ001 - as a cell holds it
        "2020-06-24T00:00:00",
        "'2020-06-24",
        "24-Jun-2020",
        "2020年06月24日\n",
    ],
)
def test_exact_days_are_read_without_a_note(raw):
    parsed = read(raw)
    assert parsed.note is None, parsed.note
    assert (parsed.value.first, parsed.value.last, parsed.value.precision) == (dt.date(2020, 6, 24),) * 2 + ("day",)


def test_a_serial_of_a_1904_workbook_counts_from_1904():
    assert span(42544.0, date1904=True) == ("2020-06-24", "2020-06-24", "day")


@pytest.mark.parametrize(
    ("raw", "first", "last", "precision"),
    [
        ("2020.6", "2020-06-01", "2020-06-30", "month"),
        ("2020年6月", "2020-06-01", "2020-06-30", "month"),
        ("2020年6月份", "2020-06-01", "2020-06-30", "month"),
        ("2020-06", "2020-06-01", "2020-06-30", "month"),
        ("202006", "2020-06-01", "2020-06-30", "month"),
        (2020.6, "2020-06-01", "2020-06-30", "month"),
        ("2020年2月下旬", "2020-02-21", "2020-02-29", "xun"),
        ("2020年6月中旬", "2020-06-11", "2020-06-20", "xun"),
        ("2020年6月底", "2020-06-01", "2020-06-30", "month"),
        ("2020年上半年", "2020-01-01", "2020-06-30", "range"),
        ("2020年第三季度", "2020-07-01", "2020-09-30", "range"),
        ("2020年三季度", "2020-07-01", "2020-09-30", "range"),
        ("2020年Q3", "2020-07-01", "2020-09-30", "range"),
        ("2020年", "2020-01-01", "2020-12-31", "year"),
        ("2020年底", "2020-01-01", "2020-12-31", "year"),
        ("2020", "2020-01-01", "2020-12-31", "year"),
        (2020.0, "2020-01-01", "2020-12-31", "year"),
        ("二〇二〇年六月", "2020-06-01", "2020-06-30", "month"),
    ],
)
def test_partial_dates_keep_their_precision_with_a_warning(raw, first, last, precision):
    assert span(raw) == (first, last, precision)
    assert read(raw).note.level == "warning"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("6月24日", ("2020-06-24", "2020-06-24", "day")),
        ("6.24", ("2020-06-24", "2020-06-24", "day")),
        (6.24, ("2020-06-24", "2020-06-24", "day")),
        ("24/6", ("2020-06-24", "2020-06-24", "day")),
        ("6/24", ("2020-06-24", "2020-06-24", "day")),
        ("6-24", ("2020-06-24", "2020-06-24", "day")),
        ("六月二十四日", ("2020-06-24", "2020-06-24", "day")),
        ("6月中旬", ("2020-06-11", "2020-06-20", "xun")),
        ("6月", ("2020-06-01", "2020-06-30", "month")),
        ("上半年", ("2020-01-01", "2020-06-30", "range")),
        ("6.24-6.26", ("2020-06-24", "2020-06-26", "range")),
        ("6月24日-26日", ("2020-06-24", "2020-06-26", "range")),
        ("6月24日至26日", ("2020-06-24", "2020-06-26", "range")),
    ],
)
def test_a_missing_year_comes_from_the_title_and_is_said(raw, expected):
    assert span(raw, year=2020) == expected
    assert read(raw, year=2020).note.level == "warning"


def test_a_missing_year_without_a_title_is_asked_for_and_every_answer_reads_cleanly():
    parsed = read("6月24日", past_only=True)
    assert parsed.value is None
    assert parsed.note.level == "question"
    assert [read(c.value).value.first for c in parsed.note.candidates] == [dt.date(2026, 6, 24), dt.date(2025, 6, 24)]


def test_a_candidate_in_the_future_is_not_offered_for_what_has_happened():
    assert [c.value for c in read("12月24日", past_only=True).note.candidates] == ["2025-12-24"]


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        ("2020.6.24-6.26", "2020-06-24", "2020-06-26"),
        ("2020.6.24-2020.6.26", "2020-06-24", "2020-06-26"),
        ("2020年6月24日至26日", "2020-06-24", "2020-06-26"),
        ("2020年6月24日—7月3日", "2020-06-24", "2020-07-03"),
        ("2020-06-24~2020-06-26", "2020-06-24", "2020-06-26"),
        ("2020/6/24-2020/6/26", "2020-06-24", "2020-06-26"),
        ("2020.6.24—26", "2020-06-24", "2020-06-26"),
    ],
)
def test_a_range_has_a_start_and_an_end(raw, first, last):
    assert span(raw) == (first, last, "range")
    assert read(raw).note is None


def test_a_list_of_days_is_a_question_with_each_day():
    parsed = read("2020.6.24、7.3")
    assert parsed.note.level == "question"
    assert [c.value for c in parsed.note.candidates] == ["2020-06-24", "2020-07-03"]


def test_a_list_without_year_takes_the_title_s():
    assert [c.value for c in read("6.24、7.3", year=2020).note.candidates] == ["2020-06-24", "2020-07-03"]


@pytest.mark.parametrize("raw", ["05/06/2020", "5-6-2020", 2020.1, 6.2, "5/6/20"])
def test_what_can_be_read_in_two_ways_is_a_question(raw):
    parsed = read(raw, year=2020)
    assert parsed.value is None
    assert parsed.note.level == "question"
    assert len(parsed.note.candidates) >= 2


@pytest.mark.parametrize(
    ("raw", "day"),
    [("20.6.24", "2020-06-24"), ("20-6-24", "2020-06-24"), ("200624", "2020-06-24"), ("20年6月24日", "2020-06-24")],
)
def test_a_two_digit_year_is_a_warning(raw, day):
    assert span(raw) == (day, day, "day")
    assert read(raw).note.level == "warning"


@pytest.mark.parametrize(
    "raw",
    [
        "2020.6.31",
        "2020.2.30",
        "2019年2月29日",
        "1900-01-00",
        0.0,
        "0",
        dt.time(0, 0),
        "2200-01-01",
        "2200年",
        dt.date(2201, 3, 2),
        "2020.13.1",
        "1900-1-1",
        "去年夏天",
        "6月31日",
        "###",
        "2020-06-26至2020-06-24",
        True,
        "2020.6.24、2020.6.31",
        3000000.0,
        "13月",
        CellError("#N/A"),
        CellError("=TODAY()"),
        "20.13.40",
    ],
)
def test_impossible_dates_are_errors(raw):
    parsed = read(raw, year=2026)
    assert parsed.value is None
    assert parsed.note.level == "error", parsed.note


def test_a_day_to_come_is_an_error_only_for_what_must_have_happened():
    assert read("2027-01-05", past_only=True).note.level == "error"
    assert span("2027-01-05") == ("2027-01-05", "2027-01-05", "day")


def test_the_running_month_is_not_the_future():
    assert span("2026年11月", past_only=True) == ("2026-11-01", "2026-11-30", "month")


@pytest.mark.parametrize("raw", ["", None, "  ", "　", "—", "／", "无", "/"])
def test_blank_is_blank(raw):
    assert read(raw) == (None, None)


@pytest.mark.parametrize("raw", ["未办结", "长期坚持", "待定", "持续推进", "尽快"])
def test_words_in_place_of_a_date_are_kept_with_a_warning(raw):
    assert read(raw).value is None
    assert read(raw).note.level == "warning"


_DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2026, 11, 23))
_WRITINGS = st.sampled_from(
    [
        "{0.year}.{0.month}.{0.day}",
        "{0.year}-{0.month:02}-{0.day:02}",
        "{0.year}/{0.month}/{0.day}",
        "{0.year}年{0.month}月{0.day}日",
        "{0:%Y%m%d}",
        "{0.year} . {0.month} . {0.day}",
    ]
)


@given(_DAYS, _WRITINGS)
def test_every_day_in_every_writing_is_that_day(day, writing):
    assert read(writing.format(day), past_only=True) == ((day, day, "day"), None)


@given(_DAYS)
def test_every_serial_is_that_day_in_both_epochs(day):
    assert read(float((day - dt.date(1899, 12, 30)).days)).value.first == day
    if (day - dt.date(1904, 1, 1)).days > 36000:
        assert read(float((day - dt.date(1904, 1, 1)).days), date1904=True).value.first == day


@given(
    st.text(max_size=30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.from_regex(r"[0-9年月日./\-~至、 上中下旬季度]{1,24}", fullmatch=True)
)
def test_no_text_breaks_the_reader_and_no_day_is_invented(raw):
    parsed = read(raw, year=2026)
    if parsed.value is not None:
        assert parsed.value.first <= parsed.value.last
        assert (parsed.value.precision == "day") == (parsed.value.first == parsed.value.last)
    elif isinstance(raw, str) and any(c.isdigit() for c in raw):
        assert parsed.note is not None
