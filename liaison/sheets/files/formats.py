"""Number formats: whether a cell is shown as a month, a year or a percentage, though its value says more."""

import re
from functools import lru_cache
from xml.etree import ElementTree

from .marks import MONTH, PERCENT, YEAR

# [ECMA-376] 18.8.30: the formats that have no code in the file, as Chinese programs show them.
_BUILT_IN = {9: PERCENT, 10: PERCENT, 17: MONTH, 27: MONTH, 36: MONTH, 50: MONTH, 52: MONTH, 57: MONTH}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
_STYLES_AT_MOST = 16 << 20


@lru_cache(maxsize=1024)
def shown_as(number: int, code: str = "") -> str:
    """Return "month", "year", "percent" or "" for a format; ``code`` is its code where the file gives one."""
    if not code:
        return _BUILT_IN.get(number, "")
    bare = _LITERAL.sub("", code.split(";", maxsplit=1)[0]).lower()
    if "%" in bare:
        return PERCENT
    if not re.search(r"[ym]|e{2,}", bare) or re.search(r"[dhs0#?]|general|am/pm|aaa", bare):
        return ""
    return MONTH if "m" in bare else YEAR


class Styles:
    """The cell formats of an .xlsx by their number: ``shown`` (see :func:`shown_as`) and ``struck`` through."""

    def __init__(self, xml: bytes = b"") -> None:
        self.shown: dict[bytes, str] = {}
        self.struck: set[bytes] = set()
        if xml and len(xml) <= _STYLES_AT_MOST:
            try:
                self._read(ElementTree.fromstring(xml))
            except (ElementTree.ParseError, LookupError, ValueError):
                return  # not well-formed, or in an encoding that nobody knows

    def _read(self, root: ElementTree.Element) -> None:
        codes = {_number(e, "numFmtId"): e.get("formatCode", "") for e in _children(root, "numFmts")}
        struck = {i for i, font in enumerate(_children(root, "fonts")) if _is_struck(font)}
        for i, xf in enumerate(_children(root, "cellXfs")):
            number = _number(xf, "numFmtId")
            if kind := shown_as(number, codes.get(number, "")):
                self.shown[b"%d" % i] = kind
            if _number(xf, "fontId") in struck:
                self.struck.add(b"%d" % i)

    def special(self) -> set[bytes]:
        return self.shown.keys() | self.struck


def _children(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [each for part in root if _local(part) == name for each in part]


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _number(element: ElementTree.Element, name: str) -> int:
    value = element.get(name, "0")
    return int(value) if value.isdecimal() else 0


def _is_struck(font: ElementTree.Element) -> bool:
    return any(_local(e) == "strike" and e.get("val", "1") not in ("0", "false") for e in font)
