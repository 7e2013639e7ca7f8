"""Leader, officer and units of one row of the enterprise ledger, and pending links that wait for its enterprise."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from liaison.assignments.models import PendingLink
from liaison.directory.models import Level, Region
from liaison.ledgers.writing import among, among_ids

from .base import ERROR, QUESTION, WARNING, Candidate, Context, RowPlan, Sheet, match_key
from .links import Links, Wanted
from .people import LeaderRef, OfficerRef, People
from .units import units_of_row

_SUPPORT = PendingLink.support_units.through
_FIELDS = ("leader", "leader_post", "leader_level", "since", "officer", "officer_phone")


@dataclass(slots=True)
class Pending:
    """A link that a leaders' sheet promised to an enterprise not yet on record."""

    id: int
    leader_id: int
    level: str
    name: str
    officer_id: int | None
    lead_unit_id: int | None
    support: set[int] = field(default_factory=set)


@dataclass(slots=True, frozen=True)
class UnitKey:
    """A unit known by its key only, as pending links carry it."""

    pk: int
    name: str = ""


class EnterpriseLinks:
    """Plans what a row says about its leader; writes people, assignments and joined pending links."""

    def __init__(self, context: Context, people: People) -> None:
        self.context = context
        self.people = people
        self.links = Links(context, people)
        self._places: dict[int, dict[str, Region]] = {}
        self._joined: set[int] = set()
        # Names that links are promised to, and the levels at which rows of this ledger name a leader for them.
        self._promised: set[str] = set()
        self._levels: dict[str, set[str]] = defaultdict(set)

    def survey(self, sheets: Callable[[], Iterable[Sheet]]) -> None:
        """Find the rows that speak for themselves of a promised link, in whichever part they stand."""
        self._promised = set(PendingLink.objects.values_list("enterprise_key", flat=True))
        for sheet in sheets() if self._promised else ():
            for name, level in zip(sheet.column("name"), sheet.column("leader_level"), strict=True):
                if name and level and (key := match_key(name)) in self._promised:
                    self._levels[key].add(level)

    def take_up(self, sheet: Sheet) -> None:
        """Turn to the next part of the table."""
        self.sheet = sheet
        self._cells = {name: sheet.column(name) for name in _FIELDS}

    def load(self, sheet: Sheet, enterprise_ids, keys) -> None:
        """Turn to the next part and read the links of ``enterprise_ids`` and those promised to names ``keys``."""
        self.take_up(sheet)
        self.links.load(enterprise__in=among_ids(enterprise_ids))
        self._pending: dict[str, list[Pending]] = defaultdict(list)
        for key, pending in pending_links(self._promised.intersection(keys)):
            self._pending[key].append(pending)

    def plan_row(self, row: RowPlan, ref) -> None:
        """Plan the row's own link, and join the links promised at levels that no row about the enterprise names."""
        wanted = ref.wanted = self._wanted(row, ref)
        key = match_key(ref.name)
        own = wanted.leader.level if wanted is not None else ""
        pendings = [
            pending
            for pending in self._pending.get(key, ())
            if pending.id not in self._joined and (pending.level == own or pending.level not in self._levels[key])
        ]
        for pending in pendings:
            if wanted is not None and pending.leader_id == wanted.leader.id and pending.level == wanted.leader.level:
                self._enrich(wanted, pending)
                ref.pending.append(pending)
        if wanted is not None and (work := self.links.plan(row, wanted)) is not None:
            ref.links.append(work)
        for pending in pendings:
            if pending not in ref.pending:
                self._join(row, ref, pending, wanted)
        if not row.has(ERROR):
            self._joined.update(pending.id for pending in ref.pending)
        if wanted is not None:
            self.take_post(row, wanted.leader, wanted.post, f"{wanted.leader}职务")

    def take_post(self, row: RowPlan, leader: LeaderRef, post: str, label: str) -> None:
        """Take the leader's post once the row is known to be sound; another post than an earlier row's is told of."""
        if self.people.contradicts(leader, post):
            field_name = self.sheet.own("leader_post", "leader_with_post")
            message = f"上面的行写着{leader}的职务是“{leader.said_post}”，本行不同；以先出现的为准，请核对。"
            row.notes.append(self.sheet.note(WARNING, field_name, row.index, message))
        elif not row.has(ERROR) and self.people.take_post(leader, post):
            row.changes[label] = [leader.post, post]

    def _join(self, row: RowPlan, ref, pending: Pending, wanted: Wanted | None) -> None:
        leader = self.people.by_id[pending.leader_id]
        held = self.links.at_level(ref.id, pending.level)
        taken = wanted.leader if wanted and wanted.leader.level == pending.level else None
        if taken is None and held is not None and held.leader_id != pending.leader_id:
            taken = self.people.by_id[held.leader_id]
        if taken is not None:
            message = f"领导联系分工表中该企业由{leader}联系，与{taken}不一致；以本表为准，请核对分工表。"
            row.notes.append(self.sheet.note(WARNING, "leader", row.index, message))
            return
        joined = Wanted(ref, leader, self.people.officers.get(pending.officer_id))
        self._enrich(joined, pending)
        ref.pending.append(pending)
        if (work := self.links.plan(row, joined, prefix="分工表：")) is not None:
            ref.links.append(work)

    @staticmethod
    def _enrich(wanted: Wanted, pending: Pending) -> None:
        """Take over the units that the leaders' sheet named for this link."""
        if wanted.lead_unit is None and pending.lead_unit_id:
            wanted.lead_unit = UnitKey(pending.lead_unit_id, "见分工表")
        if not wanted.support:
            wanted.support = tuple(UnitKey(pk, "见分工表") for pk in sorted(pending.support))

    # --- what the row says ---------------------------------------------------------------------

    def _wanted(self, row: RowPlan, ref) -> Wanted | None:
        index = row.index
        name, title = self.leader_named(row)
        if not name:
            return None
        found = self._level_and_region(row, ref.region, name, title)
        if found is None:
            return None
        level, region = found
        leader = self.people.leader(name, level, region)
        if leader is None:
            leader = self.people.add_leader(name, level, region)
        cell = self._cells["since"][index]
        since = cell.first if cell else None
        lead_unit, support = units_of_row(self.context, self.sheet, row, ref.region, on=since)
        return Wanted(ref, leader, self.officer(row, region), lead_unit, support, since, post=title)

    def leader_named(self, row: RowPlan) -> tuple[str, str]:
        """Return name and title of the one leader the row speaks of; several are a question."""
        index = row.index
        persons = self._cells["leader"][index] or ()
        title = self._cells["leader_post"][index] or ""
        if len(persons) > 1:
            leads = [person for person in persons if person.role == "lead"]
            if len(leads) != 1:
                options = [Candidate(person.name, person.name, 0.5) for person in persons]
                message = "一格里有几位领导。每家企业每个层级登记一位联系领导，请选择是哪一位。"
                field_name = self.sheet.own("leader", "leader_with_post")
                row.notes.append(self.sheet.note(QUESTION, field_name, index, message, options))
                return "", ""
            persons = leads
        if not persons:
            return "", ""
        return persons[0].name, persons[0].title or title

    def _level_and_region(self, row: RowPlan, region: Region, name: str, title: str) -> tuple[str, Region] | None:
        level = self._cells["leader_level"][row.index]
        places = self.places(region)
        if not level:
            known = [ref for ref in self.people.namesakes(name) if places.get(ref.level) == ref.region]
            level = known[0].level if len(known) == 1 else self.level_of_title(title)
        if level in places:
            return level, places[level]
        message = f"不能确定{name}是哪一级领导，请增加“层级”一列（省级、市级、县级）。"
        row.notes.append(self.sheet.note(ERROR, "leader_level" if level else "leader", row.index, message))
        return None

    def places(self, region: Region) -> dict[str, Region]:
        """Return the region at each level to which a leader of an enterprise in ``region`` belongs."""
        if region.id in self._places:
            return self._places[region.id]
        places = self._places[region.id] = {Level.PROVINCE.value: self.context.regions.province, region.level: region}
        if region.prefecture is not None:
            places[Level.PREFECTURE.value] = region.prefecture
        if region.parent is not None:
            places.setdefault(region.parent.level, region.parent)
        return places

    @staticmethod
    def level_of_title(title: str) -> str:
        """Return the level that a title says plainly, or ``""``: 副市长 may be of either kind of 市."""
        if title.startswith("省"):
            return Level.PROVINCE.value
        if any(sign in title for sign in ("县", "区委", "区长", "区人大", "区政协")):
            return Level.COUNTY.value
        if title.startswith(("州", "市")) and "副市长" not in title and "市长" not in title:
            return Level.PREFECTURE.value
        return ""

    def officer(self, row: RowPlan, region: Region) -> OfficerRef | None:
        index = row.index
        persons = self._cells["officer"][index] or ()
        name = persons[0].name if persons else ""
        phone = self._cells["officer_phone"][index] or ""
        if not name:
            return None
        if len(persons) > 1:
            message = f"一格里有几位联络员，登记第一位{name}。"
            row.notes.append(self.sheet.note(WARNING, "officer", index, message))
        ref = self.people.officer(name, phone)
        if ref is None:
            return self.people.add_officer(name, phone, region)
        if match_key(ref.name) != match_key(name):
            message = f"手机 {phone} 在系统中是{ref.name}的，与本表的{name}不一致；按手机登记为{ref.name}，请核对。"
            field_name = self.sheet.own("officer", "officer_contact")
            row.notes.append(self.sheet.note(WARNING, field_name, index, message))
        self.people.take_phone(ref, phone)
        return ref

    # --- writing -------------------------------------------------------------------------------

    def write_people(self, recorder, rows: list[RowPlan]) -> None:
        leaders: dict[LeaderRef, int] = {}
        officers: dict[OfficerRef, int] = {}
        for row in rows:
            spoken_of = [row.payload.wanted] if row.payload.wanted else []
            for work in [*spoken_of, *row.payload.links]:
                leaders.setdefault(work.leader, row.number)
                if work.officer is not None:
                    officers.setdefault(work.officer, row.number)
        self.people.write(recorder, leaders, officers)

    def write(self, recorder, rows: list[RowPlan]) -> None:
        self.links.write(recorder, [(row.number, work) for row in rows for work in row.payload.links])
        remove_pending(recorder, [(row.number, pending) for row in rows for pending in row.payload.pending])


def pending_links(keys: Iterable[str]) -> list[tuple[str, Pending]]:
    """Return the links promised to the names ``keys``, each with its key, the oldest first; two SQL queries."""
    columns = ("id", "leader_id", "level", "enterprise_name", "officer_id", "lead_unit_id", "enterprise_key")
    rows = PendingLink.objects.filter(enterprise_key__in=among(keys)).order_by("id").values_list(*columns)
    found = [(key, Pending(*values)) for *values, key in rows]
    by_id = {pending.id: pending for _, pending in found}
    support = _SUPPORT.objects.filter(pendinglink__in=among_ids(by_id))
    for pending_id, unit_id in support.values_list("pendinglink_id", "unit_id"):
        by_id[pending_id].support.add(unit_id)
    return found


def remove_pending(recorder, joined: list[tuple[int, Pending]]) -> None:
    """Take away pending links that have become assignments, remembering them for undo."""
    if not joined:
        return
    ids = [pending.id for _, pending in joined]
    recorder.unlink(_SUPPORT, "pendinglink_id", ids)
    befores = [
        {
            "leader_id": p.leader_id,
            "level": p.level,
            "enterprise_name": p.name,
            "officer_id": p.officer_id,
            "lead_unit_id": p.lead_unit_id,
            "support": sorted(p.support),
        }
        for _, p in joined
    ]
    recorder.remove(PendingLink, ids, befores, [number for number, _ in joined])
