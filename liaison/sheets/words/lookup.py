"""Tables of words, and how a written word is looked up in one."""

import re
from typing import NamedTuple

from ..cells import broken, plain, question, says_nothing, warning
from ..types import Candidate, CellError, Parsed

_SQUEEZE = re.compile(r"[\s“”\"'‘’「」]+")


def word_of(raw) -> str:
    return _SQUEEZE.sub("", plain(raw)).strip("。.;；,，、").upper()


class Word(NamedTuple):
    """What one written word means: the code, and for a doubtful one the warning."""

    code: object
    doubt: str = ""


def table(*entries: tuple[object, str], doubtful: tuple[tuple[object, str, str], ...] = ()) -> dict[str, Word]:
    table = {word.upper(): Word(code) for code, words in entries for word in words.split()}
    for code, words, doubt in doubtful:
        table |= {word.upper(): Word(code, doubt) for word in words.split()}
    return table


def look_up(raw, table: dict[str, Word], empty=None) -> Parsed | None:
    """Look a word up; None if the table does not have it."""
    if type(raw) is CellError:
        return broken(raw)
    word = word_of(raw)
    found = table.get(word)
    if found is None and says_nothing(word):
        return Parsed(empty)
    if found is None:
        return None
    return warning(found.code, f"“{plain(raw)}”{found.doubt}") if found.doubt else Parsed(found.code)


def unknown(raw, what: str, candidates) -> Parsed:
    return question(f"不认识的{what}“{plain(raw)}”。请选择。", [Candidate(c, c, 0.3) for c in candidates])
