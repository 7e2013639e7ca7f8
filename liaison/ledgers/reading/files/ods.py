"""OpenDocument spreadsheets: the parser gives the cells, the merged ranges are read here."""

from ..types import FileRefused, Limits
from . import isolated
from .sheets import Workbook
from .zipped import Archive


def open_ods(archive: Archive, filename: str, limits: Limits) -> Workbook:
    """Open an .ods. Raises FileRefused."""
    content = archive.read("content.xml")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefused("文件内部含有不安全的 XML 定义（DOCTYPE），已拒绝读取。请另存为 .xlsx 后再上传。")
    if b"encryption-data" in (
        archive.read("meta-inf/manifest.xml") if "meta-inf/manifest.xml" in archive.parts else b""
    ):
        raise FileRefused("文件设了打开密码。请在 WPS 或 LibreOffice 里取消密码，另存后再上传。")
    return Workbook(filename, isolated.parse_data(archive.data, limits), has_images=archive.has_images)
