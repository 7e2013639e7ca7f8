"""联系关系 in the admin; bulk assignment, hand-over, reports and the tree are modules of their own."""

from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from liaison.core import clock
from liaison.core.admin import LiaisonModelAdmin, ReadOnlyMixin
from liaison.core.listing import ListPage

from .claim_page import claim_page
from .filters import DayFilter, InForceFilter, OfficerFilter, PlaceFilter, TargetFilter
from .forms import AssignmentForm
from .handover_page import hand_over_page
from .leader_page import leader_page
from .models import Assignment, PendingLink
from .timeline import state_on
from .tree_page import tree_page
from .vacancy_page import vacancy_page

_STATES = {"now": ("success", "有效"), "later": ("info", "尚未开始"), "past": ("default", "已结束")}


@admin.register(Assignment)
class AssignmentAdmin(LiaisonModelAdmin):
    form = AssignmentForm
    list_display = ("target_name", "leader_link", "level", "officer", "lead_unit", "days", "state")
    list_select_related = ("leader", "officer", "lead_unit", "enterprise", "region")
    list_filter = (
        InForceFilter,
        DayFilter,
        ("level", ChoicesDropdownFilter),
        TargetFilter,
        PlaceFilter,
        OfficerFilter,
        ("leader", AutocompleteSelectFilter),
    )
    search_fields = ("leader__name",)
    search_help_text = "企业名称、拼音首字母、代码尾号，或领导、联络员姓名"
    autocomplete_fields = ("leader", "enterprise", "region", "officer", "lead_unit", "support_units")
    fieldsets = (
        (None, {"fields": (("leader", "level"), ("enterprise", "region"), ("start_on", "end_on"))}),
        ("工作班子", {"fields": (("officer", "lead_unit"), "support_units", "note")}),
    )

    @display(description="联系对象")
    def target_name(self, assignment):
        return assignment.target

    @display(description="联系领导", ordering="leader")
    def leader_link(self, assignment):
        address = reverse("admin:assignments_leader", args=[assignment.leader_id])
        return format_html('<a class="li-link" href="{}">{}</a>', address, assignment.leader)

    @display(description="起止日期", ordering="start_on")
    def days(self, assignment):
        return assignment.period

    @display(description="状态", label={state: colour for state, (colour, _) in _STATES.items()})
    def state(self, assignment):
        state = state_on(assignment, clock.today())
        return state, _STATES[state][1]

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("handover/", view(hand_over_page), name="assignments_handover"),
            path("leader/<int:pk>/", view(leader_page), name="assignments_leader"),
            path("tree/", view(tree_page), name="assignments_tree"),
            path("vacancies/", view(vacancy_page), name="assignments_vacancies"),
        ]
        return own + super().get_urls()


class PendingLinkChangeList(ListPage):
    """Rows lead to where they can be claimed."""

    def url_for_result(self, result):
        return reverse("admin:assignments_claim", args=[result.pk])


@admin.register(PendingLink)
class PendingLinkAdmin(ReadOnlyMixin, LiaisonModelAdmin):
    nothing_yet = "导入分工表时，名录里还没有的企业会列在这里，等企业登记后认领。"
    list_display = ("enterprise_name", "leader", "level", "officer", "lead_unit", "created_at")
    list_select_related = ("leader", "officer", "lead_unit")
    list_filter = (("level", ChoicesDropdownFilter),)
    search_fields = ("enterprise_name", "leader__name")
    search_help_text = "企业名称或领导姓名"

    def get_changelist(self, request, **kwargs):
        return PendingLinkChangeList

    def get_urls(self):
        view = self.admin_site.admin_view
        return [path("<int:pk>/claim/", view(claim_page), name="assignments_claim"), *super().get_urls()]
