"""Look over the XML of a worksheet before the parser does: how far it reaches, what the parser would not tell.

The parser lays a sheet out as a full rectangle, so two cells at opposite corners of the largest sheet would
take all memory there is; and it reads error values and never-computed formulas as blank.
"""

import re

from ..types import FileRefused
from .letters import column_index

# A cell that is not written the plain way (reference first, one letter, five digits at most) is looked at closely.
_ODD_CELL = re.compile(rb'<c(?=[\s/>])(?! r="[A-Z]\d{1,5}")')
_EXTENT = re.compile(rb'<c\s(?:[^>]*?\s)?r\s*=\s*["\']([A-Z]{1,3})(\d{1,7})["\'][^>]*?(/?)>')
_ERROR = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*?\st="e"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL)
_UNCOMPUTED = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*><f[^>]*?(?:/>|>([^<]*)</f>)(?:<v\s*/>|<v></v>)?</c>')
_REFERENCE = re.compile(rb"<c(?=[\s>])(?![^>]*\br=)")
_TAIL = 8 << 20


class Look:
    """What was seen of one worksheet, piece by piece. Rows and columns count from 1."""

    def __init__(self) -> None:
        self.rest = b""
        self.plain = True
        self.rows = 0
        self.columns = 26
        self.size = 0
        self.faults: dict[tuple[int, int], str] = {}  # (row, column) from 0 → #N/A or =formula

    def __call__(self, piece: bytes) -> None:
        """See the next piece; what is left over after the last whole row waits for the one after."""
        self.size += len(piece)
        window = self.rest + piece if self.rest else piece
        cut = window.rfind(b"</row>") + 6
        if cut < 6:
            if len(window) > _TAIL:
                self.plain, self.rest = False, b""
                return
            self.rest = window
            return
        self.rest = window[cut:]
        self._see(window[:cut] if self.rest else window)

    def finish(self) -> None:
        if self.rest:
            self._see(self.rest)
            self.rest = b""

    def _see(self, window: bytes) -> None:
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
            raise FileRefused(
                "文件内部含有不安全的 XML 定义（DOCTYPE），已拒绝读取。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"
            )
        if _ODD_CELL.search(window):
            self._measure(window)
        if b":c" in window and re.search(rb":c[\s/>]", window):
            self.plain = False
        if b't="e"' in window:
            for m in _ERROR.finditer(window):
                self.faults[_place(m)] = m[3].decode("utf-8", "replace")
        if b"<f" in window:
            for m in _UNCOMPUTED.finditer(window):
                self.faults[_place(m)] = "=" + (m[3] or b"").decode("utf-8", "replace")

    def _measure(self, window: bytes) -> None:
        """Find how far filled cells reach; blank formatted ones (self-closed) do not count."""
        if _REFERENCE.search(window):
            self.plain = False
        letters, last = set(), self.rows
        for column, row, closed in _EXTENT.findall(window):
            if not closed:
                letters.add(column)
                last = max(last, int(row))
        self.rows = last
        self.columns = max([self.columns, *(column_index(c.decode()) + 1 for c in letters)])


def _place(m: re.Match) -> tuple[int, int]:
    return int(m[2]) - 1, column_index(m[1].decode())
