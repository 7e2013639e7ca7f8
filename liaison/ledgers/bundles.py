"""Several files at once: a folder, a .zip of spreadsheets, or what a person has ticked, as names and bytes in order.

Names are only ever shown, never used as paths. A .zip says how large its parts are; that is believed only as far as
the bounds go.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from liaison.core.errors import Refused
from liaison.ledgers.limits import group_files, limits

# What offices keep beside their ledgers, and no ledger can be in.
_BESIDE = (".doc", ".docx", ".pdf", ".txt", ".md", ".json", ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".ppt", ".pptx")
_BESIDE += (".mp4", ".eml", ".lnk", ".url", ".py", ".log", ".tmp")
_PACKED = (".zip", ".rar", ".7z", ".gz", ".tar")
_NOBODYS = ("thumbs.db", "desktop.ini")
_WORKBOOK = ("[content_types].xml", "content.xml", "mimetype")
_UNPACKABLE = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, ValueError)
_NESTED = "压缩包里的压缩包不读取。请把它解压，连同里面的表格一起重新打包或选择。"
_BROKEN = "这个文件在压缩包里已经损坏，解不出来。请重新打包后再上传。"


class Item(NamedTuple):
    """One file of several: its name as people see it, its bytes, or the sentence that refuses it."""

    name: str
    content: bytes
    refusal: str = ""


class Bundle(NamedTuple):
    items: list[Item]
    passed_over: list[str]


def is_archive(content: bytes) -> bool:
    """Say whether this is a .zip of files, not one of the documents that are a .zip inside."""
    if content[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return not any(name.lower() in _WORKBOOK for name in archive.namelist())
    except _UNPACKABLE:
        return False


def of_files(files: Iterable[tuple[str, bytes]]) -> Bundle:
    """Return the files that somebody has chosen together, by name; each .zip among them is unpacked."""
    items, passed_over = [], []
    chosen = sorted(files, key=lambda file: file[0])
    for name, content in chosen:
        if is_archive(content):
            unpacked = of_archive(content) if len(chosen) == 1 else _of_one_archive(name, content)
            items += unpacked.items
            passed_over += unpacked.passed_over
        elif _lies_beside(name):
            passed_over.append(name)
        elif len(content) > limits().bytes:
            items.append(Item(name, b"", limits().too_many_bytes(len(content)).message))
        else:
            items.append(Item(name, content, _NESTED if name.lower().endswith(_PACKED) else ""))
    return _bounded(items, passed_over)


def _of_one_archive(name: str, content: bytes) -> Bundle:
    try:
        return of_archive(content)
    except Refused as refusal:
        return Bundle([Item(name, b"", refusal.message)], [])


def of_archive(content: bytes) -> Bundle:
    """Return what is packed in a .zip. Raises Refused where it is encrypted, broken, too large or of too many files."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except _UNPACKABLE as error:
        raise Refused("压缩包不完整或已经损坏。请重新打包后再上传。") from error
    with archive:
        entries = [(_name(info), info) for info in archive.infolist() if not info.is_dir()]
        entries = sorted(((name, info) for name, info in entries if not _is_nobodys(name)), key=lambda entry: entry[0])
        if any(info.flag_bits & 1 for _, info in entries):
            raise Refused("压缩包设了密码。请取消密码重新打包后再上传。")
        wanted = [(name, info) for name, info in entries if not _lies_beside(name)]
        _refuse_too_many(len(wanted))
        names = _shortest([name for name, _ in wanted])
        items, left = [], limits().unpacked
        for name, (_, info) in zip(names, wanted, strict=True):
            item = _unpack(archive, name, info)
            if (left := left - len(item.content)) < 0:
                raise Refused("压缩包解压后过大，不像一组台账。请拆成几个压缩包分别上传。")
            items.append(item)
    return _bounded(items, [name for name, _ in entries if _lies_beside(name)])


def of_folder(folder: Path) -> Bundle:
    """Return the files in and under ``folder``, named by their path in it, in the order of their names."""
    items, passed_over = [], []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        inside = path.relative_to(folder).as_posix()
        if _is_nobodys(inside):
            continue
        if _lies_beside(inside):
            passed_over.append(inside)
            continue
        _refuse_too_many(len(items) + 1)
        items.append(_read(path, inside))
    return _bounded(items, passed_over)


def _read(path: Path, name: str) -> Item:
    try:
        if (size := path.stat().st_size) > limits().bytes:
            return Item(name, b"", limits().too_many_bytes(size).message)
        return Item(name, path.read_bytes(), _NESTED if path.suffix.lower() in _PACKED else "")
    except OSError:
        return Item(name, b"", f"读不到文件 {path}：请检查读取权限。")


def _unpack(archive: zipfile.ZipFile, name: str, info: zipfile.ZipInfo) -> Item:
    if PurePosixPath(name).suffix.lower() in _PACKED:
        return Item(name, b"", _NESTED)
    most = limits().bytes
    try:
        with archive.open(info) as part:
            content = part.read(most + 1)
    except (*_UNPACKABLE, EOFError):
        return Item(name, b"", _BROKEN)
    if len(content) > most:
        return Item(name, b"", limits().too_many_bytes(max(info.file_size, len(content))).message)
    return Item(name, content, _NESTED if is_archive(content) else "")


def _name(info: zipfile.ZipInfo) -> str:
    """Return the path of a part as people see it: names from older Windows are GBK, whatever the .zip says of them."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        name = _decoded(raw)
    parts = name.replace("\\", "/").replace("\0", "").split("/")
    return "/".join(part for part in parts if part.strip() not in ("", ".", "..") and not part.endswith(":")) or "文件"


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace")


def _shortest(names: list[str]) -> list[str]:
    """Return names without their folders, where that leaves them apart."""
    last = [name.rpartition("/")[2] for name in names]
    return [
        short if last.count(short) == 1 else name.replace("/", "-") for short, name in zip(last, names, strict=True)
    ]


def _is_nobodys(name: str) -> bool:
    """Say whether systems, not people, have laid this file there."""
    parts: Iterator[str] = iter(name.split("/"))
    return name.lower().endswith(_NOBODYS) or any(part.startswith((".", "~$", "__MACOSX")) for part in parts)


def _lies_beside(name: str) -> bool:
    return name.lower().endswith(_BESIDE)


def _bounded(items: list[Item], passed_over: list[str]) -> Bundle:
    _refuse_too_many(len(items))
    if not items:
        raise Refused("里面没有表格文件。请选择装有 xlsx、xls、ods 或 csv 表格的文件夹或压缩包。")
    return Bundle(items, passed_over)


def _refuse_too_many(count: int) -> None:
    if count > group_files():
        raise Refused(f"文件超过了一次最多 {group_files()} 个的上限。请分几次导入。")
