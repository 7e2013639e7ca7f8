"""完成: one question (how was it done), one button."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.visits.forms import DayInput
from liaison.visits.services import complete_follow_up


class CompletionForm(forms.Form):
    note = forms.CharField(
        label="完成情况", max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )
    done_on = forms.DateField(label="完成日期", widget=DayInput)


def completion_page(model_admin, request, object_id):
    """Ask how the promise was kept, then mark it so; an error keeps what was typed."""
    follow_up = model_admin.get_object(request, object_id)
    form = CompletionForm(request.POST or None, initial={"done_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            complete_follow_up(follow_up=follow_up, by=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"“{follow_up.promise}”已完成。")
            return redirect(reverse("admin:visits_followup_changelist") + "?whose=mine&state=open")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "完成跟进事项",
        "follow_up": follow_up,
        "form": form,
    }
    return TemplateResponse(request, "visits/complete_follow_up.html", context)
