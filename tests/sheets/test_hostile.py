"""Files that are broken, enormous or malicious: a clear refusal in seconds, within bounds, and the process lives on."""

import json
import struct
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison.sheets import FileRefused, Limits, open_workbook, read_table

from .makers import HEADING, NAME, ods, ods_row, row_xml, sheet_xml, table_rows, workbook_xml, xlsx

ROOT = Path(__file__).parents[2]
SECONDS, MEGABYTES = 5, 500


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
BILLION_LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_PLAIN_ZIP = BytesIO()
with zipfile.ZipFile(_PLAIN_ZIP, "w") as _z:
    _z.writestr("台账.xlsx", xlsx())
_WORD = BytesIO()
with zipfile.ZipFile(_WORD, "w") as _z:
    _z.writestr("word/document.xml", "<w/>")


SHARED = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>'
)


@pytest.mark.parametrize(
    ("data", "filename", "word"),
    [
        (b"", "台账.xlsx", "空"),
        (b"   \n", "台账.xlsx", "空"),
        (b"\x00" * 5000, "台账.xlsx", "空"),
        (xlsx()[:700], "台账.xlsx", "不完整"),
        (xlsx()[:-30], "台账.xlsx", "不完整"),
        (xlsx()[200:], "台账.xlsx", ""),
        (b"%PDF-1.7 ...", "台账.xlsx", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "截图.xlsx", "图片"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "截图.xls", "图片"),
        (b"Rar!\x1a\x07\x00", "台账.xls", "压缩包"),
        (_PLAIN_ZIP.getvalue(), "台账.zip", "压缩包"),
        (_WORD.getvalue(), "台账.docx", "Word"),
        (OLE + wide("EncryptedPackage"), "台账.xlsx", "密码"),
        (OLE + wide("WordDocument"), "台账.doc", "Word"),
        (OLE, "台账.xls", "损坏"),
        (OLE + wide("Workbook"), "台账.xls", "损坏"),
        (OLE + wide("Workbook"), "台账.et", "WPS"),
        (b"abc", "台账.wps", "WPS"),
        (xlsx(sheet_xml(table_rows(), before=BILLION_LAUGHS)), "台账.xlsx", "DOCTYPE"),
        (
            xlsx(parts={"xl/sharedStrings.xml": BILLION_LAUGHS + "<sst/>", "xl/_rels/workbook.xml.rels": SHARED}),
            "台账.xlsx",
            "DOCTYPE",
        ),
        (xlsx(parts={"xl/workbook.xml": BILLION_LAUGHS + "<workbook/>"}), "台账.xlsx", "DOCTYPE"),
        (ods(ods_row("企业名称")).replace(b"x", b"x"), "台账.ods", "表头"),
        (ods("", manifest="<m:encryption-data/>"), "台账.ods", "密码"),
        (xlsx("<worksheet><sheetData><row><c"), "台账.xlsx", ""),
        (xlsx("", parts={"xl/media/image1.png": b"\x89PNG"}), "截图.xlsx", ""),
        (xlsx(sheet_xml(""), parts={"xl/media/image1.png": b"\x89PNG"}), "截图.xlsx", "图片"),
        (b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "台账.xls", "XML"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'a'>]><x/>", "台账.xml", "XML"),
        (b"<html><body>no table</body></html>", "台账.xls", "没有表格"),
        ("只是一段话，没有表格。\n第二行。".encode(), "说明.txt", "表头"),
        (bytes(range(256)) * 40, "台账.csv", "损坏"),
        (('企业名称,"没有配对' + "甲\n" * 100_000).encode(), "台账.csv", "引号"),
        (xlsx(sheet_xml(row_xml(1, ["姓名", "语文"]) + row_xml(2, ["甲", 90]))), "成绩.xlsx", "表头"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data, filename, word):
    with pytest.raises(FileRefused) as refused:
        read_table(open_workbook(data, filename), "enterprises")
    assert word in refused.value.message
    assert refused.value.message.endswith(("。", "？"))
    assert not any(w in refused.value.message for w in ("Error", "error", "Traceback", "None"))


def bomb(name: str, real: int, claimed: int | None = None) -> bytes:
    """Return a workbook in which part ``name`` unpacks to ``real`` million spaces, honestly or claiming fewer bytes."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    spaces = b" " * 1_000_000
    block = deflate.compress(spaces) + deflate.flush(zlib.Z_FULL_FLUSH)
    packed = block * real + deflate.flush()
    crc = 0
    for _ in range(real if claimed is None else 0):
        crc = zlib.crc32(spaces, crc)
    size = real * 1_000_000 if claimed is None else claimed
    crc = crc if claimed is None else zlib.crc32(spaces[:claimed])
    stand_in = b"stand-in for what cannot be written through zipfile"
    data = xlsx(parts={name: stand_in})
    with zipfile.ZipFile(BytesIO(data)) as archive:
        info = archive.getinfo(name)
    start = info.header_offset + 30 + len(name)
    data = data[:start] + packed + data[start + info.compress_size :]
    old = struct.pack("<III", info.CRC, info.compress_size, info.file_size)
    data = data.replace(old, struct.pack("<III", crc, len(packed), size))
    end = data.rindex(b"PK\x05\x06") + 16
    moved = struct.unpack("<I", data[end : end + 4])[0] + len(packed) - info.compress_size
    return data[:end] + struct.pack("<I", moved) + data[end + 4 :]


def shared_string_bomb() -> bytes:
    cells = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{chr(65 + c)}{n}" t="s"><v>0</v></c>' for c in range(20)) + "</row>"
        for n in range(1, 5001)
    )
    return xlsx(
        sheet_xml(cells),
        parts={
            "xl/sharedStrings.xml": f"<sst><si><t>{'企' * 32000}</t></si></sst>",
            "xl/_rels/workbook.xml.rels": SHARED,
        },
    )


def many_rows(count: int, prefix: str = "") -> bytes:
    p = f"{prefix}:" if prefix else ""
    body = "".join(f'<{p}row r="{n}"><{p}c r="A{n}"><{p}v>{n}</{p}v></{p}c></{p}row>' for n in range(1, count + 1))
    return xlsx(sheet_xml(row_xml(1, HEADING) + body))


MONSTERS = {
    "a million rows": lambda: many_rows(1_048_576),
    "a million rows in another namespace": lambda: many_rows(1_048_576, "x"),
    "opposite corners": lambda: xlsx(sheet_xml(table_rows() + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "opposite corners in odd writing": lambda: xlsx(
        sheet_xml(table_rows() + "<row r='1048576'><c s='1' r='XFD1048576'><v>1</v></c></row>")
    ),
    "opposite corners behind a prefix": lambda: xlsx(
        sheet_xml(table_rows() + '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>')
    ),
    "one wide row": lambda: xlsx(sheet_xml(table_rows() + '<row r="4"><c r="ZZ4"><v>1</v></c></row>')),
    "zip bomb": lambda: bomb("xl/worksheets/sheet2.xml", 400),
    "zip bomb that lies": lambda: bomb("xl/worksheets/sheet1.xml", 400, claimed=1000),
    "bomb beside the sheet": lambda: bomb("xl/styles.xml", 400),
    "one string in every cell": shared_string_bomb,
    "merged without end": lambda: xlsx(
        sheet_xml(table_rows(), after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 50_000 + "</mergeCells>")
    ),
    "ods of repeated cells": lambda: ods(
        ods_row(*HEADING) + f'<table:table-row table:number-rows-repeated="1048575"><table:table-cell '
        f'office:value-type="string" '
        f'table:number-columns-repeated="16384"><text:p>{NAME}</text:p></table:table-cell></table:table-row>'
    ),
    "deeply nested": lambda: xlsx(sheet_xml("<row>" * 200_000)),
    "html of open tags": lambda: b"<html><table><tr>" + b"<td rowspan=999999 colspan=999999>" * 400_000,
    "html of comments": lambda: b"<html><table><tr><td>" + b"<!--" * 2_000_000,
    "csv of one line": lambda: ("企业名称," * 2_000_000).encode(),
    "csv of line breaks": lambda: b"a,b\n" * 4_000_000,
    "a hundred sheets": lambda: xlsx(sheets=100),
}


@pytest.mark.parametrize("name", MONSTERS)
def test_monsters_are_refused_within_seconds_and_bounds(name, tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(MONSTERS[name]())
    done = subprocess.run(
        [sys.executable, "-m", "tests.sheets.measure", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["seconds"] < SECONDS, found
    assert found["megabytes"] < MEGABYTES, found
    if name != "merged without end":
        assert found["refused"], found


def strings_that_claim(count: str) -> bytes:
    """Return a workbook whose shared strings say that they are ``count``, which is where a parser makes room."""
    parts = {
        "xl/sharedStrings.xml": f'<sst uniqueCount="{count}"><si><t>企业名称</t></si></sst>',
        "xl/_rels/workbook.xml.rels": SHARED,
    }
    return xlsx(sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), parts=parts)


@pytest.mark.parametrize("claim", ["999999999999", "18446744073709551615", "2147483647"])
def test_strings_that_claim_to_be_many_do_not_end_the_process(claim):
    read = "from liaison.sheets import FileRefused, open_workbook\n"
    tried = f"import sys\n{read}try: open_workbook(sys.stdin.buffer.read())\nexcept FileRefused: print('refused')"
    done = subprocess.run(
        [sys.executable, "-c", tried], cwd=ROOT, input=strings_that_claim(claim), capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"refused\n", b"")


@pytest.mark.parametrize("claim", ["1", "0", "2", "x", "-1", "", "９", "0" * 40])
def test_strings_that_claim_nothing_much_are_read(claim):
    assert open_workbook(strings_that_claim(claim)).sheets[0].rows == [["企业名称"]]


def test_an_xls_with_a_password_is_called_that():
    data = (Path(__file__).with_name("data") / "ledger.xls").read_bytes()
    start = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    locked = data[:start] + b"\x2f\x00" + data[start + 2 :]
    with pytest.raises(FileRefused, match="密码"):
        open_workbook(locked, "台账.xls")


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheet name="Module" sheetId="2" r:id=""/>',
        '<sheet name="Module" sheetId="2"></sheet>',
        '<sheet name="宏" sheetId="2" r:id="rId7"/>',
    ],
)
def test_sheets_of_macros_are_left_out(sheet):
    macros = SHARED.replace("rId2", "rId7").replace("sharedStrings.xml", "macrosheets/sheet1.xml")
    parts = {
        "xl/workbook.xml": workbook_xml().replace("<sheets>", f"<sheets>{sheet}"),
        "xl/_rels/workbook.xml.rels": macros.replace("relationships/sharedStrings", "relationships/xlMacrosheet"),
        "xl/macrosheets/sheet1.xml": "<macrosheet/>",
    }
    found = open_workbook(xlsx(parts=parts)).sheets
    assert [(each.name, len(each.rows)) for each in found] == [("表1", 3)]


def test_a_sheet_whose_part_is_missing_is_not_passed_over():
    parts = {"xl/workbook.xml": workbook_xml(2)}
    with pytest.raises(FileRefused):
        open_workbook(xlsx(parts=parts))


def test_styles_in_an_unknown_encoding_are_done_without():
    styles = SHARED.replace("sharedStrings", "styles")
    parts = {"xl/styles.xml": '<?xml version="1.0" encoding="A0"?><styleSheet/>', "xl/_rels/workbook.xml.rels": styles}
    assert len(open_workbook(xlsx(parts=parts)).sheets[0].rows) == 3


def test_a_relationship_named_in_no_encoding_is_no_matter():
    relationships = SHARED.encode().replace(b"rId2", b"rId\xff")
    _refused_or_read(xlsx(parts={"xl/_rels/workbook.xml.rels": relationships}))


def test_a_part_without_a_name_is_passed_over():
    data = BytesIO(xlsx())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(zipfile.ZipInfo("n"), b"nothing")
    nameless = bytearray(data.getvalue())
    entry = nameless.rindex(b"PK\x01\x02")
    nameless[entry + 28 : entry + 32] = struct.pack("<HH", 0, 1)  # what was its name is now an extra field
    assert len(open_workbook(bytes(nameless)).sheets[0].rows) == 3


def test_a_refusal_leaves_the_process_able_to_read_the_next_file():
    with pytest.raises(FileRefused):
        open_workbook(MONSTERS["opposite corners in odd writing"]())
    assert len(open_workbook(xlsx()).sheets[0].rows) == 3


_GOOD = xlsx(sheet_xml(table_rows(5)))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=3000))
def test_random_bytes_are_refused_or_read(data):
    _refused_or_read(data)


@settings(deadline=None)
@given(st.integers(0, len(_GOOD)))
def test_a_truncated_file_is_refused(cut):
    if cut < len(_GOOD):
        with pytest.raises(FileRefused):
            read_table(open_workbook(_GOOD[:cut], "台账.xlsx"), "enterprises")


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_file_with_flipped_bytes_is_refused_or_read(flips):
    data = bytearray(_GOOD)
    for at, byte in flips:
        data[at] = byte
    _refused_or_read(bytes(data))


@settings(deadline=None, max_examples=20)
@given(st.data())
def test_a_sheet_of_random_markup_is_refused_or_read(data):
    markup = data.draw(
        st.lists(
            st.sampled_from(
                [
                    "<row>",
                    "</row>",
                    '<row r="9">',
                    "<c>",
                    "</c>",
                    '<c r="B2" t="s">',
                    "<v>",
                    "</v>",
                    "1",
                    "x",
                    "<f>",
                    "</f>",
                    '<c r="ZZZ99999999">',
                    "<is><t>",
                    "</t></is>",
                    "&#0;",
                    "&x;",
                    "<!--",
                    "]]>",
                ]
            ),
            max_size=30,
        )
    )
    _refused_or_read(xlsx(sheet_xml("".join(markup))))


def _refused_or_read(data: bytes) -> None:
    try:
        read_table(open_workbook(data, "台账.xlsx", limits=Limits(rows=1000)), "enterprises")
    except FileRefused as refused:
        assert refused.message
