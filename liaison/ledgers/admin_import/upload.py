"""Step one: choose the ledger and the file. A refused file keeps the form and says what to do.

A file that has a table, but no heading we know, goes on to the page where people name the columns themselves. A large
one is read by a worker: its page tells how far it is, and what became of it.
"""

from django.shortcuts import redirect, render
from django.urls import reverse

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.once import takes_long
from liaison.ledgers import preview_jobs, services, tasks
from liaison.ledgers.limits import limits, preview_direct_bytes
from liaison.ledgers.reading import HeadingUnclear

from .access import IMPORT, page_context, require
from .forms import UploadForm


@takes_long
def upload_view(model_admin, request):
    require(request, IMPORT)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given = _given(form.cleaned_data, request.user)
        if form.cleaned_data["file"].size > preview_direct_bytes():
            batch = preview_jobs.order(**given)
            tasks.read_if_waiting(batch)
            return redirect(reverse("admin:ledgers_batch", args=[batch.pk]))
        try:
            result = services.upload(**given, now=clock.now(), today=clock.today())
        except HeadingUnclear as unclear:
            batch = services.set_aside(**given, unclear=unclear)
            return redirect(reverse("admin:ledgers_mapping", args=[batch.pk]))
        except Refused as refused:
            refusal = refused.message
        else:
            return redirect(reverse("admin:ledgers_batch", args=[result.batch.pk]))
    context = page_context(model_admin, request, "导入台账", form=form, refusal=refusal, limits=limits())
    return render(request, "ledgers/upload.html", context, status=422 if refusal or form.errors else 200)


def _given(data: dict, user) -> dict:
    return {
        "kind": data["kind"],
        "name": data["file"].name,
        "content": data["file"].read(),
        "by": user,
        "sheet": data["sheet"],
        "effective_on": data["effective_on"],
    }
