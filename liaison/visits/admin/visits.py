from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from liaison.core import clock
from liaison.core.admin import LiaisonModelAdmin, LiaisonStackedInline, ReadOnlyMixin
from liaison.core.workdays import WorkCalendar
from liaison.visits import services
from liaison.visits.forms import FollowUpForm, ProblemForm, ProblemFormSet, VisitForm, quick_due_dates
from liaison.visits.models import FollowUp, Problem, Visit, VisitAmendment
from liaison.visits.one_pager import one_pager
from liaison.visits.paste import views as paste
from liaison.visits.quick import views as quick

from .amending import amendment_page
from .filters import IssueFilter, MineFilter, RegionFilter
from .tabs import tabs_of


class LinesOfVisit(LiaisonStackedInline):
    """What hangs on a visit: added at any time by those who may edit it, never rewritten in place."""

    hide_title = True

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False


class ProblemInline(LinesOfVisit):
    model = Problem
    form = ProblemForm
    formset = ProblemFormSet
    fields = ["text"]

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 1

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("visits.view_visit")

    def has_add_permission(self, request, obj=None):
        editable = "visits.change_visit" if obj else "visits.add_visit"
        return request.user.has_perm(editable) and not (obj and obj.no_issue)


class FollowUpInline(LinesOfVisit):
    model = FollowUp
    form = FollowUpForm
    fields = ["promise", ("responsible", "due_on")]
    autocomplete_fields = ["responsible"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("responsible")


class AmendmentInline(ReadOnlyMixin, LiaisonStackedInline):
    model = VisitAmendment
    fields = [("field", "reason"), ("old", "new"), ("by", "at")]
    hide_title = True
    verbose_name_plural = "更正记录（原内容与更正后内容均保留）"

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("visits.view_visit")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


TABS = [("全部", ""), ("我填报的", "logged=mine"), ("本单位填报的", "logged=office")]


@admin.register(Visit)
class VisitAdmin(LiaisonModelAdmin):
    form = VisitForm
    inlines = [ProblemInline, FollowUpInline, AmendmentInline]
    autocomplete_fields = ["enterprise", "leader"]
    fieldsets = [
        (None, {"fields": ["enterprise", ("held_on", "method"), ("leader", "companions"), "content", "no_issue"]}),
        ("更多", {"fields": ["place", "condition", "resolved_on_spot", "next_steps", "note"], "classes": ["collapse"]}),
    ]
    list_display = ["day", "enterprise_link", "region", "leader", "method_label", "raised", "logged_by"]
    change_form_outer_before_template = "visits/locked.html"
    list_filter = [
        ("held_on", RangeDateFilter),
        RegionFilter,
        ("method", ChoicesDropdownFilter),
        ("leader", AutocompleteSelectFilter),
        IssueFilter,
        MineFilter,
    ]
    list_select_related = ["enterprise__region", "leader", "logged_by"]
    list_before_template = "visits/tabs.html"
    search_fields = ["enterprise__name"]
    search_help_text = "企业名称、拼音或电话，领导、填报人姓名，交流内容里的词；几个词用空格隔开"

    custom_urls = [
        ("quick/", "visits_quick", quick.page),
        ("quick/search/", "visits_quick_search", quick.search),
        ("paste/", "visits_paste", paste.page),
        ("before/<int:pk>/", "visits_one_pager", one_pager),
        ("<int:pk>/amend/", "visits_amend", amendment_page),
    ]

    class Media:
        css = {"all": ["visits/visits.css"]}
        js = ["visits/due_choices.js"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_problem_count()

    def changelist_view(self, request, extra_context=None):
        pasting = [("从 Excel 粘贴", reverse("admin:visits_paste"))] if self.has_add_permission(request) else []
        context = {"tabs": tabs_of(TABS, request), "tab_links": pasting, **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_fieldsets(self, request, obj=None):
        """Leave 无诉求 out where problems are listed below; show what came in columns of its own."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and obj.extra:
            fieldsets = [*fieldsets, ("其他栏目", {"fields": ["others"]})]
        if obj is None or not obj.problem_count:
            return fieldsets
        (title, main), *more = fieldsets
        return [(title, {**main, "fields": [name for name in main["fields"] if name != "no_issue"]}), *more]

    def get_inlines(self, request, obj):
        """Leave out what has nothing to show: no problems where there are none, no corrections before the first."""
        without_problems = obj is not None and obj.no_issue and not obj.problem_count
        corrected = obj is not None and obj.amendments.exists()
        left_out = {ProblemInline: without_problems, AmendmentInline: not corrected}
        return [inline for inline in self.inlines if not left_out.get(inline)]

    def get_readonly_fields(self, request, obj=None):
        """A submitted visit is locked except for what was left empty."""
        if obj is None:
            return []
        still_open = services.open_fields(obj)
        locked = [field for field in services.AMENDABLE if field not in still_open]
        return [*locked, *(["others"] if obj.extra else [])]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        return form

    def get_changeform_initial_data(self, request):
        given = super().get_changeform_initial_data(request)
        return {"held_on": clock.today(), **given}

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, FollowUpInline):
            dates = quick_due_dates(WorkCalendar.load(), clock.today())
            kwargs["form_kwargs"] = {"user": request.user, "quick_dates": dates}
        return kwargs

    def has_change_permission(self, request, obj=None):
        permitted = super().has_change_permission(request, obj)
        return permitted and (obj is None or self.is_among(request, Visit.objects.editable_by(request.user), obj))

    def save_model(self, request, obj, form, change):
        """A new visit is saved with its lines, by the service, in :meth:`save_related`."""
        if change:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        if change:
            super().save_related(request, form, formsets, change)
            return
        lines = {formset.model: formset.save(commit=False) for formset in formsets}
        services.submit(
            form.instance,
            problems=lines[Problem],
            follow_ups=lines[FollowUp],
            by=request.user,
            now=clock.now(),
        )

    def save_formset(self, request, form, formset, change):
        added = formset.save(commit=False)
        if formset.model is Problem:
            services.raise_problems(visit=form.instance, problems=added, by=request.user, now=clock.now())
        elif formset.model is FollowUp:
            services.add_promises(visit=form.instance, follow_ups=added)

    @display(description="走访日期", ordering="held_on")
    def day(self, visit):
        return visit.day_text

    @display(description="企业", ordering="enterprise__name_key")
    def enterprise_link(self, visit):
        url = reverse("admin:enterprises_enterprise_change", args=[visit.enterprise_id])
        return format_html('<a class="li-link" href="{}">{}</a>', url, visit.enterprise)

    @display(description="属地")
    def region(self, visit):
        return visit.enterprise.region

    @display(description="走访方式", ordering="method")
    def method_label(self, visit):
        return visit.get_method_display()

    @display(description="表格中的其他栏目")
    def others(self, visit):
        return format_html_join("\n", "<div>{}：{}</div>", visit.extra.items())

    @display(description="诉求情况")
    def raised(self, visit):
        if visit.problem_count:
            return f"{visit.problem_count} 个问题"
        return "无诉求" if visit.no_issue else "未填写"
