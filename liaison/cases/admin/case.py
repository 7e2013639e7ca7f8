from django.contrib import admin
from django.contrib.admin import helpers
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import action, display

from liaison.cases.choices import State
from liaison.cases.lights import light_of
from liaison.cases.models import Case
from liaison.cases.parties import may_file
from liaison.cases.queues import counts_for, queues_for
from liaison.cases.services import file_case
from liaison.core import clock
from liaison.core.admin import LiaisonModelAdmin
from liaison.core.listing import ListPage
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Role

from . import arrears, bulk, intake, moving, recounting, succeeding, viewing
from .fields import CategoryField
from .filters import CategoryFilter, MineFilter, PlaceFilter, QueueFilter
from .intake import CaseForm
from .pages import situation_of

STATE_COLOURS = {
    # A state left out would be shown by its key: the theme falls back to the first half of the pair.
    **dict.fromkeys(State),
    State.SUBMITTED: "warning",
    State.ACCEPTED: "warning",
    State.ASSIGNED: "warning",
    State.HANDLING: "info",
    State.TRACKING: "info",
    State.ANSWERED: "warning",
    State.FOLLOWUP: "warning",
    State.CLOSED: "success",
    State.ARCHIVED: "success",
}


class CaseChangeList(ListPage):
    """Rows lead to the page that shows everything, not to the form."""

    def url_for_result(self, result):
        return reverse("admin:cases_case_page", args=[result.pk])

    def get_results(self, request):
        super().get_results(request)
        calendar, today = WorkCalendar.load(), clock.today()
        for case in self.result_list:
            case.light = light_of(case, today, calendar)


@admin.register(Case)
class CaseAdmin(LiaisonModelAdmin):
    form = CaseForm
    list_display = ("number", "matter", "enterprise", "state_label", "light_label", "lead_unit", "due")
    list_filter = (
        QueueFilter,
        ("state", ChoicesDropdownFilter),
        CategoryFilter,
        PlaceFilter,
        MineFilter,
        ("nature", ChoicesDropdownFilter),
        ("source", ChoicesDropdownFilter),
        ("urgency", ChoicesDropdownFilter),
        ("result", ChoicesDropdownFilter),
        ("raised_on", RangeDateFilter),
    )
    list_select_related = ("enterprise", "lead_unit")
    list_before_template = "cases/queues.html"
    search_fields = ("number",)
    search_help_text = "编号（可只写数字）、标题和内容里的词、企业名称或拼音、反映人、电话；几个词用空格隔开"
    actions = ("assign_selected", "gather_selected")
    autocomplete_fields = ("enterprise", "leader")
    fieldsets = (
        (None, {"fields": ("enterprise", "title", "content", "proposal", ("category", "nature"))}),
        ("来源", {"fields": (("source", "raised_on"), ("raised_by", "phone"), ("on_behalf_of", "leader"))}),
        ("办理", {"fields": (("urgency", "complexity"), "required_level")}),
    )

    class Media:
        css = {"all": ("cases/cases.css",)}

    # --- the list -----------------------------------------------------------------------------------
    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "cases_case_changelist":
            rows = rows.defer("content", "proposal", "answer", "extra", "search")
        return rows

    def get_changelist(self, request, **kwargs):
        return CaseChangeList

    def changelist_view(self, request, extra_context=None):
        counted, chosen = counts_for(request), request.GET.get("queue", "")
        tabs = [
            {"key": queue.key, "title": queue.title, "count": counted[queue.key], "active": queue.key == chosen}
            for queue in queues_for(request.user)
        ]
        doors = [*intake.doors_for(request.user), *succeeding.doors_for(request.user)]
        context = {"tabs": tabs, "all_active": not chosen, "doors": doors}
        return super().changelist_view(request, {**(extra_context or {}), **context})

    def get_actions(self, request):
        actions = super().get_actions(request)
        of_the_office = () if request.user.role == Role.COORDINATOR else self.actions
        return {name: action for name, action in actions.items() if name not in of_the_office}

    @action(description="批量交办")
    def assign_selected(self, request, queryset):
        return self._to("cases_case_bulk_assign", request)

    @action(description="归为共性问题")
    def gather_selected(self, request, queryset):
        return self._to("cases_case_gather", request)

    def _to(self, name, request):
        chosen = ",".join(request.POST.getlist(helpers.ACTION_CHECKBOX_NAME))
        return redirect(f"{reverse(f'admin:{name}')}?ids={chosen}")

    @display(description="标题", ordering="title")
    def matter(self, case):
        urgent = f"【{case.get_urgency_display()}】" if case.urgency != "1" else ""
        return f"{urgent}{case.title}"

    @display(description="状态", ordering="state", label=STATE_COLOURS)
    def state_label(self, case):
        return case.state, case.get_state_display()

    @display(description="办理期限", ordering="due_on")
    def due(self, case):
        return f"{case.due_on:%Y-%m-%d}" if case.due_on else "—"

    @display(description="时限", ordering="due_on")
    def light_label(self, case):
        # Where the light has no more to say than the state beside it, it says nothing.
        told = case.light.word != case.get_state_display()
        return render_to_string("cases/_light.html", {"light": case.light}) if told else "—"

    # --- the form -----------------------------------------------------------------------------------
    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "category":
            return CategoryField(label="分类")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("content", "proposal"):
            field.widget.attrs["rows"] = 4
        return field

    def has_change_permission(self, request, obj=None):
        permitted = super().has_change_permission(request, obj)
        return permitted and (obj is None or viewing.may_edit(situation_of(request, obj)))

    def has_add_permission(self, request):
        """A system administrator keeps the machine and files no cases."""
        return super().has_add_permission(request) and may_file(request.user)

    def has_delete_permission(self, request, obj=None):
        """A case leaves the loop by a move; it is never deleted."""
        return False

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
            return
        filed = file_case(by=request.user, now=clock.now(), **form.cleaned_data)
        obj.__dict__.update(filed.__dict__)

    def response_add(self, request, obj, post_url_continue=None):
        super().response_add(request, obj, post_url_continue)
        return redirect("admin:cases_case_page", obj.pk)

    def response_change(self, request, obj):
        super().response_change(request, obj)
        return redirect("admin:cases_case_page", obj.pk)

    def get_urls(self):
        def own(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"cases_case_{name}")

        return [
            own("<int:pk>/page/", viewing.page, "page"),
            own("<int:pk>/move/<slug:name>/", moving.move_page, "move"),
            own("<int:pk>/comment/", viewing.comment, "comment"),
            own("<int:pk>/attach/", viewing.attach, "attach"),
            own("<int:pk>/letter/<slug:kind>/", viewing.issue_letter, "letter"),
            own("<int:pk>/arrears/", arrears.edit, "arrears"),
            own("<int:pk>/arrears/payment/", arrears.pay, "payment"),
            own("attachment/<int:pk>/", viewing.attachment, "attachment"),
            own("document/<int:pk>/", viewing.document, "document"),
            own("intake/hotline/", intake.hotline, "hotline"),
            own("intake/problems/", intake.problems, "problems"),
            own("bulk/assign/", bulk.assign, "bulk_assign"),
            own("bulk/gather/", bulk.gather, "gather"),
            own("bulk/succeed/", succeeding.succeed, "bulk_succeed"),
            own("recount/", recounting.recount, "recount"),
            *super().get_urls(),
        ]
