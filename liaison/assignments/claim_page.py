"""认领: a link whose enterprise was not found by name; likely ones are offered, a person decides."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from liaison.core.errors import Refused
from liaison.enterprises.matching import EnterpriseIndex
from liaison.enterprises.models import Enterprise

from .claims import claim
from .forms import ClaimForm
from .models import PendingLink


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
    form = ClaimForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = claim(link=link, enterprise=data["enterprise"], by=request.user, remember=data["remember"])
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已认领：{row.leader}联系{row.enterprise}。")
            return redirect("admin:assignments_pendinglink_changelist")
    context = {
        **admin.site.each_context(request),
        "title": "认领联系",
        "opts": PendingLink._meta,
        "link": link,
        "form": form,
        "may_claim": may_claim,
        "candidates": _candidates(link, request.user),
    }
    return TemplateResponse(request, "assignments/claim.html", context)


def _candidates(link: PendingLink, user) -> list[tuple[Enterprise, int]]:
    """Return enterprises inside the leader's region whose names are near, with per cent."""
    inside = Enterprise.objects.visible_to(user).filter(region__lineage__startswith=link.leader.region.lineage)
    near = EnterpriseIndex.load(inside).near(link.enterprise_name)
    rows = Enterprise.objects.select_related("region__prefecture").in_bulk([pk for pk, _, _ in near])
    return [(rows[pk], round(score * 100)) for pk, _, score in near]
