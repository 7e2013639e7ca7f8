"""Forms of assignments."""

from liaison.core.forms import LiaisonModelForm

from . import bulk


class AssignmentForm(LiaisonModelForm):
    """Holds the enterprise's lock from the check (``Assignment.clean``) to the save."""

    def clean(self):
        data = super().clean()
        if data.get("enterprise"):
            bulk.lock_enterprises([data["enterprise"].pk])
        return data
