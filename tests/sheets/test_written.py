"""A table of any values, written by several hands in every format, is read back as it was, here and in a child."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from html import escape
from unittest.mock import patch

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison.sheets import open_workbook
from liaison.sheets.files import xlsx as xlsx_files
from tests.conftest import examples

from .makers import ods, ods_cell, ods_row, xlsx

HEADING = ["序号", "企业名称", "备注"]

# What a person can type: any letter, digit or sign, rare ones too, and line breaks; no blanks around it.
texts = st.text(
    st.characters(categories=["L", "N", "P", "S"], exclude_characters="\ufffd") | st.sampled_from(" \n𠮷䶮〇"),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip())
# Fifteen digits, as many as a spreadsheet keeps.
numbers = st.integers(-(10**15), 10**15) | st.decimals(-(10**8), 10**8, places=4).map(float)
# From 1 March 1900 on all spreadsheets count days alike.
days = st.dates(dt.date(1900, 3, 1), dt.date(2200, 12, 31))
cells = st.just("") | texts | numbers | days | st.booleans()
tables = st.lists(st.lists(cells, min_size=3, max_size=3), max_size=8).map(lambda rows: [HEADING, *rows])


def placed(rows: list[list]) -> Iterator[tuple[int, int, object]]:
    """Yield (row, column, cell), from 0."""
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            yield r, c, cell


def by_xlsxwriter(rows: list[list], **options) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    sheet, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy-mm-dd"})
    for r, c, cell in placed(rows):
        if isinstance(cell, str):
            sheet.write_string(r, c, cell)
        elif isinstance(cell, dt.date):
            sheet.write_datetime(r, c, cell, day)
        else:
            sheet.write(r, c, cell)
    book.close()
    return out.getvalue()


def by_xlsxwriter_in_rows(rows: list[list]) -> bytes:
    """Texts stand in the cells instead of a table of their own."""
    return by_xlsxwriter(rows, constant_memory=True)


def by_openpyxl(rows: list[list]) -> bytes:
    book = openpyxl.Workbook()
    for r, c, cell in placed(rows):
        written = book.active.cell(r + 1, c + 1, None if cell == "" else cell)
        if isinstance(cell, str) and cell:
            written.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_hand(rows: list[list]) -> bytes:
    """No addresses, a prefix, single quotes: allowed, and written by some exporters."""

    def written(cell) -> str:
        if isinstance(cell, bool):
            return f"<x:c t='b'><x:v>{cell:d}</x:v></x:c>"
        if isinstance(cell, str):
            return f"<x:c t='inlineStr'><x:is><x:t>{escape(cell)}</x:t></x:is></x:c>" if cell else "<x:c/>"
        if isinstance(cell, dt.date):
            return f"<x:c t='d'><x:v>{cell}</x:v></x:c>"
        return f"<x:c><x:v>{cell!r}</x:v></x:c>"

    body = "".join(f"<x:row>{''.join(map(written, row))}</x:row>" for row in rows)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return xlsx(f"<x:worksheet xmlns:x='{space}'><x:sheetData>{body}</x:sheetData></x:worksheet>")


def by_xlwt(rows: list[list]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet, day = book.add_sheet("台账"), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for r, c, cell in placed(rows):
        if isinstance(cell, dt.date):
            sheet.write(r, c, cell, day)
        elif cell != "":
            sheet.write(r, c, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_ods(rows: list[list]) -> bytes:
    def written(cell) -> str:
        if isinstance(cell, bool):
            kind, value, shown = "boolean", f'office:boolean-value="{str(cell).lower()}"', str(cell).upper()
        elif isinstance(cell, str):
            return ods_cell("</text:p><text:p>".join(map(escape, cell.split("\n"))))
        elif isinstance(cell, dt.date):
            kind, value, shown = "date", f'office:date-value="{cell}"', f"{cell:%Y年%m月%d日}"
        else:
            kind, value, shown = "float", f'office:value="{cell!r}"', f"{cell:g}"
        return f'<table:table-cell office:value-type="{kind}" {value}><text:p>{shown}</text:p></table:table-cell>'

    return ods("".join(ods_row(*map(written, row)) for row in rows))


def as_csv(rows: list[list], encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def as_csv_of_an_office(rows: list[list]) -> bytes:
    return as_csv(rows, "gb18030")


WRITERS = {
    by_xlsxwriter: "xlsx",
    by_xlsxwriter_in_rows: "xlsx",
    by_openpyxl: "xlsx",
    by_hand: "xlsx",
    by_xlwt: "xls",
    as_ods: "ods",
    as_csv: "csv",
    as_csv_of_an_office: "csv",
}


def told(cell) -> tuple:
    """Return a value in one form, with its kind: a day with and without a time of 0:00, 1 and 1.0 are the same."""
    if cell is None:
        return str, ""
    if isinstance(cell, bool):
        return bool, cell
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    return (float, float(cell)) if isinstance(cell, int | float) else (type(cell), cell)


def without_blank_ends(rows) -> list[list[tuple]]:
    blank = (str, "")
    found = []
    for row in rows:
        values = [told(cell) for cell in row]
        while values and values[-1] == blank:
            values.pop()
        found.append(values)
    while found and not found[-1]:
        found.pop()
    return found


def read_back(rows: list[list], writer) -> list[list[tuple]]:
    book = open_workbook(writer(rows), f"台账.{WRITERS[writer]}")
    return without_blank_ends(book.sheets[0].rows)


def written_as(*kinds: str):
    writers = [writer for writer, kind in WRITERS.items() if kind in kinds]
    return pytest.mark.parametrize("writer", writers, ids=lambda writer: writer.__name__)


@written_as("xlsx", "xls", "ods")
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=examples(0.25))
@given(rows=tables)
def test_a_table_is_read_back_as_it_was_written(writer, rows):
    assert read_back(rows, writer) == without_blank_ends(rows)


@written_as("csv")
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(rows=tables)
def test_a_text_file_is_read_back_as_text(writer, rows):
    assert read_back(rows, writer) == without_blank_ends([[str(cell) for cell in row] for row in rows])


@written_as("xlsx")
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=examples(0.1))
@given(rows=tables)
def test_a_table_is_read_in_a_child_as_here(writer, rows):
    here = read_back(rows, writer)
    with patch.object(xlsx_files, "_SMALL", 0):
        assert read_back(rows, writer) == here
