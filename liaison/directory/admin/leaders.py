from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from liaison.core import clock
from liaison.core.admin import LiaisonModelAdmin, LiaisonTabularInline
from liaison.directory.models import Leader, Tenure
from liaison.directory.models.leaders import PROTOCOL
from liaison.directory.services.order import LAST, close_gaps, make_room

from .filters import PrefectureFilter
from .kept import KeptMixin
from .leader_form import LeaderForm, places_of
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
    ordering = PROTOCOL
    form = LeaderForm
    autocomplete_fields = ("region",)
    inlines = (TenureInline,)
    fieldsets = ((None, {"fields": (("name", "level"), ("region", "after"), "note")}),)

    class Media:
        js = ("directory/leader_order.js",)

    @display(description="现任职务", empty_value="未登记")
    def post_today(self, leader):
        return leader.post

    @display(description="层级", ordering="level", label=True)
    def level_label(self, leader):
        return leader.get_level_display()

    def get_urls(self):
        view = self.admin_site.admin_view(self.places_view)
        return [path("places/", view, name="directory_leader_places"), *super().get_urls()]

    def places_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return places_of(request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "after" in form.base_fields:
            form.base_fields["after"].widget.attrs["data-address"] = reverse("admin:directory_leader_places")
        return form

    def get_fieldsets(self, request, obj=None):
        """Show the place itself to those who may only look."""
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": (("name", "level"), ("region", "rank_order"), "note")}),)

    def save_model(self, request, obj, form, change):
        before = Leader.objects.filter(pk=obj.pk).values_list("level", "region_id").first()
        make_room(obj, after=form.cleaned_data.get("after", LAST), left=before)
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        group = (obj.level, obj.region_id)
        super().delete_model(request, obj)
        close_gaps([group])

    def delete_queryset(self, request, queryset):
        groups = list(queryset.order_by().values_list("level", "region_id"))
        super().delete_queryset(request, queryset)
        close_gaps(groups)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("region").with_post(clock.today())
