"""Small truths about XML that hold whoever wrote it: attributes in any order and quoting, UTF-16, no DOCTYPE."""

import codecs
import html
import re
from collections.abc import Iterator

from ..types import FileRefused

_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_DECLARED = re.compile(rb"""^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")
_UNSAFE = "文件内部含有不安全的 XML 定义（DOCTYPE），已拒绝读取。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """Return the attributes of a start tag by local name: ``r="A1" x:s='3'`` → ``{b"r": b"A1", b"s": b"3"}``."""
    return {name.rpartition(b":")[2]: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def unescaped(value: bytes) -> str:
    """Return the text of an attribute or of character data."""
    return html.unescape(value.decode("utf-8", "replace"))


def refuse_doctype(piece: bytes) -> None:
    """Raise FileRefused where a piece of markup defines entities."""
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
        raise FileRefused(_UNSAFE)


def as_utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a part in UTF-8, whatever it is encoded in: parsers of spreadsheets take nothing else."""
    decoder = None
    for number, piece in enumerate(pieces):
        if number == 0:
            encoding = _wide_encoding(piece[:4])
            decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
            if decoder is None:
                yield piece
                continue
            piece = _DECLARED.sub(rb"\1", decoder.decode(piece).lstrip("\ufeff").encode())
            yield piece
        else:
            yield decoder.decode(piece).encode("utf-8", "replace") if decoder else piece


def _wide_encoding(head: bytes) -> str:
    if head.startswith(b"\xff\xfe") or head[:4] == b"<\x00?\x00":
        return "utf-16-le"
    if head.startswith(b"\xfe\xff") or head[:4] == b"\x00<\x00?":
        return "utf-16-be"
    return ""
