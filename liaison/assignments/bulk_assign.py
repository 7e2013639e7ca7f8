"""批量分配: one leader for many enterprises chosen in the list; choose, preview, confirm."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse

from liaison.core import clock
from liaison.core.doubts import ANYWAY, mark_of
from liaison.core.errors import Refused
from liaison.enterprises.models import Enterprise

from . import assigning
from .doubts import doubts_about
from .forms import AssignSelectedForm

_LIMIT = 3_000
_SHOWN = 100
_DOUBTS_SHOWN = 20


def assign_selected(modeladmin, request, queryset):
    """Admin action; its pages post back to the list with the same selection, as Django's own delete action does."""
    count = queryset.count()
    if count > _LIMIT:
        messages.error(request, f"一次最多分配 {_LIMIT} 户，现选中 {count} 户，请先用筛选缩小范围。")
        return None
    step = request.POST.get("step")
    form = AssignSelectedForm(request.POST if step else None, user=request.user)
    sorted_out, doubts = None, []
    if step and form.is_valid():
        drafts = form.drafts(queryset.select_related("region").order_by("pk"))
        sorted_out = assigning.sort_out(drafts)
        doubts = doubts_about(sorted_out.created, today=clock.today())
        if step == "confirm" and request.POST.get(ANYWAY, "") == mark_of(doubts) and _assign(request, form, drafts):
            return None
    context = _context(request, queryset, form, sorted_out) | _doubts(doubts)
    return TemplateResponse(request, "assignments/assign_selected.html", context)


def _assign(request, form, drafts) -> bool:
    try:
        done = assigning.assign_many(drafts, by=request.user, reason="批量分配联系领导", today=clock.today())
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, _report(form.cleaned_data["leader"], done))
    return True


def _doubts(doubts: list[str]) -> dict:
    return {
        "doubts": doubts[:_DOUBTS_SHOWN],
        "more_doubts": len(doubts[_DOUBTS_SHOWN:]),
        "doubts_mark": mark_of(doubts),
    }


def _report(leader, done: assigning.Assigned) -> str:
    parts = [f"已将 {len(done.created)} 户分配给{leader}"]
    if done.unchanged:
        parts.append(f"{len(done.unchanged)} 户原已由其联系，未改动")
    if done.refused:
        parts.append(f"{len(done.refused)} 户在该层级已有其他领导，未改动")
    return "；".join(parts) + "。"


def _context(request, queryset, form, sorted_out: assigning.Assigned | None) -> dict:
    across = request.POST.get("select_across") == "1"
    context = {
        **admin.site.each_context(request),
        "title": "分配联系领导",
        "opts": Enterprise._meta,
        "form": form,
        "count": queryset.count(),
        "select_across": "1" if across else "0",
        "checkbox": ACTION_CHECKBOX_NAME,
        # With "select all" the filter in the address says which; one id keeps Django's check of an empty choice quiet.
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME)[: 1 if across else None],
    }
    if sorted_out:
        leader = form.cleaned_data["leader"]
        fresh = [draft.enterprise for draft in sorted_out.created]
        context |= {
            "leader": leader,
            "fresh": fresh[:_SHOWN],
            "fresh_count": len(fresh),
            "same_count": len(sorted_out.unchanged),
            "taken": sorted_out.refused[:_SHOWN],
            "taken_count": len(sorted_out.refused),
        }
    return context
