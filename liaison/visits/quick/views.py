from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.once.middleware import token_of
from liaison.core.params import number
from liaison.core.search import likeliest
from liaison.core.workdays import WorkCalendar
from liaison.visits.briefing import briefing
from liaison.visits.forms import quick_due_dates
from liaison.visits.links import offers_for
from liaison.visits.models import DueEnterprise, PassedOn, Visit
from liaison.visits.services import FollowUpInput, log_visit
from liaison.visits.services.passing import pass_on, take

from .forms import NONE, QuickForm
from .place import place_of

DUE_ROWS, RECENT_ROWS, FOUND_ROWS = 6, 6, 20


def page(request, model_admin):
    """First choose the enterprise, then (``?enterprise=ID``) say what happened."""
    _require(request)
    place = place_of(request.GET.get("enterprise", ""), request.user)
    if place is None:
        return _choose(request, model_admin)
    return _write(request, model_admin, place)


def search(request, model_admin):
    """Return enterprises for the search box: ``{"rows": [{id, name, region, tail, last}], "more": bool}``."""
    _require(request)
    text = request.GET.get("q", "").strip()[:60]
    if not text:
        return JsonResponse({"rows": [], "more": False})
    places = DueEnterprise.objects.visible_to(request.user).operating().with_visits(clock.today())
    rows = list(likeliest(places, text).select_related("region")[: FOUND_ROWS + 1])
    return JsonResponse({"rows": [_row(row) for row in rows[:FOUND_ROWS]], "more": len(rows) > FOUND_ROWS})


def _choose(request, model_admin):
    today = clock.today()
    mine = DueEnterprise.objects.linked(today, officer=request.user.pk)
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
        "passed": PassedOn.objects.waiting_for(request.user)[:FOUND_ROWS],
    }
    return _render(request, model_admin, "visits/quick_choose.html", context)


def _write(request, model_admin, place):
    today, passed = clock.today(), _passed(request, place)
    form = QuickForm(
        request.POST or None,
        user=request.user,
        place=place,
        quick_dates=quick_due_dates(WorkCalendar.load(), today, iso=True),
        passed=passed,
    )
    if request.method == "POST":
        done = _move_on(request, place, form, passed)
        if done:
            return done
    context = {
        "title": "记走访",
        "place": place,
        "enterprise": place.enterprise,
        "form": form,
        "passed": passed,
        "briefing": None if place.former else briefing(place.enterprise, request.user, today),
        "more_open": any(form[name].errors for name in ("held_on", "method", "companions", "promise", "due_on")),
    }
    return _render(request, model_admin, "visits/quick_write.html", context)


def _move_on(request, place, form, passed):
    """Save the visit, pass the draft on, or put a passed draft away; None where the form must be shown again."""
    if "_pass" in request.POST and place.former:
        return _pass_on(request, place, form)
    if "_put_away" in request.POST and passed:
        take(passed, now=clock.now())
        messages.info(request, f"已移出列表：{passed}。")
        return redirect("admin:visits_quick")
    if not form.is_valid():
        return None
    try:
        visit = _save(request, place.enterprise, form.leader, form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    if passed:
        take(passed, now=clock.now(), visit=visit)
    _thank(request, visit, place)
    return redirect("admin:visits_quick")


def _pass_on(request, place, form):
    typed = {name: request.POST.get(name, "") for name in form.fields}
    try:
        passed = pass_on(enterprise=place.enterprise, typed=typed, by=request.user)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    messages.success(request, f"已转给{passed.to}：{passed.enterprise}。对方在“记走访”里可以看到，核对后保存。")
    return redirect("admin:visits_quick")


def _passed(request, place) -> PassedOn | None:
    """Return the draft of a predecessor that the address names, if it waits for this person here."""
    given = number(request.GET.get("passed"))
    if place.former or given is None:
        return None
    return PassedOn.objects.waiting_for(request.user).filter(pk=given, enterprise=place.enterprise).first()


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


def _thank(request, visit: Visit, place) -> None:
    if visit.enterprise_id != place.enterprise.pk:
        messages.info(
            request, f"“{place.enterprise}”刚刚并入“{visit.enterprise}”，这次走访记在“{visit.enterprise}”名下。"
        )
    for promise in visit.follow_ups.exclude(responsible=request.user).select_related("responsible"):
        messages.info(request, f"该企业现由{promise.responsible}联系，答应的事已交给{promise.responsible}跟进。")
    url = reverse("admin:visits_visit_change", args=[visit.pk])
    next_steps = [("补充其他内容", url), *offers_for(visit, request.user)]
    links = format_html_join("　", '<a class="li-link" href="{1}">{0}</a>', next_steps)
    messages.success(request, format_html("已保存：{}，{}。{}", visit.enterprise, visit.day_text, links))


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
