import datetime as dt
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from liaison.core.dated import holds_on

SHOWN = 5
NEAR_ENOUGH = 0.5


class Resolution(NamedTuple):
    """``match`` is the one thing meant, or None; ``candidates`` are (object, score 0..1), best first."""

    match: Any | None
    candidates: list[tuple[Any, float]]


class Entry(NamedTuple):
    """A name of ``target``. ``rank`` 0: a name on record; 1: a form derived from one, which yields to rank 0."""

    target: Any
    rank: int
    valid_from: dt.date | None
    valid_to: dt.date | None

    def in_force(self, on: dt.date) -> bool:
        """Return whether the name was in use on ``on``."""
        return holds_on(on, self.valid_from, self.valid_to)


def chosen(entries: Iterable[Entry], on: dt.date) -> list[Any]:
    """Return the distinct targets that ``entries`` speak of: names in force first, recorded before derived."""
    entries = list(entries)
    entries = [entry for entry in entries if entry.in_force(on)] or entries
    best = min((entry.rank for entry in entries), default=0)
    return list(dict.fromkeys(entry.target for entry in entries if entry.rank == best))


def certain(target: Any) -> Resolution:
    return Resolution(target, [(target, 1.0)])


def undecided(targets: Iterable[Any]) -> Resolution:
    """Return several readings of equal right."""
    return Resolution(None, [(target, 1.0) for target in targets])


def nearest(key: str, names: Iterable[tuple[str, Any]]) -> Resolution:
    """Return no match, and the targets whose names look most like ``key``."""
    scores: dict[Any, float] = {}
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(key)
    for name, target in names:
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= NEAR_ENOUGH and matcher.quick_ratio() >= NEAR_ENOUGH:
            scores[target] = max(scores.get(target, 0.0), round(matcher.ratio(), 3))
    found = sorted(((t, s) for t, s in scores.items() if s >= NEAR_ENOUGH), key=lambda pair: -pair[1])
    # Even a perfect score here means the name belongs elsewhere than the context allows.
    return Resolution(None, found[:SHOWN])
