"""Names of people in a cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.sheets.names import parse_people, parse_person, parse_post
from liaison.sheets.types import CellError, Person


@pytest.mark.parametrize("raw", ["王某", "王　某", "王 某", " 王某 ", "王\n某", "王  某", "王某\u3000", "王某同志"])
def test_padding_is_taken_out(raw):
    assert parse_person(raw) == ("王某", None)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("沈 示茂", "沈示茂"),
        ("周示晓", "周示晓"),
        ("欧阳 示山", "欧阳示山"),
        ("阿卜杜·热合曼", "阿卜杜·热合曼"),
        ("John Smith", "John Smith"),
    ],
)
def test_longer_names(raw, name):
    assert parse_person(raw) == (name, None)


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("甲某某、乙某", ["甲某某", "乙某"]),
        ("甲某某\n乙某", ["甲某某", "乙某"]),
        ("甲某某 乙某", ["甲某某", "乙某"]),
        ("甲某某，乙某", ["甲某某", "乙某"]),
        ("甲某某/乙某", ["甲某某", "乙某"]),
        ("甲某某；乙某", ["甲某某", "乙某"]),
        ("甲某某、乙　某", ["甲某某", "乙某"]),
        ("甲 某\n乙 某", ["甲某", "乙某"]),
        ("甲某某,乙某,丙某某", ["甲某某", "乙某", "丙某某"]),
    ],
)
def test_several_names_in_a_cell_are_split(raw, names):
    people, note = parse_people(raw)
    assert note is None
    assert [p.name for p in people] == names


@pytest.mark.parametrize(
    ("raw", "people"),
    [
        ("甲某某（牵头）乙某", [Person("甲某某", "", "lead"), Person("乙某")]),
        ("甲某某（牵头）、乙某（配合）", [Person("甲某某", "", "lead"), Person("乙某")]),
        ("乙某、甲某某（牵头）", [Person("甲某某", "", "lead"), Person("乙某")]),
        ("王某（副市长）", [Person("王某", "副市长")]),
        ("王某 副市长", [Person("王某", "副市长")]),
        ("副市长 王某", [Person("王某", "副市长")]),
        ("副市长王某", [Person("王某", "副市长")]),
        ("王某某副市长", [Person("王某某", "副市长")]),
        ("王某某，副市长", [Person("王某某", "副市长")]),
        ("王某某\n副市长", [Person("王某某", "副市长")]),
        ("省委常委、副省长王某", [Person("王某", "省委常委、副省长")]),
        ("省委常委、副省长 王某", [Person("王某", "省委常委、副省长")]),
        ("王某某（市委常委、副市长）", [Person("王某某", "市委常委、副市长")]),
        ("王某某（市委书记）、李某（市长）", [Person("王某某", "市委书记"), Person("李某", "市长")]),
    ],
)
def test_titles_and_roles_are_told_from_names(raw, people):
    assert parse_people(raw) == (people, None)


def test_a_cell_for_one_person_asks_which_of_several():
    note = parse_person("甲某某、乙某").note
    assert note.level == "question"
    assert [parse_person(c.value).value for c in note.candidates] == ["甲某某", "乙某"]


def test_four_lone_characters_may_be_one_or_two_people():
    assert parse_people("张 三 李 四").note.level == "question"


@pytest.mark.parametrize("raw", ["王某等3人", "王某等", "王某一行5人"])
def test_unnamed_companions_are_told_of(raw):
    people, note = parse_people(raw)
    assert [p.name for p in people] == ["王某"]
    assert note.level == "warning"


@pytest.mark.parametrize("raw", ["", None, "无", "—", "待定", "空缺"])
def test_nobody(raw):
    assert parse_people(raw) == ([], None)


def test_what_is_no_name_is_told_of():
    assert parse_people("123").note.level == "warning"
    assert parse_people(CellError("#N/A")).note.level == "error"


@pytest.mark.parametrize(
    ("raw", "post"),
    [("副市长", "副市长"), ("市委常委\n副市长", "市委常委、副市长"), ("副 市 长", "副市长"), ("", ""), ("—", "")],
)
def test_posts(raw, post):
    assert parse_post(raw) == (post, None)


@given(st.text(max_size=40) | st.from_regex(r"[甲乙丙王李某示副市长书记、，（）\n 牵头]{1,24}", fullmatch=True))
def test_nothing_breaks_the_readers(raw):
    for read in (parse_people, parse_person, parse_post):
        parsed = read(raw)
        assert parsed.value is not None or parsed.note is not None
