"""The pages of progress: the home page's context and the full tables."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse

from liaison.core import clock
from liaison.core.errors import Refused

from .cuts import KINDS, Kind
from .figures import count, share
from .home import home_of
from .indicators import INDICATORS, Scope
from .periods import Period
from .tables import columns_of, kind_of_place, table

TABS = (
    ("place", "按地区"),
    ("leader", "按领导"),
    ("level", "按层级"),
    ("lead", "按牵头部门"),
    ("unit", "按主办单位"),
    ("industry", "按行业"),
)
ROWS = 50


def dashboard_context(request, context):
    """Fill the admin's index page; the theme calls this."""
    return context | home_of(request)


def shows_table(request) -> bool:
    return request.user.is_superuser or request.user.oversees_region


def table_page(request):
    """Show one table of figures: ``?by=leader&period=2026-Q3&page=2``."""
    user, today = request.user, clock.today()
    if not shows_table(request):
        raise Http404("进展统计供督查督办和协调办公室使用。")
    period, refusal = _period(request.GET.get("period", ""), today)
    by = request.GET.get("by", "place")
    by = by if by in dict(TABS) else "place"
    kind = kind_of_place(user) if by == "place" else KINDS.get(by)
    scope = Scope(user, period, today)
    rows = table(kind, scope) if scope.has_begun else []
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    keys = columns_of(kind)
    total = {key: count(key, scope) for key in keys}
    context = {
        **admin.site.each_context(request),
        "title": "进展统计",
        "refusal": refusal,
        "scope": scope,
        "kind": kind,
        "by": by,
        "tabs": [{"key": key, "title": title, "active": key == by} for key, title in TABS],
        "before": period.before(),
        "after": period.after() if period.last < today else None,
        "page": page,
        "rows": page.object_list,
        "total": total,
        "coverage": share(total["visited"].value, total["during"].value) if "during" in total else None,
        "sum_note": sum_note(kind),
        "formulas": [INDICATORS[key] for key in keys],
    }
    return TemplateResponse(request, "progress/table.html", context)


def sum_note(kind: Kind) -> str:
    """Return why the lines of a table do not add up to its last one; empty where they do."""
    if kind.case:
        return "含法院、检察院协调事项，不按单位列出"
    return "同一企业只算一户" if kind.link else "跨地区的一次活动只算一次" if kind.key in ("region", "county") else ""


def _period(text: str, today):
    """Return the period asked for, or this quarter and what to tell the person."""
    if not text:
        return Period.quarter_of(today), ""
    try:
        return Period.parse(text), ""
    except Refused as refusal:
        return Period.quarter_of(today), f"{refusal.message}下面显示的是本季度。"
