"""Binary workbooks written by hand, record by record ([MS-XLSB]): no library writes them."""

import struct
import zipfile
from io import BytesIO

from .makers import RELS

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_BINARY = "application/vnd.ms-excel"
GENERAL, MONTH, STRUCK = 0, 1, 2


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(body)
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes([low | (0x80 if size else 0)])
        if not size:
            return head + length + body


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def xlsb(rows: list[list], *, merged=(), hidden=(), styles=None, errors=None) -> bytes:
    """Return a workbook of one sheet; ``styles`` and ``errors`` are (row, column) → style or error code."""
    sheet = record(129) + record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[-1]) - 1)) + record(145)
    for number, row in enumerate(rows):
        if not any(cell != "" for cell in row) and not any(place[0] == number for place in errors or {}):
            continue
        flags = 0x10 if number in hidden else 0
        sheet += record(0, struct.pack("<IIHBBB", number, 0, 300, 0, flags, 0) + struct.pack("<I", 0))
        for column, cell in enumerate(row):
            place = struct.pack("<II", column, (styles or {}).get((number, column), GENERAL))
            if (code := (errors or {}).get((number, column))) is not None:
                sheet += record(3, place + bytes([code]))
            elif isinstance(cell, str) and cell:
                sheet += record(6, place + text(cell))
            elif cell != "":
                sheet += record(5, place + struct.pack("<d", cell))
    sheet += record(146) + record(177, struct.pack("<I", len(merged)))
    for top, left, bottom, right in merged:
        sheet += record(176, struct.pack("<IIII", top, bottom, left, right))
    sheet += record(178) + record(130)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="bin" ContentType="{_BINARY}.sheet.binary.macroEnabled.main"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": RELS.replace("workbook.xml", "workbook.bin"),
        "xl/workbook.bin": record(131)
        + record(153, struct.pack("<II", 0, 0) + text(""))
        + record(143)
        + record(156, struct.pack("<II", 0, 1) + text("rId1") + text("台账"))
        + record(144)
        + record(132),
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.bin"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.bin"/></Relationships>',
        "xl/worksheets/sheet1.bin": sheet,
        "xl/styles.bin": _styles(),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _styles() -> bytes:
    """Three cell formats: general, a date shown as a month, struck through."""

    def font(flags: int) -> bytes:
        return record(
            43, struct.pack("<HHHHBBBB", 220, flags, 400, 0, 0, 0, 0, 0) + bytes(8) + bytes([0]) + text("宋体")
        )

    def xf(number: int, font: int) -> bytes:
        return record(47, struct.pack("<HHHHHBBHBB", 0, number, font, 0, 0, 0, 0, 0, 0, 0))

    return (
        record(278)
        + record(615, struct.pack("<I", 1))
        + record(44, struct.pack("<H", 176) + text('yyyy"年"m"月"'))
        + record(616)
        + record(611, struct.pack("<I", 2))
        + font(0)
        + font(8)
        + record(612)
        + record(617, struct.pack("<I", 3))
        + xf(0, 0)
        + xf(176, 0)
        + xf(0, 1)
        + record(618)
        + record(279)
    )
