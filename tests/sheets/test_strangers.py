"""Files as other programs and other systems write them: read as people see them, or refused without blaming them."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
import xlwt

from liaison.sheets import FileRefused, open_workbook, parse_table, read_table
from liaison.sheets.files import xlsx as xlsx_files
from liaison.sheets.types import CellError

from .makers import HEADING, NAME, RELS, ods, ods_cell, ods_row, row_xml, sheet_xml, table_rows, workbook_rels, xlsx
from .xlsb import xlsb

TODAY = dt.date(2026, 11, 23)
SHEET, RELATIONS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"


def rebuilt(renamed: dict | None = None, changed: dict | None = None) -> bytes:
    """Return the plain workbook with parts under other names, or with other content (a function of the old)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            content = (changed or {}).get(name, lambda same: same)(content)
            new.writestr((renamed or {}).get(name, name), content)
    return out.getvalue()


def target(text: str):
    return {RELATIONS: lambda old: old.replace(b"worksheets/sheet1.xml", text.encode())}


def utf16(old: bytes) -> bytes:
    return old.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


PACKAGES = {
    "absolute target": rebuilt(changed=target("/xl/worksheets/sheet1.xml")),
    "target from the root": rebuilt(changed=target("xl/worksheets/sheet1.xml")),
    "dots in a target": rebuilt(changed=target("./worksheets/../worksheets/sheet1.xml")),
    "target of the parent": rebuilt(changed=target("../xl/worksheets/sheet1.xml")),
    "backslash": rebuilt(changed=target("worksheets\\sheet1.xml")),
    "escaped space": rebuilt({SHEET: "xl/worksheets/sheet 1.xml"}, target("worksheets/sheet%201.xml")),
    "another folder": rebuilt({SHEET: "xl/data/s.xml"}, target("data/s.xml")),
    "another ending": rebuilt({SHEET: "rows.bin"}, target("/rows.bin")),
    "another workbook": rebuilt(
        {"xl/workbook.xml": "xl/book.xml", RELATIONS: "xl/_rels/book.xml.rels"},
        {"_rels/.rels": lambda old: old.replace(b"workbook.xml", b"book.xml")},
    ),
    "capitals": rebuilt({"xl/workbook.xml": "xl/Workbook.xml", SHEET: "xl/Worksheets/Sheet1.xml"}),
    "single quotes": rebuilt(changed={RELATIONS: lambda old: old.replace(b'"', b"'")}),
    "UTF-16": rebuilt(changed=dict.fromkeys([SHEET, RELATIONS, "xl/workbook.xml"], utf16)),
}


@pytest.mark.parametrize("name", PACKAGES)
def test_a_sound_package_is_read_whatever_its_parts_are_called(name):
    assert [row[1] for row in open_workbook(PACKAGES[name], "台账.xlsx").sheets[0].rows[1:]] == [NAME + "1", NAME + "2"]


def test_a_sheet_outside_the_usual_folder_is_watched_all_the_same():
    """Two far corners take no memory of this process: the sheet is refused before anything lays it out."""
    far = sheet_xml(row_xml(1, HEADING) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>').encode()
    data = rebuilt({SHEET: "xl/data/s.xml"}, {**target("data/s.xml"), SHEET: lambda old: far})
    with pytest.raises(FileRefused, match="上限"):
        open_workbook(data, "台账.xlsx")


@pytest.mark.parametrize(
    "hide",
    [
        '<c t=">" r="XFD1048576"><v>1</v></c>',
        '<!-- <c r="A1"> --><c r="XFD1048576"><v>1</v></c>',
        "<![CDATA[</row>]]>",
    ],
)
def test_what_was_not_seen_whole_is_not_parsed_in_this_process(hide, monkeypatch):
    monkeypatch.setattr(xlsx_files, "_parse_here", lambda *_: pytest.fail("parsed in the web process"))
    data = xlsx(sheet_xml(table_rows() + f'<row r="9">{hide}</row>'))
    try:
        open_workbook(data, "台账.xlsx")
    except FileRefused as refused:
        assert refused.message.endswith("。")


def dialect(cell: str, before: str = "") -> bytes:
    return xlsx(before + sheet_xml(row_xml(1, HEADING) + f'<row r="2"><c r="A2"><v>1</v></c>{cell}</row>'))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="B2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c t="e" r="B2"><v>#N/A</v></c>', "#N/A"),
        ("<c r='B2' t='e'><v>#REF!</v></c>", "#REF!"),
        ('<c r="B2"  t = "e" ><v>#REF!</v></c>', "#REF!"),
        ('<c r="B2" t="e">\n  <v>#VALUE!</v>\n</c>', "#VALUE!"),
        ('<c r="B2"><f>ROW()</f></c>', "=ROW()"),
        ('<c r="B2"><f>ROW()</f><v></v></c>', "=ROW()"),
        ('<c r="B2">\n<f>ROW()</f>\n<v/>\n</c>', "=ROW()"),
        ("<c r='B2'><f>ROW()</f></c>", "=ROW()"),
        ("<c t='e'><v>#N/A</v></c>", "#N/A"),
    ],
)
def test_errors_and_uncomputed_formulas_are_seen_in_every_writing(cell, text):
    found = open_workbook(dialect(cell), "台账.xlsx").sheets[0].rows[1][1]
    assert type(found) is CellError
    assert found == text


def test_errors_are_seen_under_a_prefix():
    data = dialect('<c r="B2" t="e"><v>#REF!</v></c>')
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read(SHEET).decode()
    for name in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
        sheet = sheet.replace(f"<{name}>", f"<x:{name}>").replace(f"<{name} ", f"<x:{name} ")
        sheet = sheet.replace(f"</{name}>", f"</x:{name}>")
    found = open_workbook(xlsx(sheet.replace("xmlns=", "xmlns:x=")), "台账.xlsx").sheets[0].rows[1][1]
    assert type(found) is CellError


def test_a_formula_whose_result_is_an_empty_text_is_blank_and_no_fault():
    cell = '<c r="B2" t="str"><f>IF(A2="","",A2)</f><v></v></c>'
    assert open_workbook(dialect(cell), "台账.xlsx").sheets[0].rows[1][1] == ""


def test_rows_and_cells_without_references_are_counted():
    data = xlsx(
        sheet_xml(
            "<row><c t='inlineStr'><is><t>序号</t></is></c><c t='inlineStr'><is><t>企业名称</t></is></c></row>"
            "<row><c><v>1</v></c><c t='e'><v>#N/A</v></c></row>"
        )
    )
    assert type(open_workbook(data, "台账.xlsx").sheets[0].rows[1][1]) is CellError


def test_errors_of_ods_and_xlsb():
    kinds = 'calcext:value-type="error" office:value-type="string"'
    error = f"<table:table-cell {kinds}><text:p>#N/A</text:p></table:table-cell>"
    formula = '<table:table-cell table:formula="of:=[.A1]"/>'
    sheet = open_workbook(ods(ods_row("企业名称", "备注") + ods_row(error, formula)), "台账.ods").sheets[0]
    assert [type(cell) for cell in sheet.rows[1]] == [CellError, CellError]
    sheet = open_workbook(xlsb([["企业名称", "备注"], ["", "乙"]], errors={(1, 0): 0x17}), "台账.xlsb").sheets[0]
    assert sheet.rows[1] == ["#REF!", "乙"]


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        ("yyyy年m月", "2026年6月"),
        ("yyyy.mm", "2026年6月"),
        ("mmm-yy", "2026年6月"),
        ('[$-804]yyyy"年"m"月";@', "2026年6月"),
        (57, "2026年6月"),
        (17, "2026年6月"),
        ("yyyy", "2026年"),
        ("0.0%", "15.3%"),
    ],
)
def test_a_cell_says_what_is_shown_of_it(shown, seen):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    style = book.add_format({"num_format": shown})
    book.add_worksheet().write_number(0, 0, 0.153 if "%" in str(shown) else 46174, style)
    book.close()
    assert open_workbook(out.getvalue(), "x.xlsx").sheets[0].rows[0][0] == seen


@pytest.mark.parametrize(
    "shown", ["yyyy-mm-dd", "m月d日", "yyyy年m月d日", "dd/mm/yyyy", "yyyy-mm-dd hh:mm", 14, 58, 31]
)
def test_a_day_stays_a_day(shown):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet().write_number(0, 0, 46174, book.add_format({"num_format": shown}))
    book.close()
    cell = open_workbook(out.getvalue(), "x.xlsx").sheets[0].rows[0][0]
    assert isinstance(cell, dt.date | float)


def test_a_month_is_not_read_as_its_first_day():
    book = openpyxl.Workbook()
    book.active.append(["走访时间", "企业名称", "走访内容"])
    book.active.append([dt.date(2026, 6, 1), NAME, "了解情况"])
    book.active["A2"].number_format = "yyyy年m月"
    out = io.BytesIO()
    book.save(out)
    values = parse_table(read_table(open_workbook(out.getvalue(), "台账.xlsx"), "visits"), today=TODAY)
    span = values.columns["date"][0]
    assert (span.first, span.last, span.precision) == (dt.date(2026, 6, 1), dt.date(2026, 6, 30), "month")
    assert values.notes[0][0].level == "warning"


def hidden_sheet(visible: list[str], hidden: list[str]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "本年"
    book.active.append(visible)
    book.active.append([NAME] * len(visible))
    old = book.create_sheet("上年")
    old.append(hidden)
    old.append([NAME] * len(hidden))
    old.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_visible_sheet_is_read_before_a_hidden_one_with_more_columns():
    table = read_table(
        open_workbook(hidden_sheet(HEADING[:3], [*HEADING, "所属行业", "企业规模"]), "x.xlsx"), "enterprises"
    )
    assert table.sheet == "本年"


def test_a_hidden_sheet_is_read_aloud_where_no_visible_one_fits():
    table = read_table(open_workbook(hidden_sheet(["姓名", "语文"], HEADING), "x.xlsx"), "enterprises")
    assert table.sheet == "上年"
    assert any("隐藏的工作表" in note.message for note in table.notes)


CONTROL = "长春市\x00禾龙\x07装备制造有限公司"


@pytest.mark.parametrize(
    "data",
    [
        f"企业名称,备注\n{CONTROL},乙\n".encode(),
        f"企业名称,备注\n{CONTROL},乙\n".encode("utf-16"),
        f"<table><tr><td>企业名称</td><td>备注</td></tr><tr><td>{CONTROL}</td><td>乙</td></tr></table>".encode(),
        xlsx(
            sheet_xml(row_xml(1, ["企业名称", "备注"]) + row_xml(2, ["长春市_x0000_禾龙_x0007_装备制造有限公司", "乙"]))
        ),
    ],
    ids=["csv", "utf-16", "html", "xlsx"],
)
def test_characters_no_database_takes_are_dropped_and_told(data):
    table = read_table(open_workbook(data, "台账.csv"), "enterprises")
    assert table.rows[0].cells[0] == NAME
    assert "控制字符" in parse_table(table, today=TODAY).notes[0][0].message


def test_invisible_characters_go_and_rare_ones_stay():
    name = "\ufeff吉林\u200b省\u00ad𠮷䶮\u202e食品有限公司"
    table = read_table(open_workbook(f"企业名称,备注\n{name},乙\n".encode(), "x.csv"), "enterprises")
    assert table.rows[0].cells[0] == "吉林省𠮷䶮食品有限公司"
    assert parse_table(table, today=TODAY).notes == {}


def test_only_line_ends_end_a_line():
    data = "企业名称,备注\r\n甲公司,第一段\u2028第二段\r\n乙公司,上\x0b下\x0c\x85\r丙公司,丁\n".encode()
    rows = open_workbook(data, "x.csv").sheets[0].rows
    assert [row[0] for row in rows] == ["企业名称", "甲公司", "乙公司", "丙公司"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_csv_in_two_bytes_a_character_without_a_mark(encoding):
    data = f"序号,企业名称,备注\n1,{NAME},电话13800000000\n".encode(encoding)
    assert open_workbook(data, "x.csv").sheets[0].rows[1][1] == NAME


@pytest.mark.parametrize("first", [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"])
def test_the_earliest_workbooks_are_refused_without_blaming_them(first):
    with pytest.raises(FileRefused) as refused:
        open_workbook(first + b"\x00\x00\x10\x00" * 20, "台账.xls")
    assert "很早版本" in refused.value.message
    assert "损坏" not in refused.value.message


def old_workbook() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("台账")
    for c, text in enumerate(HEADING[:2]):
        page.write(0, c, text)
        page.write(1, c, NAME)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def test_a_stream_named_in_capitals_and_words_of_other_programs_inside_do_not_matter():
    plain = old_workbook()
    loud = plain.replace(wide("Workbook"), wide("WORKBOOK"))
    assert loud != plain
    for data in (loud, plain + wide("WordDocument PowerPoint Document EncryptedPackage")):
        assert open_workbook(data, "台账.xls").sheets[0].rows[1][1] == NAME


def test_line_breaks_of_ods_are_kept():
    lines = "<text:p>1.融资难</text:p><text:p>2.用工缺口</text:p>"
    cell = f"<table:table-cell office:value-type='string'>{lines}</table:table-cell>"
    sheet = open_workbook(ods(ods_row("企业名称", "存在问题") + ods_row(NAME, cell)), "x.ods").sheets[0]
    assert sheet.rows[1][1] == "1.融资难\n2.用工缺口"


def test_escapes_are_read_once():
    data = xlsx(sheet_xml(row_xml(1, HEADING) + row_xml(2, ["1", "甲_x000D_乙", "", "_x005F_x000D_"])))
    assert open_workbook(data, "x.xlsx").sheets[0].rows[1][1:4:2] == ["甲\n乙", "_x000D_"]


def test_the_relations_are_given_as_the_parser_likes_them():
    """A package without relationships of its own is still what the parser makes of it, never a crash."""
    data = xlsx(parts={"_rels/.rels": RELS, RELATIONS: workbook_rels(0)})
    with pytest.raises(FileRefused):
        open_workbook(data, "x.xlsx")


def test_spans_and_covered_cells_of_ods_are_not_moved_by_repeats():
    rows = ods_row(ods_cell("", 'table:number-columns-repeated="2"'), "企业名称") + ods_row("", "", NAME)
    assert open_workbook(ods(rows), "x.ods").sheets[0].rows[1][2] == NAME
