"""Open a file as sheets of rows, whatever it calls itself, and refuse what is no spreadsheet or too much of one."""

import html
import re
import tempfile
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from .files import isolated, ods, ole
from .files.delimited import read_delimited
from .files.html import read_html
from .files.sheets import Sheet, Workbook
from .files.sheetxml import Look
from .files.sniff import HTML, OLE, ZIP, sniff
from .files.zipped import Archive
from .types import FileRefused, Limits

_DEFAULT = Limits()
_WORKSHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_DATE1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true)[\"']")
# Up to this size a workbook that looks plain is parsed in this process; beyond it, or if odd, in a child.
_SMALL = 32 * 1024 * 1024
_TEXT_TOTAL = 200 * 1024 * 1024
# A large workbook whose markup was seen to be plain gets one more second of the parser for so many bytes of it.
_BYTES_PER_SECOND = 10 * 1024 * 1024


def open_workbook(source: str | Path | bytes, filename: str = "", *, limits: Limits = _DEFAULT) -> Workbook:
    """Open a spreadsheet. Raises FileRefused with a Chinese sentence for whatever cannot be read."""
    data, filename = _load(source, filename, limits)
    book = _open(data, filename, limits)
    book.limits = limits
    return book


def _open(data: bytes, filename: str, limits: Limits) -> Workbook:
    what = sniff(data, filename)
    if what == ZIP:
        return _open_zip(data, filename, limits)
    if what == OLE:
        return ole.open_ole(data, filename, limits)
    if what == HTML:
        return Workbook(filename, read_html(data, limits))
    sheet = read_delimited(data, limits)
    sheet.name = Path(filename).stem[:31] or "表1"
    return Workbook(filename, [sheet])


def _load(source, filename: str, limits: Limits) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        data = source
    else:
        filename = filename or Path(source).name
        try:
            size = Path(source).stat().st_size
            data = Path(source).read_bytes() if size <= limits.bytes else b""
        except OSError:
            raise FileRefused(f"文件“{filename}”打不开：不存在，或没有读取权限。") from None
        if size > limits.bytes:
            raise limits.too_many_bytes(size)
    if len(data) > limits.bytes:
        raise limits.too_many_bytes(len(data))
    if not data:
        raise FileRefused("文件是空的（0 字节）。请重新选择文件。")
    return data, filename


def _open_zip(data: bytes, filename: str, limits: Limits) -> Workbook:
    archive = Archive(data, limits)
    names = archive.parts
    if "xl/workbook.xml" in names or any(_WORKSHEET.fullmatch(n) for n in names):
        return _open_xlsx(archive, filename, limits)
    if "content.xml" in names:
        return ods.open_ods(archive, filename, limits)
    if "xl/workbook.bin" in names:
        return _open_binary(archive, filename, limits)
    if any(n.startswith("word/") for n in names):
        raise FileRefused("这是 Word 文档，不是表格。请把表格复制到 Excel 或 WPS 表格里，存为 .xlsx 后再上传。")
    if any(n.startswith("ppt/") for n in names):
        raise FileRefused("这是演示文稿，不是表格。请上传 xlsx、xls、ods 或 csv 格式的表格。")
    raise FileRefused("这是压缩包，不是表格。请解压后上传里面的表格文件。")


def _open_xlsx(archive: Archive, filename: str, limits: Limits) -> Workbook:
    looks: dict[str, Look] = {}

    def watch(name: str):
        if _WORKSHEET.fullmatch(name):
            looks[name] = Look()
            return looks[name]
        return _no_doctype if name.endswith((".xml", ".rels")) else None

    small = archive.unpacked <= _SMALL
    with BytesIO() if small else tempfile.NamedTemporaryFile(prefix="liaison-", suffix=".xlsx") as clean:
        archive.copy_to(clean, watch)
        for look in looks.values():
            look.finish()
            if look.rows > limits.sheet_rows:
                raise limits.too_many_rows("", look.rows)
            if look.columns > limits.columns:
                raise limits.too_many_columns("", look.columns)
        plain = all(look.plain for look in looks.values())
        if small and plain and not _repeats_much(archive, looks):
            sheets = _parse_here(clean.getvalue(), limits)
        elif small:
            sheets = isolated.parse_data(clean.getvalue(), limits)
        else:
            clean.flush()
            more = archive.unpacked // _BYTES_PER_SECOND if plain else 0
            sheets = isolated.parse_file(clean.name, limits, seconds=limits.seconds + more)
    workbook = archive.read("xl/workbook.xml") if "xl/workbook.xml" in archive.parts else b""
    _mark_faults(sheets, looks, archive, workbook)
    return Workbook(filename, sheets, bool(_DATE1904.search(workbook)), archive.has_images)


def _open_binary(archive: Archive, filename: str, limits: Limits) -> Workbook:
    with tempfile.NamedTemporaryFile(prefix="liaison-", suffix=".xlsb") as clean:
        archive.copy_to(clean, lambda name: None)
        clean.flush()
        return Workbook(filename, isolated.parse_file(clean.name, limits), has_images=archive.has_images)


def _no_doctype(piece: bytes) -> None:
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
        raise FileRefused(
            "文件内部含有不安全的 XML 定义（DOCTYPE），已拒绝读取。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"
        )


def _repeats_much(archive: Archive, looks: dict[str, Look]) -> bool:
    """Return whether one long shared string, repeated in every cell, could fill the memory."""
    if "xl/sharedstrings.xml" not in archive.parts:
        return False
    longest = max(map(len, archive.read("xl/sharedstrings.xml").split(b"</si>")))
    cells = sum(look.size for look in looks.values()) // 24
    return longest * cells > _TEXT_TOTAL


def _parse_here(data: bytes, limits: Limits) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        metadata = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        if len(metadata) > limits.sheets:
            raise limits.too_many_sheets(len(metadata))
        sheets = []
        for index, meta in enumerate(metadata):
            sheet = book.get_sheet_by_name(meta.name)
            merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
            visible = meta.visible == SheetVisibleEnum.Visible
            sheets.append(Sheet(meta.name, sheet.to_python(skip_empty_area=False), merged, visible, index))
    except BaseException as broken:
        if not isinstance(broken, CalamineError) and type(broken).__name__ != "PanicException":
            raise
        raise FileRefused("这个文件不是表格，或者已经损坏。请用 Excel 或 WPS 打开确认后重新上传。") from None
    return sheets


def _mark_faults(sheets: list[Sheet], looks: dict[str, Look], archive: Archive, workbook: bytes) -> None:
    if not any(look.faults for look in looks.values()):
        return
    parts = _sheet_parts(archive, workbook)
    for sheet in sheets:
        if look := looks.get(parts.get(sheet.name, "")):
            sheet.mark(look.faults)


def _sheet_parts(archive: Archive, workbook: bytes) -> dict[str, str]:
    """Return sheet name → part name, through the workbook's relationships."""
    rels = "xl/_rels/workbook.xml.rels"
    targets = {}
    if rels in archive.parts:
        for tag in re.findall(rb"<\w*:?Relationship\s[^>]*>", archive.read(rels)):
            at = dict(re.findall(rb'(\w+)="([^"]*)"', tag))
            target = at.get(b"Target", b"").decode().lower()
            targets[at.get(b"Id", b"")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found = {}
    for tag in re.findall(rb"<\w*:?sheet\s[^>]*>", workbook):
        name, rid = re.search(rb'\sname="([^"]*)"', tag), re.search(rb'\s\w+:id="([^"]*)"', tag)
        if name and rid:
            found[html.unescape(name[1].decode())] = targets.get(rid[1], "")
    return found
