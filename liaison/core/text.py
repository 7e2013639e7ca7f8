"""Text as people in offices type it: width, padding, brackets, pinyin.

Normalising is for *matching*; what was typed is always kept beside it by the caller.
"""

import re
import unicodedata
from functools import lru_cache

_SPACE = re.compile(r"[\s\u200b\ufeff\u00a0]+")
_BRACKETS = str.maketrans("（）【】〔〕［］｛｝〈〉", "()[][][]{}<>")


def half_width(text: str) -> str:
    """Return ``text`` with full-width letters, digits and signs made half-width (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def squeeze(text: str) -> str:
    """Return ``text`` without any white space: line breaks, ideographic and zero-width spaces included."""
    return _SPACE.sub("", text)


def tidy(text: str) -> str:
    """Return ``text`` with runs of white space made one space and the ends stripped."""
    return _SPACE.sub(" ", text).strip()


# Cached because an import asks for the same few thousand names several times over.
@lru_cache(maxsize=100_000)
def match_key(text: str) -> str:
    """Return the form under which names are compared: no space, half-width, one bracket style, upper case."""
    return squeeze(half_width(text)).translate(_BRACKETS).strip("。.,，;；").upper()


def pinyin_initials(text: str) -> str:
    """Return the lower-case pinyin initials of ``text``: 长春市禾龙 → ``ccshl``; letters and digits stay."""
    from pypinyin.seg.mmseg import seg  # its dictionaries take 55 MiB: only processes that read pinyin load them

    return "".join(map(_initials_of_word, seg.cut(match_key(text)))).lower()[:120]


@lru_cache(maxsize=20_000)
def _initials_of_word(word: str) -> str:
    """Read one word; the same few thousand words make up the names of all enterprises."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(word, style=Style.FIRST_LETTER, errors=lambda run: list(run)))
