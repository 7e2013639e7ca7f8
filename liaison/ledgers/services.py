"""The verbs of an import: upload, commit, and both in one go. Corrections in between are in ``correcting``.

A batch moves PREVIEWED → COMMITTING → COMMITTED → UNDONE; one whose columns a person must name first waits as UNREAD,
a large one is READING (``preview_jobs``) before its preview is there. Each move is one conditional UPDATE, so two
people (or two workers) who press the same button do the thing once. What is written is planned again inside the
writing transaction, from the records as they are then; if that differs from what the preview showed, nothing is
written and the preview is made anew.
"""

import datetime as dt
from collections import Counter

from django.db import IntegrityError, connection, transaction

from liaison.core.errors import Refused
from liaison.directory.models import User
from liaison.ledgers import intake, opening, pipeline, preview_jobs
from liaison.ledgers.models import BatchState, ImportBatch, Outcome
from liaison.ledgers.parsed import KeptLedger
from liaison.ledgers.pipeline import WRITTEN, Report, uninterrupted
from liaison.ledgers.preview_jobs import STALLED_AFTER
from liaison.ledgers.previewing import Result, planner_for, preview, preview_again, take_down
from liaison.ledgers.recorder import Recorder
from liaison.sheets import HeadingUnclear

_LOCK = 0x4C45444752  # one import writes at a time: overlapping files queue instead of colliding


@uninterrupted()
def upload(
    *, kind: str, name: str, content: bytes, by: User | None, now: dt.datetime, today: dt.date, **options
) -> Result:
    """Keep the file and preview it. Raises ``FileRefused`` with nothing kept when it cannot be read.

    Options: ``sheet`` (name of the sheet), ``mapping`` (column index → field), ``effective_on`` (hand-over day).
    """
    batch = intake.batch_for(kind=kind, name=name, by=by, options=options)
    ledger = opening.read(batch, content, today)
    with transaction.atomic():
        intake.save_with_file(batch, name, content)
        return preview(batch, ledger, by=by, now=now, today=today)


def set_aside(
    *, kind: str, name: str, content: bytes, by: User | None, unclear: HeadingUnclear, **options
) -> ImportBatch:
    """Keep a file in which no heading was found, until a person says which row it is and what its columns mean."""
    batch = intake.batch_for(kind=kind, name=name, by=by, options=options)
    batch.state, batch.message, batch.sheet = BatchState.UNREAD, unclear.message, unclear.sheet
    batch.header_row = unclear.header_row
    with transaction.atomic():
        intake.save_with_file(batch, name, content)
    return batch


@uninterrupted()
def import_at_once(
    *, kind: str, name: str, content: bytes, by: User | None, now: dt.datetime, today: dt.date, partial: bool, **options
) -> Result:
    """Read, plan and write in one go, as the command line does. Rows in error refuse all unless ``partial``."""
    batch = intake.batch_for(kind=kind, name=name, by=by, options=options)
    ledger = opening.read(batch, content, today)
    report = Report()
    try:
        with transaction.atomic():
            queue_up()
            batch.state, batch.committed_at = BatchState.COMMITTED, now
            intake.save_with_file(batch, name, content)
            planner = planner_for(batch, by, now, today, locks=True)
            pipeline.apply(batch, planner, ledger.sheets, Recorder(batch, by, now), report, keep=True)
            take_down(batch, ledger.table, report)
            if report.counts["error"] and not partial:
                raise _RowsInError
            return Result(batch, report, committed=True)
    except _RowsInError:
        # All is rolled back; the preview is kept so that people can see what was wrong.
        batch.pk, batch.state, batch.committed_at = None, BatchState.REFUSED, None
        batch.message = f"有 {report.counts['error']} 行有错误，没有写入任何内容。请按提示改正后重新导入。"
        with transaction.atomic():
            batch.save(force_insert=True)
            return preview(batch, ledger, by=by, now=now, today=today)


def claim(*, batch_id: int, now: dt.datetime, partial: bool = False) -> bool:
    """Take the right to commit a previewed batch; of several callers exactly one gets True.

    Refuses a batch that is still being read, and one with rows in error unless ``partial``.
    """
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.state == BatchState.READING:
        raise Refused("这份台账正在读取，读完以后才能确认导入。")
    if batch.state == BatchState.PREVIEWED and batch.counts.get("error") and not partial:
        raise Refused(f"有 {batch.counts['error']} 行有错误。请改正后重新上传，或选择“只导入没有错误的行”。")
    waiting = ImportBatch.objects.filter(pk=batch_id, state=BatchState.PREVIEWED)
    options = {**batch.options, "partial": partial}
    return bool(waiting.update(state=BatchState.COMMITTING, claimed_at=now, options=options, done_rows=0, message=""))


@uninterrupted()
def commit(*, batch_id: int, now: dt.datetime, today: dt.date) -> Result | None:
    """Write a claimed batch, all in one transaction. Returns None if another worker has finished it meanwhile.

    A batch whose preview showed nothing to write is closed without reading its file again.
    If the records have moved since the preview, nothing is written: the batch goes back to its preview, made
    anew, with a message; a large one is READING then, and the caller hands it to a worker. A worker killed in
    the middle leaves the batch claimed; the sweep runs this again.
    """
    batch = ImportBatch.objects.select_related("created_by").get(pk=batch_id)
    by = batch.created_by
    if not any(batch.counts.get(outcome.value) for outcome in WRITTEN):
        return _close(batch, now)
    try:
        ledger = KeptLedger.of(batch, today) or opening.read(batch, opening.content_of(batch), today)
        with transaction.atomic():
            queue_up()
            locked = ImportBatch.objects.select_for_update().get(pk=batch_id)
            if locked.state != BatchState.COMMITTING:
                return None
            report, planner = Report(), planner_for(batch, by, now, today, locks=True)
            pipeline.apply(batch, planner, ledger.sheets, Recorder(batch, by, now), report, keep=False)
            if report.digest.hexdigest() != locked.fingerprint:
                raise _Moved
            _close(locked, now)
        return Result(locked, report, committed=True)
    except (_Moved, IntegrityError):
        return _back_to_preview(
            batch,
            "预览之后，有关记录又有变化，因此没有写入。下面是按最新数据重新核对的结果，请再确认一次。",
            now,
            today,
        )
    except Refused as refusal:
        ImportBatch.objects.filter(pk=batch_id, state=BatchState.COMMITTING).update(
            state=BatchState.PREVIEWED, message=refusal.message
        )
        raise


def reclaim_stalled(*, now: dt.datetime) -> list[int]:
    """Take over batches whose worker gave no sign of life for ``STALLED_AFTER``; return their ids."""
    taken = []
    with transaction.atomic():
        stalled = ImportBatch.objects.stalled(BatchState.COMMITTING, now - STALLED_AFTER)
        for batch_id, claimed_at in list(stalled.values_list("pk", "claimed_at")):
            waiting = ImportBatch.objects.filter(pk=batch_id, state=BatchState.COMMITTING, claimed_at=claimed_at)
            if waiting.update(claimed_at=now):
                taken.append(batch_id)
    return taken


def _close(batch: ImportBatch, now: dt.datetime) -> Result | None:
    """Mark a claimed batch as done, once; the counts are those of its preview."""
    done = {"state": BatchState.COMMITTED, "committed_at": now, "message": "", "done_rows": batch.counts.get("rows", 0)}
    claimed = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.COMMITTING, fingerprint=batch.fingerprint)
    if not claimed.update(**done):
        return None
    batch.refresh_from_db()
    report = Report(Counter({key: batch.counts[key] for key in ("rows", *Outcome.values) if key in batch.counts}))
    return Result(batch, report, committed=True)


class _Moved(Exception):
    """What would be written is not what the preview showed."""


class _RowsInError(Exception):
    """Rows are in error, and nothing was to be written then."""


def _back_to_preview(batch: ImportBatch, message: str, now: dt.datetime, today: dt.date) -> Result | None:
    """Have what moved planned anew: here and now, or by way of the queue where that takes long."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("created_by").get(pk=batch.pk)
        if batch.state != BatchState.COMMITTING:
            return None
        batch.message = message
        if preview_jobs.is_large(batch):
            preview_jobs.send(batch)
            return Result(batch, Report())
        batch.state = BatchState.PREVIEWED
        batch.save(update_fields=["state", "message", "updated_at"])
    return preview_again(batch=batch, by=batch.created_by, now=now, today=today)


def queue_up() -> None:
    """Let imports write one after the other. SQLite's IMMEDIATE transactions do so by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
