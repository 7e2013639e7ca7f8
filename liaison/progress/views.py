"""The pages of progress: the home page's context and the full tables."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse

from liaison.core import clock
from liaison.core.errors import Refused

from .cuts import KINDS
from .figures import count, share
from .home import home_of
from .indicators import INDICATORS, Scope
from .periods import Period
from .tables import COLUMNS, kind_of_place, table

TABS = (("place", "按地区"), ("leader", "按领导"), ("level", "按层级"), ("unit", "按牵头部门"), ("industry", "按行业"))
ROWS = 50


def dashboard_context(request, context):
    """Fill the admin's index page; the theme calls this."""
    return context | home_of(request)


def table_page(request):
    """Show one table of figures: ``?by=leader&period=2026-Q3&page=2``."""
    user, today = request.user, clock.today()
    if not (user.is_superuser or user.oversees_region):
        raise Http404("进展统计供督查督办和协调办公室使用。")
    period, refusal = _period(request.GET.get("period", ""), today)
    by = request.GET.get("by", "place")
    kind = KINDS.get(by) if by in dict(TABS) and by != "place" else kind_of_place(user)
    scope = Scope(user, period, today)
    rows = table(kind, scope)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    total = {key: count(key, scope) for key in COLUMNS}
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
        "coverage": share(total["visited"].value, total["during"].value),
        "counts_twice": bool(kind.link),
        "formulas": [INDICATORS[key] for key in COLUMNS],
    }
    return TemplateResponse(request, "progress/table.html", context)


def _period(text: str, today):
    """Return the period asked for, or this quarter and what to tell the person."""
    if not text:
        return Period.quarter_of(today), ""
    try:
        return Period.parse(text), ""
    except Refused as refusal:
        return Period.quarter_of(today), f"{refusal.message}下面显示的是本季度。"
