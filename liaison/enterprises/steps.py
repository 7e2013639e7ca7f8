"""Renaming and status moves: one small page each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from liaison.core import clock
from liaison.core.errors import Refused

from . import arrivals, services
from .forms import RenameForm, StatusForm
from .views import context_for, find


def rename(request, pk: int):
    """Ask for the new name, its first day, and whether the old one was a real name or a typing error."""
    enterprise = _find_to_change(request, pk)
    form = RenameForm(request.POST or None, initial={"name": enterprise.name, "on": clock.today()})

    def save(data):
        keep, former = data["kind"] == "renamed", enterprise.name
        services.rename(enterprise=enterprise, name=data["name"], on=data["on"], by=request.user, keep_former=keep)
        enterprise.refresh_from_db()
        for said in arrivals.announce([enterprise], by=request.user):
            messages.info(request, said)
        return f"已更名为“{data['name']}”。" + (f"原名称“{former}”仍可搜到。" if keep else "")

    return _step(request, enterprise, form, "企业更名", "保存新名称", save)


def change_status(request, pk: int):
    """Ask for the new status, the day and the reason."""
    enterprise = _find_to_change(request, pk)
    form = StatusForm(request.POST or None, initial={"status": enterprise.status, "on": clock.today()})

    def save(data):
        change = services.change_status(
            enterprise=enterprise,
            status=data["status"],
            reason=data["reason"],
            on=data["on"],
            today=clock.today(),
            by=request.user,
        )
        return f"经营状态已由“{change.get_old_display()}”变更为“{change.get_new_display()}”。"

    return _step(request, enterprise, form, "变更经营状态", "确认变更", save)


def _find_to_change(request, pk: int):
    enterprise = find(request, pk)
    if not request.user.has_perm("enterprises.change_enterprise"):
        raise PermissionDenied
    return enterprise


def _step(request, enterprise, form, title: str, submit: str, save):
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                said = save(form.cleaned_data)
            messages.success(request, said)
            return redirect("admin:enterprises_enterprise_page", enterprise.pk)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    context = context_for(request, enterprise, title, form=form, submit=submit)
    return TemplateResponse(request, "enterprises/step.html", context)
