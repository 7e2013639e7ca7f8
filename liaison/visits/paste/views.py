"""Two steps on one address: paste, then look at the rows as understood and save them."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.params import number
from liaison.sheets import KINDS
from liaison.visits.defaults import led_last_time

from .checking import check, save
from .reading import FIELD_OF, ORDER

LED = "leader"
# What the ledger of visits calls the columns.
_TITLES = {FIELD_OF[field.name]: field.label for field in KINDS["visits"].fields if field.name in FIELD_OF}


def page(request, model_admin):
    """Show the box; on POST the check; on POST with ``confirm`` save. What was pasted is never lost."""
    if not request.user.has_perm("visits.add_visit"):
        raise PermissionDenied
    text = request.POST.get("text", "")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "粘贴走访记录",
        "text": text,
        "headings": [_TITLES[name] for name in ORDER],
        "more_headings": [title for name, title in _TITLES.items() if name not in ORDER],
        "batch": _batch(request),
        "led": _led(request),
    }
    if request.method == "POST":
        try:
            checked = check(text, user=request.user, today=clock.today(), choices=_choices(request), led=context["led"])
            if "confirm" in request.POST:
                visits = save(checked, by=request.user, batch=context["batch"], now=clock.now())
                messages.success(request, f"已保存 {len(visits)} 次走访。")
                return redirect(f"{reverse('admin:visits_visit_changelist')}?logged=mine")
            context["checked"] = checked
            context["more"] = any(each.row.labelled for each in checked)
            context["silent"] = any(each.row.leader is None for each in checked)
            context["wrong"] = sum(bool(row.errors) for row in checked)
        except Refused as refusal:
            context["refusal"] = refusal.message
    return TemplateResponse(request, "visits/paste.html", context)


def _choices(request) -> dict[int, int]:
    given = {key.removeprefix("choice_"): value for key, value in request.POST.items() if key.startswith("choice_")}
    chosen = {number(row): number(pk) for row, pk in given.items()}
    return {row: pk for row, pk in chosen.items() if row is not None and pk is not None}


def _led(request) -> bool:
    """Whether leaders led what is pasted: as chosen on the page, which begins as this person's last visit was."""
    return request.POST["went"] == LED if "went" in request.POST else led_last_time(request.user)


def _batch(request) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("batch", ""))
    except ValueError:
        return uuid.uuid4()
