from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import action, display

from liaison.core import clock
from liaison.core.admin import LiaisonModelAdmin
from liaison.core.params import number
from liaison.visits.models import FollowUp
from liaison.visits.services import promise_days

from .completing import completion_page
from .filters import DueFilter, FollowUpRegionFilter, WhoseFilter
from .tabs import tabs_of

TABS = [
    ("我的", "whose=mine&state=open"),
    ("我的逾期", "whose=mine&state=overdue"),
    ("本单位", "whose=office&state=open"),
    ("本单位逾期", "whose=office&state=overdue"),
    ("全部", "whose=all"),
]


@admin.register(FollowUp)
class FollowUpAdmin(LiaisonModelAdmin):
    list_display = ["promise", "enterprise", "responsible", "due", "status", "go"]
    list_filter = [WhoseFilter, DueFilter, ("due_on", RangeDateFilter), FollowUpRegionFilter]
    list_select_related = ["visit__enterprise", "responsible"]
    list_before_template = "visits/tabs.html"
    search_fields = ["promise"]
    search_help_text = "承诺事项里的词，企业名称、拼音或电话，责任人、领导姓名；几个词用空格隔开"
    record_actions = ("complete",)
    autocomplete_fields = ["responsible"]
    fields = ["enterprise", "visit_link", "promise", ("responsible", "due_on"), "status", ("done_on", "done_note")]
    readonly_fields = ["enterprise", "visit_link", "status", "done_on", "done_note"]

    class Media:
        css = {"all": ["visits/visits.css"]}

    def changelist_view(self, request, extra_context=None):
        """Someone who comes without a question sees first what oneself must do."""
        if not request.GET and FollowUp.objects.of_person(request.user).open().exists():
            return redirect(f"{request.path}?{TABS[0][1]}")
        return super().changelist_view(request, {**(extra_context or {}), "tabs": tabs_of(TABS, request)})

    def get_readonly_fields(self, request, obj=None):
        kept = obj is not None and obj.done_on is not None
        return [*self.readonly_fields, *(["promise", "responsible", "due_on"] if kept else [])]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        promise_days.note(obj, clock.today())

    def has_add_permission(self, request):
        """A promise is made at a visit, so it is added on the visit's page."""
        return False

    def has_change_permission(self, request, obj=None):
        permitted = super().has_change_permission(request, obj)
        return permitted and (obj is None or self.is_among(request, FollowUp.objects.editable_by(request.user), obj))

    @action(description="完成", url_path="complete", icon="task_alt", permissions=["complete"])
    def complete(self, request, object_id):
        return completion_page(self, request, object_id)

    def has_complete_permission(self, request, object_id=None):
        if object_id is None:
            return self.has_change_permission(request)
        open_ones = FollowUp.objects.editable_by(request.user).open()
        return self.has_change_permission(request) and open_ones.filter(pk=number(object_id)).exists()

    @display(description="企业")
    def enterprise(self, follow_up):
        return follow_up.visit.enterprise

    @display(description="办理")
    def go(self, follow_up):
        if follow_up.done_on:
            return follow_up.done_note
        url = reverse("admin:visits_followup_complete", args=[follow_up.pk])
        return format_html('<span class="li-v-go"><a href="{}">完成</a></span>', url)

    @display(description="承诺于")
    def visit_link(self, follow_up):
        url = reverse("admin:visits_visit_change", args=[follow_up.visit_id])
        return format_html('<a class="li-link" href="{}">{} 走访</a>', url, follow_up.visit.day_text)

    @display(description="完成期限", ordering="due_on")
    def due(self, follow_up):
        return f"{follow_up.due_on:%Y-%m-%d}"

    @display(description="办理状态", label={"已逾期": "danger", "已完成": "success", "未完成": "info"})
    def status(self, follow_up):
        return follow_up.status_on(clock.today())
