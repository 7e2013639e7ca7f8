"""Amounts and counts."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.sheets.numbers import parse_amount, parse_count
from liaison.sheets.types import CellError


@pytest.mark.parametrize(
    ("raw", "unit", "value"),
    [
        (2812.11, "万元", "2812.11"),
        (1234.0, None, "1234"),
        ("1,234.5", "万元", "1234.5"),
        ("1，234.5", "万元", "1234.5"),
        ("１２３４", "万元", "1234"),
        ("1234万元", "万元", "1234"),
        ("1 234", "万元", "1234"),
        (3.0, "亿元", "30000"),
        ("3.5", "亿元", "35000"),
        (12345.0, "元", "1.23"),
        ("¥1,200", "万元", "1200"),
        (0.0, "万元", "0"),
        (2812.110000001, "万元", "2812.11"),
    ],
)
def test_amounts_are_read_in_ten_thousands(raw, unit, value):
    assert parse_amount(raw, unit=unit) == (Decimal(value), None)


@pytest.mark.parametrize(
    ("raw", "unit", "value"),
    [
        ("3亿元", "万元", "30000"),
        ("3亿", "万元", "30000"),
        ("5000元", "万元", "0.5"),
        ("300万元", "亿元", "300"),
        ("约3000", "万元", "3000"),
        ("3000余", "万元", "3000"),
        ("3000余万元", "万元", "3000"),
        ("近3000万", "万元", "3000"),
        ("3000左右", "万元", "3000"),
        ("3000以上", "万元", "3000"),
    ],
)
def test_other_units_are_converted_and_round_figures_taken_with_a_warning(raw, unit, value):
    parsed = parse_amount(raw, unit=unit)
    assert parsed.value == Decimal(value)
    assert parsed.note.level == "warning"


@pytest.mark.parametrize(
    "raw", ["3000-5000", "3000~5000万元", "3000至5000", "12.3%", "停产", "保密", "100万美元", "1.2E+05"]
)
def test_what_is_no_single_amount_is_left_out_with_a_warning(raw):
    parsed = parse_amount(raw, unit="万元")
    assert parsed.value is None
    assert parsed.note.level == "warning"


@pytest.mark.parametrize(
    "raw",
    [
        "#N/A",
        CellError("#REF!"),
        CellError("=SUM(A1:A3)"),
        -5.0,
        "-5",
        "(1,234)",
        "三千",
        dt.date(2026, 3, 5),
        "1e13万元",
        "100人",
        "9" * 20,
        "1,5",
        "12,34",
        "1,0000万元",
    ],
)
def test_impossible_amounts_are_errors(raw):
    parsed = parse_amount(raw, unit="万元")
    assert parsed.value is None
    assert parsed.note.level == "error"


@pytest.mark.parametrize("raw", ["", None, "—", "/", "／", "无", "-"])
def test_blank_is_no_amount(raw):
    assert parse_amount(raw) == (None, None)
    assert parse_count(raw) == (None, None)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (112.0, 112),
        ("112", 112),
        ("112人", 112),
        ("1,112", 1112),
        ("１１２", 112),
        ("1.2万", 12000),
        (0.0, 0),
        ("112名", 112),
    ],
)
def test_counts(raw, value):
    assert parse_count(raw, unit="人") == (value, None)


@pytest.mark.parametrize("raw", [1.5, "-3", "12.5", "3万元", 2e7, "许多"])
def test_impossible_counts_are_errors(raw):
    assert parse_count(raw).note.level == "error"


def test_a_count_in_round_figures_is_a_warning():
    assert parse_count("300余人").value == 300
    assert parse_count("300余人").note.level == "warning"


@given(st.decimals(0, 10**9, places=2, allow_nan=False))
def test_any_amount_survives_its_writings(amount):
    for writing in (f"{amount:f}", f"{amount:,f}", f"{amount:f}万元"):
        assert parse_amount(writing, unit="万元") == (amount, None)


@given(
    st.text(max_size=20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.from_regex(r"[0-9约余万亿元.,\-~%]{1,16}", fullmatch=True)
)
def test_nothing_breaks_the_readers(raw):
    for read in (parse_amount, parse_count):
        parsed = read(raw)
        assert parsed.value is None or parsed.value >= 0
