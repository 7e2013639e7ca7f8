"""Ledgers too large to wait for: asked for, written by a worker, kept some days, taken away.

An export moves QUEUED → RUNNING → DONE or FAILED (→ QUEUED again when its owner asks). Each move is one conditional
UPDATE, so of several workers, sweeps or clicks one moves it. Nothing is offered before it is whole: the sheet is
written to a temporary file, saved into the storage under the name that the worker claimed, and only then marked DONE.
"""

import datetime as dt
import hashlib
import logging
import os
import tempfile
from array import array
from collections.abc import Callable, Iterable

from django.core.files import File
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F

from liaison.directory.models import User
from liaison.ledgers import progress
from liaison.ledgers.limits import export_kept_for
from liaison.ledgers.models import ExportState, Kind, LedgerExport
from liaison.ledgers.writing import stored_ids

from .book import export
from .rows import RECORDS

log = logging.getLogger(__name__)

STALLED_AFTER = dt.timedelta(minutes=3)
HEARTBEAT_EVERY = dt.timedelta(seconds=20)
SHOWN_EVERY = dt.timedelta(seconds=1)
ATTEMPTS = 3
_FAILED = "生成时出错，没有生成文件，系统里的数据没有变化。请点“重新生成”；仍不成功，请把编号 {pk} 告诉系统管理员。"
_GAVE_UP = "生成中断了 {attempts} 次，没有生成文件。请点“重新生成”或少选一些；仍不成功，请把编号 {pk} 告诉系统管理员。"
Clock = Callable[[], dt.datetime]


def order(*, kind: str, ids: Iterable[int], by: User, now: dt.datetime) -> LedgerExport:
    """Return the export of records ``ids`` that ``by`` waits for, written down now unless it waits already."""
    ids = list(ids)
    job, _ = LedgerExport.objects.unfinished().get_or_create(
        created_by=by,
        kind=kind,
        fingerprint=hashlib.sha256(array("q", sorted(ids))).hexdigest(),
        defaults={"chosen": ids, "wanted": len(ids), "claimed_at": now},
    )
    return job


def run(*, export_id: int, clock: Clock, today: dt.date) -> LedgerExport | None:
    """Claim a waiting export and write it; return it, DONE or FAILED. None where another worker has it.

    What is written is narrowed again to what its owner may see at this moment. A worker killed in the middle leaves
    the row RUNNING; the sweep gives it to another.
    """
    job = _claim(export_id, clock())
    if job is None:
        return None
    try:
        with tempfile.TemporaryFile() as out:
            heart = _Heart(job, clock)
            rows = export(job.kind, out, user=job.created_by, today=today, queryset=_records(job), progress=heart.beat)
            size = out.seek(0, os.SEEK_END)
            out.seek(0)
            job.file.storage.save(job.file.name, File(out))
    except _Superseded:
        return None
    except Exception:  # whatever disk, database or library say: the person is told, the log keeps the rest
        log.exception("export %s failed", job.pk)
        job.file.storage.delete(job.file.name)
        return _move(job, state=ExportState.FAILED, message=_FAILED.format(pk=job.pk), file="", finished_at=clock())
    done = {"rows": rows, "done": heart.done, "size": size, "finished_at": clock()}
    finished = _move(job, state=ExportState.DONE, message="", **done)
    if finished is None:
        job.file.storage.delete(job.file.name)
    return finished


def retry(*, export_id: int, now: dt.datetime) -> bool:
    """Put a failed export back into the queue; of several callers exactly one gets True.

    False as well where its owner has meanwhile asked for the same records anew.
    """
    waiting = {"state": ExportState.QUEUED, "claimed_at": now, "finished_at": None, "attempts": 0, "message": ""}
    try:
        with transaction.atomic():
            return bool(LedgerExport.objects.filter(pk=export_id, state=ExportState.FAILED).update(**waiting))
    except IntegrityError:
        return False


def take_up_stalled(*, now: dt.datetime) -> list[int]:
    """Put exports of which nothing was heard for ``STALLED_AFTER`` back into the queue; return their ids.

    One whose worker died ``ATTEMPTS`` times is given up, so that it cannot bring down one worker after another.
    """
    taken = []
    for job in LedgerExport.objects.stalled(now - STALLED_AFTER).defer("chosen").order_by("pk"):
        unheard = LedgerExport.objects.filter(pk=job.pk, state=job.state, claimed_at=job.claimed_at)
        if job.attempts >= ATTEMPTS:
            message = _GAVE_UP.format(attempts=job.attempts, pk=job.pk)
            unheard.update(state=ExportState.FAILED, message=message, finished_at=now)
        elif unheard.update(state=ExportState.QUEUED, claimed_at=now):
            taken.append(job.pk)
    return taken


def remove_expired(*, now: dt.datetime) -> int:
    """Take away files and rows that are older than the settings keep them; return how many. Safe to run again.

    The file goes first: a run cut short leaves a row that the next run finds.
    """
    expired = LedgerExport.objects.finished_before(now - export_kept_for()).only("file")
    removed = 0
    for job in expired:
        if job.file:
            job.file.storage.delete(job.file.name)
        removed += LedgerExport.objects.filter(pk=job.pk).delete()[0]
    return removed


class _Superseded(Exception):
    """The export was given to another worker meanwhile."""


class _Heart:
    """Tells the page how far the worker is, and now and then the sweep that it lives."""

    def __init__(self, job: LedgerExport, clock: Clock) -> None:
        self.job, self.clock = job, clock
        self.done = 0
        self.shown = self.told = clock()

    def beat(self, done: int) -> None:
        self.done, now = done, self.clock()
        if now - self.shown >= SHOWN_EVERY:
            self.shown = now
            progress.report(self.job.pk, done, of="export")
        if now - self.told < HEARTBEAT_EVERY:
            return
        self.told = now
        try:
            if not _claimed(self.job).update(claimed_at=now, done=done):
                raise _Superseded
        except OperationalError as error:  # SQLite while a long import writes; the next beat will be heard
            log.warning("export %s could not tell that it lives: %s", self.job.pk, error)


def _claim(export_id: int, now: dt.datetime) -> LedgerExport | None:
    rows = LedgerExport.objects.defer("chosen").select_related("created_by__unit")
    job = rows.filter(pk=export_id, state=ExportState.QUEUED).first()
    if job is None:
        return None
    left_over = job.file.name
    job.file.name = job.file.field.generate_filename(job, job.file_name)
    waiting = LedgerExport.objects.filter(pk=export_id, state=ExportState.QUEUED)
    running = {"state": ExportState.RUNNING, "claimed_at": now, "done": 0, "attempts": F("attempts") + 1}
    if not waiting.update(file=job.file.name, **running):
        return None
    if left_over:
        job.file.storage.delete(left_over)
    return job


def _claimed(job: LedgerExport):
    """Return the row of ``job`` as long as it is this worker's: no other claim bears the name."""
    return LedgerExport.objects.filter(pk=job.pk, state=ExportState.RUNNING, file=job.file.name)


def _move(job: LedgerExport, **values) -> LedgerExport | None:
    if not _claimed(job).update(**values):
        return None
    return LedgerExport.objects.defer("chosen").get(pk=job.pk)


def _records(job: LedgerExport):
    """Return the chosen records. Their keys stay in the database, however many they are."""
    return RECORDS[Kind(job.kind)].objects.filter(pk__in=stored_ids(LedgerExport, "chosen", job.pk))
