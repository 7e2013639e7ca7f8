from django.contrib import admin
from unfold.decorators import display

from liaison.core.admin import LiaisonModelAdmin
from liaison.core.calendar_changes import say_what_follows
from liaison.core.models import CalendarOverride

from .filters import YearFilter
from .permissions import looks_after

WEEKDAYS = "一二三四五六日"


@admin.register(CalendarOverride)
class CalendarOverrideAdmin(LiaisonModelAdmin):
    """Every deadline of the province hangs on these days: the province's office keeps them."""

    list_display = ("date", "weekday", "kind", "name", "source")
    list_filter = (YearFilter, "is_workday")
    search_fields = ("name", "source")
    search_help_text = "名称或依据"
    fieldsets = ((None, {"fields": (("date", "is_workday"), ("name", "source"))}),)
    deletable = True

    @display(description="星期")
    def weekday(self, day):
        return f"星期{WEEKDAYS[day.date.weekday()]}"

    @display(description="安排", ordering="is_workday", label={"上班": "warning", "放假": "success"})
    def kind(self, day):
        return "上班" if day.is_workday else "放假"

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        say_what_follows(request)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        say_what_follows(request)

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        say_what_follows(request)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and looks_after(request.user, None)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and looks_after(request.user, None)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and looks_after(request.user, None)
