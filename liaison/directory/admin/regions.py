from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from liaison.core import clock
from liaison.core.admin import LiaisonModelAdmin, LiaisonTabularInline
from liaison.directory.models import Region, RegionAlias
from liaison.directory.reference import reference_region_codes
from liaison.directory.services import rebuild_regions

from .filters import OwnLineageFilter
from .kept import KeptMixin
from .permissions import OwnRegionMixin

# Kept up to date by the product; an office adds aliases and regions of its own.
FACTS = ("code", "name", "short_name", "level", "parent", "reporting_parent", "is_statutory")


class RegionAliasInline(LiaisonTabularInline):
    model = RegionAlias
    fields = ("name", "valid_from", "valid_to")
    verbose_name_plural = "别名（登记后导入可识别）"


@admin.register(Region)
class RegionAdmin(KeptMixin, OwnRegionMixin, LiaisonModelAdmin):
    list_display = ("name", "short_name", "level_label", "parent", "reporting_unit", "code", "in_force")
    list_filter = (OwnLineageFilter, ("level", ChoicesDropdownFilter), "is_statutory")
    search_fields = ("name", "short_name", "code", "aliases__name")
    search_help_text = "名称、简称、别名或代码"
    autocomplete_fields = ("parent", "reporting_parent", "successor")
    readonly_fields = ("counted_in", "lies_in")
    inlines = (RegionAliasInline,)
    fieldsets = (
        (None, {"fields": (("name", "short_name"), ("code", "level"), ("parent", "reporting_parent"))}),
        ("隶属", {"fields": (("counted_in", "lies_in"),)}),
        ("有效期", {"fields": ("is_statutory", ("valid_from", "valid_to"), "successor")}),
    )

    @display(description="层级", ordering="level", label=True)
    def level_label(self, region):
        return region.get_level_display()

    @display(description="管理与统计")
    def counted_in(self, region):
        names = dict(Region.objects.filter(code__in=region.lineage.split("/")).values_list("code", "name"))
        return " › ".join(names[code] for code in region.lineage.split("/") if code) or "保存后显示"

    @display(description="法定隶属（供参考）")
    def lies_in(self, region):
        return " › ".join(above.name for above in reversed(region.statutory_line())) if region.pk else "保存后显示"

    @display(description="状态")
    def in_force(self, region):
        today = clock.today()
        merged = region.successor and not region.is_in_force(today)
        return f"已并入{region.successor}" if merged else region.standing(today)

    def region_of(self, obj):
        return obj

    def get_queryset(self, request):
        # The prefecture is for the labels of the autocomplete.
        return super().get_queryset(request).select_related("parent", "reporting_unit", "successor", "prefecture")

    def get_readonly_fields(self, request, obj=None):
        known = obj is not None and obj.code in reference_region_codes()
        derived = super().get_readonly_fields(request, obj)
        return (*derived, *FACTS, "valid_from", "valid_to", "successor") if known else derived

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        rebuild_regions()
