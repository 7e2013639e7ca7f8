"""What a row says of a case beyond what is on record: what an import takes over, and what it only tells."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from liaison.cases.choices import Result, State
from liaison.cases.models import Case, Handling, Rating
from liaison.cases.services.importing import LedgerCase, ended_on, state_of
from liaison.ledgers.models import Kind, Outcome
from liaison.ledgers.writing import among_ids
from liaison.sheets import KINDS

from .base import WARNING, Context, RowPlan, Sheet, shown
from .case_words import word_of

# Columns of a case from a ledger that a later version of the ledger may bring up to date.
COLUMNS = (
    "state",
    "result",
    "answer",
    "lead_unit_id",
    "assigned_on",
    "signed_on",
    "due_on",
    "original_due_on",
    "closed_on",
    "answered_on",
    "released_on",
    "ended_on",
    "extra",
)
_SHOWN = ("state", "answer", "lead_unit_id", "assigned_on", "due_on", "closed_on")
_LABELS = {column: Case._meta.get_field(column.removesuffix("_id")).verbose_name for column in COLUMNS}
_WORDS = {**dict(State.choices), **dict(Result.choices)}


@dataclass(slots=True, eq=False)
class CaseRef:
    """The case of one row: on record (``before``) or about to be (``case``)."""

    case: LedgerCase
    before: dict[str, Any] | None = None
    values: dict[str, Any] = field(default_factory=dict)
    id: int | None = None
    rating: int | None = None


class CaseNews:
    """Compares the rows of one part with the cases on record, whose ratings and units it reads: two SQL queries."""

    def __init__(self, context: Context, sheet: Sheet, case_ids: Sequence[int]) -> None:
        self.context = context
        self.sheet = sheet
        self._status, self._source, self._category = (sheet.column(name) for name in ("status", "source", "category"))
        ratings = Rating.objects.filter(case__in=among_ids(case_ids)).order_by("id").values_list("case_id", "level")
        self._ratings = dict(ratings)
        self._units: dict[int, set[int]] = defaultdict(set)
        parts = Handling.objects.current().filter(case__in=among_ids(case_ids))
        for case_id, unit_id in parts.values_list("case_id", "unit_id"):
            self._units[case_id].add(unit_id)

    def take(self, row: RowPlan, ref: CaseRef) -> None:
        """Put what the row changes into ``ref`` and ``row``. A case that is being handled here is not overwritten."""
        stored, case = ref.before, ref.case
        if stored is None:
            row.changes = {"诉求": ["", case.content], "状态": ["", _WORDS[state_of(case)]]}
            return
        wanted = self._wanted(row.index, stored, case)
        changed = [column for column in _SHOWN if wanted[column] != stored[column]]
        if not stored["is_historic"]:
            if changed:
                message = "该诉求正在系统中办理，以系统为准，本行不写入；进展请在诉求页面登记。"
                row.notes.append(self.sheet.note(WARNING, "status", row.index, message))
                row.outcome = Outcome.SKIPPED
            return
        self._tell_unlike(row, ref)
        more = wanted["extra"] != (stored["extra"] or {})
        ref.values = {**{c: stored[c] for c in COLUMNS}, **(wanted if changed or more else {})}
        row.changes = {_LABELS[c]: [self._words(c, stored[c]), self._words(c, wanted[c])] for c in changed}
        if more:
            row.changes["其他栏目"] = ["", "、".join(case.extra)]
        if case.rating and case.rating != self._ratings.get(ref.id):
            ref.rating = case.rating
            row.changes["企业满意度"] = [shown(self._ratings.get(ref.id)), shown(case.rating)]

    def _wanted(self, index: int, stored: dict[str, Any], case: LedgerCase) -> dict[str, Any]:
        """Return ``COLUMNS`` as the row would have them; an empty cell leaves the record as it is."""
        lead_unit_id = stored["lead_unit_id"] or case.lead_unit_id
        state = state_of(replace(case, lead_unit_id=lead_unit_id))
        wanted = {
            "state": state.value,
            "result": case.result or stored["result"],
            "answer": case.answer or stored["answer"],
            "lead_unit_id": lead_unit_id,
            "assigned_on": case.assigned_on or stored["assigned_on"],
            "due_on": case.due_on or stored["due_on"],
            "closed_on": case.closed_on or stored["closed_on"],
        }
        if state == State.TRACKING:
            wanted["result"] = Result.PLANNED.value
        elif state in (State.HANDLING, State.ACCEPTED):
            wanted["result"] = ""
        said = self._status[index] is not None
        same_word = word_of(wanted["state"], wanted["result"]) == word_of(stored["state"], stored["result"])
        waits = stored["state"] == State.ACCEPTED and stored["lead_unit_id"] is None and case.lead_unit_id
        if not (waits and state != State.ACCEPTED) and (not said or same_word):
            wanted["state"], wanted["result"] = stored["state"], stored["result"]
        wanted["signed_on"] = stored["signed_on"] or wanted["assigned_on"]
        wanted["original_due_on"] = stored["original_due_on"] or wanted["due_on"]
        wanted["answered_on"] = wanted["released_on"] = wanted["closed_on"]
        wanted["ended_on"] = ended_on(wanted["state"], wanted["closed_on"], stored["raised_on"])
        wanted["extra"] = {**(stored["extra"] or {}), **case.extra}
        return wanted

    def _tell_unlike(self, row: RowPlan, ref: CaseRef) -> None:
        """Tell what the row says otherwise than the case on record and what an import does not change."""
        stored, case, index = ref.before, ref.case, row.index
        leads = stored["lead_unit_id"]
        leading = {leads, case.lead_unit_id}
        support = set(case.support_unit_ids) - leading
        for name, differs, where in (
            ("lead_org", leads and case.lead_unit_id and case.lead_unit_id != leads, "请在诉求页面改派"),
            ("support_org", leads and support and support != self._units[ref.id] - leading, "请在诉求页面登记"),
            ("source", self._source[index] and case.source != stored["source"], "请在诉求页面改正"),
            ("category", self._category[index] and case.category_id != stored["category_id"], "请核对"),
        ):
            if differs:
                label = KINDS[Kind.CASES].field(name).label
                message = f"{label}与系统登记的不同，本次不改，{where}。"
                row.notes.append(self.sheet.note(WARNING, name, index, message))

    def _words(self, column: str, value: Any) -> str:
        if column == "lead_unit_id":
            return shown(self.context.units.by_id(value)) if value else shown(None)
        return shown(_WORDS.get(value, value))
