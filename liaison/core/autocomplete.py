"""What a search-as-you-type box shows for one row."""

from django.contrib.admin.views.autocomplete import AutocompleteJsonView

from liaison.core.dated import choosable


class LabelledAutocompleteView(AutocompleteJsonView):
    """Django's view, but a model may say more about itself than its name: ``choice_label`` tells homonyms apart."""

    def get_queryset(self):
        """Offer what is in force today: a unit on its last day still, one that begins tomorrow not yet."""
        return choosable(super().get_queryset(), self.source_field.model)

    def serialize_result(self, obj, to_field_name):
        row = super().serialize_result(obj, to_field_name)
        return {**row, "text": getattr(obj, "choice_label", row["text"])}
