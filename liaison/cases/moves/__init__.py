"""The one table of states and moves: code, buttons, tests and ``docs/cases.md`` all read it.

A move without a target leaves the state as it is. ``who`` are parties (``parties.py``), ``guards`` conditions
(``guards.py``), ``effect`` says in one line what the service does besides writing the event. Each stage of a case has
its rows in a module of its own; ``table`` puts them together in the order in which people read them.
"""

from .events import (
    ABSORBED,
    BROUGHT_BACK,
    EVENT_LABELS,
    FILED,
    FOLLOWED,
    IMPORTED,
    MAIN_ANSWERED,
    RECOUNTED,
    SPLIT_OFF,
)
from .move import AWAITS, ENDED, Move
from .table import MOVES, blocked_moves, goes_onward, legal_moves, next_moves

__all__ = [
    "ABSORBED",
    "AWAITS",
    "BROUGHT_BACK",
    "ENDED",
    "EVENT_LABELS",
    "FILED",
    "FOLLOWED",
    "IMPORTED",
    "MAIN_ANSWERED",
    "MOVES",
    "RECOUNTED",
    "SPLIT_OFF",
    "Move",
    "blocked_moves",
    "goes_onward",
    "legal_moves",
    "next_moves",
]
