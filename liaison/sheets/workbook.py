"""Open a file as sheets of rows, whatever it calls itself, and refuse what is no spreadsheet or too much of one."""

from pathlib import Path

from .files.delimited import read_delimited
from .files.html import read_html
from .files.ods import open_ods
from .files.ole import open_ole
from .files.sheets import Workbook
from .files.sniff import HTML, OLE, ZIP, sniff
from .files.xlsb import open_xlsb
from .files.xlsx import main_part, open_xlsx
from .files.zipped import Archive
from .types import FileRefused, Limits

_DEFAULT = Limits()


def open_workbook(source: str | Path | bytes, filename: str = "", *, limits: Limits = _DEFAULT) -> Workbook:
    """Open a spreadsheet. Raises FileRefused with a Chinese sentence for whatever cannot be read."""
    data, filename = _load(source, filename, limits)
    book = _open(data, filename, limits)
    book.limits = limits
    for sheet in book.sheets:
        sheet.clean()
    return book


def _open(data: bytes, filename: str, limits: Limits) -> Workbook:
    what = sniff(data, filename)
    if what == ZIP:
        return _open_zip(data, filename, limits)
    if what == OLE:
        return open_ole(data, filename, limits)
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
    names, main = archive.parts, main_part(archive)
    if "content.xml" in names:
        return open_ods(archive, filename, limits)
    if main.endswith(".bin"):
        return open_xlsb(archive, main, filename, limits)
    if main and not main.startswith(("word/", "ppt/")):
        return open_xlsx(archive, main, filename, limits)
    if any(n.startswith("word/") for n in names):
        raise FileRefused("这是 Word 文档，不是表格。请把表格复制到 Excel 或 WPS 表格里，存为 .xlsx 后再上传。")
    if any(n.startswith("ppt/") for n in names):
        raise FileRefused("这是演示文稿，不是表格。请上传 xlsx、xls、ods 或 csv 格式的表格。")
    raise FileRefused("这是压缩包，不是表格。请解压后上传里面的表格文件。")
