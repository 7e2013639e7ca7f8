"""What a ledger writes of a case: the way out for what ``sheets.words.cases`` reads on the way in."""

from liaison.cases.choices import Result, State

# The word for each state that reads back as that state, or as the nearest one that ledgers know.
_STATE_WORDS = {
    State.TRACKING: "持续推进",
    State.ANSWERED: "已答复",
    State.FOLLOWUP: "已答复",
    State.CLOSED: "已办结",
    State.ARCHIVED: "已办结",
}
_CLOSED_WORDS = {Result.SOLVED: "已解决", Result.EXPLAINED: "已解释"}


def word_of(state: str, result: str) -> str:
    """Return what a ledger writes under 是否办结 for a case in ``state`` with ``result``."""
    if state in (State.CLOSED, State.ARCHIVED) and result in _CLOSED_WORDS:
        return _CLOSED_WORDS[result]
    return _STATE_WORDS.get(state, "正在办理")
