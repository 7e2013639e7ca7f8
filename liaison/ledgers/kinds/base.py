"""What every kind of ledger shares: the plan of a row, the context it is made in, and the planner's shape."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from liaison.core import text
from liaison.directory.models import Region, User
from liaison.directory.resolve import RegionResolver, UnitResolver
from liaison.ledgers.models import Outcome
from liaison.sheets.types import ERROR, QUESTION, WARNING, Candidate, Note, Table, Values

# One part of a ledger asks for the same names several times over.
match_key = lru_cache(maxsize=20_000)(text.match_key)


@dataclass(slots=True)
class RowPlan:
    """What one row is to become. ``index`` is its place in ``Table.rows``; ``changes`` are label → [old, new].

    ``target`` is the record the row speaks of: anything with an ``id``, filled at the latest by ``apply``.
    """

    index: int
    number: int
    label: str = ""
    outcome: Outcome = Outcome.UNCHANGED
    notes: list[Note] = field(default_factory=list)
    changes: dict[str, list[str]] = field(default_factory=dict)
    target: Any = None
    payload: Any = None

    def has(self, level: str) -> bool:
        return bool(self.notes) and any(note.level == level for note in self.notes)

    @property
    def writes(self) -> bool:
        return self.outcome in (Outcome.NEW, Outcome.CHANGED)


@dataclass(slots=True)
class Decisions:
    """What people answered besides choosing a candidate: rows to leave out, cells to keep as written.

    ``skipped`` are row numbers, ``kept`` are (row number, heading).
    """

    skipped: set[int] = field(default_factory=set)
    kept: set[tuple[int, str]] = field(default_factory=set)


@dataclass
class Context:
    """The circumstances of one import. ``user`` None is the command line: it reaches everything.

    ``effective_on`` is the day on which a hand-over read from the ledger takes place; ``locks`` says whether
    the records compared with are held until the transaction ends (they are when the plan is about to be written).
    """

    user: User | None
    now: dt.datetime
    today: dt.date
    effective_on: dt.date
    regions: RegionResolver
    locks: bool = False
    decisions: Decisions = field(default_factory=Decisions)

    @classmethod
    def load(
        cls,
        *,
        user: User | None,
        now: dt.datetime,
        today: dt.date,
        effective_on: dt.date | None = None,
        locks: bool = False,
        decisions: Decisions | None = None,
    ) -> "Context":
        """Read the regions once; two SQL queries."""
        return cls(user, now, today, effective_on or today, RegionResolver.load(), locks, decisions or Decisions())

    @cached_property
    def units(self) -> UnitResolver:
        """All units, read when a row first names one."""
        return UnitResolver.load()

    def reaches(self, region: Region) -> bool:
        """Return whether the person importing may write records of ``region``."""
        if self.user is None or self.user.is_superuser:
            return True
        return self.user.oversees_region and region.lineage.startswith(self.user.region.lineage)


class Sheet:
    """A part of a table with its values: headings and raw texts by field, for notes that name their cell.

    ``raw_rows`` are the rows as they are stored with a batch, in JSON, once that has been asked for.
    """

    def __init__(self, table: Table, values: Values, raw_rows: list[str] | None = None) -> None:
        self.table = table
        self.values = values
        self.raw_rows = raw_rows
        self._columns = {column.field: column for column in table.columns if column.field}
        self._blank = [None] * len(table.rows)

    def __len__(self) -> int:
        return len(self.table.rows)

    def column(self, name: str) -> Sequence[Any]:
        """Return the values of field ``name``, one for each row; all None where the sheet has no such column."""
        return self.values.columns.get(name, self._blank)

    def has(self, name: str) -> bool:
        return name in self.values.columns

    def own(self, *names: str) -> str:
        """Return the first of ``names`` that has a column of its own on the sheet, else the last."""
        return next((name for name in names if name in self._columns), names[-1])

    def heading(self, name: str) -> str:
        column = self._columns.get(name)
        return column.heading if column else ""

    def raw(self, name: str, index: int) -> str:
        """Return the raw text that stood under field ``name`` in row ``index``."""
        column = self._columns.get(name)
        if column is None:
            return ""
        cells = self.table.rows[index].cells
        return plain_text(cells[column.index]) if column.index < len(cells) else ""

    def note(
        self, level: str, name: str, index: int, message: str, candidates: Sequence[Candidate] = (), part: str = ""
    ) -> Note:
        """Return a note on a cell; ``part`` is the piece of the cell it is about, where the cell holds several."""
        return Note(level, self.heading(name), part or self.raw(name, index), message, candidates)


def plain_text(value: Any) -> str:
    """Return a cell as people see it: 13800000000.0 → 13800000000, a date as 2026-06-24."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


class Planner:
    """One kind of ledger: ``plan`` classifies rows without writing, ``apply`` writes what was planned.

    Both are called part by part, so that memory and statement sizes stay bounded at 100,000 rows; ``sheet`` is the
    part in hand. What must be known across parts (keys already seen, people newly met) lives on the planner.
    """

    kind = ""
    sheet: Sheet

    def __init__(self, context: Context) -> None:
        self.context = context
        self._places: dict[tuple, Region | None] = {}

    def plan(self, sheet: Sheet) -> list[RowPlan]:
        """Return what each row of ``sheet`` is to become."""
        self.let_go()
        self.sheet = sheet
        self.load()
        return self.settle([self.plan_row(index) for index in range(len(sheet))])

    def survey(self, sheets: Callable[[], Iterable[Sheet]]) -> None:
        """Look over the whole ledger before its first part is planned, where a part cannot know all by itself."""

    def load(self) -> None:
        """Read the records that the rows of ``sheet`` speak of."""
        raise NotImplementedError

    def plan_row(self, index: int) -> RowPlan:
        raise NotImplementedError

    def let_go(self) -> None:
        """Take apart what points in circles: nothing else would free it while the collector is kept still."""

    def apply(self, plans: list[RowPlan], ledger) -> None:
        raise NotImplementedError

    def row(self, index: int) -> RowPlan:
        """Return an empty plan for row ``index`` carrying what reading had to say."""
        found = self.sheet.values.notes.get(index)
        return RowPlan(index, self.sheet.table.rows[index].number, notes=list(found) if found else [])

    def region_of(
        self,
        plan: RowPlan,
        prefecture: str | None,
        county: str | None,
        names: tuple[str, str] = ("prefecture", "county"),
        within: Region | None = None,
    ) -> Region | None:
        """Return the region that a row names, or None with an error or a question on ``plan``."""
        where = (prefecture, county, within.id if within else None)
        if where in self._places:
            return self._places[where]
        known = len(plan.notes)
        region = self._resolve_region(plan, prefecture, county, names, within)
        if len(plan.notes) == known:
            self._places[where] = region
        return region

    def _resolve_region(self, plan: RowPlan, prefecture, county, names, within) -> Region | None:
        regions = self.context.regions
        within = within or regions.province
        if prefecture:
            found = regions.resolve(prefecture, within=within, on=self.context.today)
            if found.match is None:
                plan.notes.append(self._unclear_region(names[0], plan.index, prefecture, found))
                return None
            within = found.match
        if county:
            found = regions.resolve(county, within=within, on=self.context.today)
            if found.match is None:
                plan.notes.append(self._unclear_region(names[1], plan.index, county, found))
                return None
            return found.match
        return within if prefecture else None

    def _unclear_region(self, name: str, index: int, text: str, found) -> Note:
        if not found.candidates:
            message = f"没有找到地区“{text}”，请填写省内市（州）、县（市、区）的名称。"
            return self.sheet.note(ERROR, name, index, message, part=text)
        options = [Candidate(region.name, region.name, score) for region, score in found.candidates]
        return self.sheet.note(QUESTION, name, index, f"地区“{text}”不能确定是哪里，请选择。", options, part=text)

    def settle(self, plans: list[RowPlan]) -> list[RowPlan]:
        """Turn questions that people answered with 「保留原文」 into reminders, and leave out rows they skipped."""
        decisions = self.context.decisions
        for plan in plans if decisions.kept or decisions.skipped else ():
            if plan.number in decisions.skipped:
                plan.outcome, plan.changes, plan.notes = (
                    Outcome.SKIPPED,
                    {},
                    [Note(WARNING, "", "", "按答复跳过此行。")],
                )
                continue
            plan.notes = [
                Note(WARNING, note.column, note.value, "按答复保留原文。")
                if note.level == QUESTION and (plan.number, note.column) in decisions.kept
                else note
                for note in plan.notes
            ]
        return plans

    def classify(self, plan: RowPlan, *, is_new: bool) -> RowPlan:
        """Set the outcome from what the plan holds; a row in error writes nothing."""
        if plan.has(ERROR):
            plan.outcome, plan.changes = Outcome.ERROR, {}
        elif is_new:
            plan.outcome = Outcome.NEW
        else:
            plan.outcome = Outcome.CHANGED if plan.changes else Outcome.UNCHANGED
        return plan


def shown(value: Any) -> str:
    """Return a value as the list of differences shows it."""
    if value is None or value == "":
        return "—"
    if value is True:
        return "是"
    if value is False:
        return "否"
    if hasattr(value, "normalize"):
        return f"{value.normalize():f}"
    return str(value)


__all__ = [
    "ERROR",
    "QUESTION",
    "WARNING",
    "Candidate",
    "Context",
    "Note",
    "Planner",
    "RowPlan",
    "Sheet",
    "match_key",
    "plain_text",
    "shown",
]
