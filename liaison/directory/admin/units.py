from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from liaison.core import clock
from liaison.core.admin import LiaisonModelAdmin, LiaisonTabularInline
from liaison.directory import unit_page
from liaison.directory.models import Unit, UnitAlias
from liaison.directory.reference import is_reference_unit

from .filters import FunctionFilter, PrefectureFilter
from .kept import KeptMixin
from .permissions import OwnRegionMixin

FACTS = ("code", "name", "short_name", "kind", "function", "level", "region")


class UnitAliasInline(LiaisonTabularInline):
    model = UnitAlias
    fields = ("name", "valid_from", "valid_to")
    verbose_name_plural = "别名（登记后导入可识别）"


@admin.register(Unit)
class UnitAdmin(KeptMixin, OwnRegionMixin, LiaisonModelAdmin):
    list_display = ("short_name", "name", "region", "level_label", "kind", "phone", "standing_today")
    list_filter = (PrefectureFilter, ("level", ChoicesDropdownFilter), FunctionFilter, ("kind", ChoicesDropdownFilter))
    list_select_related = ("region",)
    search_fields = ("name", "short_name", "aliases__name")
    search_help_text = "全称、简称或曾用名"
    ordering = ("code",)
    autocomplete_fields = ("region",)
    inlines = (UnitAliasInline,)
    change_form_before_template = "directory/unit_notes.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "short_name"),
                    ("code", "kind"),
                    ("function", "level"),
                    ("region", "phone"),
                    "letter_mark",
                )
            },
        ),
        ("有效期", {"fields": (("valid_from", "valid_to"),)}),
    )

    @display(description="层级", ordering="level", label=True)
    def level_label(self, unit):
        return unit.get_level_display()

    @display(description="状态")
    def standing_today(self, unit):
        return unit.standing(clock.today())

    def render_change_form(self, request, context, *args, **kwargs):
        unit = context.get("original")
        context["unit_notes"] = unit_page.notes(unit, request) if unit else []
        return super().render_change_form(request, context, *args, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return FACTS if obj is not None and is_reference_unit(obj) else ()
