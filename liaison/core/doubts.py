"""What may well be right but should be looked at twice: said beside the form, and saved at 「仍要保存」.

A form names its doubts; the page shows them with everything typed, and the button sends their mark back. Doubts that
have changed meanwhile are asked about anew.
"""

from collections.abc import Sequence
from hashlib import sha256

from django import forms

ANYWAY = "_anyway"
UNSAVED = "尚未保存：请先核对上方的提醒。"


def mark_of(doubts: Sequence[str]) -> str:
    """Return a short mark of these very sentences; "" where there are none."""
    return sha256("\n".join(doubts).encode()).hexdigest()[:16] if doubts else ""


class DoubtfulForm(forms.BaseForm):
    """Mixed into a form; ``doubts`` is asked once everything else is in order."""

    open_doubts: Sequence[str] = ()

    def doubts(self) -> Sequence[str]:
        """Return sentences about what was typed, each of which a person may confirm."""
        return ()

    @property
    def doubts_mark(self) -> str:
        return mark_of(self.open_doubts)

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        found = self.doubts()
        if found and self.data.get(ANYWAY) != mark_of(found):
            self.open_doubts = found
            self.add_error(None, UNSAVED)
