"""Titles for cases that nobody gave one."""

import re

from liaison.core.text import tidy

from .models import Case

TITLE_LENGTH = 40
_TOO_LITTLE = 8
_CLAUSE = re.compile(r"[。；;！!\n]")
_PAUSE = re.compile(r"(?<=[，、：:])|(?<=,)(?!\d)")


def short_title(content: str) -> str:
    """Return the beginning of ``content`` for a title nobody had to type: as many whole clauses as fit.

    Nothing is broken inside words: where there is no pause to stop at, the first sentence stays whole as far as a
    title may go.
    """
    text = next((part for part in map(tidy, _CLAUSE.split(content)) if part), "")
    title = ""
    for clause in _PAUSE.split(text) if len(text) > TITLE_LENGTH else [text]:
        if len(title) >= _TOO_LITTLE and len(title + clause) > TITLE_LENGTH:
            break
        title += clause
    return title.rstrip("，、：:,")[: Case._meta.get_field("title").max_length]
