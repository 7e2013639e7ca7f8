"""The old container format: .xls inside, or an encrypted workbook, or another program's document."""

import struct
from collections.abc import Callable

from ..types import FileRefused, Limits
from . import biff, isolated
from .compound import Compound
from .sheets import Workbook
from .xlsx import BROKEN

_ENCRYPTED = "文件设了打开密码。请在 Excel 或 WPS 里取消密码，另存后再上传。"
_OTHERS = {
    "EncryptedPackage": _ENCRYPTED,
    "EncryptionInfo": _ENCRYPTED,
    "WordDocument": "这是 Word 文档，不是表格。请把表格复制到 Excel 或 WPS 表格里，存为 .xlsx 后再上传。",
    "PowerPoint Document": "这是演示文稿，不是表格。请上传 xlsx、xls、ods 或 csv 格式的表格。",
}


def open_ole(data: bytes, filename: str, limits: Limits) -> Workbook:
    """Open an .xls. Raises FileRefused for encrypted workbooks and other programs' documents.

    What matters lies at the container's root; a document embedded in a cell of the workbook does not count.
    """
    try:
        container = Compound(data)
    except (struct.error, IndexError, ValueError):
        raise FileRefused(_what_else(lambda name: name.encode("utf-16-le") in data)) from None
    name = next((n for n in ("workbook", "book") if n in container.names), "")
    if not name:
        raise FileRefused(_what_else(lambda each: each.lower() in container.names))
    try:
        stream = container.stream(name)
    except (struct.error, IndexError):
        stream = b""
    if biff.is_encrypted(stream):
        raise FileRefused(_ENCRYPTED)
    sheets = isolated.parse_data(container.with_plain_name(name, name.capitalize()), limits)
    date1904, marks = biff.look(stream)
    for sheet, found in zip(sheets, marks, strict=False):
        sheet.mark(found, date1904)
    return Workbook(filename, sheets, date1904)


def _what_else(is_there: Callable[[str], bool]) -> str:
    return next((words for name, words in _OTHERS.items() if is_there(name)), BROKEN)
