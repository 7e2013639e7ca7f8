"""Spreadsheet files made by hand, part by part, so that tests can bend any of them."""

import zipfile
from io import BytesIO

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SPREADSHEET}.worksheet+xml"/>'
    "</Types>"
)
RELS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
HEADING = ["序号", "企业名称", "统一社会信用代码", "备注"]
NAME = "长春市禾龙装备制造有限公司"


def workbook_xml(sheets: int = 1, properties: str = "") -> str:
    names = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, sheets + 1))
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{properties}<sheets>{names}</sheets></workbook>'


def workbook_rels(sheets: int = 1) -> str:
    one = '<Relationship Id="rId{0}" Type="' + _OFFICE + '/worksheet" Target="worksheets/sheet{0}.xml"/>'
    body = "".join(one.format(n) for n in range(1, sheets + 1))
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{body}</Relationships>'


def sheet_xml(rows: str, before: str = "", after: str = "") -> str:
    start = f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{_MAIN}">'
    return f"{start}<sheetData>{rows}</sheetData>{after}</worksheet>"


def row_xml(number: int, cells) -> str:
    body = "".join(
        f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{c}</t></is></c>'
        if isinstance(c, str)
        else f'<c r="{chr(65 + i)}{number}"><v>{c}</v></c>'
        for i, c in enumerate(cells)
        if c != ""
    )
    return f'<row r="{number}">{body}</row>'


def table_rows(count: int = 2) -> str:
    return "".join([row_xml(1, HEADING), *(row_xml(n + 1, [n, f"{NAME}{n}", "", ""]) for n in range(1, count + 1))])


def xlsx(sheet: str | None = None, *, parts: dict | None = None, sheets: int = 1, properties: str = "") -> bytes:
    """Return a workbook; ``sheet`` is the XML of its first sheet, ``parts`` are added or replace others."""
    content = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "xl/workbook.xml": workbook_xml(sheets, properties),
        "xl/_rels/workbook.xml.rels": workbook_rels(sheets),
    }
    for n in range(1, sheets + 1):
        content[f"xl/worksheets/sheet{n}.xml"] = sheet if sheet is not None and n == 1 else sheet_xml(table_rows())
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (content | (parts or {})).items():
            archive.writestr(name, text)
    return out.getvalue()


def ods(rows: str, manifest: str = "", styles: str = "") -> bytes:
    spaces = " ".join(f'xmlns:{n}="{_DOCUMENT}:{n}:1.0"' for n in ("office", "text", "table", "style"))
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="台账">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            manifest or '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


def ods_cell(text: str, attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'
        if text
        else f"<table:table-cell {attributes}/>"
    )


def ods_row(*cells: str, attributes: str = "") -> str:
    body = "".join(c if c.startswith("<") else ods_cell(c) for c in cells)
    return f"<table:table-row {attributes}>{body}</table:table-row>"
