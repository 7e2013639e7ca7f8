"""News that an enterprise has come on record, or under a new name, for rooms above that were waiting for it.

    @arrivals.listener
    def join(enterprises, *, by) -> str: ...      # a sentence for the person who saved, or ""

Called inside the transaction that saves. Bulk writers (the ledger import) call the room concerned themselves.
"""

from collections.abc import Callable, Sequence

from liaison.directory.models import User

from .models import Enterprise

Listener = Callable[..., str]

_listeners: list[Listener] = []


def listener(function: Listener) -> Listener:
    if function not in _listeners:
        _listeners.append(function)
    return function


def announce(enterprises: Sequence[Enterprise], *, by: User | None) -> list[str]:
    """Tell every listener; return what they have to say to the person."""
    return [said for function in _listeners if (said := function(enterprises, by=by))]
