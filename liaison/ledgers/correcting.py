"""What people say about a preview: answers to its questions, what a column means. It is made anew each time.

A batch of many rows goes to the queue of ``preview_jobs`` instead; it is READING then, and the caller hands it to a
worker.
"""

import datetime as dt

from django.db import transaction

from liaison.core.errors import Refused
from liaison.directory.models import User
from liaison.ledgers import opening, preview_jobs
from liaison.ledgers.answers import asked_rows, remember_alias
from liaison.ledgers.models import Answer, ImportBatch
from liaison.ledgers.previewing import preview_again, refuse_unless_waiting
from liaison.sheets import KINDS


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
    Raises Refused where the batch does not wait for answers, nobody asks this, or the answer says nothing.
    """
    kind, _, candidate = choice.partition(":")
    if kind not in Answer.Choice.values or (kind == Answer.Choice.PICK and not candidate):
        raise Refused("请先选择一个答复。")
    with transaction.atomic():
        _hold(batch)
        numbers = [number] if kind == Answer.Choice.SKIP else asked_rows(batch, column, value)
        if not numbers:
            raise Refused("没有找到这个问题，可能已经答复过。请按现在的预览再看一次。")
        _keep_answers(batch, numbers, column, value, kind, candidate, by)
        if remember and kind == Answer.Choice.PICK:
            remember_alias(batch, column, value, candidate)
        if preview_jobs.is_large(batch):
            preview_jobs.send(batch)
            return
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
    the same headings. Raises Refused for a field named twice, and where the batch does not wait.
    """
    _refuse_named_twice(batch.kind, mapping)
    with transaction.atomic():
        _hold(batch)
        before = batch.options
        batch.options = {**before, "mapping": {str(index): name for index, name in mapping.items()}}
        batch.options.pop("remember_for", None)
        if header_row is not None:
            batch.options |= {"sheet": batch.sheet, "header_row": header_row}
        if preview_jobs.is_large(batch):
            batch.options |= {"remember_for": by.pk} if remember else {}
            preview_jobs.send(batch)
            return
    try:
        preview_again(batch=batch, by=by, now=now, today=today)
    except Refused:
        batch.options = before
        raise
    if remember:
        opening.remember(batch, by_id=by.pk)


def _hold(batch: ImportBatch) -> None:
    """Lock ``batch`` and see how it stands now. Raises Refused unless it waits for people."""
    batch.refresh_from_db(from_queryset=ImportBatch.objects.select_for_update())
    refuse_unless_waiting(batch.state)


def _keep_answers(batch: ImportBatch, numbers, column: str, value: str, choice: str, candidate: str, by: User) -> None:
    given = {"choice": choice, "candidate": candidate, "answered_by": by}
    Answer.objects.bulk_create(
        [Answer(batch=batch, number=number, field=column, value=value, **given) for number in numbers],
        update_conflicts=True,
        unique_fields=["batch", "number", "field", "value"],
        update_fields=list(given),
    )


def _refuse_named_twice(kind: str, mapping: dict[int, str]) -> None:
    named = [name for name in mapping.values() if name]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice:
        label = KINDS[kind].field(twice).label
        raise Refused(f"“{label}”选了两列。每一项只能对应一列，请改正后再保存。")
