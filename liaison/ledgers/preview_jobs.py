"""Previews too large to wait for: put in the queue, read by a worker, taken up again where the worker died.

A batch is READING while it lies in the queue (``claimed_at`` empty) and while a worker has it. It ends PREVIEWED,
UNREAD where a person must name the columns, or REFUSED. Each move is one conditional UPDATE: a worker owns the batch as
long as ``claimed_at`` is the moment it last wrote there. The rows of the preview are stored part by part, so that
nobody who saves waits for the planning; they are shown with the last move, and whoever takes a batch up begins anew.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, transaction
from django.db.models import F, QuerySet

from liaison.core.errors import Refused
from liaison.directory.models import User
from liaison.ledgers import intake, opening, previewing, progress
from liaison.ledgers.limits import preview_direct_bytes, preview_direct_rows
from liaison.ledgers.models import BatchState, ImportBatch, ImportRow
from liaison.ledgers.pipeline import uninterrupted
from liaison.sheets import HeadingUnclear

log = logging.getLogger(__name__)

STALLED_AFTER = dt.timedelta(minutes=2)
HEARTBEAT_EVERY = dt.timedelta(seconds=20)
ATTEMPTS = 3
_FAILED = "读取时出错，没有读完。请重新上传；仍不成功，请把编号 {pk} 告诉系统管理员。"
_GAVE_UP = (
    "读取中断了 {attempts} 次，没有读完。请把文件拆成几个小一些的，分别上传；仍不成功，请把编号 {pk} 告诉系统管理员。"
)
Clock = Callable[[], dt.datetime]


def order(*, kind: str, name: str, content: bytes, by: User, **options) -> ImportBatch:
    """Keep a file and put it in the queue; the caller hands it to a worker. Options as for ``services.upload``."""
    batch = intake.batch_for(kind=kind, name=name, by=by, options=options)
    batch.state = BatchState.READING
    with transaction.atomic():
        intake.save_with_file(batch, name, content)
    return batch


def is_large(batch: ImportBatch) -> bool:
    """Say whether planning ``batch`` anew takes too long to wait for; one never read is judged by its size."""
    if rows := batch.counts.get("rows"):
        return rows > preview_direct_rows()
    try:
        return batch.file.size > preview_direct_bytes()
    except FileNotFoundError:
        return False  # reading it will say so at once


def send(batch: ImportBatch) -> None:
    """Put ``batch``, which the caller holds locked, (back) in the queue; the caller hands it to a worker."""
    if batch.state == BatchState.UNREAD:
        batch.message = ""
    batch.state, batch.counts, batch.claimed_at, batch.attempts = BatchState.READING, {}, None, 0
    batch.save(update_fields=["state", "message", "counts", "claimed_at", "attempts", "options", "updated_at"])


def run(*, batch_id: int, clock: Clock, today: dt.date) -> ImportBatch | None:
    """Claim a batch that waits to be read and preview it; return it as it ended. None where another worker has it.

    A worker killed in the middle leaves the batch READING; the sweep gives it to another.
    """
    claim = _claim(batch_id, clock)
    if claim is None:
        return None
    batch = claim.batch
    try:
        return _read(claim, today)
    except _Superseded:
        return None
    except HeadingUnclear as unclear:
        where = {"sheet": unclear.sheet, "header_row": unclear.header_row, "digest": batch.digest}
        return _end(claim.held(), batch_id, BatchState.UNREAD, unclear.message, **where)
    except Refused as refusal:
        return _end(claim.held(), batch_id, BatchState.REFUSED, refusal.message)
    except Exception:  # whatever disk, database or library say: the person is told, the log keeps the rest
        log.exception("reading of import batch %s failed", batch_id)
        return _end(claim.held(), batch_id, BatchState.REFUSED, _FAILED.format(pk=batch_id))


def take_up_stalled(*, now: dt.datetime) -> list[int]:
    """Put batches back in the queue whose worker was not heard for ``STALLED_AFTER``; return all that wait there.

    One whose worker died ``ATTEMPTS`` times is refused, so that it cannot bring down one worker after another.
    """
    taken = []
    with transaction.atomic():
        stalled = ImportBatch.objects.stalled(BatchState.READING, now - STALLED_AFTER)
        for batch_id, claimed_at, attempts in list(stalled.values_list("pk", "claimed_at", "attempts")):
            unheard = ImportBatch.objects.filter(pk=batch_id, state=BatchState.READING, claimed_at=claimed_at)
            if attempts >= ATTEMPTS:
                message = _GAVE_UP.format(attempts=attempts, pk=batch_id)
                _end(unheard, batch_id, BatchState.REFUSED, message)
            elif unheard.update(claimed_at=None):
                taken.append(batch_id)
    return taken


class _Superseded(Exception):
    """The batch was given to another worker meanwhile."""


class _Claim:
    """A worker's right to one batch; tells the page how far it is, and now and then the sweep that it lives."""

    def __init__(self, batch: ImportBatch, clock: Clock, at: dt.datetime) -> None:
        self.batch, self.clock, self.at = batch, clock, at
        self.rows = 0
        self.show(0)

    def held(self) -> QuerySet[ImportBatch]:
        """Return the row of the batch as long as it is this worker's."""
        return ImportBatch.objects.filter(pk=self.batch.pk, state=BatchState.READING, claimed_at=self.at)

    def show(self, done: int) -> None:
        progress.report(self.batch.pk, done, of="preview")

    def has_read(self, rows: int) -> None:
        self.rows = rows
        self.show(rows)
        if self.clock() - self.at >= HEARTBEAT_EVERY:
            self._beat()

    def has_stored(self, rows: int) -> None:
        self.show(rows)
        if self.clock() - self.at >= HEARTBEAT_EVERY:
            self._beat()

    @contextmanager
    def storing(self) -> Iterator[None]:
        """Open a short transaction in which the batch is this worker's: nobody else waits for the planning."""
        with transaction.atomic():
            if not self.held().select_for_update().exists():
                raise _Superseded
            yield

    def has_read_all(self) -> None:
        """Say how many rows there are, which only the end of the file tells; the checking of them begins."""
        self.show(0)
        self._beat(counts={"rows": self.rows})

    def _beat(self, **values) -> None:
        now = self.clock()
        try:
            if not self.held().update(claimed_at=now, **values):
                raise _Superseded
        except OperationalError as error:  # SQLite while a long import writes; the next beat will be heard
            log.warning("reading of import batch %s could not tell that it lives: %s", self.batch.pk, error)
        else:
            self.at = now


def _claim(batch_id: int, clock: Clock) -> _Claim | None:
    now = clock()
    waiting = ImportBatch.objects.filter(pk=batch_id, state=BatchState.READING, claimed_at=None)
    if not waiting.update(claimed_at=now, attempts=F("attempts") + 1):
        return None
    return _Claim(ImportBatch.objects.select_related("created_by").get(pk=batch_id), clock, now)


@uninterrupted()
def _read(claim: _Claim, today: dt.date) -> ImportBatch:
    batch = claim.batch
    ledger = opening.read(batch, opening.content_of(batch), today, claim.has_read)
    claim.has_read_all()
    with claim.storing():
        batch.rows.all().delete()
    batch.state, batch.claimed_at = BatchState.PREVIEWED, None
    remembered_by = batch.options.pop("remember_for", None)
    each = {"told": claim.has_stored, "storing": claim.storing}
    previewing.preview(batch, ledger, by=batch.created_by, now=claim.clock(), today=today, **each)
    if remembered_by:
        opening.remember(batch, by_id=remembered_by)
    return batch


@transaction.atomic
def _end(held: QuerySet, batch_id: int, state: BatchState, message: str, **values) -> ImportBatch | None:
    """Move a batch that could not be previewed to ``state``; rows of an earlier preview no longer say what is true."""
    if not held.update(state=state, message=message, counts={}, claimed_at=None, **values):
        return None
    ImportRow.objects.filter(batch=batch_id).delete()
    return ImportBatch.objects.get(pk=batch_id)
