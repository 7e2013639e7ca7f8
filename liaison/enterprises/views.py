"""Pages of one enterprise."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse

from liaison.core import moved

from . import page as frame
from .choices import STATUS_COLOURS
from .models import Enterprise


def find(request, pk: int) -> Enterprise:
    """Return the enterprise if it exists for this person; 404 otherwise, 403 without any right to look."""
    if not request.user.has_perm("enterprises.view_enterprise"):
        raise PermissionDenied
    rows = Enterprise.objects.visible_to(request.user).select_related("region__prefecture")
    enterprise = rows.filter(pk=pk).first()
    if enterprise is None:
        raise moved.not_found(Enterprise, pk, request.user, "企业不存在，或不在您的查看范围内。")
    return enterprise


def context_for(request, enterprise: Enterprise, title: str, **extra) -> dict:
    """Return what every page about one enterprise needs to render inside the admin."""
    return {
        **admin.site.each_context(request),
        "title": title,
        "opts": Enterprise._meta,
        "enterprise": enterprise,
        **extra,
    }


def page(request, pk: int):
    """Show everything about one enterprise."""
    enterprise = find(request, pk)
    context = context_for(
        request,
        enterprise,
        enterprise.name,
        colour=STATUS_COLOURS[enterprise.status],
        facts=frame.facts(enterprise, request),
        actions=frame.actions(enterprise, request),
        cards=frame.cards(enterprise, request),
    )
    return TemplateResponse(request, "enterprises/page.html", context)
