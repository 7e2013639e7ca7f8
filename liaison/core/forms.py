"""The form every admin page edits through."""

from django import forms
from django.db.models import Q
from unfold.widgets import UnfoldAdminFileFieldWidget

TAKE_THEIRS = "_take:"


class UploadInput(UnfoldAdminFileFieldWidget):
    """Chooses a new file. The one on record is not linked: uploads have no address, a page hands them out in scope."""

    def is_initial(self, value) -> bool:
        return False

    def format_value(self, value) -> None:
        return None


class LiaisonModelForm(forms.ModelForm):
    """A ModelForm that plays its part in the optimistic lock and never drops a choice that was there before.

    ``lock`` is set by ``core.admin.LockingMixin`` for rows that may have been changed meanwhile.
    """

    lock = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self._keep_current_choices()
            self._take_theirs()

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.lock is not None and self.lock.is_stale:
            self.add_error(None, self.lock.message)

    def _keep_current_choices(self) -> None:
        """Let the value on record stay choosable although the person editing may not see that row elsewhere."""
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelMultipleChoiceField) or not isinstance(field, forms.ModelChoiceField):
                continue
            current, choices = self.initial.get(name), field.queryset
            if current and choices.query.where:
                visible = choices.order_by().values("pk")
                field.queryset = choices.model._base_manager.filter(Q(pk__in=visible) | Q(pk=current))

    def _take_theirs(self) -> None:
        """Fields for which the other person's value was chosen: a disabled field keeps what is on record."""
        for name, field in self.fields.items():
            if self.data.get(TAKE_THEIRS + self.add_prefix(name)) == "theirs":
                field.disabled = True
