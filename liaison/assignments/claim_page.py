"""认领: a link whose enterprise was not found by name; likely ones are offered, a person decides."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from liaison.core.errors import Refused
from liaison.enterprises.matching import EnterpriseIndex
from liaison.enterprises.models import Enterprise

from .claims import claim, put_away
from .forms import ClaimForm, PutAwayForm
from .models import PendingLink

_LIST = "admin:assignments_pendinglink_changelist"


def claim_page(request, pk: int):
    if not request.user.has_perm("assignments.view_pendinglink"):
        raise PermissionDenied
    links = PendingLink.objects.visible_to(request.user).select_related("leader__region", "officer", "lead_unit")
    link = links.filter(pk=pk).first()
    if link is None:
        raise Http404("这条联系不存在，可能已被认领。")
    may_claim = request.user.has_perm("assignments.add_assignment")
    if request.method == "POST" and not may_claim:
        raise PermissionDenied
    form, putting_away = ClaimForm(_posted(request, "claim"), user=request.user, link=link), None
    if may_claim:
        putting_away = PutAwayForm(_posted(request, "put_away"))
        if done := _claimed(request, link, form) or _put_away(request, link, putting_away):
            return done
    context = {
        **admin.site.each_context(request),
        "title": "认领联系",
        "opts": PendingLink._meta,
        "link": link,
        "form": form,
        "putting_away": putting_away,
        "may_claim": may_claim,
        "candidates": _candidates(link, request.user),
    }
    return TemplateResponse(request, "assignments/claim.html", context)


def _posted(request, step: str):
    """Return what was sent, where it was sent by the form of ``step``."""
    return request.POST if request.method == "POST" and request.POST.get("step", "claim") == step else None


def _claimed(request, link: PendingLink, form: ClaimForm):
    if not form.is_bound or not form.is_valid():
        return None
    try:
        row = claim(link=link, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    messages.success(request, f"已认领：{row.leader}联系{row.enterprise}。")
    return redirect(_LIST)


def _put_away(request, link: PendingLink, form: PutAwayForm):
    if not form.is_bound or not form.is_valid():
        return None
    try:
        put_away(link=link, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    messages.success(request, f"已移出待认领：{link}。")
    return redirect(_LIST)


def _candidates(link: PendingLink, user) -> list[tuple[Enterprise, int]]:
    """Return enterprises inside the leader's region whose names are near, with per cent."""
    inside = Enterprise.objects.visible_to(user).filter(region__lineage__startswith=link.leader.region.lineage)
    near = EnterpriseIndex.load(inside).near(link.enterprise_name)
    rows = Enterprise.objects.select_related("region__prefecture").in_bulk([pk for pk, _, _ in near])
    return [(rows[pk], round(score * 100)) for pk, _, score in near]
