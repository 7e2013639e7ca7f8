"""统一社会信用代码 and what stands in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from liaison.sheets.codes import check_character, is_valid, parse_uscc
from liaison.sheets.types import CellError, Identifier

GOOD = "91220102MAETEATQX3"
_BODIES = st.from_regex(r"\A91[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}\Z")


@pytest.mark.parametrize(
    "raw",
    [
        GOOD,
        GOOD.lower(),
        f" {GOOD} ",
        f"'{GOOD}",
        "91220102 MAETEATQX3",
        "9122 0102 MAET EATQ X3",
        "９１２２０１０２MAETEATQX3",
        f"{GOOD}\n",
        "91220102-MAETEATQX3",
        f"\u3000{GOOD}",
    ],
)
def test_a_code_is_trimmed_and_made_upper_case(raw):
    assert parse_uscc(raw) == (Identifier(GOOD), None)


@pytest.mark.parametrize(
    ("raw", "level", "value"),
    [
        ("91220102MAETEATQX4", "warning", Identifier(doubtful="91220102MAETEATQX4")),
        ("9122O102MAETEATQX3", "warning", Identifier(doubtful="9122O102MAETEATQX3")),
        ("9122010ZMAETEATQX3", "warning", Identifier(doubtful="9122010ZMAETEATQX3")),
        ("220102000012345", "info", Identifier(registration_no="220102000012345")),
        (220102000012345.0, "info", Identifier(registration_no="220102000012345")),
        ("12345678-9", "info", Identifier(organisation_code="12345678-9")),
        ("MA0Y123X6", "info", Identifier(organisation_code="MA0Y123X-6")),
        ("91220102MAETEATQX", "warning", Identifier(doubtful="91220102MAETEATQX")),
        ("办理中", "warning", Identifier()),
        ("9.12E+17", "error", None),
        (9.122e17, "error", None),
        ("220102199001011234", "error", None),
        (CellError("#REF!"), "error", None),
    ],
)
def test_what_is_no_usable_code_is_told_of_and_never_a_key(raw, level, value):
    parsed = parse_uscc(raw)
    assert parsed.note.level == level
    assert parsed.value == value
    assert not (parsed.value and parsed.value.uscc)


def test_a_letter_taken_for_a_digit_is_suggested():
    note = parse_uscc("9122O102MAETEATQX3").note
    assert [c.value for c in note.candidates] == [GOOD]
    assert GOOD in note.message


@pytest.mark.parametrize("raw", ["", None, "无", "—", "/", "暂无"])
def test_blank_is_no_code(raw):
    assert parse_uscc(raw) == (Identifier(), None)


def test_a_citizen_s_number_is_not_repeated_in_the_message():
    assert "199001" not in parse_uscc("220102199001011234").note.message


@given(_BODIES)
def test_the_check_character_is_the_library_s(body):
    assert is_valid(body + check_character(body))
    assert uscc.is_valid(body + check_character(body))


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=18, max_size=18) | _BODIES.map(lambda b: b + "0"))
def test_validity_is_the_library_s(code):
    assert is_valid(code) == uscc.is_valid(code)


@given(st.text(max_size=25) | st.floats())
def test_nothing_breaks_the_reader(raw):
    parsed = parse_uscc(raw)
    assert parsed.value is None or not parsed.value.uscc or is_valid(parsed.value.uscc)
