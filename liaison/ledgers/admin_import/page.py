"""The page of one batch: counts as filters, rows with their differences and notes, and what happens next."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse

from liaison.core.params import number
from liaison.ledgers.models import BatchState, ImportBatch, Outcome
from liaison.sheets.types import QUESTION

from . import records
from .access import IMPORT, batch_or_404, page_context
from .comparing import compare

PER_PAGE = 50
# filter → (words, count's name, condition on ImportRow)
FILTERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "all": ("全部", "rows", {}),
    "errors": ("错误", "error", {"outcome": Outcome.ERROR}),
    "questions": ("待确认", "rows_with_question", {"questions__gt": 0}),
    "warnings": ("提醒", "rows_with_warning", {"warnings__gt": 0}),
    "new": ("新增", "new", {"outcome": Outcome.NEW}),
    "changed": ("变更", "changed", {"outcome": Outcome.CHANGED}),
    "unchanged": ("无变化", "unchanged", {"outcome": Outcome.UNCHANGED}),
    "skipped": ("跳过", "skipped", {"outcome": Outcome.SKIPPED}),
}


@dataclass
class Chip:
    key: str
    label: str
    count: int
    active: bool


def batch_view(model_admin, request, batch_id: int):
    batch = batch_or_404(request, batch_id)
    if batch.state == BatchState.UNREAD and request.user.has_perm(IMPORT):
        return redirect(reverse("admin:ledgers_mapping", args=[batch.pk]))
    if batch.state == BatchState.READING:
        return _reading_page(model_admin, request, batch)
    one_row = request.GET.get("row", "")
    shown = request.GET.get("show")
    shown = "all" if one_row else shown if shown in FILTERS else _first_filter(batch)
    chips = [Chip(key, label, batch.counts.get(name, 0), key == shown) for key, (label, name, _) in FILTERS.items()]
    rows = batch.rows.filter(**FILTERS[shown][2]).order_by("number", "id")
    paginator = Paginator(rows, PER_PAGE)
    if number(one_row) is not None:
        paginator = Paginator(rows.filter(number=int(one_row)), PER_PAGE)
    else:
        paginator.count = next(chip.count for chip in chips if chip.active)
    page = paginator.get_page(request.GET.get("page"))
    context = page_context(
        model_admin,
        request,
        f"{batch.get_kind_display()}：{batch.get_state_display()}",
        batch=batch,
        chips=[chip for chip in chips if chip.count or chip.key == "all"],
        shown=shown,
        one_row=one_row,
        page=page,
        rows=records.rows_for_page(batch, list(page.object_list)),
        earlier=_earlier(batch, request.user),
        compared=compare([batch], request.user),
        group=batch.group,
        set_aside=batch.options.get("set_aside", []),
        is_waiting=batch.state == BatchState.PREVIEWED,
        is_committing=batch.state == BatchState.COMMITTING,
        is_committed=batch.state == BatchState.COMMITTED,
        is_refused=batch.state == BatchState.REFUSED,
        may_import=request.user.has_perm(IMPORT),
        writes=batch.counts.get("new", 0) + batch.counts.get("changed", 0),
        has_faults=bool(batch.counts.get("error") or batch.counts.get("rows_with_question")),
        progress_url=reverse("admin:ledgers_progress", args=[batch.pk]),
        QUESTION=QUESTION,
    )
    return render(request, "ledgers/batch.html", context)


def _reading_page(model_admin, request, batch: ImportBatch):
    """Show how far a large ledger is read; the page comes anew when it is."""
    title = f"{batch.get_kind_display()}：{batch.get_state_display()}"
    return render(request, "ledgers/reading.html", page_context(model_admin, request, title, batch=batch))


def _earlier(batch: ImportBatch, user) -> ImportBatch | None:
    """Return the last import of the very same file before this one, as far as ``user`` may know of it."""
    if not batch.digest:
        return None
    same = ImportBatch.objects.visible_to(user).filter(kind=batch.kind, digest=batch.digest, pk__lt=batch.pk)
    return same.filter(state=BatchState.COMMITTED).select_related("created_by").order_by("-pk").first()


def _first_filter(batch: ImportBatch) -> str:
    """Return what a person most needs to look at first."""
    if batch.state != BatchState.PREVIEWED:
        return "all"
    return next(
        (key for key in ("errors", "questions", "warnings", "changed") if batch.counts.get(FILTERS[key][1])), "all"
    )
