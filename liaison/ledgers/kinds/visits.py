"""走访记录: visits to enterprises on record, with the problems raised there."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from liaison.assignments.models import Assignment
from liaison.ledgers.models import Kind, Outcome
from liaison.ledgers.writing import among_ids
from liaison.visits.models import Problem, Visit

from .base import ERROR, WARNING, Context, Planner, RowPlan, match_key, shown
from .lookup import EnterpriseLookup, Found
from .people import LeaderRef, People

# ledger field → column of Visit
TEXTS = {
    "place": "place",
    "condition": "condition",
    "content": "content",
    "resolved": "resolved_on_spot",
    "next_steps": "next_steps",
    "note": "note",
}
KEPT_AS_EXTRA = ("policy", "done", "recorder", "follow_up_due", "leader_post")
KEY = ("enterprise_id", "held_on", "held_until", "leader_id")
COLUMNS = (
    "enterprise_id",
    "held_on",
    "held_until",
    "precision",
    "method",
    "leader_id",
    "companions",
    *TEXTS.values(),
    "no_issue",
    "extra",
)
_LABELS = {column: Visit._meta.get_field(column).verbose_name for column in COLUMNS}
_LIMITS = {column: Visit._meta.get_field(column).max_length for column in ("companions", *TEXTS.values())}
_METHODS = dict(Visit._meta.get_field("method").flatchoices)
_DEFAULTS = dict.fromkeys(("companions", *TEXTS.values()), "") | {"no_issue": False, "extra": {}}


class KnownProblem(NamedTuple):
    """A problem on record; ``case_id`` is the case made of it, ``unit_id`` who should answer."""

    id: int
    order: int
    text: str
    unit_id: int | None
    case_id: int | None


@dataclass(slots=True, eq=False)
class VisitRef:
    """One visit of a row: on record (``before``) or about to be."""

    values: dict[str, Any]
    problems: list[str] | None
    before: dict[str, Any] | None = None
    known: list[KnownProblem] = field(default_factory=list)
    id: int | None = None

    @property
    def is_changed(self) -> bool:
        return self.before is not None and any(self.before[c] != self.values[c] for c in COLUMNS)

    @property
    def problems_before(self) -> list[str]:
        return [problem.text for problem in self.known]

    @property
    def has_new_problems(self) -> bool:
        return self.problems is not None and self.problems != self.problems_before


class VisitsPlanner(Planner):
    """See :class:`Planner`. A visit is known by enterprise, day and leader; several such a day count one by one."""

    kind = Kind.VISITS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.people = People(context)
        self.enterprises = EnterpriseLookup(context, "enterprises")
        self._seen: Counter[tuple] = Counter()
        self._first_row: dict[tuple, int] = {}

    # --- planning ------------------------------------------------------------------------------

    def load(self) -> None:
        self.enterprises.load(self.sheet)
        ids = self.enterprises.ids
        self._serving: dict[int, list[int]] = defaultdict(list)
        serving = Assignment.objects.filter(enterprise__in=among_ids(ids)).order_by("id")
        for enterprise_id, leader_id in serving.values_list("enterprise_id", "leader_id"):
            self._serving[enterprise_id].append(leader_id)
        days = {span.first for span in self.sheet.column("date") if span}
        rows = Visit.objects.filter(enterprise__in=among_ids(ids), held_on__in=days)
        if self.context.locks:
            rows = rows.select_for_update()
        self._on_record: dict[tuple, list[VisitRef]] = defaultdict(list)
        by_id: dict[int, VisitRef] = {}
        for pk, version, *values in rows.order_by("id").values_list("id", "version", *COLUMNS):
            before = dict(zip(COLUMNS, values, strict=True)) | {"version": version}
            ref = by_id[pk] = VisitRef({}, None, before, id=pk)
            self._on_record[tuple(before[column] for column in KEY)].append(ref)
        problems = Problem.objects.filter(visit__in=among_ids(by_id)).order_by("visit_id", "order", "id")
        for visit_id, *known in problems.values_list("visit_id", "id", "order", "text", "unit_id", "case"):
            by_id[visit_id].known.append(KnownProblem(*known))

    def plan_row(self, index: int) -> RowPlan:
        row = self.row(index)
        names = self.sheet.column("enterprises")[index] or ()
        row.label = "、".join(names)[:200]
        span = self.sheet.column("date")[index]
        found = [self.enterprises.find(row, name) for name in names]
        if row.has(ERROR):
            return self.classify(row, is_new=True)
        if span is None or not found or None in found:
            row.outcome = Outcome.SKIPPED
            return row
        refs = [self._visit(row, enterprise, span) for enterprise in found]
        row.payload, row.target = refs, refs[0]
        for ref, enterprise in zip(refs, found, strict=True):
            self._note_changes(row, ref, enterprise if len(refs) > 1 else None)
        return self.classify(row, is_new=all(ref.before is None for ref in refs))

    def _visit(self, row: RowPlan, enterprise: Found, span) -> VisitRef:
        index = row.index
        leader, companions = self._people(row, enterprise)
        key = (enterprise.id, span.first, span.last, leader.id if leader else None)
        order = self._seen[key]
        self._seen[key] += 1
        if order:
            message = (
                f"与第 {self._first_row[key]} 行是同一企业、同一天、同一领导的走访，按另一次走访处理，请核对是否重复。"
            )
            row.notes.append(self.sheet.note(WARNING, "enterprises", index, message))
        self._first_row.setdefault(key, row.number)
        known = self._on_record.get(key, [])
        ref = known[order] if order < len(known) else VisitRef({}, None)
        values = {**_DEFAULTS, "method": "onsite"} if ref.before is None else {c: ref.before[c] for c in COLUMNS}
        values.update(zip(KEY, key, strict=True))
        values["precision"] = span.precision
        if method := self.sheet.column("method")[index]:
            values["method"] = method
        if companions:
            values["companions"] = companions
        for name, column in TEXTS.items():
            if text := self.sheet.column(name)[index]:
                values[column] = text
        self._take_extra(row, values)
        problems = self.sheet.column("problems")[index]
        ref.problems = list(problems) if problems else ([] if problems is not None else None)
        if ref.problems is not None:
            self._keep_cases(row, ref)
        values["no_issue"] = ref.problems == [] or (values["no_issue"] and not ref.problems)
        ref.values = values
        self._check_lengths(row, values)
        return ref

    def _keep_cases(self, row: RowPlan, ref: VisitRef) -> None:
        """A problem that a case has been made of stays, whatever the ledger says by now."""
        for problem in ref.known:
            if problem.case_id is not None and problem.text not in ref.problems:
                ref.problems.append(problem.text)
                message = f"这次走访原有的问题“{problem.text[:40]}”已转为诉求，本表没有写；该问题保留，请核对。"
                row.notes.append(self.sheet.note(WARNING, "problems", row.index, message))

    def _take_extra(self, row: RowPlan, values: dict[str, Any]) -> None:
        index = row.index
        extra = dict(self.sheet.values.extra[index]) if self.sheet.values.extra else {}
        for name in KEPT_AS_EXTRA:
            if self.sheet.column(name)[index] not in (None, ""):
                extra[self.sheet.heading(name)] = self.sheet.raw(name, index)
        if extra:
            values["extra"] = {**(values["extra"] or {}), **extra}

    def _people(self, row: RowPlan, enterprise: Found) -> tuple[LeaderRef | None, str]:
        """Return the leader and the companions; a leader not on record stays readable in the row's other columns."""
        named = list(self.sheet.column("leader")[row.index] or ())
        companions = [person.name for person in self.sheet.column("companions")[row.index] or ()]
        leader = None
        if named:
            first = next((person for person in named if person.role == "lead"), named[0])
            leader = self._leader(row, first.name, enterprise)
            companions = [p.name for p in named if p is not first or leader is None] + companions
        return leader, "、".join(companions)

    def _leader(self, row: RowPlan, name: str, enterprise: Found) -> LeaderRef | None:
        serving = [self.people.by_id[pk] for pk in self._serving.get(enterprise.id, ())]
        known = {ref.id: ref for ref in serving if match_key(ref.name) == match_key(name)}
        if not known:
            known = {ref.id: ref for ref in self.people.namesakes(name)}
        if len(known) == 1:
            return next(iter(known.values()))
        text = "系统中有几位同名领导" if known else "系统中没有这位领导"
        message = f"{text}“{name}”，走访照常登记，姓名记入陪同人员；请先导入分工表或补登领导。"
        row.notes.append(self.sheet.note(WARNING, "leader", row.index, message))
        return None

    def _check_lengths(self, row: RowPlan, values: dict[str, Any]) -> None:
        fields = {"companions": "companions", **TEXTS}
        for name, column in fields.items():
            limit = _LIMITS[column]
            if limit and len(values[column]) > limit:
                message = f"内容有 {len(values[column])} 个字，最多 {limit} 个字，请精简后再导入。"
                row.notes.append(self.sheet.note(ERROR, name, row.index, message))

    def _note_changes(self, row: RowPlan, ref: VisitRef, enterprise: Found | None) -> None:
        prefix = f"{enterprise.name}：" if enterprise else ""
        for column in COLUMNS:
            old = ref.before[column] if ref.before else None
            new = ref.values[column]
            if column not in ("extra", "precision", "enterprise_id") and old != new and new not in (None, "", False):
                row.changes[prefix + _LABELS[column]] = [self._words(column, old), self._words(column, new)]
        if ref.before is not None and ref.before["extra"] != ref.values["extra"]:
            row.changes[prefix + "其他栏目"] = ["", "、".join(ref.values["extra"])]
        if ref.has_new_problems and (ref.problems or ref.problems_before):
            row.changes[prefix + "问题及诉求"] = ["；".join(ref.problems_before), "；".join(ref.problems)]

    def _words(self, column: str, value: Any) -> str:
        if column == "leader_id":
            return str(self.people.by_id.get(value, "") or "")
        return shown(_METHODS.get(value, value) if column == "method" else value)

    # --- writing -------------------------------------------------------------------------------

    def apply(self, plans: list[RowPlan], recorder) -> None:
        works = [(row.number, ref) for row in plans if row.writes for ref in row.payload]
        new = [(number, ref) for number, ref in works if ref.before is None]
        by = recorder.user.pk if recorder.user else None
        rows = [(*_row(ref.values), by) for _, ref in new]
        for (_, ref), pk in zip(
            new, recorder.create(Visit, (*COLUMNS, "logged_by_id"), rows, [n for n, _ in new]), strict=True
        ):
            ref.id = pk
        changed = [(number, ref) for number, ref in works if ref.is_changed or (ref.before and ref.has_new_problems)]
        recorder.change(
            Visit,
            COLUMNS,
            [(ref.id, *_row(ref.values)) for _, ref in changed],
            [[ref.before[c] for c in COLUMNS] for _, ref in changed],
            [number for number, _ in changed],
            [ref.before["version"] for _, ref in changed],
        )
        recorder.link(Problem, ("visit_id", "order", "text"), [row for _, ref in new for row in _problems(ref)])
        self._write_problems(recorder, [(n, ref) for n, ref in works if ref.before and ref.has_new_problems])

    @staticmethod
    def _write_problems(recorder, works: list[tuple[int, VisitRef]]) -> None:
        """Bring the problems of visits on record up to date; one whose text stays is not touched but for its order."""
        gone, moved, fresh = [], [], []
        for number, ref in works:
            kept, more, left = sort_problems(ref.known, ref.problems)
            fresh += [(number, ref.id, order, text) for order, text in more]
            moved += [(number, problem, order) for problem, order in kept if problem.order != order]
            gone += [(number, ref.id, problem) for problem in left]
        befores = [
            {"visit_id": visit_id, "order": problem.order, "text": problem.text, "unit_id": problem.unit_id}
            for _, visit_id, problem in gone
        ]
        recorder.remove(Problem, [problem.id for *_, problem in gone], befores, [number for number, *_ in gone])
        recorder.change(
            Problem,
            ("order",),
            [(problem.id, order) for _, problem, order in moved],
            [(problem.order,) for _, problem, _ in moved],
            [number for number, *_ in moved],
        )
        columns = ("visit_id", "order", "text")
        recorder.create(Problem, columns, [row for _, *row in fresh], [number for number, *_ in fresh])


def sort_problems(known: Iterable, texts: Iterable[str]) -> tuple[list, list[tuple[int, str]], list]:
    """Hold ``texts`` (in order) against ``known`` problems, anything with a ``text``.

    Returns those that stay with their order, the orders and texts of new ones, and the known ones no longer named.
    """
    kept, fresh, left = [], [], list(known)
    for order, text in enumerate(texts, start=1):
        same = next((problem for problem in left if problem.text == text), None)
        if same is None:
            fresh.append((order, text))
        else:
            left.remove(same)
            kept.append((same, order))
    return kept, fresh, left


def _problems(ref: VisitRef) -> list[tuple[int, int, str]]:
    return [(ref.id, order, text) for order, text in enumerate(ref.problems or (), start=1)]


def _row(values: dict[str, Any]) -> tuple:
    return tuple(json.dumps(values[c], ensure_ascii=False) if c == "extra" else values[c] for c in COLUMNS)
