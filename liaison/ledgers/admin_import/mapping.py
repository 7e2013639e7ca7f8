"""Correcting by hand which column means what; remembered for sheets with the same headings if the person wishes."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.ledgers import services
from liaison.ledgers.models import BatchState
from liaison.ledgers.reading import KINDS

from .access import IMPORT, batch_or_404, page_context

AS_EXTRA = ""


def mapping_view(model_admin, request, batch_id: int):
    batch = batch_or_404(request, batch_id, IMPORT)
    page = reverse("admin:ledgers_batch", args=[batch.pk])
    if batch.state != BatchState.PREVIEWED:
        messages.error(request, "该批次已经导入，不能再改栏目对应。")
        return redirect(page)
    fields = [(field.name, field.label) for field in KINDS[batch.kind].fields]
    chosen = {index: field for index, _, field in batch.headings}
    refusal = ""
    if request.method == "POST":
        chosen = {index: request.POST.get(f"column-{index}", AS_EXTRA) or None for index, _, _ in batch.headings}
        try:
            services.remap(
                batch=batch,
                mapping={index: name or AS_EXTRA for index, name in chosen.items()},
                remember=bool(request.POST.get("remember")),
                by=request.user,
                now=clock.now(),
                today=clock.today(),
            )
        except Refused as refused:
            refusal = refused.message
        else:
            return redirect(page)
    first = batch.rows.order_by("number").first()
    columns = [
        {
            "index": index,
            "heading": heading or f"第 {index + 1} 列（无标题）",
            "field": chosen.get(index),
            "sample": first.raw[index] if first and index < len(first.raw) else "",
        }
        for index, heading, _ in batch.headings
    ]
    context = page_context(
        model_admin, request, "栏目对应", batch=batch, columns=columns, fields=fields, refusal=refusal, back=page
    )
    return render(request, "ledgers/mapping.html", context, status=422 if refusal else 200)
