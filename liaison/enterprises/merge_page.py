"""合并重复 in the admin: find the other record, look at every row, answer what is open, confirm; and the way back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from liaison.core import clock
from liaison.core.errors import Refused

from . import merging
from .forms import OtherForm
from .matching import EnterpriseIndex
from .models import Enterprise, Merge
from .views import context_for, find

_SHOWN = 50


def merge_page(request, pk: int):
    """``?other=`` names the second record; ``keep=other`` turns the direction round."""
    enterprise = _find(request, pk)
    params = request.POST or request.GET
    form = OtherForm(params if "other" in params else None, user=request.user)
    if not form.is_valid():
        return _choose(request, enterprise, form)
    other = form.cleaned_data["other"]
    turned = params.get("keep") == "other"
    winner, loser = (other, enterprise) if turned else (enterprise, other)
    choices = {key.removeprefix("choice-"): value for key, value in params.items() if key.startswith("choice-")}
    try:
        if request.method == "POST" and "confirm" in request.POST:
            return _merge(request, winner, loser, choices)
    except Refused as refusal:
        messages.error(request, refusal.message)
    try:
        plan = merging.plan(winner, loser, choices)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _choose(request, enterprise, form)
    context = context_for(
        request,
        enterprise,
        "合并重复企业",
        plan=plan,
        other=other,
        keep="other" if turned else "this",
        clashes=[(clash, list(clash.options.items()), choices.get(clash.key)) for clash in plan.clashes],
        groups=[(group, group.moves[:_SHOWN], group.drops[:_SHOWN]) for group in plan.groups],
    )
    return TemplateResponse(request, "enterprises/merge.html", context)


def _find(request, pk: int) -> Enterprise:
    if not request.user.has_perm("enterprises.add_merge"):
        raise PermissionDenied
    return find(request, pk)


def _choose(request, enterprise: Enterprise, form):
    """Ask for the other record, offering those of the same prefecture whose names are near."""
    around = Enterprise.objects.visible_to(request.user).exclude(pk=enterprise.pk)
    if enterprise.region.prefecture_id:
        around = around.filter(region__prefecture=enterprise.region.prefecture_id)
    near = EnterpriseIndex.load(around).near(enterprise.name)
    rows = Enterprise.objects.select_related("region__prefecture").in_bulk([pk for pk, _, _ in near])
    context = context_for(
        request,
        enterprise,
        "合并重复企业",
        form=form,
        candidates=[(rows[pk], round(score * 100)) for pk, _, score in near],
    )
    return TemplateResponse(request, "enterprises/merge_choose.html", context)


def _merge(request, winner: Enterprise, loser: Enterprise, choices: dict[str, str]):
    done = merging.merge(
        winner=winner, loser=loser, choices=choices, by=request.user, expected=request.POST.get("fingerprint", "")
    )
    messages.success(request, f"“{done.loser_name}”已并入“{winner.name}”。如有差错，可在“名称与状态沿革”中撤销合并。")
    return redirect("admin:enterprises_enterprise_page", winner.pk)


def unmerge_page(request, pk: int, merge_pk: int):
    """Say what would come back, and bring it back."""
    enterprise = _find(request, pk)
    merge = get_object_or_404(Merge.objects.visible_to(request.user).standing(), pk=merge_pk)
    if merge.winner_id != enterprise.pk:
        raise Http404
    if request.method == "POST":
        try:
            merging.undo(merge=merge, by=request.user, now=clock.now())
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"已撤销合并，“{merge.loser_name}”及其全部记录已恢复。")
            return redirect("admin:enterprises_enterprise_page", merge.loser_id)
    context = context_for(request, enterprise, "撤销合并", merge=merge, row_count=len(merge.ledger))
    return TemplateResponse(request, "enterprises/unmerge.html", context)
