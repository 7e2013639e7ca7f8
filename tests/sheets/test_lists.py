"""Cells that hold enterprises, problems, units, places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.sheets.enterprise_names import former_name, parse_enterprise, parse_enterprises
from liaison.sheets.problems import parse_content, parse_problems
from liaison.sheets.types import CellError, Units
from liaison.sheets.units import parse_place, parse_places, parse_unit_list, parse_units

A, B, C, D = (
    "长春市禾龙装备制造有限公司",
    "吉林众固人参（集团）有限公司",
    "吉林省山永农业集团有限公司",
    "四平川腾信息技术股份有限公司",
)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (A, A),
        (B, B),
        ("吉林众固人参(集团)有限公司", B),
        ("吉林众固人参（集团)有限公司", B),
        (f"{A}。", A),
        (f" {A} ", A),
        ("长春市禾龙装备\n制造有限公司", A),
        ("长春市 禾龙装备制造有限公司", A),
        ("长春市禾龙装备制造有限公司　", A),
        ("吉林ＡＢＣ科技有限公司", "吉林ABC科技有限公司"),
        ("ABC Technology 有限公司", "ABC Technology有限公司"),
        ("1.长春市禾龙装备制造有限公司", A),
        ("大连、长春（联合）公司" if False else "皓示集团", "皓示集团"),
        ("", ""),
        ("—", ""),
    ],
)
def test_one_enterprise_name(raw, name):
    assert parse_enterprise(raw) == (name, None)


def test_a_former_name_in_brackets_is_no_part_of_the_name():
    raw = f"{A}（原长春禾龙机械厂）"
    assert parse_enterprise(raw).value == A
    assert former_name(raw) == "长春禾龙机械厂"
    assert "长春禾龙机械厂" in parse_enterprise(raw).note.message


def test_a_branch_in_brackets_stays():
    assert parse_enterprise("长春禾龙公司（四平分公司）") == ("长春禾龙公司（四平分公司）", None)


def test_an_old_name_is_told_of():
    assert parse_enterprise("原长春市禾龙机械有限公司").note.level == "warning"


def test_two_enterprises_where_one_belongs_are_a_question():
    note = parse_enterprise(f"{A}、{B}").note
    assert note.level == "question"
    assert [parse_enterprise(c.value).value for c in note.candidates] == [A, B]


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (f"{A}、{B}；{C}\n1.{D}", [A, B, C, D]),
        (f"1.{A}；2.{B}；3.{C}", [A, B, C]),
        (f"1、{A}\n2、{B}", [A, B]),
        (f"（1）{A}（2）{B}", [A, B]),
        (f"①{A}②{B}", [A, B]),
        (f"{A} {B}", [A, B]),
        (f"{A}，{B}。", [A, B]),
        (f"{A}\n\n{B}", [A, B]),
        (f"{A}、\n{B}", [A, B]),
        ("长春市禾龙装备\n制造有限公司", [A]),
        ("长春禾龙（长春、四平）有限公司、" + A, ["长春禾龙（长春、四平）有限公司", A]),
        (f"{A}、{A}", [A]),
        ("皓示集团、川腾信息", ["皓示集团", "川腾信息"]),
        ("", []),
        ("无", []),
        ("／", []),
    ],
)
def test_enterprises_are_split_but_not_inside_brackets(raw, names):
    assert parse_enterprises(raw) == (names, None)


def test_a_line_break_between_two_bare_words_is_a_question():
    note = parse_enterprises("禾龙装备公\n川腾信息科").note
    assert note.level == "question"
    for candidate in note.candidates:
        assert parse_enterprises(candidate.value).note is None


def test_an_incomplete_list_is_told_of():
    names, note = parse_enterprises(f"{A}、{B}等5户企业")
    assert names == [A, B]
    assert note.level == "warning"


def test_numbers_and_broken_cells_are_no_enterprise():
    assert parse_enterprises(5.0).note.level == "error"
    assert parse_enterprise(CellError("#REF!")).note.level == "error"


@pytest.mark.parametrize(
    ("raw", "problems"),
    [
        ("1.融资难；2.用工缺口30人；3.用电增容审批慢", ["融资难", "用工缺口30人", "用电增容审批慢"]),
        ("1、融资难。2、用工难。", ["融资难", "用工难"]),
        ("1.融资难\n2.用工难", ["融资难", "用工难"]),
        ("（1）融资难；（2）用工难", ["融资难", "用工难"]),
        ("(1)融资难(2)用工难", ["融资难", "用工难"]),
        ("①融资难②用工难", ["融资难", "用工难"]),
        ("一、融资难；二、用工难", ["融资难", "用工难"]),
        ("一是融资难；二是用工难。", ["融资难", "用工难"]),
        ("1．融资难；2．用工难", ["融资难", "用工难"]),
        ("1.融资难2.用工难", ["融资难", "用工难"]),
        ("1. 流动资金缺口1.5亿元；2. 2025年订单减少", ["流动资金缺口1.5亿元", "2025年订单减少"]),
        ("流动资金紧张，贷款续贷困难", ["流动资金紧张，贷款续贷困难"]),
        ("1.融资难", ["融资难"]),
        ("用工缺口30人", ["用工缺口30人"]),
    ],
)
def test_numbered_problems_are_split(raw, problems):
    assert parse_problems(raw) == (problems, None)


@pytest.mark.parametrize("raw", ["3000万元贷款到期", "2.5亿元缺口", "10月底前交付", "一、二期用地未批", "1、2号楼漏水"])
def test_a_problem_that_begins_with_a_number_keeps_it(raw):
    assert parse_problems(raw) == ([raw], None)
    assert parse_content(raw) == (raw, None)


def test_what_stands_before_the_numbers_is_a_problem_unless_it_only_introduces():
    parsed = parse_problems("贷款3000万元到期，1.续贷难；2.利率高")
    assert parsed.value == ["贷款3000万元到期", "续贷难", "利率高"] and parsed.note.level == "warning"
    parsed = parse_problems("企业反映：1.续贷难；2.利率高")
    assert parsed.value == ["续贷难", "利率高"] and "企业反映" in parsed.note.message


@pytest.mark.parametrize(
    "raw",
    [
        "无",
        "暂无",
        "／",
        "—",
        "/",
        "-",
        "无。",
        "没有",
        "暂无问题",
        "无诉求",
        "企业目前无困难",
        "未反映问题",
        "暂无问题及诉求",
        "目前没有需要协调解决的问题",
        "——",
        "无问题",
    ],
)
def test_declared_none_is_an_empty_list(raw):
    assert parse_problems(raw) == ([], None)


@pytest.mark.parametrize("raw", ["", None, " ", "\u3000"])
def test_blank_is_not_declared_none(raw):
    assert parse_problems(raw) == (None, None)


@pytest.mark.parametrize("raw", ["无人机研发补贴未兑现", "没有流动资金", "无法取得土地证"])
def test_a_problem_that_begins_with_none_is_a_problem(raw):
    assert parse_problems(raw).value == [raw]


@pytest.mark.parametrize("raw", ["融资难；用工难", "融资难\n用工难"])
def test_unnumbered_problems_are_split_with_a_warning(raw):
    parsed = parse_problems(raw)
    assert parsed.value == ["融资难", "用工难"]
    assert parsed.note.level == "warning"


@pytest.mark.parametrize("raw", ["详见附件", "见备注", "同附件3", "（详见附件）"])
def test_elsewhere_is_told_of(raw):
    assert parse_problems(raw).note.level == "warning"
    assert parse_content(raw).note.level == "warning"


def test_the_text_of_one_case_stays_whole():
    assert parse_content("融资难；用工难").value == "融资难；用工难"
    assert parse_content("1.融资难；2.用工难").note.level == "warning"


@pytest.mark.parametrize(
    ("raw", "units"),
    [
        ("市工信局", Units("市工信局")),
        ("市工信局牵头，市财政局、税务局配合", Units("市工信局", ("市财政局", "税务局"))),
        ("由市工信局牵头，市财政局、税务局配合", Units("市工信局", ("市财政局", "税务局"))),
        ("市工信局、市财政局", Units("市工信局", ("市财政局",))),
        ("牵头单位：市工信局；配合单位：市财政局、税务局", Units("市工信局", ("市财政局", "税务局"))),
        ("市工信局（牵头）、市财政局", Units("市工信局", ("市财政局",))),
        ("市财政局、市工信局（牵头）", Units("市工信局", ("市财政局",))),
        ("市工信局\n市财政局", Units("市工信局", ("市财政局",))),
        ("", Units()),
    ],
)
def test_units_lead_and_support(raw, units):
    parsed = parse_units(raw)
    assert parsed.value == units
    assert (parsed.note is not None) == bool(units.support)


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("市财政局、税务局", ["市财政局", "税务局"]),
        ("市财政局\n税务局", ["市财政局", "税务局"]),
        ("市财政局 税务局", ["市财政局", "税务局"]),
        ("市财政局、税务局配合", ["市财政局", "税务局"]),
        ("", []),
        ("无", []),
    ],
)
def test_supporting_units(raw, names):
    assert parse_unit_list(raw) == (names, None)


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("长春市", ["长春市"]),
        ("长春市、吉林市", ["长春市", "吉林市"]),
        ("公主岭（四平）", ["公主岭（四平）"]),
        ("长春市\n吉林市", ["长春市", "吉林市"]),
        ("", []),
    ],
)
def test_places(raw, names):
    assert parse_places(raw) == (names, None)


def test_a_place_loses_its_padding():
    assert parse_place("长 春 市") == ("长春市", None)
    assert parse_place("四平市\n铁西区") == ("四平市铁西区", None)


@given(st.text(max_size=60) | st.from_regex(r"[长春禾龙公司有限厂、；，\n 1-3.（）①②牵头配合局]{1,40}", fullmatch=True))
def test_nothing_breaks_the_readers(raw):
    for read in (
        parse_enterprise,
        parse_enterprises,
        parse_problems,
        parse_content,
        parse_units,
        parse_unit_list,
        parse_places,
        parse_place,
    ):
        read(raw)


@given(
    st.lists(st.sampled_from([A, B, C, D]), min_size=1, max_size=4, unique=True),
    st.sampled_from(["、", "；", "\n", "，", "；\n", " ", "、\n"]),
)
def test_any_list_of_enterprises_comes_back(names, separator):
    assert parse_enterprises(separator.join(names)) == (names, None)


@given(
    st.lists(
        st.sampled_from(["融资难", "用工缺口30人", "贷款1.5亿元到期", "土地证未办"]),
        min_size=2,
        max_size=4,
        unique=True,
    ),
    st.sampled_from(["{}.{}", "{}、{}", "({}){}", "（{}）{}", "{}．{}"]),
    st.sampled_from(["；", "\n", "。", ";"]),
)
def test_any_numbered_list_of_problems_comes_back(problems, numbering, separator):
    text = separator.join(numbering.format(n, p) for n, p in enumerate(problems, 1))
    assert parse_problems(text) == (problems, None)
