"""Filters of the list of assignments."""

import datetime as dt

from unfold.contrib.filters.admin import DropdownFilter

from liaison.core import clock
from liaison.directory.models import Level, Region

from . import vacancies
from .timeline import day_in


class InForceFilter(DropdownFilter):
    """Which assignments by time, seen from today; today's where nothing is chosen."""

    title = "时间"
    parameter_name = "when"
    all_option = None

    def lookups(self, request, model_admin):
        return [("", "今天有效"), ("later", "尚未开始"), ("past", "已经结束"), ("all", "全部")]

    def queryset(self, request, queryset):
        today = clock.today()
        if day_in(request.GET):
            return queryset
        match self.value():
            case "all":
                return queryset
            case "later":
                return queryset.filter(start_on__gt=today)
            case "past":
                return queryset.filter(end_on__lt=today)
            case _:
                return queryset.on(today)


class DayFilter(DropdownFilter):
    """谁在某日负责: assignments in force on one past day, as ``?day=2026-03-31``; month ends are offered."""

    title = "某日有效（谁负责）"
    parameter_name = "day"
    all_option = ["", "不限"]

    def lookups(self, request, model_admin):
        first = clock.today().replace(day=1)
        ends = []
        for _ in range(12):
            last = first - dt.timedelta(days=1)
            ends.append(last)
            first = last.replace(day=1)
        asked = day_in(request.GET)
        days = ends if asked is None or asked in ends else [asked, *ends]
        return [(day.isoformat(), f"{day:%Y-%m-%d}") for day in days]

    def queryset(self, request, queryset):
        day = day_in(request.GET)
        return queryset.on(day) if day else queryset


class TargetFilter(DropdownFilter):
    title = "联系对象"
    parameter_name = "target"
    all_option = ["", "全部"]

    def lookups(self, request, model_admin):
        return [("enterprise", "企业"), ("region", "地区")]

    def queryset(self, request, queryset):
        match self.value():
            case "enterprise":
                return queryset.of_enterprises()
            case "region":
                return queryset.of_regions()
        return queryset


class OfficerFilter(DropdownFilter):
    title = "联络员"
    parameter_name = "officer_state"
    all_option = ["", "全部"]

    def lookups(self, request, model_admin):
        return [("mine", "我服务的"), ("none", "未指定联络员")]

    def queryset(self, request, queryset):
        match self.value():
            case "mine":
                return queryset.filter(officer=request.user)
            case "none":
                return queryset.without_officer()
        return queryset


class PlaceFilter(DropdownFilter):
    """Everything inside one reporting unit, whatever the target is."""

    title = "市（州）"
    parameter_name = "prefecture"
    all_option = ["", "全部"]

    def lookups(self, request, model_admin):
        rows = Region.objects.in_force(clock.today()).reporting_units()
        if not request.user.is_superuser and request.user.oversees_region:
            rows = rows.within(request.user.region)
        return list(rows.order_by("code").values_list("code", "name"))

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        region = Region.objects.filter(code=self.value()).first()
        return queryset.inside(region) if region else queryset.none()


class LeaderStateFilter(DropdownFilter):
    """For the list of enterprises: which are without a leader, at all or at one level, or without an officer."""

    title = "联系领导"
    parameter_name = "leader_state"
    all_option = ["", "全部"]

    def lookups(self, request, model_admin):
        levels = [(level.value, f"{level.label}无领导") for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)]
        return [("none", "没有任何领导"), *levels, ("no_officer", "有领导，无联络员")]

    def queryset(self, request, queryset):
        value, today = self.value(), clock.today()
        if value == "no_officer":
            return vacancies.enterprises_without_officer(queryset, today)
        if value == "none" or value in Level.values:
            level = None if value == "none" else value
            return vacancies.enterprises_without_leader(queryset.operating(), today, level)
        return queryset
