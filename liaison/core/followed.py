"""A choice that is no longer what it was when somebody opened the form, or drew up the address that leads to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django import forms
from django.db.models import Model, QuerySet

from .moved import whereabouts
from .params import number
from .rooms import handed_in


class Followed(NamedTuple):
    """``pk`` stands today for what was called ``before`` and is called ``now``."""

    pk: int
    before: str
    now: str

    @property
    def said(self) -> str:
        return f"“{self.before}”已并入“{self.now}”，这里改选了“{self.now}”"


@dataclass(frozen=True)
class Successor:
    """``of(pk)`` tells which row of ``model`` stands for one that was merged away; None for all others."""

    model: type[Model]
    of: Callable[[int], Followed | None]


def follow(rows: QuerySet, text: str) -> Followed | None:
    """Return which of ``rows`` stands today for the id ``text``, where that is another one."""
    pk = number(text)
    asked = (each.of for each in handed_in(Successor) if each.model is rows.model and pk is not None)
    found = next((found for of in asked if (found := of(pk))), None)
    return found if found and rows.filter(pk=found.pk).exists() else None


class FollowingForm(forms.BaseForm):
    """Mixed into a form: a row that was merged away gives way to the one that stands, once somebody has looked at it;
    of one handed over is said who has it now. ``asking`` is who fills in the form."""

    asking: Model | None = None

    def full_clean(self) -> None:
        followed = self._follow() if self.is_bound else {}
        super().full_clean()
        if not self.is_bound:
            return
        for name, found in followed.items():
            if name not in self.errors:
                told = "；".join(each.said for each in found)
                self.add_error(name, f"{told}。请核对后再保存一次。")
        self._say_where()

    def _choices(self) -> list[tuple[str, forms.ModelChoiceField, str]]:
        rows = ((name, field) for name, field in self.fields.items() if isinstance(field, forms.ModelChoiceField))
        return [(name, field, self.add_prefix(name)) for name, field in rows]

    def _follow(self) -> dict[str, list[Followed]]:
        """Put the ids that stand today in place of those that were sent; return what was put, by field."""
        found: dict[str, list[Followed]] = {}
        for name, field, key in self._choices():
            sent = self._sent(key)
            instead = {text: now for text in sent if (now := follow(field.queryset, text))}
            if instead:
                self.data = self.data.copy()
                values = list(dict.fromkeys(str(instead[text].pk) if text in instead else text for text in sent))
                self.data.setlist(key, values) if hasattr(self.data, "setlist") else self.data.update({key: values[0]})
                found[name] = list(instead.values())
        return found

    def _sent(self, key: str) -> list[str]:
        values = self.data.getlist(key) if hasattr(self.data, "getlist") else [self.data.get(key)]
        return [str(value) for value in values if value]

    def _say_where(self) -> None:
        """In place of "no valid choice" say what became of the row, to those who knew it."""
        for name, field, key in self._choices():
            if self.asking is None or not self.has_error(name, "invalid_choice"):
                continue
            places = (whereabouts(field.queryset.model, text, self.asking) for text in self._sent(key))
            if said := [place.said for place in places if place]:
                self.errors[name] = self.error_class(said)
