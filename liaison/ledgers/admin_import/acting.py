"""What people do with a batch: confirm it, answer its questions, watch it, take it back."""

from functools import partial, wraps

from django.contrib import messages
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.once import takes_long
from liaison.core.params import number
from liaison.ledgers import correcting, progress, services, tasks, undoing
from liaison.ledgers.models import BatchState

from .access import IMPORT, batch_or_404


def _page(batch_id: int, query: str = ""):
    return redirect(reverse("admin:ledgers_batch", args=[batch_id]) + query)


def posted(view):
    """Let only POST in; the flow's views take the model admin before the request."""

    @wraps(view)
    def guarded(model_admin, request, *args, **kwargs):
        return require_POST(lambda request: view(model_admin, request, *args, **kwargs))(request)

    return guarded


def _to_group(request, batch):
    messages.info(request, "这个表和其他表是一起导入的，请在这里一并确认或撤销。")
    return redirect(reverse("admin:ledgers_group", args=[batch.group_id]))


@posted
def commit_view(model_admin, request, batch_id: int):
    batch = batch_or_404(request, batch_id, IMPORT)
    if batch.group_id:
        return _to_group(request, batch)
    try:
        claimed = services.claim(batch_id=batch.pk, now=clock.now(), partial=bool(request.POST.get("partial")))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _page(batch.pk)
    if claimed:
        transaction.on_commit(partial(tasks.hand_to_worker, tasks.commit_batch, batch.pk))
    return _page(batch.pk)


def progress_view(model_admin, request, batch_id: int):
    batch = batch_or_404(request, batch_id)
    return require_GET(lambda request: JsonResponse(_progress(batch)))(request)


def _progress(batch) -> dict:
    """Return how far the work is; ``total`` is 0 until a ledger is read to its end."""
    total = batch.counts.get("rows", 0)
    done = total
    if batch.state == BatchState.COMMITTING:
        done = progress.read(batch.pk)
    elif batch.state == BatchState.READING:
        done = progress.read(batch.pk, of="preview") if batch.claimed_at else 0
    return {"state": batch.state, "done": min(done, total) if total else done, "total": total}


@posted
@takes_long
def answer_view(model_admin, request, batch_id: int):
    """Keep the answers of one row and plan again; ``remember`` keeps the choice as an alias for good."""
    batch = batch_or_404(request, batch_id, IMPORT)
    try:
        correcting.answer(
            batch=batch,
            number=number(request.POST.get("number")) or 0,
            column=request.POST.get("column", ""),
            value=request.POST.get("value", "").replace("\r\n", "\n"),  # a browser sends every line's end so
            choice=request.POST.get("choice", ""),
            remember=bool(request.POST.get("remember")),
            by=request.user,
            now=clock.now(),
            today=clock.today(),
        )
    except (Refused, ValueError) as refusal:
        messages.error(request, getattr(refusal, "message", "没有读懂这个答复，请重新选择。"))
    else:
        tasks.read_if_waiting(batch)
    return _page(batch.pk, f"?show={request.POST.get('show', 'questions')}&page={request.POST.get('page', '1')}")


@posted
@takes_long
def undo_view(model_admin, request, batch_id: int):
    batch = batch_or_404(request, batch_id, IMPORT)
    if batch.group_id:
        return _to_group(request, batch)
    try:
        undone = undoing.undo(batch_id=batch.pk, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已撤销这次导入，{undone} 条记录恢复到导入之前。")
    return _page(batch.pk)
