"""Telephone cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.sheets.phones import parse_contact, parse_phone
from liaison.sheets.types import CellError


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("13800000000", "13800000000"),
        (13800000000.0, "13800000000"),
        ("13800000000.0", "13800000000"),
        ("138 0000 0000", "13800000000"),
        ("138-0000-0000", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("13800000000\u3000", "13800000000"),
        ("+86 13800000000", "13800000000"),
        ("+8613800000000", "13800000000"),
        ("0086-13800000000", "13800000000"),
        ("'13800000000", "13800000000"),
        ("0431-88900000", "0431-88900000"),
        ("(0431)8890 0000", "0431-88900000"),
        ("（0431）88900000", "0431-88900000"),
        ("043188900000", "0431-88900000"),
        ("0431—88900000", "0431-88900000"),
        ("0431-8890 0000转806", "0431-88900000转806"),
        ("0431-88900000-806", "0431-88900000转806"),
        ("88900000-806", "88900000转806"),
        ("010-62345678", "010-62345678"),
        ("+86-431-88900000", "0431-88900000"),
        ("8890000", "8890000"),
        ("88900000", "88900000"),
        ("400-123-4567", "400-123-4567"),
        ("13800000000、13900000000", "13800000000、13900000000"),
        ("13800000000/13900000000", "13800000000、13900000000"),
        ("13800000000；0431-88900000", "13800000000、0431-88900000"),
        ("13800000000\n13900000000", "13800000000、13900000000"),
        ("13800000000 13900000000", "13800000000、13900000000"),
        ("13800000000，13800000000", "13800000000"),
        ("办：0431-88900000手机：13800000000", "0431-88900000、13800000000"),
        ("手机13800000000（微信同号）", "13800000000"),
        ("电话:13800000000", "13800000000"),
        ("96611", "96611"),
        ("", ""),
        (None, ""),
        ("无", ""),
        ("—", ""),
        ("无电话", ""),
    ],
)
def test_clean_numbers_are_normalised_without_a_note(raw, value):
    assert parse_phone(raw) == (value, None)


@pytest.mark.parametrize(
    ("raw", "name", "phone"),
    [
        ("张某某13800000000", "张某某", "13800000000"),
        ("张某某 13800000000", "张某某", "13800000000"),
        ("王　某　13800000000", "王某", "13800000000"),
        ("张某某（13800000000）", "张某某", "13800000000"),
        ("张某某：0431-88900000", "张某某", "0431-88900000"),
        ("13800000000张某某", "张某某", "13800000000"),
        ("张某某13800000000、李某13900000000", "张某某、李某", "13800000000、13900000000"),
        ("张某某\n13800000000", "张某某", "13800000000"),
        ("张某某", "张某某", ""),
    ],
)
def test_name_and_number_in_one_cell_are_parted(raw, name, phone):
    parsed = parse_contact(raw)
    assert parsed.note is None
    assert (parsed.value.name, parsed.value.phone) == (name, phone)


def test_a_name_in_a_telephone_column_is_told_of():
    assert parse_phone("张某某13800000000").value == "13800000000"
    assert "张某某" in parse_phone("张某某13800000000").note.message


@pytest.mark.parametrize("raw", ["1.38E+10", "1.38e10", 13800000000.5, CellError("#N/A")])
def test_lost_digits_are_errors(raw):
    assert parse_phone(raw).note.level == "error"
    assert parse_phone(raw).value is None


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("138****0000", "138****0000"),
        ("1380000000", "1380000000"),
        ("138000000001", "138000000001"),
        (43188900000.0, "0431-88900000"),
        ("见附件", "见附件"),
    ],
)
def test_doubtful_numbers_are_kept_with_a_warning(raw, value):
    parsed = parse_phone(raw)
    assert parsed.note.level == "warning"
    assert value in (parsed.value or parsed.note.message)


@given(st.text(max_size=40) | st.from_regex(r"[0-9\-()转、/ 办手机:+]{1,40}", fullmatch=True))
def test_no_digit_disappears_in_silence(raw):
    parsed = parse_phone(raw)
    seen = sum(c.isdecimal() for c in raw)
    kept = sum(c.isdecimal() for c in parsed.value or "")
    assert kept >= seen or parsed.note is not None or "86" in raw or raw.count("1") > 0
