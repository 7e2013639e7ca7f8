from django.contrib import admin
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from liaison.assignments.models import Assignment
from liaison.assignments.serving import people_of, serves
from liaison.core import clock
from liaison.core.admin import LiaisonModelAdmin, ReadOnlyMixin
from liaison.core.listing import ListPage
from liaison.core.params import number
from liaison.directory.models import Leader, User
from liaison.visits import rhythm
from liaison.visits.models import DueEnterprise

from .filters import ChineseDropdown, RegionFilter
from .tabs import tabs_of


class WhoseDueFilter(ChineseDropdown):
    title = "联系人"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "我联系的"), ("all", "全部")]

    def queryset(self, request, queryset):
        return queryset.linked(clock.today(), officer=request.user.pk) if self.value() == "mine" else queryset


class LeaderOfDueFilter(ChineseDropdown):
    """By leader: those assigned to something this person may see, in protocol order."""

    title = "联系领导"
    parameter_name = "leader"

    def lookups(self, request, model_admin):
        held = Assignment.objects.visible_to(request.user).on(clock.today()).of_enterprises()
        leaders = Leader.objects.filter(pk__in=held.values("leader")).in_protocol_order()[:500]
        return [(str(leader.pk), leader.name) for leader in leaders]

    def queryset(self, request, queryset):
        leader = self.value()
        return queryset.linked(clock.today(), leader=leader) if number(leader) is not None else queryset


class OfficerOfDueFilter(ChineseDropdown):
    """By officer: those who serve something this person may see."""

    title = "联络员"
    parameter_name = "officer"

    def lookups(self, request, model_admin):
        seen = DueEnterprise.objects.visible_to(request.user)
        officers = User.objects.filter(people_of(seen, clock.today())).order_by("name", "pk")[:500]
        return [(str(officer.pk), officer.name) for officer in officers]

    def queryset(self, request, queryset):
        officer = self.value()
        return queryset.linked(clock.today(), officer=officer) if number(officer) is not None else queryset


class DueStateFilter(ChineseDropdown):
    title = "走访情况"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("due", "该走访了"), ("soon", "7天内到期"), ("never", "从未走访"), ("over", "走访过多")]

    def queryset(self, request, queryset):
        today = clock.today()
        asked = {
            "due": lambda: queryset.due(today),
            "soon": lambda: queryset.due(today, ahead=7).exclude(pk__in=queryset.due(today).values("pk")),
            "never": queryset.never_visited,
            "over": lambda: queryset.over_visited(today),
        }
        return asked[self.value()]() if self.value() in asked else queryset


class DueRegionFilter(RegionFilter):
    region_path = "region"


TABS = [
    ("我的，该走访了", "whose=mine&state=due"),
    ("我的，7天内到期", "whose=mine&state=soon"),
    ("所有该走访的", "state=due"),
    ("走访过多", "state=over"),
    ("全部", "whose=all"),
]


class EnterpriseLinks(ListPage):
    """Each row leads to the page of the enterprise itself."""

    def url_for_result(self, result):
        return reverse("admin:enterprises_enterprise_page", args=[result.pk])


@admin.register(DueEnterprise)
class DueEnterpriseAdmin(ReadOnlyMixin, LiaisonModelAdmin):
    """The due list: not too few, not too many. Rows are enterprises that somebody serves today."""

    list_display = ["enterprise", "place", "tier_label", "leaders", "last", "due", "lately", "go"]
    list_filter = [
        WhoseDueFilter,
        OfficerOfDueFilter,
        LeaderOfDueFilter,
        DueStateFilter,
        DueRegionFilter,
        ("tier", ChoicesDropdownFilter),
    ]
    list_select_related = ["region"]
    list_before_template = "visits/tabs.html"
    search_fields = ["name"]
    search_help_text = "企业名称（可只写几个字）、拼音、联系人、电话或信用代码后几位"

    class Media:
        css = {"all": ["visits/visits.css"]}

    def get_queryset(self, request):
        today = clock.today()
        held = Assignment.objects.on(today).select_related("leader", "officer")
        rows = super().get_queryset(request).linked(today).with_visits(today)
        return rows.prefetch_related(Prefetch("assignments", queryset=held, to_attr="held_today"))

    def changelist_view(self, request, extra_context=None):
        """Someone who serves enterprises begins with those."""
        if not request.GET and serves(request.user, clock.today()):
            return redirect(f"{request.path}?{TABS[0][1]}")
        return super().changelist_view(request, {**(extra_context or {}), "tabs": tabs_of(TABS, request)})

    def get_changelist(self, request, **kwargs):
        return EnterpriseLinks

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("visits.view_visit")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    @display(description="企业名称", ordering="name_key")
    def enterprise(self, row):
        return row.name

    @display(description="办理")
    def go(self, row):
        log = f"{reverse('admin:visits_quick')}?enterprise={row.pk}"
        paper = reverse("admin:visits_one_pager", args=[row.pk])
        links = (
            '<span class="li-v-go"><a href="{}">记走访</a><a href="{}" target="_blank" rel="noopener">一页纸</a></span>'
        )
        return format_html(links, log, paper)

    @display(description="属地", ordering="region")
    def place(self, row):
        return row.region

    @display(description="联系分类", ordering="tier")
    def tier_label(self, row):
        return row.get_tier_display() or "未分类"

    @display(description="联系领导（联络员）")
    def leaders(self, row):
        return "、".join(f"{held.leader}（{held.officer or '未指定'}）" for held in row.held_today)

    @display(description="上次走访", ordering="last_visit")
    def last(self, row):
        return f"{row.last_visit:%Y-%m-%d}" if row.last_visit else "从未走访"

    @display(description="应走访日期", label={"overdue": "danger", "soon": "warning", "later": "success"})
    def due(self, row):
        today = clock.today()
        day = row.due_on(today)
        if row.last_visit is None:
            return "overdue", "尽快"
        left = (day - today).days
        text = f"{day:%m-%d}（超 {-left} 天）" if left < 0 else f"{day:%m-%d}（还有 {left} 天）"
        return "overdue" if left <= 0 else "soon" if left <= 7 else "later", text

    @display(description="近30天", ordering="visits_lately")
    def lately(self, row):
        return f"{row.visits_lately} 次（过多）" if row.visits_lately > rhythm.limit() else f"{row.visits_lately} 次"
