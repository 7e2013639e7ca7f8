"""Write an event down in one save; read it; take its papers along."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header

from liaison.core import clock
from liaison.core.documents import DOCX
from liaison.core.errors import Refused
from liaison.core.once.middleware import token_of
from liaison.visits.services import hold_event

from .forms import EventForm, ProblemRows, attendances
from .minutes import minutes
from .reading import attendance_of


def add_page(model_admin, request):
    """Show the form; on POST save event, visits and problems together, or keep what was typed and say why not."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = EventForm(request.POST or None, user=request.user)
    rows = ProblemRows(request.POST or None, prefix="problems", form_kwargs={"user": request.user})
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        fields = {name: form.cleaned_data[name] for name in EventForm.Meta.fields}
        try:
            held = hold_event(
                by=request.user, now=clock.now(), attendances=attendances(form, rows), token=token_of(request), **fields
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            text = f"已保存：{len(held.visits)} 家企业各记一次走访，提出问题 {len(held.problems)} 个。"
            messages.success(request, text)
            return redirect("admin:visits_event_page", held.event.pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "记集体活动",
        "form": form,
        "rows": rows,
        "wrong": request.method == "POST",
    }
    return TemplateResponse(request, "visits/event_add.html", context)


def event_page(request, pk, model_admin):
    """Show one event with its enterprises, what each raised, and the papers."""
    event = model_admin.get_object(request, str(pk))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": event.title,
        "event": event,
        "attendance": attendance_of(event, request.user),
        "may_change": model_admin.has_change_permission(request, event),
    }
    return TemplateResponse(request, "visits/event_page.html", context)


def assignment_list(request, pk, model_admin):
    """Show 交办清单, to be printed and signed on the spot."""
    event = model_admin.get_object(request, str(pk))
    context = {"event": event, "attendance": attendance_of(event, request.user), "today": clock.today()}
    return TemplateResponse(request, "visits/assignment_list.html", context)


def minutes_file(request, pk, model_admin):
    """Return the minutes as .docx; a fault in the office's own template is told on the event's page."""
    event = model_admin.get_object(request, str(pk))
    try:
        content = minutes(event, attendance_of(event, request.user), by=request.user, today=clock.today())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:visits_event_page", pk)
    name = f"{event.held_on:%Y%m%d} {event.title} 纪要.docx"
    return HttpResponse(content, DOCX, headers={"Content-Disposition": content_disposition_header(True, name)})
