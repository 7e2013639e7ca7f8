"""What a search-as-you-type box shows for one row."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteMixin
from django.core.exceptions import ValidationError
from django.db import models

from liaison.core.dated import choosable


class LabelledAutocompleteView(AutocompleteJsonView):
    """Django's view, but a model may say more about itself than its name: ``choice_label`` tells homonyms apart."""

    def get_queryset(self):
        """Offer what is in force today: a unit on its last day still, one that begins tomorrow not yet."""
        return choosable(super().get_queryset(), self.source_field.model)

    def serialize_result(self, obj, to_field_name):
        row = super().serialize_result(obj, to_field_name)
        return {**row, "text": getattr(obj, "choice_label", row["text"])}


def show_no_odd_choices() -> None:
    """Let the boxes of all forms, the theme's too, draw empty what an address or a form chose that is no id.

    Django's widget asks the database for whatever it is to show as chosen, ``?enterprise=x`` included, and fails.
    """
    drawn = AutocompleteMixin.optgroups
    if getattr(drawn, "shows_no_odd_choices", False):
        return

    def optgroups(self, name, value, attr=None):
        key = self.choices.field.queryset.model._meta.pk if hasattr(self.choices, "field") else None
        return drawn(self, name, [one for one in value if key is None or not one or _names(key, one)], attr)

    optgroups.shows_no_odd_choices = True
    AutocompleteMixin.optgroups = optgroups


def _names(key: models.Field, value: Any) -> bool:
    try:
        key.to_python(value)
    except (ValidationError, ValueError, TypeError, OverflowError):
        return False
    return True
