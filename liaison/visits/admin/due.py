from django.contrib import admin
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from liaison.assignments.models import Assignment
from liaison.core import clock
from liaison.core.admin import LiaisonModelAdmin, ReadOnlyMixin
from liaison.directory.models import Leader
from liaison.visits import rhythm
from liaison.visits.models import DueEnterprise

from .filters import ChineseDropdown, RegionFilter
from .tabs import tabs_of


class WhoseDueFilter(ChineseDropdown):
    title = "联系人"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "我联系的")]

    def queryset(self, request, queryset):
        return queryset.linked(clock.today(), officer=request.user) if self.value() == "mine" else queryset


class LeaderOfDueFilter(ChineseDropdown):
    """By leader: those assigned to something this person may see, in protocol order."""

    title = "联系领导"
    parameter_name = "leader"

    def lookups(self, request, model_admin):
        held = Assignment.objects.visible_to(request.user).on(clock.today()).of_enterprises()
        leaders = Leader.objects.filter(pk__in=held.values("leader")).order_by("rank_order", "pk")[:500]
        return [(str(leader.pk), leader.name) for leader in leaders]

    def queryset(self, request, queryset):
        leader = self.value()
        return queryset.linked(clock.today(), leader=leader) if (leader or "").isdigit() else queryset


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
    ("全部该走访", "state=due"),
    ("走访过多", "state=over"),
]


@admin.register(DueEnterprise)
class DueEnterpriseAdmin(ReadOnlyMixin, LiaisonModelAdmin):
    """The due list: not too few, not too many. Rows are enterprises with a leader today."""

    list_display = ["name", "place", "tier_label", "leaders", "last", "due", "lately"]
    list_display_links = None
    list_filter = [WhoseDueFilter, LeaderOfDueFilter, DueStateFilter, DueRegionFilter, ("tier", ChoicesDropdownFilter)]
    list_select_related = ["region"]
    list_before_template = "visits/tabs.html"
    search_fields = ["name"]
    search_help_text = "企业名称、拼音首字母或信用代码后几位"
    actions_row = ["log", "read_before"]

    class Media:
        css = {"all": ["visits/visits.css"]}

    def get_queryset(self, request):
        today = clock.today()
        held = Assignment.objects.on(today).select_related("leader", "officer")
        rows = super().get_queryset(request).linked(today).with_visits(today)
        return rows.prefetch_related(Prefetch("assignments", queryset=held, to_attr="held_today"))

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term) if search_term.strip() else queryset, False

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {**(extra_context or {}), "tabs": tabs_of(TABS, request)})

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("visits.view_visit")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    @action(description="记走访", url_path="log", icon="edit_square", permissions=["log"])
    def log(self, request, object_id):
        return redirect(f"{reverse('admin:visits_quick')}?enterprise={object_id}")

    def has_log_permission(self, request, object_id=None):
        return request.user.has_perm("visits.add_visit")

    @action(description="走访前一页纸", url_path="before", icon="print")
    def read_before(self, request, object_id):
        return redirect("admin:visits_one_pager", object_id)

    @display(description="企业名称", ordering="name_key")
    def name(self, row):
        url = reverse("admin:enterprises_enterprise_page", args=[row.pk])
        return format_html('<a class="li-link" href="{}">{}</a>', url, row.name)

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

    @display(description="近30天次数", ordering="visits_lately")
    def lately(self, row):
        return f"{row.visits_lately}（过多）" if row.visits_lately > rhythm.limit() else row.visits_lately
