"""Filters whose choices come from small tables only, never from DISTINCT over the visits."""

from django.contrib.admin import SimpleListFilter
from unfold.contrib.filters.admin import DropdownFilter

from liaison.core import clock
from liaison.directory.models import Level, Region, User


class ChineseDropdown(DropdownFilter):
    all_option = ["", "全部"]


class RegionFilter(ChineseDropdown):
    """By reporting unit (and, for someone who looks after one, by its counties): everything inside counts."""

    title = "地区"
    parameter_name = "region"
    region_path = "enterprise__region"

    def lookups(self, request, model_admin):
        regions = Region.objects.reporting_units()
        home = request.user.region if request.user.oversees_region else None
        if home and home.level != Level.PROVINCE:
            regions = Region.objects.within(home)
        return list(regions.in_force(clock.today()).order_by("code").values_list("code", "name"))

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        region = Region.objects.filter(code=self.value()).first()
        if region is None:
            return queryset.none()
        return queryset.filter(**{f"{self.region_path}__lineage__startswith": region.lineage})


class FollowUpRegionFilter(RegionFilter):
    region_path = "visit__enterprise__region"


class IssueFilter(ChineseDropdown):
    """What the enterprise raised: something, nothing, or nobody wrote it down."""

    title = "诉求情况"
    parameter_name = "issue"

    def lookups(self, request, model_admin):
        return [("raised", "有问题及诉求"), ("none", "无诉求"), ("blank", "未填写")]

    def queryset(self, request, queryset):
        if self.value() == "raised":
            return queryset.raised()
        if self.value() == "none":
            return queryset.filter(no_issue=True)
        return queryset.unanswered() if self.value() == "blank" else queryset


class MineFilter(ChineseDropdown):
    title = "填报人"
    parameter_name = "logged"

    def lookups(self, request, model_admin):
        return [("mine", "我填报的"), ("office", "本单位填报的")]

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.filter(logged_by=request.user)
        if self.value() == "office":
            return queryset.filter(logged_by__in=User.objects.filter(unit=request.user.unit_id or -1))
        return queryset


class WhoseFilter(SimpleListFilter):
    """Shown as tabs above the list, so not among the filters."""

    title = "范围"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "我的"), ("office", "本单位"), ("all", "全部")]

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.of_person(request.user)
        return queryset.of_office(request.user) if self.value() == "office" else queryset


class DueFilter(ChineseDropdown):
    title = "办理状态"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", "未完成"), ("overdue", "已逾期"), ("done", "已完成")]

    def queryset(self, request, queryset):
        if self.value() == "open":
            return queryset.open()
        if self.value() == "overdue":
            return queryset.overdue(clock.today())
        return queryset.done() if self.value() == "done" else queryset
