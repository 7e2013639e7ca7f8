"""Files in every format offices use open to the same rows."""

import datetime as dt
from pathlib import Path

import pytest

from liaison.sheets import FileRefused, Limits, open_workbook, parse_table, read_table
from liaison.sheets.types import CellError

from .makers import HEADING, NAME, ods, ods_cell, ods_row, row_xml, sheet_xml, table_rows, xlsx

DATA = Path(__file__).parent / "data"
TODAY = dt.date(2026, 11, 23)
CSV = (
    "序号,企业名称,统一社会信用代码,联系电话\r\n"
    "1,长春市禾龙装备制造有限公司,91220102MAETEATQX3,13800000000\r\n"
    "2,吉林众固人参（集团）有限公司,,\r\n"
)


def first(data, filename="x.xlsx"):
    return open_workbook(data, filename).sheets[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_csv_in_any_encoding(encoding):
    table = read_table(open_workbook(CSV.encode(encoding), "台账.csv"), "enterprises")
    assert [r.cells[1] for r in table.rows] == ["长春市禾龙装备制造有限公司", "吉林众固人参（集团）有限公司"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_with_any_delimiter(delimiter):
    table = read_table(open_workbook(CSV.replace(",", delimiter).encode(), "台账.csv"), "enterprises")
    assert table.columns[1].field == "name"


def test_csv_keeps_line_breaks_in_quotes_and_text_forced_by_a_formula():
    sheet = first('企业名称,电话\n"甲\n公司","=""13800000000"""\n'.encode(), "x.csv")
    assert sheet.rows[1] == ["甲\n公司", "13800000000"]


def test_a_csv_under_the_name_of_xls_is_a_csv():
    assert first(CSV.encode("gb18030"), "台账.xls").rows[0][1] == "企业名称"


HTML = """<html><head><meta charset="gb2312"><style>td{x}</style></head><body><table border=1>
<tr><td colspan=3>台账</td></tr><tr><th rowspan="2">序号</th><th colspan='2'>企业基本情况</th></tr>
<tr><th>企业名称</th><th>联系电话</th></tr>
<tr><td>1</td><td rowspan=2>甲&amp;乙<br>有限公司</td><td>13800000000</td></tr>
<!-- <td>x</td> --><tr><td>2<td><font>139&nbsp;0000 0000</font></tr></table></body></html>"""


def test_html_saved_as_xls():
    sheet = first(HTML.encode("gb18030"), "台账.xls")
    assert sheet.rows == [
        ["台账", "", ""],
        ["序号", "企业基本情况", ""],
        ["", "企业名称", "联系电话"],
        ["1", "甲&乙\n有限公司", "13800000000"],
        ["2", "", "139\xa00000 0000"],
    ]
    assert sheet.merged == [(0, 0, 0, 2), (1, 0, 2, 0), (1, 1, 1, 2), (3, 1, 4, 1)]
    table = read_table(open_workbook(HTML.encode("gb18030"), "台账.xls"), "enterprises")
    assert [c.field for c in table.columns] == ["seq", "name", "phone"]
    assert table.rows[1].cells[1] == "甲&乙\n有限公司"


def test_ods_with_merged_and_repeated_cells():
    rows = (
        ods_row(
            ods_cell("序号", 'table:number-rows-spanned="2" table:number-columns-spanned="1"'),
            ods_cell("企业基本情况", 'table:number-columns-spanned="2" table:number-rows-spanned="1"'),
            "<table:covered-table-cell/>",
        )
        + ods_row("<table:covered-table-cell/>", "企业名称", "市（州）")
        + ods_row("1", NAME, ods_cell("长春市", 'table:number-rows-spanned="2" table:number-columns-spanned="1"'))
        + ods_row("2", NAME + "二", "<table:covered-table-cell/>")
        + ods_row(
            ods_cell("", 'table:number-columns-repeated="16384"'), attributes='table:number-rows-repeated="1048572"'
        )
    )
    table = read_table(open_workbook(ods(rows), "台账.ods"), "enterprises")
    assert [c.field for c in table.columns] == ["seq", "name", "prefecture"]
    assert [r.cells[2] for r in table.rows] == ["长春市", "长春市"]


def test_xls():
    book = open_workbook(DATA / "ledger.xls")
    table = read_table(book, "enterprises")
    values = parse_table(table, today=TODAY).columns
    assert [c.field for c in table.columns] == ["seq", "name", "uscc", "phone", "prefecture", "since"]
    assert values["name"] == ["长春市禾龙装备制造有限公司", "吉林众固人参（集团）有限公司"]
    assert values["phone"] == ["13800000000", ""]
    assert [s.first for s in values["since"]] == [dt.date(2026, 6, 24), dt.date(2020, 6, 24)]
    assert values["prefecture"] == ["长春市", "长春市"]
    assert table.other_sheets == ["填报说明"]


def test_xls_of_the_1904_epoch_and_with_error_values():
    book = open_workbook(DATA / "ledger1904.xls")
    values = parse_table(read_table(book, "enterprises"), today=TODAY)
    assert book.date1904
    assert values.columns["since"][0].first == dt.date(2020, 6, 24)
    assert [n.level for n in values.notes[1]] == ["error"]


def test_xlsx_of_the_1904_epoch():
    data = xlsx(
        sheet_xml(row_xml(1, ["企业名称", "起始日期"]) + row_xml(2, [NAME, 42544])),
        properties='<workbookPr date1904="1"/>',
    )
    values = parse_table(read_table(open_workbook(data), "enterprises"), today=TODAY)
    assert values.columns["since"][0].first == dt.date(2020, 6, 24)


def test_error_values_and_uncomputed_formulas_are_errors_not_blanks():
    rows = row_xml(1, ["企业名称", "统一社会信用代码", "产值（万元）"]) + (
        f'<row r="2"><c r="A2" t="inlineStr"><is><t>{NAME}</t></is></c><c r="B2" '
        f't="e"><v>#N/A</v></c><c r="C2"><f>1+1</f></c></row>'
        '<row r="3"><c r="A3"><f>B3</f><v></v></c><c r="B3" '
        't="str"><f>UPPER("a")</f><v>91220102MAETEATQX3</v></c><c '
        'r="C3"><f>1+2</f><v>3</v></c></row>'
    )
    book = open_workbook(xlsx(sheet_xml(rows)))
    assert book.sheets[0].rows[1][1:] == ["#N/A", "=1+1"]
    assert all(type(c) is CellError for c in book.sheets[0].rows[1][1:])
    values = parse_table(read_table(book, "enterprises"), today=TODAY)
    assert {(n.column, n.level) for n in values.notes[0]} == {("统一社会信用代码", "error"), ("产值（万元）", "error")}
    assert {(n.column, n.level) for n in values.notes[1]} == {("企业名称", "error")}
    assert values.columns["uscc"][1] == "91220102MAETEATQX3"


def test_a_running_number_by_formula_is_ignored():
    rows = (
        row_xml(1, HEADING)
        + f'<row r="2"><c r="A2"><f>ROW()-1</f></c><c r="B2" t="inlineStr"><is><t>{NAME}</t></is></c></row>'
    )
    table = read_table(open_workbook(xlsx(sheet_xml(rows))), "enterprises")
    assert not parse_table(table, today=TODAY).notes


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)"])
def test_cells_that_begin_like_a_formula_are_text(text):
    table = read_table(
        open_workbook(xlsx(sheet_xml(row_xml(1, HEADING) + row_xml(2, [1, NAME, "", text])))), "enterprises"
    )
    assert parse_table(table, today=TODAY).columns["note"] == [text]


def test_macros_links_and_pictures_are_left_alone():
    extra = {
        "xl/vbaProject.bin": b"\x00" * 100,
        "xl/externalLinks/externalLink1.xml": "<broken",
        "xl/media/image1.png": b"\x89PNG",
        "xl/drawings/drawing1.xml": "<broken",
    }
    assert len(first(xlsx(parts=extra), "台账.xlsm").rows) == 3


def test_a_hidden_sheet_is_not_preferred():
    data = xlsx(
        sheets=2,
        parts={
            "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet '
            'name="旧" sheetId="1" state="hidden" r:id="rId1"/><sheet name="新" sheetId="2" '
            'r:id="rId2"/></sheets></workbook>'
        },
    )
    assert read_table(open_workbook(data), "enterprises").sheet == "新"


def test_the_name_does_not_matter_but_the_content_does():
    assert len(first(xlsx(), "台账.et").rows) == 3
    assert len(first(xlsx(), "台账.txt").rows) == 3


def test_formatting_down_to_the_last_row_is_no_data():
    rows = table_rows() + "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in (100_000, 500_000, 1_048_576))
    assert len(first(xlsx(sheet_xml(rows))).rows) == 3


def test_references_left_out_are_counted():
    cells = "".join(f'<c t="inlineStr"><is><t>{h}</t></is></c>' for h in HEADING)
    assert first(xlsx(sheet_xml(f"<row>{cells}</row>"))).rows == [HEADING]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(rows=1, columns=200), "行"),
        (Limits(columns=3), "列"),
        (Limits(sheets=1), "工作表"),
        (Limits(bytes=100), "MB"),
    ],
)
def test_limits_are_said_with_their_numbers(limits, words):
    data = xlsx(sheet_xml(table_rows(300)), sheets=2)
    with pytest.raises(FileRefused) as refused:
        read_table(open_workbook(data, limits=limits), "enterprises")
    assert words in refused.value.message


def test_a_missing_file_is_said_so(tmp_path):
    with pytest.raises(FileRefused):
        open_workbook(tmp_path / "没有.xlsx")
