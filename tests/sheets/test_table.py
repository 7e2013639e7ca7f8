"""Finding the table: headings in all their layouts, and every row accounted for."""

import datetime as dt

import pytest

from liaison.sheets import FileRefused, Workbook, parse_table, read_table
from liaison.sheets.files.sheets import Sheet

TODAY = dt.date(2026, 11, 23)
A, B, C = "长春市禾龙装备制造有限公司", "吉林众固人参（集团）有限公司", "吉林省山永农业集团有限公司"


def book(rows, merged=(), name="台账", filename="台账.xlsx", more=()) -> Workbook:
    width = max(map(len, rows), default=0)
    sheet = Sheet(name, [list(r) + [""] * (width - len(r)) for r in rows], list(merged))
    return Workbook(filename, [sheet, *more])


def fields(table) -> dict[str, str | None]:
    return {c.heading: c.field for c in table.columns}


def read(rows, kind="enterprises", **kwargs):
    mapping = kwargs.pop("mapping", None)
    return read_table(book(rows, **kwargs), kind, mapping=mapping)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("企 业 名 称", "name"),
        ("企业\n名称", "name"),
        ("企业名称*", "name"),
        ("★企业名称", "name"),
        ("企业名称（全称）", "name"),
        ("企业（项目）名称", "name"),
        ("包保企业", "name"),
        ("單位名稱", "name"),
        ("企業名稱", "name"),
        ("1.企业名称", "name"),
        ("企业名称（与营业执照一致）", "name"),
        ("企业名称：", "name"),
    ],
)
def test_a_heading_is_known_in_any_dress(heading, field):
    table = read([["序号", heading, "统一社会信用代码"], [1.0, A, ""]])
    assert table.columns[1].field == field


@pytest.mark.parametrize(
    ("heading", "field", "unit"),
    [
        ("产值(万元)", "output", "万元"),
        ("上年产值（亿元）", "output", "亿元"),
        ("2025年产值（万元）", "output", "万元"),
        ("2025年度产值", "output", None),
        ("产值/万元", "output", "万元"),
        ("从业人数（人）", "employees", "人"),
        ("上年营业收入（亿元）", "revenue", "亿元"),
        ("县（市、区）", "county", None),
        ("市（州）", "prefecture", None),
        ("联系\n电话", "phone", None),
        ("社会信用代码", "uscc", None),
        ("联系人及电话", "contact_phone", None),
        ("包联领导", "leader", None),
        ("姓名及职务", "leader_with_post", None),
        ("首席服务员", "officer", None),
        ("税号", "uscc", None),
        ("联络员电话", "officer_phone", None),
        ("挂钩责任单位", "lead_org", None),
        ("法人", "legal_rep", None),
        ("№", "seq", None),
        ("是否规上", "above_scale", None),
        ("规上/规下", "above_scale", None),
    ],
)
def test_fields_and_units_are_read_from_headings(heading, field, unit):
    column = read([["企业名称", "备注", heading], [A, "", "x"]]).columns[2]
    assert (column.field, column.unit) == (field, unit)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [["附件2"]],
        [["附件1"], ["吉林省领导联系民营企业台账（2026年）"]],
        [["台账"], ["填报单位：省工信厅　　单位：户、万元"], []],
        [["x"]] * 12,
    ],
)
def test_the_heading_is_found_under_whatever_stands_above(lines):
    table = read([*lines, ["序号", "企业名称", "统一社会信用代码"], [1.0, A, ""], [2.0, B, ""]])
    assert table.header_row == len(lines) + 1
    assert [r.number for r in table.rows] == [len(lines) + 2, len(lines) + 3]


def test_two_tiers_with_merged_cells_join_parent_and_child():
    table = read(
        [
            ["序号", "企业基本情况", "", "", "联系领导", "", "联络员", ""],
            ["", "企业名称", "联系人", "联系电话", "姓名", "职务", "姓名", "电话"],
            [1.0, A, "甲某", "13800000000", "乙某", "副市长", "丙某", "13900000000"],
        ],
        merged=[(0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 0, 5), (0, 6, 0, 7)],
    )
    assert table.header_row == 2
    assert [c.field for c in table.columns] == [
        "seq",
        "name",
        "contact",
        "phone",
        "leader",
        "leader_post",
        "officer",
        "officer_phone",
    ]


def test_two_tiers_without_merged_cells_are_joined_as_well():
    table = read(
        [
            ["序号", "企业基本情况", "", "", "联系领导", ""],
            ["", "企业名称", "联系人", "联系电话", "姓名", "职务"],
            [1.0, A, "甲某", "13800000000", "乙某", "副市长"],
        ]
    )
    assert [c.field for c in table.columns] == ["seq", "name", "contact", "phone", "leader", "leader_post"]


def test_a_unit_s_people_stand_under_the_unit():
    table = read(
        [
            ["企业名称", "挂钩责任单位", "", "", ""],
            ["", "单位名称", "责任人", "联络人", "电话及传真"],
            [A, "市工信局", "甲某", "乙某", "0431-88900000"],
        ],
        merged=[(0, 0, 1, 0), (0, 1, 0, 4)],
    )
    assert [c.field for c in table.columns] == ["name", "lead_org", None, "officer", "officer_phone"]


def test_a_flattened_heading_is_taken_apart():
    table = read(
        [
            ["企业名称", "挂钩责任单位单位名称", "挂钩责任单位联络人", "联络员电话"],
            [A, "市工信局", "乙某", "13900000000"],
        ]
    )
    assert [c.field for c in table.columns] == ["name", "lead_org", "officer", "officer_phone"]


def test_repeated_headings_are_decided_by_their_neighbours():
    table = read(
        [
            ["企业名称", "联系人", "联系电话", "联系领导", "职务", "联络员", "联系电话"],
            [A, "甲某", "13800000000", "乙某", "副市长", "丙某", "13900000000"],
        ]
    )
    assert [c.field for c in table.columns] == [
        "name",
        "contact",
        "phone",
        "leader",
        "leader_post",
        "officer",
        "officer_phone",
    ]
    assert not table.notes


def test_a_bare_contact_after_a_unit_is_the_liaison_officer():
    table = read(
        [
            ["企业名称", "法定代表人", "联系电话", "联系领导", "责任单位", "联系人", "联系电话"],
            [A, "甲某", "13800000000", "乙某", "市工信局", "丙某", "13900000000"],
        ]
    )
    assert [c.field for c in table.columns] == [
        "name",
        "legal_rep",
        "legal_phone",
        "leader",
        "lead_org",
        "officer",
        "officer_phone",
    ]


def test_what_neighbours_cannot_decide_is_asked():
    table = read([["企业名称", "联系电话", "联系电话"], [A, "13800000000", "13900000000"]])
    assert [n.level for n in table.notes] == ["question"]
    assert table.notes[0].column == "联系电话"


def test_a_mapping_by_hand_stands_above_everything():
    table = read(
        [["企业名称", "联系电话", "联系电话"], [A, "13800000000", "13900000000"]],
        mapping={2: "officer_phone", 1: "phone"},
    )
    assert [c.field for c in table.columns] == ["name", "phone", "officer_phone"]
    assert not table.notes


def test_a_mapping_can_name_the_required_column_and_leave_one_out():
    table = read([["市场名", "统一社会信用代码", "备注"], [A, "", "x"]], mapping={0: "name", 2: ""})
    assert [c.field for c in table.columns] == ["name", "uscc", None]


def test_unknown_columns_are_kept():
    table = read([["企业名称", "党组织情况"], [A, "有支部"]])
    assert [n.level for n in table.notes] == ["warning"]
    assert parse_table(table, today=TODAY).extra == [{"党组织情况": "有支部"}]


def test_the_latest_year_is_the_figure():
    table = read([["企业名称", "2024年产值（万元）", "2025年产值（万元）"], [A, 1.0, 2.0]])
    assert [c.field for c in table.columns] == ["name", None, "output"]


def test_a_missing_required_column_is_named_with_what_was_seen():
    with pytest.raises(FileRefused) as refused:
        read([["序号", "统一社会信用代码", "所属行业", "地址"], [1.0, "", "", ""]])
    assert "企业名称" in refused.value.message
    assert "所属行业" in refused.value.message


@pytest.mark.parametrize(
    "rows", [[], [["随便写的一些话"]], [[1.0, 2.0], [3.0, 4.0]], [["姓名", "语文", "数学"], ["甲", 1.0, 2.0]]]
)
def test_no_table_is_refused_in_words(rows):
    with pytest.raises(FileRefused):
        read(rows)


def test_the_best_sheet_is_chosen_and_the_others_are_named():
    notes = Sheet("填报说明", [["填报说明"], ["请按企业名称填写"]], index=1)
    options = Sheet("下拉选项", [["大型", "是"], ["中型", "否"]], index=2)
    table = read([["序号", "企业名称", "统一社会信用代码"], [1.0, A, ""]], more=[notes, options])
    assert table.sheet == "台账"
    assert table.other_sheets == ["填报说明", "下拉选项"]


def test_the_caller_may_choose_the_sheet():
    other = Sheet("四平", [["企业名称", "地址"], [B, "x"]], index=1)
    both = book([["序号", "企业名称", "统一社会信用代码"], [1.0, A, ""]], more=[other])
    assert read_table(both, "enterprises", sheet="四平").rows[0].cells[0] == B
    with pytest.raises(FileRefused) as refused:
        read_table(both, "enterprises", sheet="白城")
    assert "四平" in refused.value.message


def test_merged_cells_are_filled_down_inside_their_range_only():
    table = read([["地区", "企业名称"], ["长春市", A], ["", B], ["", C]], merged=[(1, 0, 2, 0)])
    assert [r.cells[0] for r in table.rows] == ["长春市", "长春市", ""]


def test_every_row_is_a_row_of_data_or_skipped_for_a_reason():
    rows = [
        ["附件1", "", ""],
        ["联系企业台账", "", ""],
        ["序号", "企业名称", "备注"],
        ["一、长春市（2户）", "", ""],
        [1.0, A, ""],
        [2.0, B, ""],
        ["小计", "2户", ""],
        ["", "", ""],
        ["序号", "企业名称", "备注"],
        ["二、四平市", "", ""],
        [3.0, C, ""],
        ["小计", "1户", ""],
        ["合计", "3户", ""],
        ["", "", ""],
        ["注：1.本表由联络员填报。", "", ""],
        ["2.数据截至2026年10月31日，由各地汇总后统一上报。", "", ""],
        ["填表人：", "", "审核人："],
        ["分管领导签字：", "", ""],
    ]
    table = read(rows, merged=[(3, 0, 3, 2)])
    reasons = {s.number: s.reason for s in table.skipped}
    assert sorted([*reasons, *(r.number for r in table.rows)]) == list(range(1, len(rows) + 1))
    assert [r.number for r in table.rows] == [5, 6, 11]
    assert [r.group for r in table.rows] == ["一、长春市（2户）"] * 2 + ["二、四平市"]
    assert reasons == {
        1: "附件标记",
        2: "标题",
        3: "表头",
        4: "分组行",
        7: "合计",
        8: "空行",
        9: "重复表头",
        10: "分组行",
        12: "合计",
        13: "合计",
        14: "空行",
        15: "页脚",
        16: "页脚",
        17: "页脚",
        18: "页脚",
    }
    assert not table.notes


def test_a_total_that_differs_from_the_rows_is_a_warning():
    table = read([["序号", "企业名称", "产值（万元）"], [1.0, A, 10.0], [2.0, B, 20.0], ["合计", "3户", 35.0]])
    assert [n.level for n in table.notes] == ["warning", "warning"]
    assert "3" in table.notes[0].message and "2" in table.notes[0].message
    assert "35" in table.notes[1].message and "30" in table.notes[1].message


def test_totals_on_top_are_checked_too():
    assert not read([["序号", "企业名称", "产值（万元）"], ["合计", "2户", 30.0], [1.0, A, 10.0], [2.0, B, 20.0]]).notes
    assert read([["序号", "企业名称", "产值（万元）"], ["合计", "9户", 30.0], [1.0, A, 10.0], [2.0, B, 20.0]]).notes


def test_a_row_that_lacks_the_name_is_data_with_an_error():
    table = read(
        [["序号", "企业名称", "统一社会信用代码", "地址"], [1.0, A, "", "x"], [2.0, "", "91220102MAETEATQX3", "y"]]
    )
    values = parse_table(table, today=TODAY)
    assert len(table.rows) == 2
    assert [n.level for n in values.notes[1]] == ["error"]
    assert values.notes[1][0].column == "企业名称"


def test_numbered_empty_rows_and_examples_are_skipped():
    table = read([["序号", "企业名称"], ["示例", A], [1.0, B], [2.0, ""], [3.0, ""]])
    assert [r.number for r in table.rows] == [3]
    assert [s.reason for s in table.skipped] == ["表头", "示例行", "只有序号", "只有序号"]


def test_an_enterprise_called_total_is_an_enterprise():
    table = read(
        [["序号", "企业名称", "地址"], [1.0, "长春总计科技有限公司", "x"], [2.0, "合计（吉林）咨询有限公司", "y"]]
    )
    assert len(table.rows) == 2


@pytest.mark.parametrize("seq", ["1", "（1）", "1-1", 1.0, "一", "", "1."])
def test_the_running_number_is_ignored(seq):
    table = read([["序号", "企业名称", "地址"], [seq, A, "x"], [seq, B, "y"]])
    assert len(table.rows) == 2
    assert not parse_table(table, today=TODAY).notes


@pytest.mark.parametrize(
    ("title", "filename", "year"),
    [
        ("走访记录（2025年）", "x.xlsx", 2025),
        ("2025年走访记录", "2026.xlsx", 2025),
        ("走访记录", "走访记录2024年.xlsx", 2024),
        ("二〇二五年走访记录", "x.xlsx", 2025),
        ("走访记录", "走访20240601.xlsx", None),
        ("走访记录", "x.xlsx", None),
    ],
)
def test_the_year_comes_from_title_or_file_name(title, filename, year):
    table = read([[title], ["序号", "走访时间", "走访企业"], [1.0, "6月24日", A]], kind="visits", filename=filename)
    assert table.year == year


def test_the_unit_above_the_table_is_the_unit_of_money():
    rows = [["台账"], ["填报单位：x　单位：户、亿元"], ["企业名称", "产值"], [A, 3.0]]
    assert parse_table(read(rows), today=TODAY).columns["output"] == [30_000]


def test_ditto_marks_repeat_the_cell_above_and_are_told_of():
    values = parse_table(read([["企业名称", "市（州）"], [A, "长春市"], [B, "同上"], [C, "〃"]]), today=TODAY)
    assert values.columns["prefecture"] == ["长春市"] * 3
    assert [n.level for n in values.notes[1]] == ["warning"]


def test_a_citizen_s_number_is_masked_before_anything_sees_it():
    table = read([["企业名称", "身份证号", "备注"], [A, "22010219900101123X", "法人身份证22010219900101123X"]])
    assert "19900101" not in str(table.rows)
    assert [n.level for n in table.notes].count("warning") >= 1
    assert "19900101" not in str(table.notes)


def test_the_wrong_kind_of_ledger_is_told_of():
    rows = [
        ["民营企业诉求台账"],
        [
            "序号",
            "企业名称",
            "反映时间",
            "问题来源",
            "问题类别",
            "具体问题",
            "责任单位",
            "办理时限",
            "是否办结",
            "办结时间",
            "企业满意度",
        ],
        [1.0, A, "2026-1-1", "座谈会", "融资", "难", "市工信局", "2026-2-1", "是", "2026-1-9", "满意"],
    ]
    assert "诉求台账" in read(rows).notes[0].message
    assert not read(rows, kind="cases").notes


def test_leaders_one_a_row():
    table = read(
        [
            [
                "序号",
                "姓名",
                "职务",
                "联系地区",
                "联系县（市、区）",
                "联系企业",
                "牵头部门",
                "配合部门",
                "联络员及电话",
            ],
            [1.0, "甲某", "副省长", "长春市", "榆树市", f"{A}、{B}", "省工信厅", "", "乙某13800000000"],
        ],
        kind="leaders",
    )
    values = parse_table(table, today=TODAY).columns
    assert values["enterprises"] == [[A, B]]
    assert (values["officer"][0][0].name, values["officer_phone"][0]) == ("乙某", "13800000000")


def test_leaders_one_enterprise_a_row_with_merged_leaders():
    rows = [
        ["序号", "联系领导", "职务", "联系地区", "企业名称"],
        [1.0, "甲某", "副省长", "长春市", A],
        ["", "", "", "", B],
        [2.0, "乙某", "副省长", "四平市", C],
    ]
    table = read(rows, kind="leaders", merged=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 2, 3)])
    values = parse_table(table, today=TODAY).columns
    assert [p[0].name for p in values["leader"]] == ["甲某", "甲某", "乙某"]
    assert values["enterprises"] == [[A], [B], [C]]


def test_names_and_posts_in_one_column():
    table = read([["序号", "姓名及职务", "联系地区", "联系企业"], [1.0, "甲某（副省长）", "长春市", A]], kind="leaders")
    values = parse_table(table, today=TODAY).columns
    assert (values["leader"][0][0].name, values["leader_post"][0]) == ("甲某", "副省长")


def test_visits_with_several_enterprises_and_problems():
    table = read(
        [
            ["时 间", "带队领导", "被走访企业", "形式", "企业诉求"],
            ["2026.6.24", "甲某", f"{A}\n{B}", "座谈会", "1.融资难；2.用工难"],
        ],
        kind="visits",
    )
    values = parse_table(table, today=TODAY).columns
    assert values["enterprises"] == [[A, B]]
    assert values["problems"] == [["融资难", "用工难"]]


def test_two_tiers_of_assignment_are_told_apart():
    heading = [
        "工单编号",
        "企业名称",
        "诉求内容",
        "诉求类型",
        "区交办时间",
        "区交办办结期限",
        "工单状态",
        "市交办主办单位",
        "市交办协办单位",
        "市交办时间",
        "市交办办结期限",
    ]
    row = ["1", A, "融资难", "融资", "2026-1-3", "2026-1-20", "已办结", "市工信局", "市财政局", "2026-1-1", "2026-1-31"]
    table = read([heading, row], kind="cases")
    values = parse_table(table, today=TODAY)
    assert values.columns["lead_org"][0].lead == "市工信局"
    assert values.columns["assigned_on"][0].first == dt.date(2026, 1, 1)
    assert values.columns["due_on"][0].first == dt.date(2026, 1, 31)
    assert values.extra[0] == {"区交办时间": "2026-1-3", "区交办办结期限": "2026-1-20"}


def test_sheets_that_are_the_same_ledger_are_not_forgotten_in_silence():
    other = Sheet("四平", [["序号", "企业名称", "统一社会信用代码"], [1.0, B, ""]], index=1)
    table = read([["序号", "企业名称", "统一社会信用代码"], [1.0, A, ""], [2.0, C, ""]], more=[other])
    assert table.sheet == "台账"
    assert [n.level for n in table.notes] == ["warning"]
    assert "四平" in table.notes[0].message


def test_a_column_without_a_heading_is_kept():
    table = read([["序号", "企业名称", "", ""], [1.0, A, "重要", ""]])
    assert parse_table(table, today=TODAY).extra == [{"第C列": "重要"}]
    assert [n.column for n in table.notes] == ["第C列"]


def test_lines_that_head_groups_give_the_place_where_no_column_does():
    values = parse_table(
        read([["序号", "企业名称"], ["一、长春市（1户）", ""], [1.0, A], ["二、四平市", ""], [2.0, B]]), today=TODAY
    )
    assert values.columns["prefecture"] == ["长春市", "四平市"]
    assert [n.level for n in values.notes[0]] == ["info"]


@pytest.mark.parametrize("place", ["二道区", "四平市", "九台区", "七台河市"])
@pytest.mark.parametrize("line", ["{}", "一、{}（1户）", "（二）{}", "3.{}"])
def test_a_place_whose_name_begins_with_a_number_keeps_it(place, line):
    values = parse_table(read([["序号", "企业名称"], [line.format(place), ""], [1.0, A]]), today=TODAY)
    assert values.columns["prefecture"] == [place]


def test_lines_that_head_groups_give_the_level_of_leaders():
    rows = [
        ["序号", "姓名", "联系地区"],
        ["一、省级领导", "", ""],
        [1.0, "甲某", "长春市"],
        ["二、市级领导", "", ""],
        [2.0, "乙某", "长春市"],
    ]
    assert parse_table(read(rows, kind="leaders"), today=TODAY).columns["leader_level"] == ["province", "prefecture"]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("单位：户、万元", 3),
        ("单位：亿元", 30_000),
        ("（单位：元）", 0),
        ("填报单位：吉林省元通公司", 3),
        ("填报单位：省工信厅　单位：亿元、户", 30_000),
    ],
)
def test_only_a_unit_is_a_unit(line, value):
    assert parse_table(read([["台账"], [line], ["企业名称", "产值"], [A, 3.0]]), today=TODAY).columns["output"] == [
        value
    ]


@pytest.mark.parametrize(
    "heading", ["统一社会信用代码", "联系电话", "联系领导", "上年产值（万元）", "起始日期", "企业规模", "备注"]
)
def test_a_cell_of_an_essay_is_an_error_not_a_burden(heading):
    values = parse_table(read([["企业名称", heading], [A, "12、" * 10_000], [B, "9" * 32_000]]), today=TODAY)
    assert [n.level for i in (0, 1) for n in values.notes[i]] == ["error", "error"]
    assert all(len(n.message) < 400 for i in (0, 1) for n in values.notes[i])


@pytest.mark.parametrize(("kind", "goes"), [("leaders", "不登记"), ("visits", "其他栏目")])
def test_what_becomes_of_columns_of_no_field_is_told_as_it_is(kind, goes):
    """Leaders' records have no room for them: nothing must say that they are kept there."""
    headings = {"leaders": ["姓名", "职务", "联系地区", "属相"], "visits": ["企业名称", "走访日期", "走访领导", "属相"]}
    row = {
        "leaders": ["周示晓", "副省长", "长春市", "马"],
        "visits": ["长春示例机械有限公司", "2026-06-20", "周示晓", "马"],
    }
    table = read([headings[kind], row[kind]], kind)
    (note,) = [note for note in table.notes if note.column == "属相"]
    assert goes in note.message


def test_a_leaders_note_is_not_lost_in_silence():
    table = read([["姓名", "职务", "联系地区", "备注"], ["周示晓", "副省长", "长春市", "另有任用"]], "leaders")
    assert [note.column for note in table.notes] == ["备注"]
    assert not read([["姓名", "职务", "联系地区", "备注"], ["周示晓", "副省长", "长春市", ""]], "leaders").notes
