"""Filters of the list of enterprises. Choices come from small tables, never from DISTINCT over enterprises."""

from unfold.contrib.filters.admin import DropdownFilter

from liaison.core import clock
from liaison.directory.models import Level, Region


class _PlaceFilter(DropdownFilter):
    """Everything inside one region, by its lineage."""

    all_option = ["", "全部"]

    def lookups(self, request, model_admin):
        return list(self.places(request).order_by("code").values_list("code", "name"))

    def places(self, request):
        rows = Region.objects.in_force(clock.today())
        user = request.user
        if not user.is_superuser and user.oversees_region:
            rows = rows.within(user.region)
        return rows

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        region = Region.objects.filter(code=self.value()).first()
        return queryset.filter(region__lineage__startswith=region.lineage) if region else queryset.none()


class PrefectureFilter(_PlaceFilter):
    title = "市（州）"
    parameter_name = "prefecture"

    def places(self, request):
        return super().places(request).reporting_units()


class CountyFilter(_PlaceFilter):
    """Counties of the reporting unit chosen; without one, the filter stays away."""

    title = "县（市、区）"
    parameter_name = "county"

    def places(self, request):
        rows = super().places(request).filter(level=Level.COUNTY)
        if chosen := request.GET.get(PrefectureFilter.parameter_name):
            return rows.filter(reporting_unit__code=chosen)
        if asked := request.GET.get(self.parameter_name):
            return rows.filter(code=asked)
        user = request.user
        own = not user.is_superuser and user.oversees_region and user.region.level != Level.PROVINCE
        return rows if own else rows.none()
