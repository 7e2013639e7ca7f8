"""Filters over the directory; choices come from small tables."""

from unfold.contrib.filters.admin import DropdownFilter

from liaison.core import clock
from liaison.core.models import CalendarOverride
from liaison.directory.functions import all_functions
from liaison.directory.models import Region


class PrefectureFilter(DropdownFilter):
    """Everything inside one reporting unit: a prefecture, or a place that answers straight to the province."""

    title = "市（州）"
    parameter_name = "prefecture"
    all_option = ["", "全部"]
    lineage = "region__lineage"

    def lookups(self, request, model_admin):
        places = Region.objects.in_force(clock.today()).reporting_units()
        return list(places.order_by("code").values_list("code", "name"))

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        place = Region.objects.filter(code=self.value()).first()
        return queryset.filter(**{f"{self.lineage}__startswith": place.lineage}) if place else queryset.none()


class OwnLineageFilter(PrefectureFilter):
    """The same over regions themselves."""

    lineage = "lineage"


class LackingFilter(DropdownFilter):
    """Accounts that can do nothing until their unit or region is filled in."""

    title = "待补资料"
    parameter_name = "lacking"
    all_option = ["", "全部"]

    def lookups(self, request, model_admin):
        return [("place", "缺单位或地区")]

    def queryset(self, request, queryset):
        return queryset.without_place() if self.value() == "place" else queryset


class FunctionFilter(DropdownFilter):
    title = "职能"
    parameter_name = "function"
    all_option = ["", "全部"]

    def lookups(self, request, model_admin):
        return [(function.name, function.name) for function in all_functions()]

    def queryset(self, request, queryset):
        return queryset.filter(function=self.value()) if self.value() else queryset


class YearFilter(DropdownFilter):
    title = "年份"
    parameter_name = "year"
    all_option = ["", "全部"]

    def lookups(self, request, model_admin):
        years = CalendarOverride.objects.dates("date", "year", order="DESC")
        return [(str(day.year), f"{day.year}年") for day in years]

    def queryset(self, request, queryset):
        year = self.value() or ""
        return queryset.filter(date__year=int(year)) if year.isdecimal() and len(year) == 4 else queryset
