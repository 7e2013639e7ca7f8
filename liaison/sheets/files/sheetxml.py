"""Look over the XML of a worksheet before the parser does: how far it reaches, what the parser would not tell.

The parser lays a sheet out as a full rectangle, so two cells at opposite corners of the largest sheet would
take all memory there is; it reads error values and never-computed formulas as blank, and a day of which only
the month is shown as that day.
"""

import re

from ..types import Limits
from .formats import Styles
from .letters import column_index
from .marks import Marks
from .markup import attributes, refuse_doctype, unescaped

# A cell that is not written the plain way (reference first, one letter, five digits at most) is looked at closely.
_ODD_CELL = re.compile(rb'<c(?=[\s/>])(?! r="[A-Z]\d{1,5}")')
_ODD_ROW = re.compile(rb'<row(?![^<>]*\sr="\d)')
_PREFIXED = re.compile(rb":c[\s/>]")
_ERROR = re.compile(rb"<c ([^<>]*?\st\s*=\s*[\"']e[\"'][^<>]*)>(?:(?!</c>).)*?<v>([^<]*)</v>", re.DOTALL)
_UNCOMPUTED = re.compile(
    rb"<c ([^<>]*)>\s*<f(?:\s[^<>]*?)?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v>\s*</v>|<v></v>)?\s*</c>"
)
_ROW = re.compile(rb"<row\s([^<>]*?hidden\s*=\s*[\"'](?:1|true)[^<>]*)>")
_ROW_NUMBER = re.compile(rb'<row(?:\s[^<>]*?)?\sr="(\d{1,7})"')
_ROW_END = re.compile(rb"</(?:[\w.-]+:)?row\s*>")
_OPENS_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])")
_TOKEN = re.compile(
    rb"<(/?)(?:[\w.-]+:)?(row|c|f|v|is|t)((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*(/?)>([^<]*)"
)
_REFERENCE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_TEXT_RESULTS = (b"str", b"inlineStr")  # a formula whose result is a text may well be blank
_TAIL = 8 << 20


class Look:
    """What was seen of one worksheet, piece by piece. Raises FileRefused where it reaches too far.

    ``plain`` says that every cell was seen where the parser will see it: nothing may hide a far corner.
    """

    def __init__(self, styles: Styles, limits: Limits) -> None:
        self.rest = b""
        self.plain = True
        self.size = 0
        self.marks = Marks()
        self._styles, self._limits = styles, limits
        self._at = [-1, -1]  # row and column of the last cell seen, for cells that do not say where they are
        self._special = _special_cells(styles)
        self._special_words = [quote + n + quote for n in styles.special() for quote in (b'"', b"'")]

    def __call__(self, piece: bytes) -> None:
        """See the next piece; what is left over after the last whole row waits for the one after."""
        self.size += len(piece)
        window = self.rest + piece if self.rest else piece
        cut = _last_row_end(window)
        if cut < 0:
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
        if _is_odd(window):
            refuse_doctype(window)
            self._walk(window)
        else:
            self._glance(window)

    def _glance(self, window: bytes) -> None:
        """Look at cells that are all written the plain way: no reference is missing, none reaches far."""
        marks = self.marks
        if m := _ROW_NUMBER.match(window, window.rfind(b"<row")):
            self._at = [int(m[1]) - 1, -1]
        if b'"e"' in window or b"'e'" in window:
            for m in _ERROR.finditer(window):
                marks.faults[_place(attributes(m[1]))] = unescaped(m[2])
        if b"<f" in window:
            for m in _UNCOMPUTED.finditer(window):
                if (tag := attributes(m[1])).get(b"t") not in _TEXT_RESULTS:
                    marks.faults[_place(tag)] = "=" + unescaped(m[2] or b"")
        if b"hidden" in window:
            for m in _ROW.finditer(window):
                if (number := attributes(m[1]).get(b"r", b"")).isdigit():
                    marks.hidden.add(int(number) - 1)
        if self._special and any(style in window for style in self._special_words):
            for m in self._special.finditer(window):
                self._mark_style(_place(attributes(m[1])), m[2])

    def _walk(self, window: bytes) -> None:
        """Go through every cell, whoever wrote it: prefixes, any order of attributes, cells without a reference."""
        if b"<!" in window:
            self.plain = False  # a comment or CDATA can hide cells, or show some that are none
        seen = 0
        tag: dict[bytes, bytes] = {}
        formula, value = None, b""
        for m in _TOKEN.finditer(window):
            closes, name, text = m[1], m[2], m[5]
            if name == b"row":
                if not closes:
                    self._begin_row(attributes(m[3]))
            elif name == b"c" and not closes:
                seen += 1
                tag, formula, value = attributes(m[3]), None, b""
                filled = self._begin_cell(tag, bool(m[4]))
                if m[4] or not filled:
                    tag = {}
            elif name == b"c":
                self._end_cell(tag, formula, value)
            elif name == b"f" and not closes:
                formula = text
            elif name in (b"v", b"t") and not closes:
                value = text
        if seen != len(_OPENS_CELL.findall(window)):
            self.plain = False

    def _begin_row(self, tag: dict[bytes, bytes]) -> None:
        number = tag.get(b"r", b"")
        row = int(number) - 1 if number.isdigit() and len(number) < 8 else self._at[0] + 1
        self._at = [row, -1]
        if tag.get(b"hidden") in (b"1", b"true"):
            self.marks.hidden.add(row)

    def _begin_cell(self, tag: dict[bytes, bytes], is_empty: bool) -> bool:
        """Take the place of a cell; return whether it could be told. Blank formatted cells do not count."""
        if reference := tag.get(b"r"):
            if not (m := _REFERENCE.fullmatch(reference)):
                self.plain = False
                return False
            self._at = [int(m[2]) - 1, column_index(m[1].decode())]
        else:
            self._at[1] += 1
        if not is_empty:
            self._reach(self._at[0] + 1, self._at[1] + 1)
        return True

    def _reach(self, row: int, column: int) -> None:
        if row > self._limits.sheet_rows:
            raise self._limits.too_many_rows("", row)
        if column > self._limits.columns:
            raise self._limits.too_many_columns("", column)

    def _end_cell(self, tag: dict[bytes, bytes], formula: bytes | None, value: bytes) -> None:
        place = (self._at[0], self._at[1])
        if tag.get(b"t") == b"e":
            self.marks.faults[place] = unescaped(value)
        elif formula is not None and not value.strip() and tag.get(b"t") not in _TEXT_RESULTS:
            self.marks.faults[place] = "=" + unescaped(formula)
        if style := tag.get(b"s"):
            self._mark_style(place, style)

    def _mark_style(self, place: tuple[int, int], style: bytes) -> None:
        if kind := self._styles.shown.get(style):
            self.marks.shown[place] = kind
        if style in self._styles.struck:
            self.marks.struck.add(place)


def _is_odd(window: bytes) -> bool:
    """Return whether not every row and cell of ``window`` is written the plain way."""
    return bool(
        b"<!" in window
        or _ODD_CELL.search(window)
        or _ODD_ROW.search(window)
        or (b":c" in window and _PREFIXED.search(window))
    )


def _special_cells(styles: Styles) -> re.Pattern | None:
    """Return what finds filled cells of the formats that matter, if there are such formats."""
    numbers = styles.special()
    if not numbers:
        return None
    return re.compile(rb"<c ([^<>]*?\bs\s*=\s*[\"'](" + b"|".join(sorted(numbers)) + rb")[\"'][^<>]*)(?<!/)>")


def _last_row_end(window: bytes) -> int:
    """Return where the last whole row of ``window`` ends, -1 if there is none."""
    cut = window.rfind(b"</row>")
    if cut >= 0:
        return cut + 6
    end = -1
    for m in _ROW_END.finditer(window):
        end = m.end()
    return end


def _place(tag: dict[bytes, bytes]) -> tuple[int, int]:
    m = _REFERENCE.fullmatch(tag[b"r"])
    return int(m[2]) - 1, column_index(m[1].decode())
