from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from liaison.core import clock
from liaison.core.once.middleware import token_of
from liaison.core.params import number
from liaison.core.workdays import WorkCalendar
from liaison.enterprises.models import Enterprise
from liaison.visits.briefing import briefing
from liaison.visits.forms import quick_due_dates
from liaison.visits.links import offers_for
from liaison.visits.models import DueEnterprise, Visit
from liaison.visits.services import FollowUpInput, log_visit

from .forms import NONE, QuickForm

DUE_ROWS, RECENT_ROWS, FOUND_ROWS = 6, 6, 20


def page(request, model_admin):
    """First choose the enterprise, then (``?enterprise=ID``) say what happened."""
    _require(request)
    enterprise = _chosen(request)
    if enterprise is None:
        return _choose(request, model_admin)
    return _write(request, model_admin, enterprise)


def search(request, model_admin):
    """Return enterprises for the search box: ``{"rows": [{id, name, region, tail, last}], "more": bool}``."""
    _require(request)
    text = request.GET.get("q", "").strip()[:60]
    if not text:
        return JsonResponse({"rows": [], "more": False})
    found = DueEnterprise.objects.visible_to(request.user).operating().matching(text).with_visits(clock.today())
    rows = list(found.best_first(text).select_related("region")[: FOUND_ROWS + 1])
    return JsonResponse({"rows": [_row(row) for row in rows[:FOUND_ROWS]], "more": len(rows) > FOUND_ROWS})


def _choose(request, model_admin):
    today = clock.today()
    mine = DueEnterprise.objects.linked(today, officer=request.user)
    due = mine.due(today).with_visits(today).select_related("region")
    recent = Visit.objects.filter(logged_by=request.user).order_by("-id").values_list("enterprise", flat=True)[:40]
    recent_ids = list(dict.fromkeys(recent))[:RECENT_ROWS]
    known = DueEnterprise.objects.visible_to(request.user).with_visits(today).select_related("region")
    by_id = known.in_bulk(recent_ids)
    waiting = sorted(due, key=lambda row: (row.due_on(today), row.pk))
    context = {
        "title": "记走访",
        "due": [_row(row, today) for row in waiting[:DUE_ROWS]],
        "due_more": max(len(waiting) - DUE_ROWS, 0),
        "recent": [_row(by_id[pk]) for pk in recent_ids if pk in by_id],
    }
    return _render(request, model_admin, "visits/quick_choose.html", context)


def _write(request, model_admin, enterprise):
    today = clock.today()
    dates = quick_due_dates(WorkCalendar.load(), today, iso=True)
    form = QuickForm(
        request.POST or None,
        user=request.user,
        enterprise=enterprise,
        quick_dates=dates,
    )
    if request.method == "POST" and form.is_valid():
        visit = _save(request, enterprise, form.leader, form.cleaned_data)
        _thank(request, visit)
        return redirect("admin:visits_quick")
    context = {
        "title": "记走访",
        "enterprise": enterprise,
        "form": form,
        "briefing": briefing(enterprise, request.user, today),
        "more_open": any(form[name].errors for name in ("held_on", "method", "companions", "promise", "due_on")),
    }
    return _render(request, model_admin, "visits/quick_write.html", context)


def _save(request, enterprise, leader, typed) -> Visit:
    promised = [FollowUpInput(typed["promise"], request.user, typed["due_on"])] if typed["promise"] else []
    return log_visit(
        by=request.user,
        enterprise=enterprise,
        held_on=typed["held_on"],
        method=typed["method"],
        leader=leader,
        companions=typed["companions"],
        content=typed["content"],
        no_issue=typed["issue"] == NONE,
        problems=typed["problems"],
        follow_ups=promised,
        token=token_of(request),
        now=clock.now(),
    )


def _thank(request, visit: Visit) -> None:
    url = reverse("admin:visits_visit_change", args=[visit.pk])
    next_steps = [("补充其他内容", url), *offers_for(visit, request.user)]
    links = format_html_join("　", '<a class="li-link" href="{1}">{0}</a>', next_steps)
    messages.success(request, format_html("已保存：{}，{}。{}", visit.enterprise, visit.day_text, links))


def _chosen(request) -> Enterprise | None:
    given = request.GET.get("enterprise", "")
    if not given:
        return None
    visible = Enterprise.objects.visible_to(request.user).select_related("region")
    enterprise = visible.filter(pk=given).first() if number(given) is not None else None
    if enterprise is None:
        raise Http404("企业不存在，或不在您的查看范围内。")
    return enterprise


def _row(row: DueEnterprise, today=None) -> dict:
    last = f"上次 {row.last_visit:%Y-%m-%d}" if row.last_visit else "从未走访"
    waiting = (today - row.due_on(today)).days if today and row.last_visit else 0
    return {
        "id": row.pk,
        "name": row.name,
        "region": row.region.name,
        "tail": (row.uscc or "")[-4:],
        "last": f"{last}，已超 {waiting} 天" if waiting > 0 else last,
    }


def _require(request) -> None:
    if not request.user.has_perm("visits.add_visit"):
        raise PermissionDenied


def _render(request, model_admin, template, context):
    return TemplateResponse(request, template, model_admin.admin_site.each_context(request) | context)
