"""Filters of the case list; their choices come from small tables, never from DISTINCT over the cases."""

from django.contrib.admin import SimpleListFilter
from unfold.contrib.filters.admin import DropdownFilter

from liaison.cases.models import Category
from liaison.cases.queues import BY_KEY, Today
from liaison.core import clock
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Level, Region


class ChineseDropdown(DropdownFilter):
    all_option = ["", "全部"]


class QueueFilter(SimpleListFilter):
    """Shown as tabs above the list and in the sidebar, so not among the filters."""

    title = "工作队列"
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        return [(key, queue.title) for key, queue in BY_KEY.items()]

    def queryset(self, request, queryset):
        queue = BY_KEY.get(self.value())
        if queue is None:
            return queryset
        return queue.rows(queryset, Today(clock.today(), WorkCalendar.load(), request.user))


class CategoryFilter(ChineseDropdown):
    title = "分类"
    parameter_name = "category"

    def lookups(self, request, model_admin):
        return list(Category.objects.filter(parent=None).values_list("code", "name"))

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        codes = Category.objects.filter(code=self.value()) | Category.objects.filter(parent__code=self.value())
        return queryset.filter(category__in=codes.values("pk"))


class PlaceFilter(ChineseDropdown):
    title = "地区"
    parameter_name = "region"

    def lookups(self, request, model_admin):
        home = request.user.region if request.user.oversees_region else None
        regions = Region.objects.reporting_units()
        if home and home.level != Level.PROVINCE:
            regions = Region.objects.within(home)
        return list(regions.in_force(clock.today()).order_by("code").values_list("code", "name"))

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        region = Region.objects.filter(code=self.value()).first()
        return queryset.filter(enterprise__region__lineage__startswith=region.lineage) if region else queryset.none()


class MineFilter(ChineseDropdown):
    title = "范围"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "我登记的"), ("unit", "本单位承办的")]

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.filter(filed_by=request.user)
        return queryset.handled_by(request.user.unit_id) if self.value() == "unit" else queryset
