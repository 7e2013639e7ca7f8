"""领导联系分工表: leaders with their post, the regions and enterprises they serve, the officer and units behind them.

Enterprises named here that are not on record yet are kept as :class:`PendingLink` and joined when they arrive.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from liaison.assignments.models import PendingLink
from liaison.directory.models import Level, Region
from liaison.enterprises.models import Enterprise, EnterpriseAlias
from liaison.ledgers.models import Kind, Outcome
from liaison.ledgers.writing import among, among_ids

from .base import ERROR, QUESTION, WARNING, Candidate, Context, Planner, RowPlan, match_key
from .enterprise_links import EnterpriseLinks, Pending, pending_links
from .links import Wanted
from .people import LeaderRef, OfficerRef, People
from .units import units_of_row

_TITLE_LEVELS = (
    ("省级领导", Level.PROVINCE.value),
    ("省领导", Level.PROVINCE.value),
    ("市级领导", Level.PREFECTURE.value),
    ("州级领导", Level.PREFECTURE.value),
    ("市（州）级领导", Level.PREFECTURE.value),
    ("县级领导", Level.COUNTY.value),
    ("区级领导", Level.COUNTY.value),
    ("处级领导", Level.COUNTY.value),
)
_PENDING_SUPPORT = PendingLink.support_units.through


@dataclass(slots=True, eq=False)
class Target:
    """A region or an enterprise on record, as the end of a link."""

    id: int
    name: str
    lineage: str = ""
    place: str = ""
    status: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(slots=True)
class LeaderRow:
    """What one row writes. ``promised`` are names of enterprises not on record yet."""

    leader: LeaderRef
    officer: OfficerRef | None = None
    lead_unit: Any = None
    support: tuple = ()
    links: list[Wanted] = field(default_factory=list)
    promised: list[str] = field(default_factory=list)
    mended: list[Pending] = field(default_factory=list)


def level_in(title: str) -> str:
    """Return the level of leaders that the title of a sheet names: 市级领导包联企业分工表; "" if it names none."""
    found = {level for sign, level in _TITLE_LEVELS if sign in title}
    return found.pop() if len(found) == 1 else ""


class LeadersPlanner(Planner):
    """See :class:`Planner`. Both shapes of the sheet: one leader a row, or one enterprise a row."""

    kind = Kind.LEADERS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.people = People(context)
        self.parts = EnterpriseLinks(context, self.people)
        self.links = self.parts.links
        self._known_leaders = set(self.people.by_id)
        self._claimed: dict[tuple[int, str], int] = {}
        self._promised: set[tuple[LeaderRef, str]] = set()
        self._served: dict[tuple[LeaderRef, int], tuple[int, LeaderRow]] = {}

    # --- planning ------------------------------------------------------------------------------

    def load(self) -> None:
        self.parts.take_up(self.sheet)
        keys = {match_key(name) for names in self.sheet.column("enterprises") for name in names or ()}
        wanted_codes = set(filter(None, self.sheet.column("uscc")))
        columns = ("id", "name", "region__lineage", "region__name", "status")
        self._by_name: dict[str, list[Target]] = defaultdict(list)
        rows = Enterprise.objects.filter(name_key__in=among(keys)).order_by("id")
        for key, *values in rows.values_list("name_key", *columns):
            self._by_name[key].append(Target(*values))
        aliases = EnterpriseAlias.objects.filter(key__in=among(keys)).order_by("id")
        for key, *values in aliases.values_list("key", *[f"enterprise__{column}" for column in columns]):
            if all(target.id != values[0] for target in self._by_name[key]):
                self._by_name[key].append(Target(*values))
        coded = Enterprise.objects.filter(uscc__in=among(wanted_codes)).values_list("uscc", *columns)
        self._by_code = {code: Target(*values) for code, *values in coded}
        found = {target.id for targets in self._by_name.values() for target in targets}
        found |= {target.id for target in self._by_code.values()}
        self.links.load(enterprise__in=among_ids(found))
        self.links.load_more(region__isnull=False)
        self._pending = {(pending.leader_id, key): pending for key, pending in pending_links(keys)}

    def plan_row(self, index: int) -> RowPlan:
        row = self.row(index)
        name, title = self.parts.leader_named(row)
        row.label = name
        if not name:
            row.outcome = Outcome.ERROR if row.has(ERROR) else Outcome.SKIPPED
            return row
        regions = self._regions(row)
        if row.has(QUESTION) and not regions:
            row.outcome = Outcome.SKIPPED
            return row
        found = self._post_held(row, name, title, regions) if not row.has(ERROR) else None
        if found is None:
            return self.classify(row, is_new=True)
        level, region = found
        leader = self.people.leader(name, level, region)
        is_new = leader is None or leader.id not in self._known_leaders
        if leader is None:
            leader = self.people.add_leader(name, level, region)
            row.changes["领导"] = ["", f"{name} {title}".strip()]
        row.target = leader
        place, since = regions[0] if regions else region, self.sheet.column("since")[index]
        lead_unit, support = units_of_row(self.context, self.sheet, row, place, on=since.first if since else None)
        row.payload = LeaderRow(leader, self.parts.officer(row, region), lead_unit, support)
        self._link_regions(row, regions)
        self._link_enterprises(row)
        self.parts.take_post(row, leader, title, "职务")
        return self.classify(row, is_new=is_new)

    def _regions(self, row: RowPlan) -> list[Region]:
        """Return the regions that the row says the leader serves, each inside the one before it where it can be."""
        index, found = row.index, []
        within = None
        for field_name in ("region", "county"):
            for text in self.sheet.column(field_name)[index] or ():
                region = self.region_of(row, None, text, ("region", field_name), within=within)
                if region is not None:
                    found.append(region)
            if len(found) == 1:
                within = found[0]
        return list(dict.fromkeys(found))

    def _post_held(self, row: RowPlan, name: str, title: str, regions: list[Region]) -> tuple[str, Region] | None:
        """Return the level and the region of the leader's own post."""
        level = self.sheet.column("leader_level")[row.index]
        places = self.parts.places(regions[-1]) if regions else {Level.PROVINCE.value: self.context.regions.province}
        if not level:
            known = [ref for ref in self.people.namesakes(name) if places.get(ref.level) == ref.region]
            level = known[0].level if len(known) == 1 else self.parts.level_of_title(title)
        region = places.get(level)
        if region is None and not regions and (found := self._where_enterprises_are(row, name, level)):
            return found
        if region is None:
            known = [ref for ref in self.people.namesakes(name) if ref.level == level and ref.id is not None]
            if len(known) > 1:
                serving = self._serving(row, level)
                known = [ref for ref in known if ref.id in serving]
            region = known[0].region if len(known) == 1 else None
        if region is None:
            message = f"不能确定{name}是哪一级、哪个地区的领导，请填写“层级”和“联系地区”。"
            row.notes.append(self.sheet.note(ERROR, "leader_level" if level else "leader", row.index, message))
            return None
        if not self.context.reaches(region):
            message = f"{name}是{region.name}的领导，不在您的管理范围内，不能导入。"
            row.notes.append(self.sheet.note(ERROR, "leader", row.index, message))
            return None
        return level, region

    def _where_enterprises_are(self, row: RowPlan, name: str, level: str) -> tuple[str, Region] | None:
        """Return level and region of a leader of whom the row says neither, by the sheet's title and its enterprises.

        A leader on record under that name goes first; what is taken is told.
        """
        place = self.sheet.column("enterprise_place")[row.index]
        level = level or level_in(self.sheet.table.title)
        if not (place and level) or any(ref.id in self._known_leaders for ref in self.people.namesakes(name)):
            return None
        county = self.region_of(row, None, place, ("enterprise_place", "enterprise_place"))
        region = self.parts.places(county).get(level) if county is not None else None
        if region is None or not self.context.reaches(region):
            return None
        label = Level(level).label
        message = f"没有写明{name}联系的地区，按表题和企业所在的{county.name}登记为{region.name}的{label}领导，请核对。"
        row.notes.append(self.sheet.note(WARNING, "leader", row.index, message))
        return level, region

    def _serving(self, row: RowPlan, level: str) -> set[int]:
        """Return the leaders who, by our records, keep in touch at ``level`` with the enterprises the row names."""
        names = self.sheet.column("enterprises")[row.index] or ()
        targets = [target for name in names for target in self._by_name.get(match_key(name), ())]
        held = (self.links.at_level(target.id, level) for target in targets)
        return {link.leader_id for link in held if link is not None}

    def _link_regions(self, row: RowPlan, regions: list[Region]) -> None:
        for region in regions:
            number, first = self._served.setdefault((row.payload.leader, region.id), (row.number, row.payload))
            if number != row.number:
                self._tell_other(row, first, f"{row.payload.leader}联系{region.name}", number)
                continue
            target = Target(region.id, region.name, region.lineage, region.name)
            wanted = self._wanted(row, target, column="region_id")
            if (work := self.links.plan(row, wanted, prefix=f"{region.name}：")) is not None:
                row.payload.links.append(work)

    def _tell_other(self, row: RowPlan, first: LeaderRow, link: str, number: int) -> None:
        """Tell where a further row about one link names another officer or other units than the first."""
        payload, officer = row.payload, self.sheet.own("officer_contact", "officer")
        for name, mine, other in (
            (officer, payload.officer, first.officer),
            ("lead_org", payload.lead_unit, first.lead_unit),
            ("support_org", payload.support, first.support),
        ):
            if mine and mine != other:
                message = f"{link}已见第 {number} 行，这一栏与那一行不同；该联系以第 {number} 行为准，请核对。"
                row.notes.append(self.sheet.note(WARNING, name, row.index, message))

    def _link_enterprises(self, row: RowPlan) -> None:
        for name in self.sheet.column("enterprises")[row.index] or ():
            target = self._enterprise(row, name)
            if target is None:
                self._promise(row, name)
                continue
            first = self._claimed.setdefault((target.id, row.payload.leader.level), row.number)
            if first != row.number:
                message = f"{target.name}在第 {first} 行已由同级的另一位领导联系，每家企业每个层级只能有一位联系领导。"
                row.notes.append(self.sheet.note(ERROR, "enterprises", row.index, message))
                continue
            if (work := self.links.plan(row, self._wanted(row, target), prefix=f"{target.name}：")) is not None:
                row.payload.links.append(work)

    def _enterprise(self, row: RowPlan, name: str) -> Target | None:
        """Return the enterprise on record that the row names, or None (not on record, or a question)."""
        if target := self._by_code.get(self.sheet.column("uscc")[row.index]):
            return target
        targets = self._by_name.get(match_key(name), [])
        if len(targets) > 1:
            options = [Candidate(target.name, target.name, 1.0) for target in targets]
            message = f"系统中有 {len(targets)} 家企业叫“{name}”，不能确定是哪一家，先记为待认领。"
            row.notes.append(self.sheet.note(QUESTION, "enterprises", row.index, message, options, part=name))
            return None
        return targets[0] if targets else None

    def _promise(self, row: RowPlan, name: str) -> None:
        """Keep the link until an enterprise of that name arrives."""
        payload, key = row.payload, match_key(name)
        if (payload.leader, key) in self._promised:
            return
        self._promised.add((payload.leader, key))
        pending = self._pending.get((payload.leader.id, key)) if payload.leader.id else None
        if pending is None:
            payload.promised.append(name)
            row.changes[f"{name}："] = ["", "待企业登记后建立联系"]
        elif self._mend(row, pending):
            payload.mended.append(pending)

    def _mend(self, row: RowPlan, pending: Pending) -> bool:
        """Note what the row says anew of a link that is waiting already; return whether it does."""
        payload, known = row.payload, len(row.changes)
        officer, lead = payload.officer, payload.lead_unit
        if officer is not None and (officer.id is None or officer.id != pending.officer_id):
            before = str(self.people.officers.get(pending.officer_id) or "")
            row.changes[f"{pending.name}：联络员"] = [before, str(officer)]
        if lead is not None and lead.pk != pending.lead_unit_id:
            row.changes[f"{pending.name}：牵头部门"] = ["", lead.name]
        if missing := [unit for unit in payload.support if unit.pk not in pending.support]:
            row.changes[f"{pending.name}：配合部门"] = ["", "、".join(unit.name for unit in missing)]
        return len(row.changes) > known

    def _wanted(self, row: RowPlan, target: Target, column: str = "enterprise_id") -> Wanted:
        since = self.sheet.column("since")[row.index]
        payload = row.payload
        return Wanted(
            target,
            payload.leader,
            payload.officer,
            payload.lead_unit,
            payload.support,
            since.first if since else None,
            column=column,
        )

    # --- writing -------------------------------------------------------------------------------

    def apply(self, plans: list[RowPlan], recorder) -> None:
        rows = [plan for plan in plans if plan.writes]
        leaders = {row.payload.leader: row.number for row in reversed(rows)}
        officers = {row.payload.officer: row.number for row in reversed(rows) if row.payload.officer is not None}
        self.people.write(recorder, leaders, officers)
        self.links.write(recorder, [(row.number, work) for row in rows for work in row.payload.links])
        self._write_promises(recorder, rows)
        mended = [(row, pending) for row in rows for pending in row.payload.mended]
        recorder.change(
            PendingLink,
            ("officer_id", "lead_unit_id"),
            [
                (
                    pending.id,
                    row.payload.officer.id if row.payload.officer else pending.officer_id,
                    row.payload.lead_unit.pk if row.payload.lead_unit else pending.lead_unit_id,
                )
                for row, pending in mended
            ],
            [(pending.officer_id, pending.lead_unit_id) for _, pending in mended],
            [row.number for row, _ in mended],
        )
        more = [
            (row.number, pending.id, unit.pk)
            for row, pending in mended
            for unit in row.payload.support
            if unit.pk not in pending.support
        ]
        links, numbers = [link for _, *link in more], [number for number, *_ in more]
        recorder.create(_PENDING_SUPPORT, ("pendinglink_id", "unit_id"), links, numbers)

    @staticmethod
    def _write_promises(recorder, rows: list[RowPlan]) -> None:
        promises = [(row, name) for row in rows for name in row.payload.promised]
        columns = ("leader_id", "level", "enterprise_name", "enterprise_key", "officer_id", "lead_unit_id")
        values = [
            (
                row.payload.leader.id,
                row.payload.leader.level,
                name,
                match_key(name),
                row.payload.officer.id if row.payload.officer else None,
                row.payload.lead_unit.pk if row.payload.lead_unit else None,
            )
            for row, name in promises
        ]
        ids = recorder.create(PendingLink, columns, values, [row.number for row, _ in promises])
        support = [(pk, unit.pk) for pk, (row, _) in zip(ids, promises, strict=True) for unit in row.payload.support]
        recorder.link(_PENDING_SUPPORT, ("pendinglink_id", "unit_id"), support)
