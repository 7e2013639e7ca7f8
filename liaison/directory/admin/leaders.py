from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from liaison.core import clock
from liaison.core.admin import LiaisonModelAdmin, LiaisonTabularInline
from liaison.directory.models import Leader, Tenure

from .filters import PrefectureFilter
from .kept import KeptMixin
from .permissions import OwnRegionMixin


class TenureInline(LiaisonTabularInline):
    model = Tenure
    fields = ("title", "unit", "start_on", "end_on")
    autocomplete_fields = ("unit",)
    verbose_name_plural = "任职经历（换职务请另起一行）"


@admin.register(Leader)
class LeaderAdmin(KeptMixin, OwnRegionMixin, LiaisonModelAdmin):
    list_display = ("name", "post_today", "level_label", "region", "rank_order")
    list_filter = (("level", ChoicesDropdownFilter), PrefectureFilter)
    search_fields = ("name",)
    search_help_text = "领导姓名、拼音或职务"
    ordering = ("rank_order", "id")
    autocomplete_fields = ("region",)
    inlines = (TenureInline,)
    fieldsets = ((None, {"fields": (("name", "level"), ("region", "rank_order"), "note")}),)

    @display(description="现任职务", empty_value="未登记")
    def post_today(self, leader):
        return leader.post

    @display(description="层级", ordering="level", label=True)
    def level_label(self, leader):
        return leader.get_level_display()

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("region").with_post(clock.today())
