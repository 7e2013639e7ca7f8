"""The filter behind every figure's link: the list shows the very rows that were counted."""

from unfold.contrib.filters.admin import DropdownFilter

from liaison.core import clock
from liaison.core.errors import Refused

from .figures import PARAMETER, Reference


class FigureFilter(DropdownFilter):
    """Offers nothing by itself; holds what a link from the home page asked for until it is cleared."""

    title = "首页指标"
    parameter_name = PARAMETER
    all_option = ["", "不限"]

    def __init__(self, request, params, model, model_admin):
        self.reference = _read(request.GET.get(PARAMETER, ""), model)
        super().__init__(request, params, model, model_admin)

    @property
    def note(self) -> str:
        """Return what the list shows, for the line above it."""
        return self.lookup_choices[0][1] if self.lookup_choices else ""

    @property
    def unit(self) -> str:
        return self.reference.indicator.unit if self.reference else ""

    def lookups(self, request, model_admin):
        return [(self.reference.code, self.reference.describe())] if self.reference else []

    def queryset(self, request, queryset):
        reference = self.reference
        if reference is None:
            return queryset
        return queryset.filter(pk__in=reference.rows(request.user, clock.today()).values("pk"))


def _read(code: str, model) -> Reference | None:
    """Return the figure asked for, if it is one and counts rows of ``model``."""
    try:
        reference = Reference.parse(code)
    except Refused:
        return None
    return reference if reference.indicator.model is model else None
