"""Open a file as sheets of rows, whatever it calls itself, and refuse what is no spreadsheet or too much of one."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from .types import FileRefused, Limits


@dataclass(slots=True)
class Sheet:
    """One sheet: rows of raw cells (from the very first row), and merged ranges (top, left, bottom, right), from 0."""

    name: str
    rows: list[list]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    visible: bool = True
    index: int = 0


@dataclass(slots=True)
class Workbook:
    """A file that was opened. ``has_images`` helps to say why nothing was found."""

    filename: str
    sheets: list[Sheet]
    date1904: bool = False
    has_images: bool = False


def open_workbook(source: str | Path | bytes, filename: str = "", *, limits: Limits = Limits()) -> Workbook:
    """Open a spreadsheet. Raises FileRefused with a Chinese sentence for whatever cannot be read."""
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    filename = filename or (Path(source).name if not isinstance(source, bytes) else "")
    if not data:
        raise FileRefused("文件是空的（0 字节）。请重新选择文件。")
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = []
        for n, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_name(name)
            merged = [(t, l, b, r) for (t, l), (b, r) in sheet.merged_cell_ranges or ()]
            sheets.append(Sheet(name, sheet.to_python(skip_empty_area=False), merged, True, n))
    except CalamineError as broken:
        raise FileRefused("这个文件不是表格，或者已经损坏。请用 Excel 或 WPS 打开确认后重新上传。") from broken
    return Workbook(filename, sheets)
