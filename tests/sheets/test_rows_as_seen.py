"""One table in every format, parsed in this process and in a child: rows and marks lie where people see them."""

import datetime as dt
import io

import pytest
import xlsxwriter
import xlwt

from liaison.sheets import open_workbook, parse_table, read_table
from liaison.sheets.files import xlsx as xlsx_files
from liaison.sheets.types import CellError

from .makers import ods, ods_cell, ods_row
from .xlsb import MONTH, STRUCK, xlsb

TODAY = dt.date(2026, 11, 23)
HEADING = ["序号", "企业名称", "联系领导", "联系时间", "备注"]
NAMES = ["长春市禾龙装备制造有限公司", "吉林众固人参有限公司", "通化冠启药业有限公司", "延边北山食品有限公司"]
LEADERS = ["王示一", "李示二", "李示二", "李示二"]
JUNE = 46174  # 1 June 2026 as a serial
BLANK = ["", "", "", "", ""]


def table(above: int) -> tuple[list[list], list[tuple[int, int, int, int]]]:
    """Return rows and merged ranges: ``above`` blank rows, a heading, four enterprises, three of one leader."""
    rows = [*(list(BLANK) for _ in range(above)), list(HEADING)]
    for i, name in enumerate(NAMES):
        rows.append([float(i + 1), name, LEADERS[i] if i < 2 else "", float(JUNE), "甲"])
    return rows, [(above + 2, 2, above + 4, 2)]


def as_xlsx(above: int) -> bytes:
    rows, merged = table(above)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("台账")
    month, struck = book.add_format({"num_format": 57}), book.add_format({"font_strikeout": True})
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            style = month if c == 3 and r > above else struck if (r, c) == (above + 4, 1) else None
            if cell != "":
                page.write(r, c, cell, style)
    page.write_formula(above + 4, 4, "=NA()", None, "#N/A")
    page.set_row(above + 3, None, None, {"hidden": True})
    for top, left, bottom, right in merged:
        page.merge_range(top, left, bottom, right, rows[top][left])
    book.close()
    return out.getvalue()


def as_xls(above: int) -> bytes:
    rows, merged = table(above)
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("台账")
    month = xlwt.easyxf(num_format_str='yyyy"年"m"月"')
    struck = xlwt.easyxf("font: struck_out true")
    plain = xlwt.easyxf()
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if (
                cell != ""
                and not any(r > m[0] and r <= m[2] and c == m[1] for m in merged)
                and (r, c) != (above + 4, 4)
            ):
                style = month if c == 3 and r > above else struck if (r, c) == (above + 4, 1) else plain
                if (r, c) == (above + 2, 2):
                    page.write_merge(merged[0][0], merged[0][2], 2, 2, cell)
                else:
                    page.write(r, c, cell, style)
    page.row(above + 4).set_cell_error(4, 0x2A)
    page.row(above + 3).hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_ods(above: int) -> bytes:
    rows, _ = table(above)
    body = ods_row(*BLANK, attributes=f'table:number-rows-repeated="{above}"') if above else ""
    for r, row in enumerate(rows[above:], start=above):
        cells = []
        for c, cell in enumerate(row):
            if c == 3 and r > above:
                cells.append(
                    '<table:table-cell office:value-type="date" office:date-value="2026-06-01">'
                    "<text:p>2026年6月</text:p></table:table-cell>"
                )
            elif (r, c) == (above + 4, 4):
                cells.append(
                    '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
                    'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
                )
            elif (r, c) == (above + 2, 2):
                cells.append(ods_cell(cell, 'table:number-columns-spanned="1" table:number-rows-spanned="3"'))
            elif r > above + 2 and c == 2:
                cells.append("<table:covered-table-cell/>")
            else:
                struck = 'table:style-name="struck"' if (r, c) == (above + 4, 1) else ""
                cells.append(ods_cell(f"{cell:g}" if isinstance(cell, float) else cell, struck))
        body += ods_row(*cells, attributes='table:visibility="collapse"' if r == above + 3 else "")
    return ods(
        body,
        styles='<style:style style:name="struck"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style>',
    )


def as_xlsb(above: int) -> bytes:
    rows, merged = table(above)
    styles = {(r, 3): MONTH for r in range(above + 1, above + 5)} | {(above + 4, 1): STRUCK}
    return xlsb(rows, merged=merged, hidden=[above + 3], styles=styles, errors={(above + 4, 4): 0x2A})


FORMATS = {"xlsx": as_xlsx, "xls": as_xls, "ods": as_ods, "xlsb": as_xlsb}


@pytest.mark.parametrize("in_child", [False, True], ids=["here", "child"])
@pytest.mark.parametrize("above", range(6))
@pytest.mark.parametrize("kind", FORMATS)
def test_rows_lie_where_people_see_them(kind, above, in_child, monkeypatch):
    if in_child:
        monkeypatch.setattr(xlsx_files, "_SMALL", 0)
    elif kind != "xlsx":
        monkeypatch.setattr("liaison.sheets.files.isolated._HELD", 0)  # their rows then stay on disk
    found = read_table(open_workbook(FORMATS[kind](above), f"台账.{kind}"), "enterprises")
    assert found.header_row == above + 1
    assert [(row.number, row.cells[1], row.cells[2]) for row in found.rows] == [
        (above + 2 + i, NAMES[i], LEADERS[i]) for i in range(4)
    ]
    assert [row.cells[3] for row in found.rows] == ["2026年6月"] * 4
    assert found.rows[3].cells[4] == "#N/A"
    assert type(found.rows[3].cells[4]) is CellError


@pytest.mark.parametrize("kind", FORMATS)
def test_hidden_and_crossed_out_rows_come_in_and_are_told(kind):
    found = read_table(open_workbook(FORMATS[kind](1), f"台账.{kind}"), "enterprises")
    notes = parse_table(found, today=TODAY).notes
    told = {found.rows[i].number: "".join(n.message for n in notes[i]) for i in notes}
    assert "隐藏" in told[5]
    assert "删除线" in told[6]
    assert "隐藏" not in told[3]
    assert "删除线" not in told[5]


def test_a_table_that_starts_in_another_column_keeps_its_columns():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("台账")
    page.write_row(2, 3, HEADING)
    page.write_row(3, 3, [1, NAMES[0], "王示一", "", "乙"])
    book.close()
    sheet = open_workbook(out.getvalue(), "台账.xlsx").sheets[0]
    assert sheet.rows[3][4] == NAMES[0]
