"""From a table to stored rows and written records, part by part: what preview and commit have in common."""

import gc
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

from liaison.ledgers import progress, writing
from liaison.ledgers.kinds import Planner, RowPlan, Sheet
from liaison.ledgers.kinds.base import plain_text
from liaison.ledgers.models import ImportBatch, ImportRow, Outcome
from liaison.ledgers.recorder import Recorder
from liaison.sheets.types import ERROR, INFO, QUESTION, WARNING, Note

ROW_COLUMNS = (
    "batch_id",
    "number",
    "outcome",
    "label",
    "raw",
    "changes",
    "notes",
    "warnings",
    "questions",
    "errors",
    "target_id",
)
# The parts of a ledger from first to last, as often as they are asked for.
Sheets = Callable[[], Iterable[Sheet]]
# What makes a commit write.
WRITTEN = (Outcome.NEW, Outcome.CHANGED)


@dataclass
class Report:
    """What an import found: counts of rows by outcome, and everything there is to say, each with its row."""

    counts: Counter = field(default_factory=Counter)
    notes: dict[str, list[dict]] = field(default_factory=lambda: {WARNING: [], QUESTION: [], ERROR: []})
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, plans: list[RowPlan]) -> None:
        for plan in plans:
            self.counts[plan.outcome.value] += 1
            changed = repr(plan.changes) if plan.outcome == Outcome.CHANGED else ""
            # A row that is left out or in error may speak of what is only just written: that is no difference.
            known = plan.outcome in (Outcome.CHANGED, Outcome.UNCHANGED)
            target = getattr(plan.target, "id", None) if known else ""
            self.digest.update(f"{plan.number}{plan.outcome.value}{target}{changed}|".encode())
            for note in plan.notes:
                self.remark(note, plan.number)
            if plan.notes:
                for level in {note.level for note in plan.notes}:
                    self.counts[f"with_{level}"] += 1
        self.counts["rows"] += len(plans)

    def remark(self, note: Note, number: int | None) -> None:
        if note.level != INFO:
            self.notes[note.level].append(note.as_json(number))

    @property
    def writes(self) -> bool:
        return any(self.counts[outcome.value] for outcome in WRITTEN)

    def as_counts(self) -> dict[str, int]:
        """Return the numbers a person wants at a glance; rows by outcome, notes by level."""
        counts = {outcome.value: self.counts[outcome.value] for outcome in Outcome}
        levels = {f"{level}s": len(notes) for level, notes in self.notes.items()}
        rows = {f"rows_with_{level}": self.counts[f"with_{level}"] for level in self.notes}
        return {"rows": self.counts["rows"], **counts, **levels, **rows}


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Keep the cyclic collector still, and give SQLite a larger cache, while rows are worked through.

    An import makes millions of plain tuples and strings and no cycles; the collector would walk all of them again
    and again, a third of the whole cost. What is no longer used is still freed at once, by reference count.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        with writing.roomy():
            yield
    finally:
        if was_on:
            gc.enable()


def preview(
    batch: ImportBatch,
    planner: Planner,
    sheets: Sheets,
    report: Report,
    told: Callable[[int], None] | None = None,
    storing: Callable[[], AbstractContextManager] = nullcontext,
) -> None:
    """Plan every row and store what would become of it, each part ``storing``; ``told`` hears how many are stored."""
    planner.survey(sheets)
    for sheet in sheets():
        plans = planner.plan(sheet)
        report.add(plans)
        with storing():
            store(batch, sheet, plans)
        if told:
            told(report.counts["rows"])
    planner.let_go()


def apply(
    batch: ImportBatch, planner: Planner, sheets: Sheets, recorder: Recorder, report: Report, *, keep: bool
) -> None:
    """Plan and write, part by part; ``keep`` says whether the rows are to be stored as well (no preview was)."""
    met: set[int] = set()
    planner.survey(sheets)
    for sheet in sheets():
        if done := report.counts["rows"]:  # nobody needs to be told of the only part, or of the last
            progress.report(batch.pk, done)
        plans = planner.plan(sheet)
        report.add(plans)
        planner.apply(plans, recorder)
        if keep:
            store(batch, sheet, plans)
        else:
            _tell_shared_targets(batch, plans, met)
    planner.let_go()


def _tell_shared_targets(batch: ImportBatch, plans: list[RowPlan], met: set[int]) -> None:
    """Name the record of rows about one that an earlier row has added: no trace leads from them to it."""
    shared = {}
    for plan in plans:
        if plan.outcome == Outcome.NEW and (pk := plan.target.id) is not None:
            if pk in met:
                shared[plan.number] = pk
            met.add(pk)
    if shared:
        rows = ImportRow.objects.filter(batch=batch, number__in=writing.among_ids(shared)).values_list("id", "number")
        writing.update(ImportRow, ("target_id",), [(pk, shared[number]) for pk, number in rows])


def store(batch: ImportBatch, sheet: Sheet, plans: list[RowPlan]) -> None:
    """Write one :class:`ImportRow` for each plan."""
    if sheet.raw_rows is None:
        sheet.raw_rows = [_encode([c if type(c) is str else plain_text(c) for c in r.cells]) for r in sheet.table.rows]
    raw = sheet.raw_rows
    writing.insert(ImportRow, ROW_COLUMNS, [_row(batch.pk, plan, raw[plan.index]) for plan in plans], now=None)


_NOTHING_TOLD = ("[]", 0, 0, 0)


def _row(batch_id: int, plan: RowPlan, raw: str) -> tuple:
    told = _NOTHING_TOLD
    if plan.notes:
        levels = Counter(note.level for note in plan.notes)
        told = (_encode([_note(n) for n in plan.notes]), levels[WARNING], levels[QUESTION], levels[ERROR])
    return (
        batch_id,
        plan.number,
        plan.outcome.value,
        plan.label[:200],
        raw,
        _encode(plan.changes) if plan.changes else "{}",
        *told,
        getattr(plan.target, "id", None),
    )


def _note(note: Note) -> dict:
    return {"level": note.level, **note.as_json()}


_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
