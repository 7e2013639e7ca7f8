"""Text as people in offices type it: width, padding, brackets, dots and dashes.

Normalising is for *matching*; what was typed is always kept beside it by the caller. How names sound: ``core.pinyin``.
"""

import re
import unicodedata
from functools import lru_cache

_SPACE = re.compile(r"[\s\u200b\ufeff\u00a0]+")
_BRACKETS = dict(zip("（）【】〔〕［］｛｝〈〉", "()[][][]{}<>", strict=True))
# The dot inside a name and the dash inside a number: one sign each to people, a dozen to keyboards.
_DOTS = dict.fromkeys("·•・‧∙⋅●▪﹒･᛫ꞏ", "·")
_DASHES = dict.fromkeys("‐‑‒–—―−─－﹣", "-")
# What no keyboard shows: NUL, which PostgreSQL refuses, marks of direction, joiners.
UNSEEN = dict.fromkeys([*range(32), *range(127, 160), 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF])
_ONE_SIGN = str.maketrans({**_BRACKETS, **_DOTS, **_DASHES})
_BETWEEN_WORDS = re.compile(r"[\s\u200b\ufeff\u00a0,，、;；|]+")
# Signs that keyboards do not offer, and the one that is typed for them.
RARE = str.maketrans({"𠮷": "吉", "㐂": "喜", "𧆞": "虎", **dict.fromkeys("ÜǕǗǙǛ", "V")})
RARE_SIGNS = frozenset(map(chr, RARE))
_NOT_LOOKED_FOR = re.compile(r"[^\w()]|_")
_IN_BRACKETS = re.compile(r"^\(([^()]*)\)$")
# As many words, and as many signs of one, as anybody types to find something.
_MOST_WORDS, _LONGEST_WORD = 8, 60


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
    """Return the form under which names are compared: no space, half-width, one bracket, dot and dash, upper case."""
    return squeeze(half_width(text)).translate(UNSEEN).translate(_ONE_SIGN).strip("。.,，;；").upper()


def search_key(text: str) -> str:
    """Return what counts of ``text`` when something is looked for: letters, digits, Chinese signs and brackets.

    Signs that keyboards do not offer are replaced by the one typed for them: 𠮷 by 吉, ü by V.
    """
    key = match_key(text)
    if not RARE_SIGNS.isdisjoint(key):
        key = key.translate(RARE)
    return key if key.isalnum() else _NOT_LOOKED_FOR.sub("", key)


def search_words(text: str) -> list[str]:
    """Return the words that someone typed to find something, as :func:`search_key` spells them; may be empty."""
    words = map(search_key, _BETWEEN_WORDS.split(half_width(text)))
    words = [_IN_BRACKETS.sub(r"\1", word)[:_LONGEST_WORD] for word in words]
    return [word for word in words if word.strip("()")][:_MOST_WORDS]
