"""Whether the table of moves, the verbs and their forms belong together: said at start, not by a button that fails."""

from collections.abc import Iterable

from django.core.checks import CheckMessage, Error, register

from liaison.cases.moves import MOVES
from liaison.cases.services import VERBS

from .forms import FORMS

RATE = "rate"
"""The one form of all moves ``rate_…``: what was answered says which of them is made."""


@register
def check_moves(app_configs=None, **kwargs) -> Iterable[CheckMessage]:
    """Say which move has no verb or no form, and which verb or form has no move."""
    forms = {RATE if name.startswith(f"{RATE}_") else name for name in MOVES}
    return [
        *_apart("move without a verb: decorate a function with engine.verb", MOVES.keys() - VERBS),
        *_apart("verb without a move: give it a row in moves", VERBS.keys() - MOVES),
        *_apart("move without a form: add it to admin.forms.FORMS", forms - FORMS.keys()),
        *_apart("form without a move: take it out of admin.forms.FORMS", FORMS.keys() - forms),
    ]


def _apart(fault: str, names: Iterable[str]) -> list[CheckMessage]:
    return [Error(f"cases: {name} is a {fault}.", id="liaison.E201") for name in sorted(names)]
