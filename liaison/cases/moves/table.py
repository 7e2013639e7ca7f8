"""The table, put together from its stages, and what may be asked of it."""

from ..choices import State
from ..situation import Situation
from .assignment import ASSIGNMENT
from .handling import HANDLING
from .intake import INTAKE
from .leaving import LEAVING
from .move import AWAITS, Move
from .review import REVIEW

S = State

_TABLE = (*INTAKE, *ASSIGNMENT, *HANDLING, *REVIEW, *LEAVING)
MOVES: dict[str, Move] = {move.name: move for move in _TABLE}
_STRAIGHT_WAY = (S.DRAFT, S.SUBMITTED, S.ACCEPTED, S.ASSIGNED, S.HANDLING, S.ANSWERED, S.FOLLOWUP, S.CLOSED, S.ARCHIVED)


def legal_moves(situation: Situation) -> list[Move]:
    """Return the moves that this person may make on this case now, in the order of the table."""
    return [move for move in _TABLE if not move.refusal(situation)]


def blocked_moves(situation: Situation) -> list[tuple[Move, str]]:
    """Return the moves that this person makes in this state and cannot make now, each with the reason."""
    return [(move, reason) for move in _TABLE if (reason := move.obstacle(situation))]


def goes_onward(move: Move, state: str) -> bool:
    """Return whether ``move`` leads a case in ``state`` to a later point of the straight way."""
    at = S.HANDLING if state == S.TRACKING else state
    if at not in _STRAIGHT_WAY or move.target not in _STRAIGHT_WAY:
        return False
    return _STRAIGHT_WAY.index(move.target) > _STRAIGHT_WAY.index(at)


def next_moves(situation: Situation) -> list[tuple[Move, str]]:
    """Return what this person does next on the straight way, once those it waits for have done their part."""
    state = situation.case.state
    if state not in _STRAIGHT_WAY[:-2]:
        return []
    then, after = _STRAIGHT_WAY[_STRAIGHT_WAY.index(state) + 1 :][:2]
    mine = [move for move in _TABLE if then in move.sources and state not in move.sources and move.target == after]
    return [(move, f"先等{AWAITS[state]}。") for move in mine if situation.parties.intersection(move.who)]
