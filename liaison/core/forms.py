"""The form every admin page edits through, and the one that takes an office's own template."""

from typing import Any

from django import forms
from django.db.models import Q
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSingleDateWidget

from .documents import fill
from .doubts import DoubtfulForm
from .errors import Refused
from .followed import FollowingForm

TAKE_THEIRS = "_take:"
TEMPLATE_SIZE_MAX = 20 * 1024 * 1024


class UploadInput(UnfoldAdminFileFieldWidget):
    """Chooses a new file. The one on record is not linked: uploads have no address, a page hands them out in scope."""

    def is_initial(self, value) -> bool:
        return False

    def format_value(self, value) -> None:
        return None


class DayPicker(UnfoldAdminSingleDateWidget):
    """The theme's calendar for a page of our own: brings the script it builds on, which only the admin's forms load."""

    class Media:
        extend = False
        js = ("admin/js/core.js", "admin/js/calendar.js", "admin/js/admin/DateTimeShortcuts.js")


class LiaisonModelForm(FollowingForm, DoubtfulForm, forms.ModelForm):
    """A ModelForm that plays its part in the optimistic lock and never drops a choice that was there before.

    ``lock`` is set by ``core.admin.LockingMixin`` for rows that may have been changed meanwhile.
    """

    lock = None
    refusal = ""
    """Why the last attempt to save was refused, set by ``core.admin.LockingMixin`` when it shows the form again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self._keep_current_choices()
            self._take_theirs()

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.lock is not None and self.lock.is_stale:
            self.add_error(None, self.lock.message)
        if self.is_bound and self.refusal:
            self.add_error(None, self.refusal)

    def _keep_current_choices(self) -> None:
        """Let the value on record stay choosable although the person editing may not see that row elsewhere."""
        for name, field in self.fields.items():
            if not isinstance(field, forms.ModelChoiceField):
                continue
            current, choices = self.initial.get(name), field.queryset
            if current and choices.query.where:
                visible = choices.order_by().values("pk")
                kept = current if isinstance(field, forms.ModelMultipleChoiceField) else [current]
                kept = [getattr(row, "pk", row) for row in kept]
                field.queryset = choices.model._base_manager.filter(Q(pk__in=visible) | Q(pk__in=kept))

    def _take_theirs(self) -> None:
        """Fields for which the other person's value was chosen: a disabled field keeps what is on record."""
        for name, field in self.fields.items():
            if self.data.get(TAKE_THEIRS + self.add_prefix(name)) == "theirs":
                field.disabled = True


class PaperTemplateForm(LiaisonModelForm):
    """Refuses at once what would fail on the day of the paper: tries the template out on :meth:`sample`."""

    def sample(self) -> dict[str, Any]:
        """Return every word a template may use, with something to fill in."""
        raise NotImplementedError

    def clean_file(self):
        given = self.cleaned_data["file"]
        if given.size > TEMPLATE_SIZE_MAX:
            raise forms.ValidationError(f"文件超过 {TEMPLATE_SIZE_MAX // 1024 // 1024} MB，请压缩其中的图片后上传。")
        try:
            fill(given.read(), self.sample(), called=self._meta.model._meta.verbose_name)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        given.seek(0)
        return given
