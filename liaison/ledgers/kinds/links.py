"""联系关系 read from ledgers: who serves which enterprise or region, compared with what is on record."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from liaison.assignments import doubts
from liaison.assignments.models import Assignment
from liaison.directory.models import Level, Region, Unit
from liaison.enterprises.choices import GONE, Status
from liaison.ledgers.writing import among_ids

from .base import ERROR, WARNING, Context, Note, RowPlan
from .people import LeaderRef, OfficerRef, People

_SUPPORT = Assignment.support_units.through
_LEVEL_LABELS = dict(Level.choices)


@dataclass(slots=True)
class Held:
    """An assignment on record that is in force, or will be."""

    id: int
    leader_id: int
    level: str
    officer_id: int | None
    lead_unit_id: int | None
    start_on: dt.date | None
    version: int
    end_on: dt.date | None
    support: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Wanted:
    """What a row says about one link, and the leader's ``post`` in it. ``target`` has an ``id`` once it is written."""

    target: Any
    leader: LeaderRef
    officer: OfficerRef | None = None
    lead_unit: Unit | None = None
    support: tuple[Unit, ...] = ()
    since: dt.date | None = None
    held: Held | None = None
    hands_over: bool = False
    column: str = "enterprise_id"
    post: str = ""


class Links:
    """Plans and writes assignments of one chunk of rows; two SQL queries to load, a constant number to write."""

    def __init__(self, context: Context, people: People) -> None:
        self.context = context
        self.people = people
        self._by_enterprise: dict[tuple[int, str], Held] = {}
        self._by_region: dict[tuple[int, int], Held] = {}
        self._coming: dict[tuple[int, str], Held] = {}
        self._last_end: dict[tuple[int, str], dt.date] = {}
        self._serving: dict[LeaderRef, list[Region]] = defaultdict(list)

    def load(self, **which) -> None:
        """Forget what was read, and read the assignments matching ``which``; ended ones bound new beginnings."""
        self._by_enterprise.clear()
        self._by_region.clear()
        self._coming.clear()
        self._last_end.clear()
        self.load_more(**which)

    def load_more(self, **which) -> None:
        """Read the assignments matching ``which`` (a filter over Assignment) as well."""
        columns = ("id", "leader_id", "level", "officer_id", "lead_unit_id", "start_on", "version", "end_on")
        today = self.context.today
        by_id: dict[int, Held] = {}
        rows = Assignment.objects.filter(**which).order_by("end_on")
        for *values, enterprise_id, region_id in rows.values_list(*columns, "enterprise_id", "region_id"):
            held = Held(*values)
            if held.end_on is not None and held.end_on < today:
                if enterprise_id:
                    self._last_end[enterprise_id, held.level] = held.end_on
                continue
            by_id[held.id] = held
            if not enterprise_id:
                self._by_region[region_id, held.leader_id] = held
            elif held.start_on is not None and held.start_on > today:
                self._coming[enterprise_id, held.level] = held
            else:
                self._by_enterprise[enterprise_id, held.level] = held
        links = _SUPPORT.objects.filter(assignment__in=among_ids(by_id))
        for assignment_id, unit_id in links.values_list("assignment_id", "unit_id"):
            by_id[assignment_id].support.add(unit_id)

    def at_level(self, enterprise_id: int | None, level: str) -> Held | None:
        return self._by_enterprise.get((enterprise_id, level))

    def plan(self, row: RowPlan, wanted: Wanted, *, prefix: str = "") -> Wanted | None:
        """Compare ``wanted`` with the record; put differences on ``row`` and return what is to be written."""
        target_id = wanted.target.id
        if wanted.column == "region_id":
            wanted.held = self._by_region.get((target_id, wanted.leader.id))
        else:
            wanted.held = self._by_enterprise.get((target_id, wanted.leader.level))
            coming = self._coming.get((target_id, wanted.leader.level))
            if coming is not None and (wanted.held is None or wanted.held.leader_id != wanted.leader.id):
                return self._against_coming(row, wanted, coming, prefix)
        if wanted.held is None:
            wanted.since = self._beginning(wanted)
            self._tell_doubts(row, wanted)
            row.changes[f"{prefix}联系领导"] = ["", str(wanted.leader)]
            return wanted
        if wanted.held.leader_id != wanted.leader.id:
            return self._hand_over(row, wanted, prefix)
        return wanted if self._differences(row, wanted, prefix) else None

    def _against_coming(self, row: RowPlan, wanted: Wanted, coming: Held, prefix: str) -> Wanted | None:
        """Take the ledger for the hand-over that is arranged already; any other leader needs a person to decide."""
        if coming.leader_id != wanted.leader.id:
            leader = self.people.by_id[coming.leader_id]
            message = (
                f"系统中已安排 {coming.start_on} 起由{leader}联系，与本表的{wanted.leader}不一致，请先调整联系关系。"
            )
            row.notes.append(Note(ERROR, "联系领导", str(wanted.leader), message))
            return None
        wanted.held = coming
        return wanted if self._differences(row, wanted, prefix) else None

    def _beginning(self, wanted: Wanted) -> dt.date | None:
        """Return the first day of a new link: as written, else unknown, but never before a former one has ended."""
        last_end = self._last_end.get((wanted.target.id, wanted.leader.level))
        if last_end is None or (wanted.since is not None and wanted.since > last_end):
            return wanted.since
        return max(self.context.effective_on, last_end + dt.timedelta(days=1))

    def _hand_over(self, row: RowPlan, wanted: Wanted, prefix: str) -> Wanted | None:
        held, day = wanted.held, wanted.since or self.context.effective_on
        before = self.people.by_id[held.leader_id]
        if held.start_on is not None and held.start_on >= day:
            message = f"{before}自 {held.start_on} 起联系该企业，不能在 {day} 交接给{wanted.leader}，请把交接日期改晚。"
            row.notes.append(Note(ERROR, "联系领导", str(wanted.leader), message))
            return None
        wanted.hands_over, wanted.since = True, day
        self._tell_doubts(row, wanted)
        label = f"{prefix}联系领导（{_LEVEL_LABELS[held.level]}，{day} 交接）"
        row.changes[label] = [str(before), str(wanted.leader)]
        return wanted

    def _tell_doubts(self, row: RowPlan, wanted: Wanted) -> None:
        """Say of a link to be made what the form asks about: see ``assignments.doubts``."""
        leader, target = wanted.leader, wanted.target
        said = []
        if leader.is_out_of_post:
            said.append(doubts.out_of_post(leader, self.context.today, leader.left_on))
        if target.status in GONE:
            said.append(doubts.gone(target, Status(target.status).label))
        if not target.lineage.startswith(leader.region.lineage):
            said.append(doubts.outside(target, target.place, leader, leader.region))
        if wanted.column == "region_id" and (held := self._other_prefecture(wanted)):
            said.append(doubts.second_prefecture(leader, held, target))
        row.notes += [Note(WARNING, "联系领导", str(leader), sentence) for sentence in said]

    def _other_prefecture(self, wanted: Wanted) -> Region | None:
        """Return a region in another prefecture that the leader serves, on record or by an earlier row."""
        regions = self.context.regions
        served = self._serving[wanted.leader]
        if not served and wanted.leader.id:
            served += [regions.by_id(pk) for pk, leader_id in self._by_region if leader_id == wanted.leader.id]
        target = regions.by_id(wanted.target.id)
        served.append(target)
        units = (target.reporting_unit, None)
        return next((region for region in served if region.reporting_unit not in units), None)

    def _differences(self, row: RowPlan, wanted: Wanted, prefix: str) -> bool:
        held, found = wanted.held, False
        officer = wanted.officer
        if officer is not None and (officer.id is None or officer.id != held.officer_id):
            before = self.people.officers.get(held.officer_id)
            row.changes[f"{prefix}联络员"] = [str(before or ""), str(officer)]
            found = True
        elif officer is not None and officer.has_new_phone:
            row.changes[f"{prefix}联络员"] = [officer.name, str(officer)]
            found = True
        if wanted.lead_unit is not None and wanted.lead_unit.pk != held.lead_unit_id:
            row.changes[f"{prefix}牵头部门"] = ["", wanted.lead_unit.name]
            found = True
        missing = [unit for unit in wanted.support if unit.pk not in held.support]
        if missing:
            row.changes[f"{prefix}配合部门"] = ["", "、".join(unit.name for unit in missing)]
            found = True
        return found

    def write(self, recorder, works: list[tuple[int, Wanted]]) -> None:
        """Write the links that ``plan`` returned, each with its sheet row."""
        ending = [(number, w) for number, w in works if w.hands_over]
        recorder.change(
            Assignment,
            ("end_on",),
            [(w.held.id, w.since - dt.timedelta(days=1)) for _, w in ending],
            [(w.held.end_on,) for _, w in ending],
            [number for number, _ in ending],
            [w.held.version for _, w in ending],
        )
        self._create(recorder, [(number, w) for number, w in works if w.held is None or w.hands_over])
        self._change(recorder, [(number, w) for number, w in works if w.held is not None and not w.hands_over])

    def _create(self, recorder, works: list[tuple[int, Wanted]]) -> None:
        by_column = defaultdict(list)
        for number, wanted in works:
            by_column[wanted.column].append((number, wanted))
        for column, group in by_column.items():
            rows = [
                (
                    w.leader.id,
                    w.leader.level,
                    w.target.id,
                    w.officer.id if w.officer else None,
                    w.lead_unit.pk if w.lead_unit else None,
                    w.since,
                )
                for _, w in group
            ]
            columns = ("leader_id", "level", column, "officer_id", "lead_unit_id", "start_on")
            ids = recorder.create(Assignment, columns, rows, [number for number, _ in group])
            links = [(pk, unit.pk) for pk, (_, w) in zip(ids, group, strict=True) for unit in w.support]
            recorder.link(_SUPPORT, ("assignment_id", "unit_id"), links)

    def _change(self, recorder, works: list[tuple[int, Wanted]]) -> None:
        rows = [
            (
                w.held.id,
                w.officer.id if w.officer else w.held.officer_id,
                w.lead_unit.pk if w.lead_unit else w.held.lead_unit_id,
            )
            for _, w in works
        ]
        recorder.change(
            Assignment,
            ("officer_id", "lead_unit_id"),
            rows,
            [(w.held.officer_id, w.held.lead_unit_id) for _, w in works],
            [number for number, _ in works],
            [w.held.version for _, w in works],
        )
        more = [(n, w.held.id, unit.pk) for n, w in works for unit in w.support if unit.pk not in w.held.support]
        recorder.create(_SUPPORT, ("assignment_id", "unit_id"), [link for _, *link in more], [n for n, *_ in more])
