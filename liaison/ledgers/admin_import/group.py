"""The page of several sheets that come in together: a row each, what they come to, one confirm, one undo."""

from collections import Counter
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.once import takes_long
from liaison.ledgers import grouping, tasks
from liaison.ledgers.models import BatchState, ImportBatch, ImportGroup
from liaison.ledgers.overlaps import overlaps

from .access import IMPORT, VIEW, batch_or_404, page_context, require
from .acting import posted
from .comparing import compare

_COLUMNS = ("rows", "new", "changed", "unchanged", "skipped", "error", "rows_with_question")


def group_or_404(request, group_id: int, permission: str = VIEW) -> ImportGroup:
    """Return a group that the person may see and holds ``permission`` for."""
    require(request, permission)
    group = ImportGroup.objects.visible_to(request.user).select_related("created_by").filter(pk=group_id).first()
    if group is None:
        raise Http404("这组表不存在，或不在您的查看范围内。")
    return group


def group_view(model_admin, request, group_id: int):
    group = group_or_404(request, group_id)
    parts = list(group.parts.select_related("created_by").order_by("position"))
    totals = Counter()
    for part in parts:
        totals.update({name: part.counts.get(name, 0) for name in _COLUMNS})
    faulty = [part for part in parts if _is_unread(part) or part.counts.get("error")]
    reading = any(part.state == BatchState.READING for part in parts)
    waiting = group.state == BatchState.PREVIEWED and not reading
    context = page_context(
        model_admin,
        request,
        f"{group.get_kind_display()}：{_state_of(group, parts)}",
        group=group,
        parts=parts,
        totals=totals,
        writes=totals["new"] + totals["changed"],
        left_out=totals["error"] + totals["skipped"],
        faulty=faulty,
        reading=reading,
        read=sum(part.state != BatchState.READING for part in parts),
        is_waiting=waiting,
        is_committing=group.state == BatchState.COMMITTING,
        is_committed=group.state == BatchState.COMMITTED,
        state=_stage(group, parts),
        may_import=request.user.has_perm(IMPORT),
        overlaps=overlaps(group) if waiting else [],
        afterwards=[(part, part.options["after"]["rows"]) for part in parts if waiting and part.options.get("after")],
        compared=None if reading else compare(parts, request.user),
    )
    return render(request, "ledgers/group.html", context)


def _is_unread(part: ImportBatch) -> bool:
    return part.state in (BatchState.REFUSED, BatchState.UNREAD)


def _stage(group: ImportGroup, parts) -> str:
    return BatchState.READING if any(part.state == BatchState.READING for part in parts) else group.state


def _state_of(group: ImportGroup, parts) -> str:
    return BatchState(_stage(group, parts)).label


def group_progress_view(model_admin, request, group_id: int):
    group = group_or_404(request, group_id)
    parts = list(group.parts.only("state"))
    read = sum(part.state != BatchState.READING for part in parts)
    said = {"state": _stage(group, parts), "done": read, "total": len(parts)}
    if group.state == BatchState.COMMITTING:
        said |= {"done": 0, "total": 0}
    return require_GET(lambda request: JsonResponse(said))(request)


def _page(group_id: int):
    return redirect(reverse("admin:ledgers_group", args=[group_id]))


@posted
def group_commit_view(model_admin, request, group_id: int):
    group = group_or_404(request, group_id, IMPORT)
    try:
        claimed = grouping.claim(group_id=group.pk, now=clock.now(), partial=bool(request.POST.get("partial")))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _page(group.pk)
    if claimed:
        transaction.on_commit(partial(tasks.hand_to_worker, tasks.commit_group, group.pk))
    return _page(group.pk)


@posted
@takes_long
def group_undo_view(model_admin, request, group_id: int):
    group = group_or_404(request, group_id, IMPORT)
    try:
        undone = grouping.undo(group_id=group.pk, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已撤销这一组导入，{undone} 条记录恢复到导入之前。")
    return _page(group.pk)


@posted
def let_go_view(model_admin, request, batch_id: int):
    """Take one sheet out of its group, to be dealt with by itself."""
    batch = batch_or_404(request, batch_id, IMPORT)
    group_id = batch.group_id
    try:
        grouping.let_go(batch_id=batch.pk)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{batch.place}已移出这一组，不会随它写入；需要时在“导入台账”列表里单独确认。")
    return _page(group_id) if group_id else redirect(reverse("admin:ledgers_batch", args=[batch.pk]))
