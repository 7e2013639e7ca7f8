"""The old container format: .xls inside, or an encrypted workbook, or another program's document."""

from ..types import FileRefused, Limits
from . import biff, isolated
from .sheets import Workbook


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def open_ole(data: bytes, filename: str, limits: Limits) -> Workbook:
    """Open an .xls. Raises FileRefused for encrypted workbooks and other programs' documents."""
    if _wide("EncryptedPackage") in data or _wide("EncryptionInfo") in data:
        raise FileRefused("文件设了打开密码。请在 Excel 或 WPS 里取消密码，另存后再上传。")
    if _wide("WordDocument") in data and _wide("Workbook") not in data:
        raise FileRefused("这是 Word 文档，不是表格。请把表格复制到 Excel 或 WPS 表格里，存为 .xlsx 后再上传。")
    if _wide("PowerPoint Document") in data:
        raise FileRefused("这是演示文稿，不是表格。请上传 xlsx、xls、ods 或 csv 格式的表格。")
    if _wide("Workbook") not in data and _wide("Book") not in data:
        raise FileRefused("这个文件不是表格，或者已经损坏。请用 Excel 或 WPS 打开确认后重新上传。")
    sheets = isolated.parse_data(data, limits)
    date1904, faults = biff.look(data)
    for sheet, found in zip(sheets, faults, strict=False):
        sheet.mark(found)
    return Workbook(filename, sheets, date1904)
