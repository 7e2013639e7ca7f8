"""Step one: choose the ledger and the file. A refused file keeps the form and says what to do."""

from django.shortcuts import redirect, render
from django.urls import reverse

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.ledgers import services
from liaison.ledgers.limits import limits

from .access import IMPORT, page_context, require
from .forms import UploadForm


def upload_view(model_admin, request):
    require(request, IMPORT)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            result = _upload(form.cleaned_data, request.user)
        except Refused as refused:
            refusal = refused.message
        else:
            return redirect(reverse("admin:ledgers_batch", args=[result.batch.pk]))
    context = page_context(model_admin, request, "导入台账", form=form, refusal=refusal, limits=limits())
    return render(request, "ledgers/upload.html", context, status=422 if refusal or form.errors else 200)


def _upload(data: dict, user) -> services.Result:
    return services.upload(
        kind=data["kind"],
        name=data["file"].name,
        content=data["file"].read(),
        by=user,
        now=clock.now(),
        today=clock.today(),
        sheet=data["sheet"],
        effective_on=data["effective_on"],
    )
