"""News that an enterprise has come on record, or under a new name, for rooms above that were waiting for it.

Told inside the transaction that saves. Bulk writers (the ledger import) call the room concerned themselves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from liaison.core.rooms import handed_in
from liaison.directory.models import User

from .models import Enterprise


@dataclass(frozen=True)
class Awaits:
    """``join(enterprises, *, by)`` does what waited for them; returns a sentence for the person who saved, or ""."""

    join: Callable[..., str]


def announce(enterprises: Sequence[Enterprise], *, by: User | None) -> list[str]:
    """Tell every room that waits; return what they have to say to the person."""
    return [said for awaits in handed_in(Awaits) if (said := awaits.join(enterprises, by=by))]
