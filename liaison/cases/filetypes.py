"""Which files may be filed with a case: by name, by size, and by what really is inside."""

import zipfile
from pathlib import PurePath

from liaison.core.errors import Refused

NAME_MAX = 255
SIZE_MAX = 20 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# extension → how such a file begins; Office's newer formats are zip archives with a tell-tale member.
_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".doc": (_OLE,),
    ".xls": (_OLE,),
    ".wps": (_OLE,),
    ".et": (_OLE,),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".ofd": (b"PK\x03\x04",),
}
_MEMBERS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".ofd": "OFD.xml"}
EXTENSIONS = tuple(_BEGINNINGS)


# What phones save photos as; the beginning is that of the file's content, whatever its name says.
_PHONE_KINDS = {"HEIC": (b"ftyp", slice(4, 8)), "WebP": (b"WEBP", slice(8, 12))}
_PHONE_EXTENSIONS = {".heic": "HEIC", ".heif": "HEIC", ".avif": "HEIC", ".webp": "WebP"}


def _phone_kind(file, extension: str) -> str:
    """Return "HEIC" or "WebP" where ``file`` is such a photo by its name, or named as a picture and is one inside."""
    if extension in _PHONE_EXTENSIONS:
        return _PHONE_EXTENSIONS[extension]
    if extension not in (".jpg", ".jpeg", ".png"):
        return ""
    file.seek(0)
    begins = file.read(12)
    file.seek(0)
    return next((kind for kind, (mark, where) in _PHONE_KINDS.items() if begins[where] == mark), "")


def check(file) -> str:
    """Return the tidied name of ``file`` (a Django ``UploadedFile``); raise :class:`Refused` with the reason."""
    name = PurePath(file.name.replace("\\", "/")).name
    extension = PurePath(name).suffix.lower()
    if len(name) > NAME_MAX:
        raise Refused(f"文件名有 {len(name)} 个字，最多 {NAME_MAX} 个字，请改短后再上传。")
    if kind := _phone_kind(file, extension):
        raise Refused(
            f"“{name}”是手机的 {kind} 格式照片，办公电脑大多打不开，没有上传。"
            "请在手机上截图后上传截图，或把照片另存为 JPG；"
            "苹果手机在“设置－相机－格式”里选“兼容性最佳”，以后拍的照片可以直接上传。"
        )
    if extension not in _BEGINNINGS:
        kinds = "、".join(sorted({known.lstrip(".") for known in EXTENSIONS}))
        raise Refused(f"“{name}”不是可以上传的文件类型。可上传：{kinds}。")
    if file.size == 0:
        raise Refused(f"“{name}”是空文件，请重新选择。")
    if file.size > SIZE_MAX:
        raise Refused(f"“{name}”超过 {SIZE_MAX // 1024 // 1024} MB，请压缩或拆分后上传。")
    if not _is_what_it_says(file, extension):
        raise Refused(f"“{name}”的内容与扩展名不符，可能已损坏或被改名，请用原文件上传。")
    return name


def _is_what_it_says(file, extension: str) -> bool:
    file.seek(0)
    begins = file.read(8).startswith(_BEGINNINGS[extension])
    file.seek(0)
    if not begins or extension not in _MEMBERS:
        return begins
    try:
        with zipfile.ZipFile(file) as archive:
            return _MEMBERS[extension] in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError):
        return False
    finally:
        file.seek(0)
