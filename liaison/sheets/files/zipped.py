"""Look into a zip before anything parses it, and hand on only what was looked at.

Sizes in a zip's directory are the sender's claims. Every part that matters is therefore unpacked here with a hard
bound and written anew, uncompressed, into a clean archive: what was checked is what is parsed.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from ..types import FileRefused, Limits

_BROKEN = "文件不完整或已经损坏（压缩结构读不出来），可能没有传完。请用 Excel 或 WPS 打开确认后重新上传。"
_BOMB = "文件解压后过大，不像正常的台账。如果格式刷到了很多空白行，请删除这些行后另存，再重新上传。"
_ENCRYPTED = "文件设了打开密码。请在 Excel 或 WPS 里取消密码，另存后再上传。"
# Never read: pictures, macros, links to other files, embedded objects.
_LEFT_OUT = (
    "xl/media/",
    "xl/embeddings/",
    "xl/externallinks/",
    "xl/drawings/",
    "xl/printersettings/",
    "xl/activex/",
    "customxml/",
    "xl/charts/",
    "xl/ctrlprops/",
    "pictures/",
    "thumbnails/",
    "object ",
)
_ENTRIES = 5_000
_CHUNK = 1 << 20


class Archive:
    """A zip whose directory was read and found plausible."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data, self.limits = data, limits
        try:
            self.zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, struct.error, OSError, NotImplementedError, UnicodeDecodeError):
            raise FileRefused(_BROKEN) from None
        infos = list(self.zip.NameToInfo.values())
        if len(self.zip.filelist) > _ENTRIES:
            raise FileRefused(_BOMB)
        self.names = {_plain(i.filename): i for i in infos if i.filename and not i.is_dir()}
        self.parts = {
            name: i for name, i in self.names.items() if not name.startswith(_LEFT_OUT) and "vbaproject" not in name
        }
        if any(i.flag_bits & 1 for i in infos):
            raise FileRefused(_ENCRYPTED)
        if self.unpacked > limits.unpacked:
            raise FileRefused(_BOMB)

    @property
    def unpacked(self) -> int:
        return sum(i.file_size for i in self.parts.values())

    @property
    def has_images(self) -> bool:
        return any(n.startswith(("xl/media/", "pictures/")) for n in self.names)

    def read(self, name: str) -> bytes:
        """Return one part whole. Raises FileRefused if it lies about its size or is broken."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield one part in pieces, never more than it claims to be."""
        info = self.parts[name]
        raw = self._raw(info)
        left, crc = info.file_size, 0
        for piece in _inflate(raw, info.compress_type, left):
            left -= len(piece)
            crc = zlib.crc32(piece, crc)
            if left < 0:
                raise FileRefused(_BOMB)
            yield piece
        if left or crc != info.CRC:
            raise FileRefused(_BROKEN)

    def _raw(self, info: zipfile.ZipInfo) -> memoryview:
        header = self.data[info.header_offset : info.header_offset + 30]
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise FileRefused(_BROKEN)
        start = info.header_offset + 30 + sum(struct.unpack("<HH", header[26:30]))
        raw = memoryview(self.data)[start : start + info.compress_size]
        if len(raw) != info.compress_size:
            raise FileRefused(_BROKEN)
        return raw

    def copy_to(self, out: IO[bytes], watch) -> None:
        """Write all parts uncompressed to ``out``; ``watch(name)`` may return a callable that sees each piece first."""
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as clean:
            for name, info in self.parts.items():
                see = watch(name)
                with clean.open(info.filename.replace("\\", "/"), "w") as part:
                    for piece in self.chunks(name):
                        if see:
                            see(piece)
                        part.write(piece)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _inflate(raw: memoryview, method: int, size: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for start in range(0, len(raw), _CHUNK):
            yield bytes(raw[start : start + _CHUNK])
        return
    if method != zipfile.ZIP_DEFLATED:
        raise FileRefused("文件使用了不常见的压缩方式。请用 Excel 或 WPS 另存为 .xlsx 后再上传。")
    inflater = zlib.decompressobj(-15)
    step = size + 1 if size < 32 * _CHUNK else _CHUNK
    try:
        piece = inflater.decompress(raw, step)
        while piece:
            yield piece
            if inflater.eof:
                return
            piece = inflater.decompress(inflater.unconsumed_tail, step)
    except zlib.error:
        raise FileRefused(_BROKEN) from None
    if not inflater.eof:
        raise FileRefused(_BROKEN)
