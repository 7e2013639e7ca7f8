"""What a row of the ledger says of a case, brought to the keys and dates of :class:`LedgerCase`, with its doubts."""

import datetime as dt

from liaison.cases.choices import Source, State
from liaison.cases.models import Category
from liaison.cases.services.importing import LedgerCase, state_of

from .base import QUESTION, WARNING, Candidate, Context, RowPlan, Sheet, match_key
from .lookup import Found
from .units import units_of_row

_OTHER = "其他"
_FIELDS = (
    "region",
    "status",
    "title",
    "category",
    "source",
    "nature",
    "assigned_on",
    "due_on",
    "closed_on",
    "progress",
    "rating",
    "number",
)
# Fields without a column of their own are kept beside unknown headings.
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
# Which day of a range is taken down.
_DAY_TAKEN = {"reported_on": "第一天", "assigned_on": "第一天", "due_on": "最后一天", "closed_on": "最后一天"}


class CaseReader:
    """Reads the cases of one part of the table; ``categories`` are those on record by word."""

    def __init__(self, context: Context, sheet: Sheet, categories: dict[str, Category]) -> None:
        self.context = context
        self.sheet = sheet
        self.categories = categories
        self._cells = {name: sheet.column(name) for name in _FIELDS}
        self._spans = [(name, sheet.column(name)) for name in _DAY_TAKEN if sheet.has(name)]
        self._kept = [(name, sheet.column(name)) for name in _KEPT_AS_EXTRA if sheet.has(name)]

    def read(self, row: RowPlan, enterprise: Found, content: str, raised_on: dt.date) -> LedgerCase:
        """Return the case of ``row``; what is unclear or does not fit together is noted on it."""
        index, cells = row.index, self._cells
        self._check_place(row, enterprise)
        place = self.context.regions.by_id(enterprise.region_id)
        assigned, due = cells["assigned_on"][index], cells["due_on"][index]
        handed_out = assigned.first if assigned else raised_on
        lead, support = units_of_row(self.context, self.sheet, row, place, on=handed_out)
        status, closed = cells["status"][index], cells["closed_on"][index]
        if status is None:
            status = (State.CLOSED if closed else State.HANDLING if lead else State.ACCEPTED, "")
        state, result = status
        if closed and state in (State.HANDLING, State.TRACKING):
            self._warn(row, "closed_on", "写着尚未办结，却填了办结时间；按未办结登记，办结时间照样保存，请核对。")
        title, extra = cells["title"][index] or "", self._extra(index)
        for name, spans in self._spans:
            if (span := spans[index]) is not None and span.precision == "range":
                self._warn(row, name, f"写了起止日期，按{_DAY_TAKEN[name]}登记，请核对。")
        case = LedgerCase(
            enterprise_id=enterprise.id,
            content=content,
            category_id=self._category(row).pk,
            source=cells["source"][index] or Source.LEDGER,
            raised_on=raised_on,
            title=title,
            nature=cells["nature"][index] or "help",
            lead_unit_id=lead.pk if lead else None,
            support_unit_ids=tuple(unit.pk for unit in support),
            assigned_on=assigned.first if assigned else None,
            due_on=due.last if due else None,
            state=state,
            closed_on=min(closed.last, self.context.today) if closed else None,
            result=result,
            answer=cells["progress"][index] or "",
            rating=cells["rating"][index],
            number=cells["number"][index] or "",
            extra=extra,
        )
        if lead is None:
            self._check_unled(row, case)
        return case

    def _warn(self, row: RowPlan, name: str, message: str) -> None:
        row.notes.append(self.sheet.note(WARNING, name, row.index, message))

    def _check_place(self, row: RowPlan, enterprise: Found) -> None:
        """Tell where the row places the enterprise elsewhere than it is on record."""
        regions, text = self.context.regions, self._cells["region"][row.index]
        if not text:
            return
        there, known = regions.resolve(text, within=regions.province).match, regions.by_id(enterprise.region_id)
        if there is None or not (regions.lies_in(known, there) or regions.lies_in(there, known)):
            message = f"{enterprise.name}在系统中属{known.name}，与本表的“{text}”不一致；以系统为准，请核对。"
            self._warn(row, "region", message)

    def _check_unled(self, row: RowPlan, case: LedgerCase) -> None:
        """Tell what cannot be taken down while nobody leads: the state beyond intake, and who supports."""
        if state_of(case) != case.state and self._cells["status"][row.index] is not None:
            self._warn(row, "status", "没有登记责任单位，状态按“待交办”登记；请补上责任单位。")
        if case.support_unit_ids:
            message = "没有登记责任单位，配合单位不能登记，原文保存在“其他栏目”；请补上责任单位。"
            self._warn(row, "support_org", message)
            case.extra[self.sheet.heading("support_org")] = self.sheet.raw("support_org", row.index)

    def _category(self, row: RowPlan) -> Category:
        text = self._cells["category"][row.index] or ""
        found = self.categories.get(match_key(text)) if text else None
        if found is not None:
            return found
        other = self.categories.get(_OTHER) or next(iter(self.categories.values()))
        if text:
            options = [Candidate(c.name, c.name, 0.5) for c in self._top_categories()]
            message = f"没有叫“{text}”的诉求分类，先归入“{other.name}”；请选择对应的分类，或保留原文。"
            row.notes.append(self.sheet.note(QUESTION, "category", row.index, message, options))
        return other

    def _top_categories(self) -> list[Category]:
        return sorted({c.pk: c for c in self.categories.values() if c.parent_id is None}.values(), key=lambda c: c.code)

    def _extra(self, index: int) -> dict[str, str]:
        """Return what the row says under headings that have no column of their own."""
        extra = dict(self.sheet.values.extra[index]) if self.sheet.values.extra else {}
        for name, cells in self._kept:
            if cells[index] not in (None, "", [], ()):
                extra[self.sheet.heading(name)] = self.sheet.raw(name, index)
        return extra
