"""Correcting by hand which column means what; remembered for sheets with the same headings if the person wishes.

Where no heading was found, the person first says which row it is.
"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.once import takes_long
from liaison.core.params import number
from liaison.ledgers import correcting, opening, previewing, tasks
from liaison.ledgers.kinds.base import plain_text
from liaison.ledgers.models import BatchState, ImportBatch
from liaison.sheets import KINDS

from .access import IMPORT, batch_or_404, page_context

AS_EXTRA = ""
_ROWS_OFFERED = 20


@takes_long
def mapping_view(model_admin, request, batch_id: int):
    batch = batch_or_404(request, batch_id, IMPORT)
    page = reverse("admin:ledgers_batch", args=[batch.pk])
    try:
        previewing.refuse_unless_waiting(batch.state)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(page)
    unread = batch.state == BatchState.UNREAD
    refusal = batch.message if unread else ""
    header_row = _header_row(request, batch)
    try:
        columns, rows = _unread_columns(batch, header_row) if unread else (_read_columns(batch), [])
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(reverse("admin:ledgers_upload") + f"?kind={batch.kind}")
    if request.method == "POST":
        for column in columns:
            column["field"] = request.POST.get(f"column-{column['index']}", AS_EXTRA) or None
        try:
            correcting.remap(
                batch=batch,
                mapping={column["index"]: column["field"] or AS_EXTRA for column in columns},
                header_row=header_row if unread else None,
                remember=bool(request.POST.get("remember")),
                by=request.user,
                now=clock.now(),
                today=clock.today(),
            )
        except Refused as refused:
            refusal = refused.message
        else:
            tasks.read_if_waiting(batch)
            return redirect(page)
    context = page_context(
        model_admin,
        request,
        "栏目对应",
        batch=batch,
        columns=columns,
        fields=[(field.name, field.label) for field in KINDS[batch.kind].fields],
        required="、".join(field.label for field in KINDS[batch.kind].required),
        keeps_extra=KINDS[batch.kind].keeps_extra,
        extra_goes=KINDS[batch.kind].extra_goes,
        refusal=refusal,
        rows=rows,
        header_row=header_row,
        back=reverse("admin:ledgers_upload") + f"?kind={batch.kind}" if unread else page,
    )
    return render(request, "ledgers/mapping.html", context, status=422 if request.method == "POST" else 200)


def _header_row(request, batch: ImportBatch) -> int | None:
    """Return the row that is to be the heading: as chosen, else as guessed when the file came in."""
    chosen = request.POST.get("header_row") or request.GET.get("header_row") or ""
    return row if (row := number(chosen)) and row <= _ROWS_OFFERED else batch.header_row


def _read_columns(batch: ImportBatch) -> list[dict]:
    first = batch.rows.order_by("number").first()
    return [
        _column(index, heading, field, first.raw[index : index + 1] if first else [])
        for index, heading, field in batch.headings
    ]


def _unread_columns(batch: ImportBatch, header_row: int) -> tuple[list[dict], list[tuple[int, str]]]:
    """Return the columns under ``header_row``, and the rows offered as heading: (number, what stands there)."""
    columns, top = opening.top_of(batch, header_row)
    below = top[header_row : header_row + 3]
    named = batch.options.get("mapping") or {}  # by a person whose choice did not suffice
    found = [
        _column(
            c.index,
            c.heading,
            named.get(str(c.index), c.field),
            [plain_text(row[c.index]) for row in below if c.index < len(row)],
        )
        for c in columns
    ]
    words = [" | ".join(text for cell in row if (text := plain_text(cell).strip())) for row in top[:_ROWS_OFFERED]]
    return found, [(number, text[:60]) for number, text in enumerate(words, start=1) if text]


def _column(index: int, heading: str, field: str | None, samples: list[str]) -> dict:
    return {
        "index": index,
        "heading": heading or f"第 {index + 1} 列（无标题）",
        "field": field,
        "sample": "；".join(dict.fromkeys(filter(None, samples))),
    }
