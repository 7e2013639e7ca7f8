"""诉求台账: cases with their history; what comes from a ledger keeps its dates and fires no reminder."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from liaison.cases.choices import HandlingRole, Result, Source, State
from liaison.cases.models import Case, Category, Handling, Rating
from liaison.cases.services.importing import LedgerCase, import_cases, state_of, units_of
from liaison.core.errors import Refused
from liaison.directory.models import Unit
from liaison.ledgers.models import Kind, Outcome
from liaison.ledgers.reading import KINDS
from liaison.ledgers.writing import among, among_ids

from .base import ERROR, QUESTION, WARNING, Candidate, Context, Planner, RowPlan, match_key, shown
from .case_words import word_of
from .lookup import EnterpriseLookup, Found

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
    "extra",
)
_ON_RECORD = (
    "id",
    "version",
    "number",
    "enterprise_id",
    "raised_on",
    "content",
    "is_historic",
    "source",
    "category_id",
    *COLUMNS,
)
_SHOWN = ("state", "answer", "lead_unit_id", "assigned_on", "due_on", "closed_on")
_LABELS = {column: Case._meta.get_field(column.removesuffix("_id")).verbose_name for column in COLUMNS}
_WORDS = {**dict(State.choices), **dict(Result.choices)}
_KEPT_AS_EXTRA = (
    "leader",
    "responsible",
    "phone",
    "contact",
    "contact_phone",
    "urgency",
    "required_level",
    "call_back",
    "difficult",
    "common",
    "suggestion",
    "note",
)
_LONGEST_TITLE = Case._meta.get_field("title").max_length
OTHER = "其他"


@dataclass(slots=True, eq=False)
class CaseRef:
    """The case of one row: on record (``before``) or about to be (``case``)."""

    case: LedgerCase
    before: dict[str, Any] | None = None
    values: dict[str, Any] = field(default_factory=dict)
    id: int | None = None
    rating: int | None = None


class CasesPlanner(Planner):
    """See :class:`Planner`. A case is known by its number, else by enterprise, day and text."""

    kind = Kind.CASES

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.enterprises = EnterpriseLookup(context, "enterprise")
        self.categories = Category.objects.by_word()
        if not self.categories:
            raise Refused("系统里还没有诉求分类，无法归类。请系统管理员先运行 load_reference 装入基础数据。")
        self._seen: Counter[tuple] = Counter()
        self._first_row: dict[tuple, int] = {}

    # --- planning ------------------------------------------------------------------------------

    def load(self) -> None:
        self.enterprises.load(self.sheet)
        numbers = set(filter(None, self.sheet.column("number")))
        rows = Case.objects.filter(enterprise__in=among_ids(self.enterprises.ids))
        if self.context.locks:
            rows = rows.select_for_update()
        self._by_key: dict[tuple, list[dict]] = defaultdict(list)
        self._by_number: dict[str, dict] = {}
        for record in rows.order_by("id").values_list(*_ON_RECORD):
            self._remember(dict(zip(_ON_RECORD, record, strict=True)))
        for record in Case.objects.filter(number__in=among(numbers)).values_list(*_ON_RECORD):
            stored = dict(zip(_ON_RECORD, record, strict=True))
            self._by_number.setdefault(stored["number"], stored)
        known = [stored["id"] for group in self._by_key.values() for stored in group]
        ratings = Rating.objects.filter(case__in=among_ids(known)).order_by("id").values_list("case_id", "level")
        self._ratings = dict(ratings)
        self._units: dict[int, set[int]] = defaultdict(set)
        parts = Handling.objects.current().filter(case__in=among_ids(known))
        for case_id, unit_id in parts.values_list("case_id", "unit_id"):
            self._units[case_id].add(unit_id)

    def _remember(self, stored: dict) -> None:
        key = (stored["enterprise_id"], stored["raised_on"], match_key(stored["content"]))
        self._by_key[key].append(stored)
        self._by_number[stored["number"]] = stored

    def plan_row(self, index: int) -> RowPlan:
        row = self.row(index)
        name = self.sheet.column("enterprise")[index]
        content = self.sheet.column("content")[index]
        row.label = f"{name or ''}：{content or ''}"[:200]
        reported = self.sheet.column("reported_on")[index]
        if reported is None and not row.has(ERROR) and not row.has(QUESTION):
            message = "没有填写反映时间，请补上后再导入。"
            row.notes.append(self.sheet.note(ERROR, "reported_on", index, message))
        found = self.enterprises.find(row, name) if name else None
        if row.has(ERROR):
            return self.classify(row, is_new=True)
        if found is None or reported is None or not content:
            row.outcome = Outcome.SKIPPED
            return row
        self._check_place(row, found)
        ref = row.payload = row.target = CaseRef(self._read(row, found, content, reported.first))
        self._check_lead(row, ref.case)
        self._compare(row, ref)
        if row.outcome == Outcome.SKIPPED:
            return row
        return self.classify(row, is_new=ref.before is None)

    def _read(self, row: RowPlan, enterprise: Found, content: str, raised_on) -> LedgerCase:
        index = row.index
        place = self.context.regions.by_id(enterprise.region_id)
        units = self.sheet.column("lead_org")[index]
        lead = self._unit(row, "lead_org", units.lead, place) if units and units.lead else None
        named = [("lead_org", text) for text in (units.support if units else ())]
        named += [("support_org", text) for text in self.sheet.column("support_org")[index] or ()]
        support = [unit for name, text in named if (unit := self._unit(row, name, text, place)) is not None]
        status = self.sheet.column("status")[index]
        closed = self.sheet.column("closed_on")[index]
        if status is None:
            status_text, result = (State.CLOSED, "") if closed else (State.HANDLING if lead else State.ACCEPTED, "")
        else:
            status_text, result = status
        self._check_closing(row, status_text, closed)
        title = self._title(row)
        assigned, due = self.sheet.column("assigned_on")[index], self.sheet.column("due_on")[index]
        for name, which in (
            ("reported_on", "第一天"),
            ("assigned_on", "第一天"),
            ("due_on", "最后一天"),
            ("closed_on", "最后一天"),
        ):
            if (span := self.sheet.column(name)[index]) is not None and span.precision == "range":
                row.notes.append(self.sheet.note(WARNING, name, index, f"写了起止日期，按{which}登记，请核对。"))
        return LedgerCase(
            enterprise_id=enterprise.id,
            content=content,
            category_id=self._category(row).pk,
            source=self.sheet.column("source")[index] or Source.LEDGER,
            raised_on=raised_on,
            title=title[:_LONGEST_TITLE],
            nature=self.sheet.column("nature")[index] or "help",
            lead_unit_id=lead.pk if lead else None,
            support_unit_ids=tuple(dict.fromkeys(unit.pk for unit in support)),
            assigned_on=assigned.first if assigned else None,
            due_on=due.last if due else None,
            state=status_text,
            closed_on=min(closed.last, self.context.today) if closed else None,
            result=result,
            answer=self.sheet.column("progress")[index] or "",
            rating=self.sheet.column("rating")[index],
            number=self.sheet.column("number")[index] or "",
            extra=self._extra(index),
        )

    def _title(self, row: RowPlan) -> str:
        title = self.sheet.column("title")[row.index] or ""
        if len(title) > _LONGEST_TITLE:
            message = f"标题有 {len(title)} 个字，只取前 {_LONGEST_TITLE} 个字；全文保存在“其他栏目”。"
            row.notes.append(self.sheet.note(WARNING, "title", row.index, message))
        return title

    def _check_place(self, row: RowPlan, enterprise: Found) -> None:
        """Tell where the row places the enterprise elsewhere than it is on record."""
        regions, index = self.context.regions, row.index
        text = self.sheet.column("region")[index]
        if not text:
            return
        there, known = regions.resolve(text, within=regions.province).match, regions.by_id(enterprise.region_id)
        if there is None or not (known.lineage.startswith(there.lineage) or there.lineage.startswith(known.lineage)):
            message = f"{enterprise.name}在系统中属{known.name}，与本表的“{text}”不一致；以系统为准，请核对。"
            row.notes.append(self.sheet.note(WARNING, "region", index, message))

    def _check_lead(self, row: RowPlan, case: LedgerCase) -> None:
        """Tell what cannot be taken down while nobody leads: the state beyond intake, and who supports."""
        if case.lead_unit_id is not None:
            return
        if state_of(case) != case.state and self.sheet.column("status")[row.index] is not None:
            message = "没有登记责任单位，状态按“待交办”登记；请补上责任单位。"
            row.notes.append(self.sheet.note(WARNING, "status", row.index, message))
        if case.support_unit_ids:
            message = "没有登记责任单位，配合单位不能登记，原文保存在“其他栏目”；请补上责任单位。"
            row.notes.append(self.sheet.note(WARNING, "support_org", row.index, message))
            case.extra[self.sheet.heading("support_org")] = self.sheet.raw("support_org", row.index)

    def _check_closing(self, row: RowPlan, state: str, closed) -> None:
        if closed and state in (State.HANDLING, State.TRACKING):
            message = "写着尚未办结，却填了办结时间；按未办结登记，办结时间照样保存，请核对。"
            row.notes.append(self.sheet.note(WARNING, "closed_on", row.index, message))

    def _category(self, row: RowPlan) -> Category:
        text = self.sheet.column("category")[row.index] or ""
        found = self.categories.get(match_key(text)) if text else None
        if found is not None:
            return found
        other = self.categories.get(OTHER) or next(iter(self.categories.values()))
        if text:
            options = [Candidate(c.name, c.name, 0.5) for c in self._top_categories()]
            message = f"没有叫“{text}”的诉求分类，先归入“{other.name}”；请选择对应的分类，或保留原文。"
            row.notes.append(self.sheet.note(QUESTION, "category", row.index, message, options))
        return other

    def _top_categories(self) -> list[Category]:
        return sorted({c.pk: c for c in self.categories.values() if c.parent_id is None}.values(), key=lambda c: c.code)

    def _unit(self, row: RowPlan, name: str, text: str, place) -> Unit | None:
        found = self.context.units.resolve(text, place=place)
        if found.match is None:
            options = [Candidate(unit.name, unit.name, score) for unit, score in found.candidates]
            message = f"单位“{text}”不在单位名录中，请选择对应的单位，或保留原文。"
            row.notes.append(self.sheet.note(QUESTION, name, row.index, message, options, part=text))
        return found.match

    def _extra(self, index: int) -> dict[str, str]:
        extra = dict(self.sheet.values.extra[index]) if self.sheet.values.extra else {}
        for name in _KEPT_AS_EXTRA:
            if self.sheet.column(name)[index] not in (None, "", [], ()):
                extra[self.sheet.heading(name)] = self.sheet.raw(name, index)
        if len(title := self.sheet.column("title")[index] or "") > _LONGEST_TITLE:
            extra[self.sheet.heading("title")] = title
        return extra

    def _compare(self, row: RowPlan, ref: CaseRef) -> None:
        case = ref.case
        key = (case.enterprise_id, case.raised_on, match_key(case.content))
        stored = self._by_number.get(case.number) if case.number else None
        if stored is None:
            order = self._seen[key]
            self._seen[key] += 1
            if order:
                message = f"与第 {self._first_row[key]} 行是同一企业同一天的同一诉求，按另一件登记，请核对是否重复。"
                row.notes.append(self.sheet.note(WARNING, "content", row.index, message))
            self._first_row.setdefault(key, row.number)
            known = self._by_key.get(key, ())
            stored = known[order] if order < len(known) else None
        if stored is None:
            row.changes = {"诉求": ["", case.content], "状态": ["", _WORDS[state_of(case)]]}
            return
        if stored["enterprise_id"] != case.enterprise_id:
            message = f"编号 {case.number} 在系统中是另一家企业的诉求，请核对编号。"
            row.notes.append(self.sheet.note(ERROR, "number", row.index, message))
            return
        ref.id, ref.before = stored["id"], stored
        self._take_news(row, ref)

    def _take_news(self, row: RowPlan, ref: CaseRef) -> None:
        """Compare with the case on record. A case that is being handled here is not overwritten by a ledger."""
        stored, case = ref.before, ref.case
        state = state_of(replace(case, lead_unit_id=stored["lead_unit_id"] or case.lead_unit_id))
        wanted = {
            "state": state.value,
            "result": case.result or stored["result"],
            "answer": case.answer or stored["answer"],
            "lead_unit_id": stored["lead_unit_id"] or case.lead_unit_id,
            "assigned_on": case.assigned_on or stored["assigned_on"],
            "due_on": case.due_on or stored["due_on"],
            "closed_on": case.closed_on or stored["closed_on"],
        }
        if state == State.TRACKING:
            wanted["result"] = Result.PLANNED.value
        elif state in (State.HANDLING, State.ACCEPTED):
            wanted["result"] = ""
        said = self.sheet.column("status")[row.index] is not None
        same_word = word_of(wanted["state"], wanted["result"]) == word_of(stored["state"], stored["result"])
        waits = stored["state"] == State.ACCEPTED and stored["lead_unit_id"] is None and case.lead_unit_id
        if not (waits and state != State.ACCEPTED) and (not said or same_word):
            wanted["state"], wanted["result"] = stored["state"], stored["result"]
        wanted["signed_on"] = stored["signed_on"] or wanted["assigned_on"]
        wanted["original_due_on"] = stored["original_due_on"] or wanted["due_on"]
        wanted["answered_on"] = wanted["released_on"] = wanted["closed_on"]
        wanted["extra"] = {**(stored["extra"] or {}), **case.extra}
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

    def _tell_unlike(self, row: RowPlan, ref: CaseRef) -> None:
        """Tell what the row says otherwise than the case on record and what an import does not change."""
        stored, case, index = ref.before, ref.case, row.index
        leads = stored["lead_unit_id"]
        leading = {leads, case.lead_unit_id}
        support = set(case.support_unit_ids) - leading
        for name, differs, where in (
            ("lead_org", leads and case.lead_unit_id and case.lead_unit_id != leads, "请在诉求页面改派"),
            ("support_org", leads and support and support != self._units[ref.id] - leading, "请在诉求页面登记"),
            ("source", self.sheet.column("source")[index] and case.source != stored["source"], "请在诉求页面改正"),
            ("category", self.sheet.column("category")[index] and case.category_id != stored["category_id"], "请核对"),
        ):
            if differs:
                label = KINDS[self.kind].field(name).label
                message = f"{label}与系统登记的不同，本次不改，{where}。"
                row.notes.append(self.sheet.note(WARNING, name, index, message))

    def _words(self, column: str, value: Any) -> str:
        if column == "lead_unit_id":
            return shown(self.context.units.by_id(value)) if value else shown(None)
        return shown(_WORDS.get(value, value))

    # --- writing -------------------------------------------------------------------------------

    def apply(self, plans: list[RowPlan], recorder) -> None:
        new = [row for row in plans if row.writes and row.payload.before is None]
        cases = import_cases([row.payload.case for row in new], by=recorder.user, now=recorder.now) if new else []
        for row, case in zip(new, cases, strict=True):
            row.payload.id = case.pk
        recorder.trace_created(Case, [case.pk for case in cases], [row.number for row in new])
        changed = [row for row in plans if row.writes and row.payload.before is not None]
        moved = [row for row in changed if any(row.payload.values[c] != row.payload.before[c] for c in COLUMNS)]
        recorder.change(
            Case,
            COLUMNS,
            [(row.payload.id, *_as_stored(row.payload.values)) for row in moved],
            [[row.payload.before[c] for c in COLUMNS] for row in moved],
            [row.number for row in moved],
            [row.payload.before["version"] for row in moved],
        )
        self._write_parts(recorder, [row for row in moved if row.payload.before["lead_unit_id"] is None])
        self._write_ratings(recorder, [row for row in changed if row.payload.rating])

    @staticmethod
    def _write_parts(recorder, rows: list[RowPlan]) -> None:
        """Give cases that waited for a unit the units that the ledger names by now."""
        columns = ("case_id", "unit_id", "role", "assigned_on", "due_on", "replied_on")
        parts, numbers = [], []
        for row in rows:
            case = replace(row.payload.case, lead_unit_id=row.payload.values["lead_unit_id"])
            for unit_id, role in units_of(case).items():
                replied = case.closed_on if role != HandlingRole.LEAD else None
                parts.append((row.payload.id, unit_id, role.value, case.assigned_on, case.due_on, replied))
                numbers.append(row.number)
        recorder.create(Handling, columns, parts, numbers)

    @staticmethod
    def _write_ratings(recorder, rows: list[RowPlan]) -> None:
        values = [
            (
                row.payload.id,
                row.payload.rating,
                "phone",
                recorder.user.pk if recorder.user else None,
                row.payload.values["closed_on"] or row.payload.case.raised_on,
            )
            for row in rows
        ]
        columns = ("case_id", "level", "channel", "rated_by_id", "rated_on")
        recorder.create(Rating, columns, values, [row.number for row in rows])


def _as_stored(values: dict[str, Any]) -> list[Any]:
    return [json.dumps(values[c], ensure_ascii=False) if c == "extra" else values[c] for c in COLUMNS]
