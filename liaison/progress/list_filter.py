"""The filter behind every figure's link: the list shows the very rows that were counted."""

from unfold.contrib.filters.admin import DropdownFilter

from liaison.core import clock, listing
from liaison.core.errors import Refused
from liaison.enterprises import listing as enterprise_list
from liaison.enterprises.models import Enterprise

from .figures import PARAMETER, Reference
from .indicators import INDICATORS


class FigureFilter(DropdownFilter):
    """Offers nothing by itself; holds what a link from the home page asked for until it is cleared."""

    title = "首页指标"
    parameter_name = PARAMETER
    all_option = ["", "不限"]

    def lookups(self, request, model_admin):
        asked = request.GET.get(PARAMETER, "")
        return [(asked, reference.describe())] if (reference := _read(asked)) else []

    def queryset(self, request, queryset):
        reference = _read(self.value() or "")
        if reference is None or reference.indicator.model is not queryset.model:
            return queryset
        return queryset.filter(pk__in=reference.rows(request.user, clock.today()).values("pk"))


def _read(code: str) -> Reference | None:
    try:
        return Reference.parse(code) if code else None
    except Refused:
        return None


def register() -> None:
    """Put the filter on the list page of every model that an indicator counts."""
    for model in {indicator.model for indicator in INDICATORS.values()} - {Enterprise}:
        listing.add_filter(model, FigureFilter)
    enterprise_list.add_filter(FigureFilter)
