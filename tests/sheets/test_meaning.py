"""What columns and rows mean where papers leave it to the reader: whose telephone, which line is no enterprise."""

import datetime as dt

import pytest

from liaison.sheets import Workbook, parse_table, read_table
from liaison.sheets.files.sheets import Sheet
from liaison.sheets.headings import specific
from liaison.sheets.names import parse_leaders, parse_people
from liaison.sheets.words.enterprises import parse_enterprise_status

TODAY = dt.date(2026, 11, 23)
A, B, C = "长春市禾龙装备制造有限公司", "吉林众固人参有限公司", "通化冠启药业有限公司"


def read(rows, kind="enterprises", merged=()):
    width = max(map(len, rows))
    sheet = Sheet("台账", [list(row) + [""] * (width - len(row)) for row in rows], list(merged))
    return read_table(Workbook("台账.xlsx", [sheet]), kind)


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("enterprises", "企业名称=name 包保领导=leader 职务=leader_post 联系电话= 联络员=officer 电话=officer_phone"),
        ("enterprises", "企业名称=name 法人代表=legal_rep 联系电话=legal_phone 企业联系人=contact 电话=phone"),
        (
            "enterprises",
            "企业名称=name 企业联系人=contact 职务=contact_title 电话=phone 联系领导=leader 现任职务=leader_post",
        ),
        ("enterprises", "企业名称=name 联系领导=leader 联络员=officer 职务= 电话=officer_phone"),
        ("enterprises", "企业名称=name 联系人=contact 联系电话=phone 分管领导= 电话="),
        ("enterprises", "企业名称=name 负责人=legal_rep 负责人职务= 负责人手机=legal_phone 手机=phone"),
        ("cases", "企业名称=enterprise 诉求=content 责任领导=leader 联系电话= 责任人=responsible 电话=phone"),
        (
            "cases",
            "企业名称=enterprise 诉求=content 反映人=contact 电话=contact_phone 承办单位=lead_org 联系电话=phone",
        ),
        ("visits", "时间=date 走访企业=enterprises 走访领导=leader 职务=leader_post 陪同人员=companions 现任职务="),
        (
            "leaders",
            "姓名=leader 职务=leader_post 电话=leader_phone 牵头部门=lead_org 联系人=officer 手机=officer_phone",
        ),
    ],
)
def test_a_telephone_and_a_post_belong_to_the_person_they_follow(kind, columns):
    pairs = [column.split("=") for column in columns.split()]
    table = read([[heading for heading, _ in pairs], ["2026-06-01", A, *["甲"] * (len(pairs) - 2)]], kind)
    assert [column.field or "" for column in table.columns] == [field for _, field in pairs]


def test_whose_telephone_it_is_is_asked_where_it_follows_a_stranger():
    table = read([["企业名称", "联系人", "联系电话", "分管领导", "联系电话"], [A, "甲某", "1", "乙某", "2"]])
    asked = next(note for note in table.notes if note.level == "question")
    assert "是谁的" in asked.message
    assert {candidate.value for candidate in asked.candidates} == {"legal_phone", "officer_phone"}


@pytest.mark.parametrize(
    ("kind", "heading", "field"),
    [
        ("visits", "企业问题及诉求", "problems"),
        ("visits", "问题及诉求解决情况", "resolved"),
        ("cases", "企业问题诉求", "content"),
        ("cases", "问题交办单位", "lead_org"),
        ("cases", "当前进展情况", "progress"),
        ("cases", "解决问题时限", "due_on"),
        ("cases", "问题收集渠道", "source"),
        ("enterprises", "企业统一社会信用代码", "uscc"),
        ("enterprises", "企业主要产品", "products"),
        ("enterprises", "企业职务", None),
    ],
)
def test_headings_of_public_systems_are_known(kind, heading, field):
    assert specific(kind, "", heading) == field


@pytest.mark.parametrize("word", ["存续（在营、开业、在册）", "在册", "存续"])
def test_an_enterprise_in_business_is_known_by_the_register_s_words(word):
    assert parse_enterprise_status(word).value == "normal"


@pytest.mark.parametrize(
    ("cell", "name", "post"),
    [
        ("副市长郑某某", "郑某某", "副市长"),
        ("冯某某（县委常委）", "冯某某", "县委常委"),
        ("县委常委、副县长冯某某", "冯某某", "县委常委、副县长"),
        ("李某某 统战部部长", "李某某", "统战部部长"),
        ("王示一", "王示一", ""),
    ],
)
def test_a_post_beside_a_name_is_split_from_it(cell, name, post):
    person = parse_leaders(cell).value[0]
    assert (person.name, person.title) == (name, post)


@pytest.mark.parametrize("cell", ["某市长", "王市长", "张副县长", "副市长", "李书记"])
def test_a_post_without_a_name_is_asked_of_leaders_only(cell):
    assert parse_leaders(cell).note.level == "question"
    assert parse_people(cell).note is None


def test_ditto_marks_are_filled_in_columns_kept_as_they_stand():
    values = parse_table(read([["企业名称", "党组织"], [A, "有支部"], [B, "同上"], [C, "〃"]]), today=TODAY)
    assert [extra["党组织"] for extra in values.extra] == ["有支部"] * 3


def test_totals_and_footers_of_a_table_that_starts_in_another_column():
    table = read(
        [
            ["", "市（州）", "企业名称", "从业人数"],
            ["", "长春市", A, 10.0],
            ["", "长春市", B, 20.0],
            ["", "", "以上企业合计（共三户）：", ""],
            ["", "", "注：以上名单由各市州工信局提供，数据截至2026年6月底。", ""],
            ["", "", "填报单位：某某市工业和信息化局（盖章）", ""],
            ["", "", "制表人：张某某    审核人：李某某", ""],
        ]
    )
    assert [row.cells[2] for row in table.rows] == [A, B]
    assert any("合计是3" in note.message for note in table.notes)


@pytest.mark.parametrize("cell", ["12户", "共12户", "十二户", 12.0])
def test_a_total_that_says_another_number_of_rows_is_told(cell):
    table = read([["序号", "企业名称", "备注"], [1.0, A, ""], [2.0, B, ""], ["合计", cell, ""]])
    assert any("合计是12" in note.message for note in table.notes)


@pytest.mark.parametrize("cell", ["2户", "共二户", 2.0])
def test_a_total_that_is_right_is_not_told(cell):
    table = read([["序号", "企业名称", "备注"], [1.0, A, ""], [2.0, B, ""], ["合计", cell, ""]])
    assert table.notes == []


def test_a_lower_tier_under_merged_headings_is_no_row_of_data():
    rows = [
        ["序号", "包联领导", "职务", "包联企业（家）", "", "责任单位"],
        ["", "", "", "企业名称", "所在县区", ""],
        [1.0, "王试八", "副市长", A, "南关区", "市工信局"],
    ]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 1, 5)]
    table = read(rows, "leaders", merged)
    assert [row.number for row in table.rows] == [3]
    assert [c.field for c in table.columns][3:5] == ["enterprises", "enterprise_place"]
