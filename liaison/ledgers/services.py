"""The verbs of an import: upload, preview, commit, undo.

A batch moves PREVIEWED → COMMITTING → COMMITTED → UNDONE; one whose columns a person must name first waits as UNREAD.
Each move is one conditional UPDATE, so two people (or two workers) who press the same button do the thing once. What
is written is planned again inside the writing transaction, from the records as they are then; if that differs from
what the preview showed, nothing is written and the preview is made anew.
"""

import datetime as dt
import secrets
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from liaison.core.errors import Refused
from liaison.directory.models import User
from liaison.ledgers import opening, pipeline
from liaison.ledgers.answers import Answers, asked_rows, remember_alias
from liaison.ledgers.kinds import PLANNERS, Context, Planner
from liaison.ledgers.models import Answer, BatchState, HeadingMemory, ImportBatch, Outcome
from liaison.ledgers.parsed import KeptLedger, ParsedLedger
from liaison.ledgers.pipeline import WRITTEN, Report, uninterrupted
from liaison.ledgers.reading import KINDS, HeadingUnclear
from liaison.ledgers.recorder import Recorder

STALLED_AFTER = dt.timedelta(minutes=2)
_LOCK = 0x4C45444752  # one import writes at a time: overlapping files queue instead of colliding


@dataclass
class Result:
    """A batch with the full report of the run that made or wrote it."""

    batch: ImportBatch
    report: Report
    committed: bool = False


@uninterrupted()
def upload(
    *, kind: str, name: str, content: bytes, by: User | None, now: dt.datetime, today: dt.date, **options
) -> Result:
    """Keep the file and preview it. Raises ``FileRefused`` with nothing kept when it cannot be read.

    Options: ``sheet`` (name of the sheet), ``mapping`` (column index → field), ``effective_on`` (hand-over day).
    """
    batch = ImportBatch(kind=kind, file_name=name[:200], created_by=by, options=_plain_options(options))
    ledger = opening.read(batch, content, today)
    with transaction.atomic():
        batch.file.save(_stored_name(name), ContentFile(content), save=False)
        batch.save()
        return _preview(batch, ledger, by=by, now=now, today=today)


def set_aside(
    *, kind: str, name: str, content: bytes, by: User | None, unclear: HeadingUnclear, **options
) -> ImportBatch:
    """Keep a file in which no heading was found, until a person says which row it is and what its columns mean."""
    batch = ImportBatch(kind=kind, file_name=name[:200], created_by=by, options=_plain_options(options))
    batch.state, batch.message, batch.sheet = BatchState.UNREAD, unclear.message, unclear.sheet[:80]
    batch.header_row = unclear.header_row
    with transaction.atomic():
        batch.file.save(_stored_name(name), ContentFile(content), save=False)
        batch.save()
    return batch


@uninterrupted()
def preview_again(*, batch: ImportBatch, by: User | None, now: dt.datetime, today: dt.date) -> Result:
    """Plan a waiting batch anew: after answers, another mapping, or a change of the records it speaks of."""
    ledger = opening.read(batch, opening.content_of(batch), today)
    with transaction.atomic():
        waiting = ImportBatch.objects.filter(pk=batch.pk, state__in=(BatchState.UNREAD, BatchState.PREVIEWED))
        if not waiting.select_for_update().exists():
            raise Refused("该批次已经导入或正在写入，不能重新预览。")
        batch.rows.all().delete()
        if batch.state == BatchState.UNREAD:
            batch.state, batch.message = BatchState.PREVIEWED, ""
        return _preview(batch, ledger, by=by, now=now, today=today)


@uninterrupted()
def import_at_once(
    *, kind: str, name: str, content: bytes, by: User | None, now: dt.datetime, today: dt.date, partial: bool, **options
) -> Result:
    """Read, plan and write in one go, as the command line does. Rows in error refuse all unless ``partial``."""
    batch = ImportBatch(kind=kind, file_name=name[:200], created_by=by, options=_plain_options(options))
    ledger = opening.read(batch, content, today)
    report = Report()
    try:
        with transaction.atomic():
            queue_up()
            batch.state, batch.committed_at = BatchState.COMMITTED, now
            batch.file.save(_stored_name(name), ContentFile(content), save=False)
            batch.save()
            planner = _planner(batch, by, now, today, locks=True)
            pipeline.apply(batch, planner, ledger.sheets(), Recorder(batch, by, now), report, keep=True)
            _take_down(batch, ledger.table, report)
            if report.counts["error"] and not partial:
                raise _RowsInError
            return Result(batch, report, committed=True)
    except _RowsInError:
        # All is rolled back; the preview is kept so that people can see what was wrong.
        batch.pk, batch.state, batch.committed_at = None, BatchState.REFUSED, None
        batch.message = f"有 {report.counts['error']} 行有错误，没有写入任何内容。请按提示改正后重新导入。"
        with transaction.atomic():
            batch.save(force_insert=True)
            return _preview(batch, ledger, by=by, now=now, today=today)


def answer(
    *,
    batch: ImportBatch,
    number: int,
    column: str,
    value: str,
    choice: str,
    remember: bool,
    by: User,
    now: dt.datetime,
    today: dt.date,
) -> None:
    """Keep an answer to the question about ``value`` under ``column``, wherever it is asked, and plan again.

    ``choice`` is ``pick:TEXT``, ``keep`` or ``skip`` (this row only). ``remember`` turns a pick into an alias.
    """
    kind, _, candidate = choice.partition(":")
    if kind not in Answer.Choice.values or (kind == Answer.Choice.PICK and not candidate):
        raise Refused("请先选择一个答复。")
    with transaction.atomic():
        numbers = [number] if kind == Answer.Choice.SKIP else asked_rows(batch, column, value)
        Answer.objects.bulk_create(
            [
                Answer(
                    batch=batch,
                    number=at,
                    field=column[:120],
                    value=value[:300],
                    choice=kind,
                    candidate=candidate[:200],
                    answered_by=by,
                )
                for at in numbers
            ],
            update_conflicts=True,
            unique_fields=["batch", "number", "field", "value"],
            update_fields=["choice", "candidate", "answered_by"],
        )
        if remember and kind == Answer.Choice.PICK:
            remember_alias(batch, column, value, candidate)
    preview_again(batch=batch, by=by, now=now, today=today)


def remap(
    *,
    batch: ImportBatch,
    mapping: dict[int, str],
    remember: bool,
    by: User,
    now: dt.datetime,
    today: dt.date,
    header_row: int | None = None,
) -> None:
    """Read the batch's columns as ``mapping`` says (column index → field, "" for "keep as extra") and plan again.

    ``header_row`` (from 1) is the heading's row where none was found. ``remember`` keeps the mapping for sheets with
    the same headings. Refuses a field named twice.
    """
    named = [name for name in mapping.values() if name]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice:
        label = KINDS[batch.kind].field(twice).label
        raise Refused(f"“{label}”选了两列。每一项只能对应一列，请改正后再保存。")
    before = batch.options
    batch.options = {**before, "mapping": {str(index): name for index, name in mapping.items()}}
    if header_row is not None:
        batch.options |= {"sheet": batch.sheet, "header_row": header_row}
    try:
        preview_again(batch=batch, by=by, now=now, today=today)
    except Refused:
        batch.options = before
        raise
    if remember:
        HeadingMemory.objects.update_or_create(
            kind=batch.kind,
            signature=batch.options["signature"],
            defaults={"mapping": batch.options["mapping"], "remembered_by": by},
        )


def claim(*, batch_id: int, now: dt.datetime, partial: bool = False) -> bool:
    """Take the right to commit a previewed batch; of several callers exactly one gets True.

    Refuses a batch with rows in error unless ``partial``.
    """
    batch = ImportBatch.objects.get(pk=batch_id)
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
    anew, with a message. A worker killed in the middle leaves the batch claimed; the sweep runs this again.
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
            report, planner = Report(), _planner(batch, by, now, today, locks=True)
            pipeline.apply(batch, planner, ledger.sheets(), Recorder(batch, by, now), report, keep=False)
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
    """Take over batches whose worker gave no sign of life for ``STALLED_AFTER``; return their ids.

    A worker that lives holds its batch's row locked, so PostgreSQL skips it here and SQLite (one writer at a
    time) makes this wait; either way two workers never write one batch.
    """
    taken = []
    with transaction.atomic():
        stalled = ImportBatch.objects.stalled(now - STALLED_AFTER).order_by("pk")
        rows = stalled.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        for batch_id, claimed_at in list(rows.values_list("pk", "claimed_at")):
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


def _back_to_preview(batch: ImportBatch, message: str, now: dt.datetime, today: dt.date) -> Result:
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.PREVIEWED, message=message)
    batch.refresh_from_db()
    return preview_again(batch=batch, by=batch.created_by, now=now, today=today)


def _planner(batch: ImportBatch, by: User | None, now: dt.datetime, today: dt.date, *, locks: bool) -> Planner:
    day = batch.options.get("effective_on")
    effective_on = dt.date.fromisoformat(day) if day else None
    decisions = Answers(batch).decisions
    context = Context.load(user=by, now=now, today=today, effective_on=effective_on, locks=locks, decisions=decisions)
    return PLANNERS[batch.kind](context)


def _preview(batch: ImportBatch, ledger: ParsedLedger | KeptLedger, *, by, now: dt.datetime, today: dt.date) -> Result:
    report, planner = Report(), _planner(batch, by, now, today, locks=False)
    pipeline.preview(batch, planner, ledger.sheets(), report)
    if batch.state == BatchState.PREVIEWED and report.writes:
        ledger.keep(batch, today)
    _take_down(batch, ledger.table, report)
    return Result(batch, report)


def _take_down(batch: ImportBatch, table, report: Report) -> None:
    """Store what the whole sheet has to say beside its rows."""
    for note in table.notes:
        report.remark(note, None)
    batch.counts = report.as_counts()
    batch.remarks = [note.as_json() | {"level": note.level} for note in table.notes]
    batch.fingerprint = report.digest.hexdigest()
    batch.options = {
        **batch.options,
        "signature": opening.signature(table.heading_key),
        "set_aside": [list(row) for row in table.skipped[:200]],
        "other_sheets": table.other_sheets,
    }
    batch.save()


def queue_up() -> None:
    """Let imports write one after the other. SQLite's IMMEDIATE transactions do so by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _stored_name(name: str) -> str:
    """Return a name for the disk: nothing of the user's but the ending."""
    ending = PurePath(name).suffix.lower()
    return secrets.token_hex(12) + (ending if ending.isascii() and len(ending) <= 6 else "")


def _plain_options(options: dict) -> dict:
    day = options.get("effective_on")
    kept = {key: value for key, value in options.items() if value not in (None, "", {})}
    return {**kept, **({"effective_on": day.isoformat()} if day else {})}
