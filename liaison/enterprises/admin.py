"""企业 in the admin: tuples here; the page of one enterprise, renaming and status moves in modules of their own."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import path, reverse
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from liaison.core.admin import LiaisonModelAdmin, LiaisonTabularInline
from liaison.core.listing import ListPage

from . import arrivals, listing, merge_page, steps, views
from .choices import STATUS_COLOURS
from .filters import CountyFilter, PrefectureFilter
from .models import Enterprise, EnterpriseAlias, EnterpriseContact, Tag


class ContactInline(LiaisonTabularInline):
    model = EnterpriseContact


class AliasInline(LiaisonTabularInline):
    model = EnterpriseAlias


class EnterpriseChangeList(ListPage):
    """Rows lead to the page that shows everything, not to the form."""

    def url_for_result(self, result):
        return reverse("admin:enterprises_enterprise_page", args=[result.pk])


@admin.register(Enterprise)
class EnterpriseAdmin(LiaisonModelAdmin):
    list_select_related = ("region__prefecture",)
    list_filter = (
        PrefectureFilter,
        CountyFilter,
        ("status", ChoicesDropdownFilter),
        ("size", ChoicesDropdownFilter),
        ("industry_section", ChoicesDropdownFilter),
        "is_above_scale",
        ("srdi_level", ChoicesDropdownFilter),
        ("tier", ChoicesDropdownFilter),
    )
    search_fields = ("name",)
    search_help_text = "企业名称（可只写几个字）、曾用名、拼音、法定代表人、联系人、电话或信用代码后几位"
    autocomplete_fields = ("region", "tags")
    inlines = (ContactInline, AliasInline)
    fieldsets = (
        (None, {"fields": (("name", "uscc"), ("region", "status"), ("tier", "tags"))}),
        (
            "经营情况",
            {
                "fields": (
                    ("industry_section", "products"),
                    ("size", "is_above_scale"),
                    ("srdi_level", "ownership"),
                    ("annual_output", "employees"),
                )
            },
        ),
        ("联系方式", {"fields": (("legal_representative", "address"), "note")}),
    )

    @display(description="属地", ordering="region")
    def place(self, enterprise):
        return enterprise.place

    @display(description="经营状态", label=STATUS_COLOURS)
    def status_label(self, enterprise):
        return enterprise.status, enterprise.get_status_display()

    def get_list_display(self, request):
        above = [column.as_display() for column in listing.columns()]
        return ["name", "uscc", "place", *above, "status_label"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "enterprises_enterprise_changelist":
            rows = rows.defer("note", "extra", "address", "search")
            for column in listing.columns():
                rows = column.prefetch(rows)
        return rows

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset.select_related("region__prefecture"), search_term)

    def get_readonly_fields(self, request, obj=None):
        """A name or status on record moves by its own step, which asks for the day and the reason."""
        return ("name", "status") if obj else ("status",)

    def get_changelist(self, request, **kwargs):
        return EnterpriseChangeList

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            for said in arrivals.announce([obj], by=request.user):
                messages.info(request, said)

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/merge/", view(merge_page.merge_page), name="enterprises_enterprise_merge"),
            path(
                "<int:pk>/merge/<int:merge_pk>/undo/",
                view(merge_page.unmerge_page),
                name="enterprises_enterprise_unmerge",
            ),
            path("<int:pk>/page/", view(views.page), name="enterprises_enterprise_page"),
            path("<int:pk>/rename/", view(steps.rename), name="enterprises_enterprise_rename"),
            path(
                "<int:pk>/status/",
                view(steps.change_status),
                name="enterprises_enterprise_status",
            ),
        ]
        return own + super().get_urls()


@admin.register(Tag)
class TagAdmin(LiaisonModelAdmin):
    list_display = ("name",)
    search_fields = ("name",)


@admin.register(EnterpriseContact)
class EnterpriseContactAdmin(LiaisonModelAdmin):
    """Contacts on their own, so that an officer who may not change the enterprise can keep its telephone numbers."""

    list_display = ("name", "title", "phone", "enterprise", "is_primary")
    list_select_related = ("enterprise",)
    search_fields = ("name", "phone", "enterprise__name")
    search_help_text = "姓名、电话或企业名称"
    autocomplete_fields = ("enterprise",)
    fields = ("enterprise", ("name", "title"), ("phone", "is_primary"))

    def response_post_save_add(self, request, obj):
        return redirect("admin:enterprises_enterprise_page", obj.enterprise_id)

    response_post_save_change = response_post_save_add
