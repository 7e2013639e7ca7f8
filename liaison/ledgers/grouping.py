"""The verbs of several sheets that come in together: gather, spread, claim, commit, undo.

Each sheet is a batch, read and previewed as any other. A group is written in one transaction, sheet after sheet, each
planned when those before it are written; where one cannot be written, none is. Taking it back goes the other way
round, all or nothing as well.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator

from django.db import transaction

from liaison.core.errors import Refused
from liaison.directory.models import User
from liaison.ledgers import preview_jobs, previewing, services, undoing
from liaison.ledgers.bundles import Bundle, Item
from liaison.ledgers.models import BatchState, ImportBatch, ImportGroup
from liaison.ledgers.preview_jobs import STALLED_AFTER, Clock
from liaison.sheets import ONLY_ONE_READ
from liaison.sheets.types import ERROR, INFO

_STEP = 1_000  # between the positions of two files; their sheets stand in between
_NAMED = 3  # faults
_SHOWN = 50  # rows that become something else
_OTHERWISE = (
    "有的行前面的表里已经有了，前面的表写入以后，这些行的结果与单独看时不同，下面逐行列出。"
    "还没有写入任何内容，请核对后再确认一次。"
)
_MOVED = "预览之后，有关记录又有变化，因此一个表也没有写入。各表已按最新数据重新核对，请再确认一次。"


@transaction.atomic
def gather(*, kind: str, name: str, bundle: Bundle, by: User | None, **options) -> ImportGroup:
    """Keep the files of ``bundle`` as one group, each waiting to be read (``read_here``, or by a worker).

    A file that is refused already is a part too, and says why. Options as for ``services.upload``.
    """
    group = ImportGroup.objects.create(kind=kind, name=name[-255:], created_by=by, passed_over=bundle.passed_over)
    for number, item in enumerate(bundle.items, start=1):
        given = {"kind": kind, "name": item.name, "content": item.content, "by": by, "position": number * _STEP}
        _take(item, {**given, "group": group, "all_sheets": True, **options})
    return group


def _take(item: Item, given: dict) -> None:
    batch = preview_jobs.order(**given)
    if item.refusal:
        batch.state, batch.message = BatchState.REFUSED, item.refusal
        batch.save(update_fields=["state", "message"])


def waiting(group: ImportGroup) -> Iterator[int]:
    """Yield the parts that wait for a reader, those that come up meanwhile too."""
    unread = ImportBatch.objects.filter(group=group, state=BatchState.READING, claimed_at=None).order_by("position")
    while (batch_id := unread.values_list("pk", flat=True).first()) is not None:
        yield batch_id


def read_here(group: ImportGroup, *, clock: Clock, today: dt.date) -> None:
    """Read all parts of ``group`` that nobody has begun, in place."""
    for batch_id in waiting(group):
        if batch := preview_jobs.run(batch_id=batch_id, clock=clock, today=today):
            spread(batch_id=batch.pk)


@transaction.atomic
def spread(*, batch_id: int) -> ImportGroup | None:
    """Have the sheets with the same headings as the one just read come in beside it; return the group of all.

    None where there are none, or the one sheet was asked for. The new parts wait to be read.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("group").get(pk=batch_id)
    names, options = batch.options.get("alike"), batch.options
    if batch.state != BatchState.PREVIEWED or not names or not options.get("all_sheets") or options.get("sheet"):
        return None
    group = batch.group or ImportGroup.objects.create(
        kind=batch.kind, name=batch.file_name, created_by=batch.created_by
    )
    first = batch.position or _STEP
    for at, name in enumerate(names):
        if name != batch.sheet:
            _read_beside(batch, group, first + at, name)
    batch.group, batch.position = group, first + names.index(batch.sheet)
    _forget_that_others_are_alike(batch)
    batch.options = {**options, "sheet": batch.sheet, "alike": []}
    batch.save()
    return group


def _read_beside(batch: ImportBatch, group: ImportGroup, position: int, sheet: str) -> None:
    handed_on = {key: batch.options[key] for key in ("effective_on", "monthly") if key in batch.options}
    day = handed_on.pop("effective_on", None)
    preview_jobs.order(
        kind=batch.kind,
        name=batch.file_name,
        content=b"",
        by=batch.created_by,
        beside=batch,
        group=group,
        position=position,
        sheet=sheet,
        effective_on=dt.date.fromisoformat(day) if day else None,
        **handed_on,
    )


def _forget_that_others_are_alike(batch: ImportBatch) -> None:
    kept = [remark for remark in batch.remarks if not remark["message"].startswith(ONLY_ONE_READ)]
    if len(kept) < len(batch.remarks):
        batch.remarks = kept
        batch.counts["warnings"] -= 1


@transaction.atomic
def let_go(*, batch_id: int) -> None:
    """Take one part out of its group: it is a batch of its own from then on. Raises Refused where it is too late."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    group = ImportGroup.objects.select_for_update().filter(pk=batch.group_id).first()
    if group is None or group.state != BatchState.PREVIEWED:
        raise Refused("这组表已经导入或正在写入，不能再移出。")
    batch.group = None
    batch.save(update_fields=["group", "updated_at"])


def claim(*, group_id: int, now: dt.datetime, partial: bool = False) -> bool:
    """Take the right to write a group; of several callers exactly one gets True.

    Refuses one that is still being read, and one with refused parts or rows in error unless ``partial``.
    """
    parts = list(ImportBatch.objects.filter(group=group_id).order_by("position"))
    if any(part.state == BatchState.READING for part in parts):
        raise Refused("还有表正在读取，读完以后才能确认导入。")
    faulty = [part for part in parts if part.state != BatchState.PREVIEWED or part.counts.get("error")]
    if faulty and not partial:
        names = "、".join(part.place for part in faulty[:_NAMED])
        more = f"等 {len(faulty)} 个表" if len(faulty) > _NAMED else ""
        raise Refused(f"{names}{more}没有读出来或有错误，因此一个表也没有写入。请改正，或选择“只导入没有错误的行”。")
    ready = ImportGroup.objects.filter(pk=group_id, state=BatchState.PREVIEWED)
    return bool(ready.update(state=BatchState.COMMITTING, claimed_at=now, partial=partial, message=""))


def commit(*, group_id: int, now: dt.datetime, today: dt.date) -> ImportGroup | None:
    """Write a claimed group, all in one transaction. Returns None if another worker has finished it meanwhile.

    What a sheet becomes may change by the sheets before it (one enterprise in two of them). Then nothing is written:
    what would come of it is kept with the part (``options["after"]``), shown, and written when confirmed again. Where
    records have moved otherwise, all parts are previewed anew. Raises Refused, with nothing written, where a row of a
    later sheet is in error because of an earlier one.
    """
    parts = ImportBatch.objects.filter(group=group_id, state=BatchState.PREVIEWED)
    known = parts.filter(options__has_key="after").exists()
    message = _MOVED
    try:
        return _write(group_id, now, today, anew=known)
    except _Moved:
        if _is_as_previewed(group_id, now, today):
            message = _foresee(group_id, now, today)
    except _Otherwise as otherwise:
        _is_as_previewed(group_id, now, today)
        message = _keep(otherwise.parts)
    except Refused as refusal:
        _back_to_preview(group_id, refusal.message)
        raise
    return _back_to_preview(group_id, message)


def _foresee(group_id: int, now: dt.datetime, today: dt.date) -> str:
    """Write all and take it back at once, to learn and keep what later sheets become; return what to say."""
    try:
        _write(group_id, now, today, anew=True)
    except _Otherwise as otherwise:
        return _keep(otherwise.parts)
    except Refused as refusal:
        _back_to_preview(group_id, refusal.message)
        raise
    except _Moved:
        pass
    return _MOVED


class _Moved(Exception):
    """What would be written is not what the preview showed."""


class _Otherwise(Exception):
    """Parts become something else after those before them: id → digest and rows."""

    def __init__(self, parts: dict[int, dict]) -> None:
        self.parts = parts


@transaction.atomic
def _write(group_id: int, now: dt.datetime, today: dt.date, *, anew: bool) -> ImportGroup | None:
    services.queue_up()
    group = ImportGroup.objects.select_for_update(of=("self",)).select_related("created_by").get(pk=group_id)
    if group.state != BatchState.COMMITTING:
        return None
    otherwise = {}
    for part in group.parts.filter(state=BatchState.PREVIEWED).select_related("created_by").order_by("position"):
        if anew and (difference := _plan_anew(part, group, now, today)):
            otherwise[part.pk] = difference
        services.claim(batch_id=part.pk, now=now, partial=group.partial)
        result = services.commit(batch_id=part.pk, now=now, today=today)
        if result is None or not result.committed:
            raise _Moved
    if otherwise:
        raise _Otherwise(otherwise)
    group.state, group.committed_at, group.message = BatchState.COMMITTED, now, ""
    group.save()
    return group


def _plan_anew(part: ImportBatch, group: ImportGroup, now: dt.datetime, today: dt.date) -> dict | None:
    """Plan ``part`` from what the sheets before it have become; return what nobody has been shown of that."""
    single, foreseen = part.fingerprint, part.options.get("after")
    before = {number: told for number, *told in part.rows.values_list("number", "outcome", "changes")}
    result = previewing.preview_again(batch=part, by=part.created_by, now=now, today=today)
    if part.counts.get("error") and not group.partial:
        faults = "；".join(f"第 {note['row']} 行 {note['message']}" for note in result.report.notes[ERROR][:_NAMED])
        count = part.counts["error"]
        raise Refused(f"{part.place}在前面的表写入以后有 {count} 行不对：{faults} 因此一个表也没有写入。")
    becomes = _outcome_of(part)
    if becomes == foreseen["becomes"] if foreseen else part.fingerprint == single:
        return None
    return {"becomes": becomes, "rows": list(_rows_otherwise(part, before))[:_SHOWN]}


def _outcome_of(part: ImportBatch) -> str:
    """Return a digest of what the rows become; ids of records that are written each time anew have no part in it."""
    digest = hashlib.sha256()
    for row in part.rows.order_by("number", "id").values_list("number", "outcome", "label", "changes"):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _rows_otherwise(part: ImportBatch, before: dict[int, list]) -> Iterator[list]:
    """Yield number, name, what the row becomes and why, of rows that become something else than ``before``."""
    for row in part.rows.order_by("number", "id"):
        if [row.outcome, row.changes] != before.get(row.number):
            why = next((note["message"] for note in row.notes if note["level"] != INFO), "")
            why = why or "；".join(f"{label} {old or '（空）'} → {new}" for label, (old, new) in row.changes.items())
            yield [row.number, row.label, row.get_outcome_display(), why]


@transaction.atomic
def _keep(otherwise: dict[int, dict]) -> str:
    """Store with the parts what they become after those before them."""
    for part in ImportBatch.objects.select_for_update().filter(pk__in=otherwise):
        part.options["after"] = otherwise[part.pk]
        part.save(update_fields=["options", "updated_at"])
    return _OTHERWISE


def _is_as_previewed(group_id: int, now: dt.datetime, today: dt.date) -> bool:
    """Preview all parts anew, each by itself, and say whether all are as they were."""
    same = True
    parts = ImportBatch.objects.filter(group=group_id, state=BatchState.PREVIEWED).select_related("created_by")
    for part in parts.order_by("position"):
        before = part.fingerprint
        previewing.preview_again(batch=part, by=part.created_by, now=now, today=today)
        same &= part.fingerprint == before
    return same


def _back_to_preview(group_id: int, message: str) -> ImportGroup | None:
    claimed = ImportGroup.objects.filter(pk=group_id, state=BatchState.COMMITTING)
    if not claimed.update(state=BatchState.PREVIEWED, message=message):
        return None
    return ImportGroup.objects.get(pk=group_id)


@transaction.atomic
def reclaim_stalled(*, now: dt.datetime) -> list[int]:
    """Take over groups whose worker gave no sign of life for ``STALLED_AFTER``; return their ids."""
    taken = list(ImportGroup.objects.stalled(now - STALLED_AFTER).values_list("pk", flat=True))
    ImportGroup.objects.filter(pk__in=taken).update(claimed_at=now)
    return taken


@transaction.atomic
def undo(*, group_id: int, by: User | None, now: dt.datetime) -> int:
    """Take all written parts back, the last one first; return how many records; see ``undoing.undo``."""
    services.queue_up()
    group = ImportGroup.objects.select_for_update().get(pk=group_id)
    if group.state != BatchState.COMMITTED:
        raise Refused("只有已导入的一组表可以撤销。")
    undone = 0
    for part in group.parts.filter(state=BatchState.COMMITTED).order_by("-position"):
        try:
            undone += undoing.undo(batch_id=part.pk, by=by, now=now)
        except Refused as refusal:
            raise Refused(f"{part.place}：{refusal.message}") from refusal
    group.state, group.undone_at = BatchState.UNDONE, now
    group.save(update_fields=["state", "undone_at", "updated_at"])
    return undone
