"""Characters that no database takes, and those nobody sees: taken out before anything else looks at a cell."""

import re

# NUL and other control characters (tab and line breaks stay), lone surrogates, code points that are no characters.
_UNSTORABLE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
# Zero-width spaces and joiners, byte order marks, soft hyphens, direction marks.
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_ANY = re.compile(f"[{_UNSTORABLE}{_INVISIBLE}\r]")
_BREAK = re.compile(r"\r\n?")
_CONTROL = re.compile(f"[{_UNSTORABLE}]")
_HIDDEN = re.compile(f"[{_INVISIBLE}]")


def clean(rows: list[list], first: int, told: set[int]) -> None:
    """Take such characters out of the texts of ``rows``; rows that lost a control character are noted in ``told``.

    ``first`` is the index of the first row in its sheet. What nobody sees goes without a word.
    """
    # One search over all texts: most sheets hold none, and are done with.
    if not _ANY.search("\n".join([cell for row in rows for cell in row if type(cell) is str])):
        return
    for number, row in enumerate(rows, start=first):
        for i, cell in enumerate(row):
            if type(cell) is str and _ANY.search(cell):
                text = _HIDDEN.sub("", _BREAK.sub("\n", cell))
                row[i] = _CONTROL.sub("", text)
                if row[i] != text:
                    told.add(number)
