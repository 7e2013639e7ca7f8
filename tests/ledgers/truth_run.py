"""One random ledger through the whole pipeline, and everything that went wrong on its way.

    faults = run(kind, seed, reference)          # [] or sentences, each beginning with kind and seed

The example leaves nothing behind: it runs in a transaction that is rolled back.
"""

from collections import Counter
from io import BytesIO
from unittest.mock import patch

from django.apps import apps
from django.db import connection, transaction

from liaison.core.errors import Refused
from liaison.directory.models import User
from liaison.ledgers import services, undoing
from liaison.ledgers.exporting import export
from liaison.ledgers.models import ImportEffect, ImportRow, Outcome
from liaison.sheets import TableSource

from .generator import TODAY, Made, make
from .truth_found import FOUND
from .truth_world import NOW, Reference, World, set_up

MOST_ROWS = 8
PARTS = (5_000, 3, 1)  # rows that the import takes at a time
EXACT = ("date",)  # a date given by the month only is warned of, and yet taken as it stands
WRITTEN = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)
_TABLES = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label in ("directory", "enterprises", "assignments", "visits", "cases")
    and not model._meta.proxy
    and not model._meta.model_name.startswith("historical")
    and model._meta.model_name not in ("region", "regionalias", "unit", "unitalias", "category", "casecounter")
]
# Records that live and die with another one, whose trace is theirs.
_OWNERS = {
    "enterprises.enterprisecontact": ("enterprises.enterprise", "enterprise_id"),
    "assignments.assignment_support_units": ("assignments.assignment", "assignment_id"),
    "assignments.pendinglink_support_units": ("assignments.pendinglink", "pendinglink_id"),
    "visits.problem": ("visits.visit", "visit_id"),
    "cases.handling": ("cases.case", "case_id"),
    "cases.rating": ("cases.case", "case_id"),
    "cases.caseevent": ("cases.case", "case_id"),
    "cases.casespan": ("cases.case", "case_id"),
}
# Records worked out of others: written anew when those change, so that their own keys do not matter.
_DERIVED = {"cases.casespan"}
# What a change that was taken back leaves behind: the record was written twice.
_WORN = {"version", "updated_at", "created_at"}


def run(kind: str, seed: int, reference: Reference, tally: Counter | None = None) -> list[str]:
    """Return what went wrong. ``tally`` counts rows, rows written, findings and findings that are as written."""
    made = make(kind, seed, MOST_ROWS)
    size = PARTS[seed % len(PARTS)]
    with transaction.atomic(), patch.object(TableSource.parts, "__defaults__", (size,)):
        try:
            world = set_up(made, seed, reference)
            by = reference.desk if seed % 5 < 2 else None
            example = Example(made, world, Counter() if tally is None else tally, by=by, in_one_go=seed % 2 == 0)
            return [f"{kind} {seed} {fault}" for fault in example.faults()]
        finally:
            transaction.set_rollback(True)


class Example:
    """``made`` on its way into ``world``: ``in_one_go``, or as a preview confirmed.

    ``by`` None is the command line, which sees everything; a person of the province sees as much by rights.
    """

    def __init__(self, made: Made, world: World, tally: Counter, *, by: User | None, in_one_go: bool) -> None:
        self.made, self.world, self.tally, self.by, self.in_one_go = made, world, tally, by, in_one_go
        self.worn = False  # whether records were written and put back on the way

    def faults(self):
        before = contents()
        preview = self.bring_in(services.upload)
        shown = told(preview)
        if contents() != before:
            yield "the preview wrote something"
        batch = self.bring_in(services.import_at_once) if self.in_one_go else self.confirm(preview)
        if batch is None:
            yield "the confirmed preview was not committed"
            yield from unlike("the preview said", shown, "then", told(preview))
            return
        rows = list(batch.rows.order_by("number"))
        after = contents()
        connection.check_constraints()
        if told(batch) != shown or batch.fingerprint != preview.fingerprint:
            yield from unlike("the preview said", shown, "the import", told(batch))
        yield from self.unaccounted(batch, rows)
        yield from self.untraced(batch, rows, before, after)
        for row, truth in zip(rows, self.made.truth, strict=False):
            yield from self.untrue(batch, row, truth)
        yield from self.not_again(rows)
        yield from self.not_out_and_in()
        yield from unlike_tables("the same file and the export, imported, left", after, contents(), worn=self.worn)
        undoing.undo(batch_id=batch.pk, by=self.by, now=NOW)
        connection.check_constraints()
        yield from unlike_tables("undo left", before, contents(), worn=True)

    def bring_in(self, verb, content: bytes | None = None, name: str = ""):
        """Upload or import the file and return the batch."""
        options = {"partial": True} if verb is services.import_at_once else {}
        content, name = content or self.made.data, name or self.made.filename
        result = verb(kind=self.made.kind, name=name, content=content, by=self.by, now=NOW, today=TODAY, **options)
        return result.batch

    def confirm(self, batch):
        services.claim(batch_id=batch.pk, now=NOW, partial=True)
        result = services.commit(batch_id=batch.pk, now=NOW, today=TODAY)
        return result.batch if result and result.committed else None

    def unaccounted(self, batch, rows):
        """Every row of the sheet is a row of the batch or set aside, once."""
        numbers = [row.number for row in rows]
        if numbers != self.made.numbers:
            yield f"rows {numbers} are data, not {self.made.numbers}"
        aside = [number for number, *_ in batch.options["set_aside"]]
        if sorted(numbers + aside) != list(range(1, self.made.height + 1)):
            yield f"of {self.made.height} rows {numbers} are data and {aside} set aside"
        counts = Counter(row.outcome for row in rows)
        if any(batch.counts[outcome.value] != counts[outcome.value] for outcome in Outcome):
            yield f"the counts {batch.counts} are not those of the rows {counts}"

    def untraced(self, batch, rows, before: dict, after: dict):
        """What is new on record leads back to a row that says it wrote; no other row wrote."""
        effects = ImportEffect.objects.filter(batch=batch).values_list("model", "object_id", "operation", "number")
        writing = {row.number for row in rows if row.outcome in (Outcome.NEW, Outcome.CHANGED)}
        if idle := {number for *_, number in effects} - writing:
            yield f"rows {sorted(idle)} wrote, but do not say so"
        if silent := writing - {number for *_, number in effects}:
            yield f"rows {sorted(silent)} say they wrote, but did not"
        traced = {(model, pk) for model, pk, *_ in effects}
        for model, rows in after.items():
            touched = {pk for pk in rows.keys() | before[model].keys() if before[model].get(pk) != rows.get(pk)}
            owner, key = _OWNERS.get(model, ("", ""))
            known = before[model] | rows if model in _DERIVED else rows
            hung = {pk for pk in touched & known.keys() if key and (owner, known[pk][key]) in traced}
            if untraced := touched - hung - {pk for name, pk in traced if name == model}:
                yield f"{model} {sorted(untraced)} changed without a trace"

    def untrue(self, batch, row: ImportRow, truth: dict):
        """Each field is on record as written, or somebody was told under its heading."""
        self.tally["rows"] += 1
        notes = [note for note in row.notes if note["level"] != "info"]
        if row.outcome not in WRITTEN:
            if not notes:
                yield f"row {row.number} was left out ({row.outcome}) without a word"
            if ImportEffect.objects.filter(batch=batch, number=row.number).exists():
                yield f"row {row.number} was left out ({row.outcome}) and yet written"
            return
        self.tally["written"] += 1
        headings = {field: heading for field, (_, heading, _) in zip(self.made.fields, batch.headings, strict=False)}
        reported = {note["column"] for note in (*notes, *batch.remarks) if note["level"] != "info"}
        refused = {note["column"] for note in notes if note["level"] in ("error", "question")}
        if self.made.fields[-1] is None and self.made.kind != "leaders":
            truth = {**truth, "": "有支部"}
        for field, written, found in FOUND[self.made.kind](row, truth, self.world):
            self.tally["findings"] += 1
            self.tally["true"] += written == found
            excused = refused if field in EXACT else reported
            if written != found and headings.get(field, "") not in excused:
                yield f"row {row.number} {field}: {found!r} for {written!r}, notes {[n['message'] for n in notes]}"

    def not_again(self, first: list[ImportRow]):
        """The same file once more writes nothing and says nothing new.

        One kind of row may: one refused because nobody could tell the level of its leader, where a further row has
        brought that leader in with a level. It is read as it would be had the rows stood the other way round.
        """
        batch = self.bring_in(services.import_at_once)
        again = {row.number: row for row in batch.rows.all()}
        pairs = list(zip(first, self.made.truth, strict=False))
        known = {name for row, truth in pairs if row.outcome in WRITTEN for name in truth.get("leader", ())}
        late = set()
        for row, truth in pairs:
            named = known.intersection(truth.get("leader", ()))
            if row.outcome == Outcome.ERROR and any(note["message"].startswith("不能确定") for note in row.notes):
                late |= named if again[row.number].outcome in WRITTEN else set()
        for row, truth in pairs:
            if late.intersection(truth.get("leader", ())):
                continue
            expected = Outcome.UNCHANGED.value if row.outcome in WRITTEN else row.outcome
            second = again[row.number]
            if second.outcome != expected:
                yield f"row {row.number} was {row.outcome}, and {second.outcome} when it came again: {second.changes}"
            fresh = {note["message"] for note in second.notes} - {note["message"] for note in row.notes}
            if fresh:
                yield f"row {row.number} is told of again: {fresh}"
        if late:
            undoing.undo(batch_id=batch.pk, by=self.by, now=NOW)
            self.worn = True

    def not_out_and_in(self):
        """What is exported comes in again as unchanged."""
        out = BytesIO()
        if not (count := export(self.made.kind, out, user=self.by, today=TODAY)):
            return
        try:
            rows = list(self.bring_in(services.import_at_once, out.getvalue(), "导出.xlsx").rows.all())
        except Refused as refusal:
            yield f"the export is refused: {refusal}"
            return
        if len(rows) != count:
            yield f"of {count} rows exported {len(rows)} came in"
        for row in rows:
            if row.outcome != Outcome.UNCHANGED:
                messages = [note["message"] for note in row.notes]
                yield f"exported row {row.number} comes in as {row.outcome}: {row.raw} {row.changes} {messages}"


def told(batch) -> list[tuple]:
    """Return what the batch says of its rows, comparable between preview and import."""
    return list(batch.rows.order_by("number").values_list("number", "outcome", "label", "notes", "changes", "raw"))


def contents() -> dict[str, dict[int, dict]]:
    """Return all records of the rooms that imports write to: model → key → column → value, as the driver gives it."""
    found = {}
    with connection.cursor() as cursor:
        for model in _TABLES:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            columns = [column[0] for column in cursor.description]
            rows = (dict(zip(columns, row, strict=True)) for row in cursor.fetchall())
            found[model._meta.label_lower] = {row["id"]: row for row in rows}
    return found


def unlike(one: str, first: list, other: str, second: list):
    for a, b in zip(first, second, strict=False):
        if a != b:
            yield f"{one} {a}, {other} {b}"
    if len(first) != len(second) or first == second:
        yield f"{one} {len(first)} rows, {other} {len(second)}, or their fingerprints differ"


def unlike_tables(words: str, before: dict, after: dict, *, worn: bool = False):
    """Tell which records differ; ``worn`` leaves out columns that count writes. Keys of links do not matter."""
    for model, rows in before.items():
        first, second = (_comparable(table, worn, model in _DERIVED) for table in (rows, after[model]))
        if first != second:
            gone = [row for row in first if row not in second]
            fresh = [row for row in second if row not in first]
            yield f"{words} {model}: {gone} became {fresh}"


def _comparable(table: dict[int, dict], worn: bool, derived: bool) -> list[dict]:
    left_out = _WORN if worn else set()
    rows = [{column: value for column, value in row.items() if column not in left_out} for row in table.values()]
    links = [
        row for row in rows if derived or set(row) <= {"id"} or all(key == "id" or key.endswith("_id") for key in row)
    ]
    plain = [row for row in rows if row not in links]
    return sorted(plain, key=lambda row: row["id"]) + sorted(
        ({key: value for key, value in row.items() if key != "id"} for row in links), key=repr
    )
