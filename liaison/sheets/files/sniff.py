"""Tell what a file is by its content; the name only helps to say it in words."""

import re

from ..types import FileRefused
from .delimited import wide_encoding

ZIP, OLE, HTML, TEXT = "zip", "ole", "html", "text"

_OTHER = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "Word 文档"),
    (b"MIME-Version", "网页归档文件"),
    (b"MZ", "程序文件"),
)
# The first record of a workbook from before containers: [MS-XLS] began with Excel 5.
_EARLY = (b"\x09\x00", b"\x09\x02", b"\x09\x04")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|table|meta|head|body|style)\b", re.IGNORECASE)
_MARKUP = re.compile(rb"^\s*(?:<\?xml|<\w+[:\w]*[\s>])")
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"


def sniff(data: bytes, filename: str) -> str:
    """Return the family of a file. Raises FileRefused for what is certainly no spreadsheet we read."""
    if not data.strip(b"\x00 \t\r\n"):
        raise FileRefused("文件是空的，没有内容。请重新选择文件。")
    suffix = filename.rpartition(".")[2].lower()
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return ZIP
    if suffix in ("et", "ett", "wps", "wpt", "dps"):
        raise FileRefused("这是 WPS 专用格式（.et / .wps）。请在 WPS 里打开，另存为“Excel 文件（.xlsx）”后再上传。")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return OLE
    for magic, what in _OTHER:
        if data.startswith(magic) and (magic not in (b"BM", b"MZ") or b"\x00" in data[:64]):
            raise FileRefused(f"这是{what}，不是表格。请上传 xlsx、xls、ods 或 csv 格式的表格。")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _SPREADSHEET_XML in data[:8192]:
        raise FileRefused("这是“XML 电子表格 2003”格式。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。")
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or bool(wide_encoding(data))
    if _HTML.search(data[:4096].replace(b"\x00", b"") if wide else head) and b"<" in head[:200].replace(b"\x00", b""):
        return HTML
    if _MARKUP.match(head):
        raise FileRefused("这是 XML 文件，不是表格。请上传 xlsx、xls、ods 或 csv 格式的表格。")
    if data[:2] in _EARLY:
        raise FileRefused(
            "这是很早版本（2.0 至 4.0）的 Excel 文件，读不了。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
        )
    if not wide and data.count(0, 0, 65536) > max(3, len(data[:65536]) // 1000):
        raise FileRefused("这个文件不是表格，或者已经损坏。请用 Excel 或 WPS 打开确认后重新上传。")
    return TEXT
