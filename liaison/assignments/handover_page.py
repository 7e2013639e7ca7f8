"""交接 in the admin: choose, look at everything that would pass on, confirm."""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from liaison.core import clock
from liaison.core.errors import Refused

from . import handover
from .doubts import doubts_about_handing_over
from .errors import AssignmentRefused
from .forms import LeaderHandOverForm, OfficerHandOverForm
from .models import Assignment

_FORMS = {"leader": LeaderHandOverForm, "officer": OfficerHandOverForm}
_SHOWN = 200
_DOUBTS_SHOWN = 20


def hand_over_page(request):
    """GET without names: the form; GET with names: the preview; POST: do what the preview said."""
    if not request.user.has_perm("assignments.change_assignment"):
        raise PermissionDenied
    data = request.POST or request.GET
    kind = "officer" if data.get("kind") == "officer" else "leader"
    asked = "on" in data
    initial = {name: value for name, value in request.GET.items() if name in _FORMS[kind].base_fields}
    form = _FORMS[kind](data if asked else None, user=request.user, initial=initial)
    transfer = None
    if asked and form.is_valid():
        replan = _replan(kind, form.cleaned_data)
        try:
            if request.method == "POST":
                return _apply(request, replan, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        try:
            transfer = _scoped(replan(), request.user)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return TemplateResponse(request, "assignments/handover.html", _context(request, kind, form, transfer))


def _replan(kind: str, data: dict):
    if kind == "officer":
        return partial(handover.plan_officer, officer=data["officer"], successor=data["new_officer"], on=data["on"])
    return partial(
        handover.plan_leader,
        leader=data["leader"],
        successor=data["successor"],
        on=data["on"],
        officer=data["new_officer"],
    )


def _scoped(transfer: handover.Transfer, user) -> handover.Transfer:
    """Refuse a portfolio that reaches beyond what ``user`` looks after: half a hand-over would be none."""
    ids = {move.assignment.pk for move in transfer.moves}
    seen = Assignment.objects.visible_to(user).filter(pk__in=ids).count()
    if seen < len(ids):
        raise AssignmentRefused(f"其中 {len(ids) - seen} 项联系不在您的管理范围内，请由上级协调办公室办理交接。")
    return transfer


def _apply(request, replan, data: dict):
    _scoped(replan(), request.user)
    expected = request.POST.get("fingerprint", "")
    outcome = handover.apply(replan, by=request.user, now=clock.now(), expected=expected)
    if not outcome.assignments:
        messages.info(request, "没有需要交接的联系关系，可能已经办理过。未作任何改动。")
    else:
        along = "".join(f"，{label} {count} 件" for label, count in outcome.moved.items() if count)
        messages.success(request, f"交接完成：联系关系 {outcome.assignments} 项{along}。")
    if "successor" in data:
        return redirect("admin:assignments_leader", data["successor"].pk)
    return redirect("admin:assignments_assignment_changelist")


def _context(request, kind: str, form, transfer) -> dict:
    context = {
        **admin.site.each_context(request),
        "title": "办理交接",
        "opts": Assignment._meta,
        "kind": kind,
        "form": form,
        "transfer": transfer,
    }
    if transfer:
        along, doubts = handover.preview(transfer), doubts_about_handing_over(transfer, today=clock.today())
        context |= {
            "moves": transfer.moves[:_SHOWN],
            "more_moves": max(0, len(transfer.moves) - _SHOWN),
            "along": [(label, len(rows), rows[:_SHOWN]) for label, rows in along],
            "doubts": doubts[:_DOUBTS_SHOWN],
            "more_doubts": len(doubts[_DOUBTS_SHOWN:]),
            "fingerprint": handover.fingerprint(transfer),
        }
    return context
