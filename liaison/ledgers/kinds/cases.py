"""诉求台账: cases with their history; what comes from a ledger keeps its dates and fires no reminder."""

from collections import Counter, defaultdict

from liaison.cases.models import Case, Category
from liaison.cases.services.importing import LedgerCase
from liaison.core.errors import Refused
from liaison.ledgers.models import Kind, Outcome
from liaison.ledgers.writing import among, among_ids

from . import case_writing
from .base import ERROR, QUESTION, WARNING, Context, Planner, RowPlan, match_key
from .case_news import COLUMNS, CaseNews, CaseRef
from .case_reading import CaseReader
from .lookup import EnterpriseLookup

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
        sheet = self.sheet
        self._names, self._contents, self._reported = (
            sheet.column(name) for name in ("enterprise", "content", "reported_on")
        )
        self.enterprises.load(sheet)
        numbers = set(filter(None, sheet.column("number")))
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
        self.reader = CaseReader(self.context, sheet, self.categories)
        self.news = CaseNews(self.context, sheet, [stored["id"] for known in self._by_key.values() for stored in known])

    def _remember(self, stored: dict) -> None:
        key = (stored["enterprise_id"], stored["raised_on"], match_key(stored["content"]))
        self._by_key[key].append(stored)
        self._by_number[stored["number"]] = stored

    def plan_row(self, index: int) -> RowPlan:
        row = self.row(index)
        name, content, reported = self._names[index], self._contents[index], self._reported[index]
        row.label = f"{name or ''}：{content or ''}"[:200]
        if reported is None and not row.has(ERROR) and not row.has(QUESTION):
            message = "没有填写反映时间，请补上后再导入。"
            row.notes.append(self.sheet.note(ERROR, "reported_on", index, message))
        found = self.enterprises.find(row, name) if name else None
        if row.has(ERROR):
            return self.classify(row, is_new=True)
        if found is None or reported is None or not content:
            row.outcome = Outcome.SKIPPED
            return row
        case = self.reader.read(row, found, content, reported.first)
        before = self._on_record(row, case)
        ref = row.payload = row.target = CaseRef(case, before, id=before["id"] if before else None)
        self.news.take(row, ref)
        if row.outcome == Outcome.SKIPPED:
            return row
        return self.classify(row, is_new=before is None)

    def _on_record(self, row: RowPlan, case: LedgerCase) -> dict | None:
        """Return the record of the case, if any; a number that belongs to another enterprise's case is an error."""
        stored = self._by_number.get(case.number) if case.number else None
        if stored is None:
            stored = self._known_by_text(row, case)
        if stored is not None and stored["enterprise_id"] != case.enterprise_id:
            message = f"编号 {case.number} 在系统中是另一家企业的诉求，请核对编号。"
            row.notes.append(self.sheet.note(ERROR, "number", row.index, message))
            return None
        return stored

    def _known_by_text(self, row: RowPlan, case: LedgerCase) -> dict | None:
        """Return the record with the row's enterprise, day and text; several such rows count one by one."""
        key = (case.enterprise_id, case.raised_on, match_key(case.content))
        order = self._seen[key]
        self._seen[key] += 1
        if order:
            message = f"与第 {self._first_row[key]} 行是同一企业同一天的同一诉求，按另一件登记，请核对是否重复。"
            row.notes.append(self.sheet.note(WARNING, "content", row.index, message))
        self._first_row.setdefault(key, row.number)
        known = self._by_key.get(key, ())
        return known[order] if order < len(known) else None

    # --- writing -------------------------------------------------------------------------------

    def apply(self, plans: list[RowPlan], recorder) -> None:
        case_writing.write(recorder, [plan for plan in plans if plan.writes])
