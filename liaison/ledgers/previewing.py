"""The preview of a batch: every row planned and stored, nothing written; made anew as often as something changes."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.db import transaction

from liaison.core.errors import Refused
from liaison.directory.models import User
from liaison.ledgers import opening, pipeline
from liaison.ledgers.answers import Answers
from liaison.ledgers.kinds import PLANNERS, Context, Planner
from liaison.ledgers.models import BatchState, ImportBatch
from liaison.ledgers.parsed import KeptLedger, ParsedLedger
from liaison.ledgers.pipeline import Report, uninterrupted
from liaison.ledgers.sources import source_of

WAITING = (BatchState.UNREAD, BatchState.PREVIEWED)


@dataclass
class Result:
    """A batch with the full report of the run that made or wrote it."""

    batch: ImportBatch
    report: Report
    committed: bool = False


@uninterrupted()
def preview_again(*, batch: ImportBatch, by: User | None, now: dt.datetime, today: dt.date) -> Result:
    """Plan a waiting batch anew: after answers, another mapping, or a change of the records it speaks of.

    Raises Refused where it does not wait (any more), or its file cannot be read.
    """
    ledger = opening.read(batch, opening.content_of(batch), today)
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().filter(pk=batch.pk)
        refuse_unless_waiting(locked.values_list("state", flat=True).get())
        batch.rows.all().delete()
        if batch.state == BatchState.UNREAD:
            batch.state, batch.message = BatchState.PREVIEWED, ""
        return preview(batch, ledger, by=by, now=now, today=today)


def refuse_unless_waiting(state: str) -> None:
    """Raise Refused, saying why, for a batch that is in no state to be corrected."""
    if state == BatchState.READING:
        raise Refused("这份台账正在读取，读完以后才能操作。")
    if state not in WAITING:
        raise Refused("该批次已经导入或正在写入，不能再改。")


def preview(
    batch: ImportBatch,
    ledger: ParsedLedger | KeptLedger,
    *,
    by: User | None,
    now: dt.datetime,
    today: dt.date,
    told: Callable[[int], None] | None = None,
    storing: Callable[[], AbstractContextManager] = nullcontext,
) -> Result:
    """Plan and store the rows of ``ledger``; ``told`` hears how many are done.

    ``storing`` opens a transaction for each part, and for the last step; without it the caller has opened one for all.
    """
    report, planner = Report(), planner_for(batch, by, now, today, locks=False)
    pipeline.preview(batch, planner, ledger.sheets, report, told, storing)
    with storing():
        if batch.state == BatchState.PREVIEWED and report.writes:
            ledger.keep(batch, today)
        take_down(batch, ledger.table, report)
    return Result(batch, report)


def planner_for(batch: ImportBatch, by: User | None, now: dt.datetime, today: dt.date, *, locks: bool) -> Planner:
    """Return the planner of the batch's kind, with the answers given so far; ``locks`` for one that will write."""
    day = batch.options.get("effective_on")
    effective_on = dt.date.fromisoformat(day) if day else None
    decisions = Answers(batch).decisions
    context = Context.load(user=by, now=now, today=today, effective_on=effective_on, locks=locks, decisions=decisions)
    return PLANNERS[batch.kind](context)


def take_down(batch: ImportBatch, table, report: Report) -> None:
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
        "alike": table.alike,
    }
    region_id = batch.created_by.region_id if batch.created_by else None
    batch.source = source_of(batch.kind, batch.options["signature"], batch.file_name, batch.sheet, region_id)
    batch.save()
