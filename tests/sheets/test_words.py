"""Words from closed lists, and that their codes are the ones the rooms below use."""

import pytest

from liaison.cases import choices as cases
from liaison.directory.models import Level
from liaison.enterprises import choices as enterprises
from liaison.sheets import words
from liaison.sheets.types import CellError
from liaison.visits.models import Method, Precision


@pytest.mark.parametrize("raw", ["是", "√", "Y", "1", 1.0, "有", "☑", "yes", True, " 是 ", "✔", "Ｙ"])
def test_yes(raw):
    assert words.parse_yes_no(raw) == (True, None)


@pytest.mark.parametrize("raw", ["否", "×", "N", "0", 0.0, "无", "no", False, "不是", "✗"])
def test_no(raw):
    assert words.parse_yes_no(raw) == (False, None)


@pytest.mark.parametrize("raw", ["", None, " ", "—", "／"])
def test_blank_is_not_no(raw):
    assert words.parse_yes_no(raw) == (None, None)


def test_neither_yes_nor_no_is_a_question():
    assert words.parse_yes_no("大概").note.level == "question"


@pytest.mark.parametrize(
    ("raw", "value"),
    [("规上", True), ("规下", False), ("四上", True), ("规模以上", True), ("√", True), ("无", False), ("", None)],
)
def test_above_scale(raw, value):
    assert words.parse_above_scale(raw) == (value, None)


@pytest.mark.parametrize(
    ("raw", "state", "result"),
    [
        ("已办结", "closed", ""),
        ("办结", "closed", ""),
        ("是", "closed", ""),
        ("√", "closed", ""),
        ("已销号", "closed", ""),
        ("已解决", "closed", "A"),
        ("已做好解释说明", "closed", "C"),
        ("否", "handling", ""),
        ("正在办理", "handling", ""),
        ("解决中", "handling", ""),
        ("正在推进", "handling", ""),
        ("未解决", "handling", ""),
        ("已上报上级协调", "handling", ""),
        ("持续推进", "tracking", "B"),
        ("长期坚持", "tracking", "B"),
        ("长期", "tracking", "B"),
        ("延时解决", "tracking", "B"),
        ("已答复", "answered", ""),
        ("正在 办理", "handling", ""),
    ],
)
def test_status_words(raw, state, result):
    assert words.parse_case_status(raw) == ((state, result), None)


@pytest.mark.parametrize(("raw", "state", "result"), [("基本解决", "closed", "A"), ("无法解决", "closed", "C")])
def test_doubtful_status_words(raw, state, result):
    parsed = words.parse_case_status(raw)
    assert parsed.value == (state, result)
    assert parsed.note.level == "warning"


def test_unknown_status_is_a_question_whose_answers_read():
    note = words.parse_case_status("再议").note
    assert note.level == "question"
    assert all(words.parse_case_status(c.value).value for c in note.candidates)


@pytest.mark.parametrize(
    ("raw", "value", "level"),
    [
        ("非常满意", 5, None),
        ("满意", 4, None),
        ("基本满意", 3, None),
        ("不满意", 2, None),
        ("非常不满意", 1, None),
        ("一般", 3, "warning"),
        ("100%", 5, "warning"),
        ("10分", 5, "warning"),
        ("√", 4, "warning"),
        ("较满意", None, "question"),
        ("比较满意", None, "question"),
        ("呵呵", None, "question"),
        ("", None, None),
        ("未评价", None, None),
    ],
)
def test_ratings(raw, value, level):
    parsed = words.parse_rating(raw)
    assert parsed.value == value
    assert (parsed.note and parsed.note.level) == level


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("省级", "province"),
        ("市级", "prefecture"),
        ("市（州）级", "prefecture"),
        ("县级", "county"),
        ("县（市、区）级", "county"),
        ("区级", "county"),
        ("乡镇", "township"),
        ("处级", "county"),
        ("", None),
    ],
)
def test_levels(raw, value):
    assert words.parse_level(raw) == (value, None)


@pytest.mark.parametrize(("raw", "value"), [("大型", "L"), ("中", "M"), ("小型企业", "S"), ("微型", "XS"), ("", None)])
def test_sizes(raw, value):
    assert words.parse_size(raw) == (value, None)


def test_small_or_micro_is_asked():
    assert [words.parse_size(c.value).value for c in words.parse_size("小微").note.candidates] == ["S", "XS"]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("专精特新“小巨人”", "little_giant"),
        ("国家级专精特新小巨人企业", "little_giant"),
        ("专精特新中小企业", "provincial"),
        ("省级专精特新", "provincial"),
        ("创新型中小企业", "innovative"),
        ("制造业单项冠军", "champion"),
        ("无", ""),
        ("—", ""),
        ("否", ""),
        ("", None),
    ],
)
def test_srdi(raw, value):
    assert words.parse_srdi(raw) == (value, None)


def test_several_honours_take_the_highest_with_a_warning():
    parsed = words.parse_srdi("省级专精特新、国家级小巨人")
    assert (parsed.value, parsed.note.level) == ("little_giant", "warning")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("制造业", "C"),
        ("农、林、牧、渔业", "A"),
        ("农林牧渔业", "A"),
        ("信息传输、软件和信息技术服务业", "I"),
        ("C 制造业", "C"),
        ("C制造业", "C"),
        ("C", "C"),
        ("C36", "C"),
        ("36 汽车制造业", "C"),
        ("批发和零售业", "F"),
        ("", None),
    ],
)
def test_industries(raw, value):
    assert words.parse_industry(raw) == (value, None)


@pytest.mark.parametrize(
    ("raw", "value"), [("汽车零部件", "C"), ("医药", "C"), ("农产品加工", "C"), ("外星贸易", None)]
)
def test_informal_industries_are_warned_about(raw, value):
    parsed = words.parse_industry(raw)
    assert (parsed.value, parsed.note.level) == (value, "warning")


def test_every_section_s_own_name_reads_as_that_section():
    for section in enterprises.IndustrySection:
        assert words.parse_industry(section.label) == (section.value, None)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("实地走访", "onsite"),
        ("SDZF", "onsite"),
        ("DHGT", "phone"),
        ("座谈会", "symposium"),
        ("现场办公", "office"),
        ("", None),
    ],
)
def test_methods(raw, value):
    assert words.parse_method(raw) == (value, None)


def test_two_methods_take_the_first_with_a_warning():
    assert words.parse_method("实地走访、座谈").value == "onsite"
    assert words.parse_method("实地走访、座谈").note.level == "warning"


READERS = {
    words.parse_level: Level,
    words.parse_size: enterprises.Size,
    words.parse_srdi: enterprises.SrdiLevel,
    words.parse_ownership: enterprises.Ownership,
    words.parse_enterprise_status: enterprises.Status,
    words.parse_tier: enterprises.Tier,
    words.parse_industry: enterprises.IndustrySection,
    words.parse_method: Method,
    words.parse_source: cases.Source,
    words.parse_nature: cases.Nature,
    words.parse_urgency: cases.Urgency,
    words.parse_rating: cases.RatingLevel,
}


@pytest.mark.parametrize("reader", READERS, ids=lambda r: r.__name__)
def test_every_label_reads_as_its_code(reader):
    for choice in READERS[reader]:
        assert reader(choice.label).value == choice.value, choice.label


def test_status_words_lead_to_states_and_results_that_exist():
    for word in words.CASE_STATUS.values():
        assert word.code.state in cases.State.values
        assert word.code.result in ("", *cases.Result.values)


def test_precisions_exist():
    assert {"day", "range", "xun", "month", "year"} == set(Precision.values)


@pytest.mark.parametrize("reader", [*READERS, words.parse_yes_no, words.parse_case_status], ids=lambda r: r.__name__)
def test_error_cells_are_errors(reader):
    assert reader(CellError("#N/A")).note.level == "error"
