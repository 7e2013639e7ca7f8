"""What is on record before a random ledger comes in: some of what it speaks of, not always as it says.

    world = set_up(made, seed, reference)

Everything is written by set, so that an example costs little; the caller rolls it back.
"""

import datetime as dt
import random
from dataclasses import dataclass, field

from liaison.assignments.models import Assignment, PendingLink
from liaison.cases.choices import State
from liaison.cases.models import Category
from liaison.cases.services.importing import LedgerCase, import_cases
from liaison.core.text import match_key
from liaison.directory.models import Leader, Level, Region, Role, Tenure, Unit, User
from liaison.directory.services import append_ranks
from liaison.enterprises.models import Enterprise, EnterpriseContact
from liaison.visits.models import Problem, Visit

from .generator import TODAY, Made
from .truth_rows import PLACES

NOW = dt.datetime.combine(TODAY, dt.time(8, 30), tzinfo=dt.timezone(dt.timedelta(hours=8)))
# How ledgers write a unit → (rung, function) of the office meant.
UNITS = {
    "省工信厅": (Level.PROVINCE, "工信"),
    "市工信局": (Level.PREFECTURE, "工信"),
    "市财政局": (Level.PREFECTURE, "财政"),
    "市税务局": (Level.PREFECTURE, "税务"),
    "省商务厅": (Level.PROVINCE, "商务"),
    "市人社局": (Level.PREFECTURE, "人社"),
}
PREFECTURE_OF = {county: prefecture for prefecture, counties in PLACES.items() for county in counties}


class Reference:
    """The reference data that examples lean on, read once."""

    def __init__(self) -> None:
        self.province = Region.objects.get(level=Level.PROVINCE)
        self.desk = User.objects.create(username="desk", role=Role.COORDINATOR, region=self.province)
        self.regions: dict[str, Region] = {}
        for prefecture in Region.objects.filter(name__in=PLACES, level=Level.PREFECTURE):
            self.regions[prefecture.name] = prefecture
            for county in Region.objects.filter(parent=prefecture, name__in=PLACES[prefecture.name]):
                self.regions[county.name] = county
        self.regions[self.province.name] = self.province
        self.counties = [region for region in self.regions.values() if region.level == Level.COUNTY]
        self.categories = {category.name: category for category in Category.objects.filter(parent=None)}
        self._units = {(unit.region_id, unit.function): unit for unit in Unit.objects.exclude(function="")}

    def unit(self, text: str, place: str) -> Unit:
        """Return the office that ``text`` means in a paper about ``place`` (a prefecture or a county)."""
        rung, function = UNITS[text]
        region = self.province if rung == Level.PROVINCE else self.regions[PREFECTURE_OF.get(place, place)]
        return self._units[region.pk, function]


@dataclass
class World:
    """What was put on record: enterprises and leaders by name, the lead unit of each case.

    Of two leaders of one name the first serves.
    """

    reference: Reference
    enterprises: dict[str, Enterprise] = field(default_factory=dict)
    leaders: dict[str, list[Leader]] = field(default_factory=dict)
    leads: dict[int, int | None] = field(default_factory=dict)


def set_up(made: Made, seed: int, reference: Reference) -> World:
    """Put on record some of what ``made`` speaks of; the same seed does the same."""
    return getattr(_Builder(made, seed, reference), made.kind)()


class _Builder:
    def __init__(self, made: Made, seed: int, reference: Reference) -> None:
        self.truth, self.reference = made.truth, reference
        self.world = World(reference)
        self.random = random.Random(f"world-{seed}")

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # The four kinds ------------------------------------------------------------------------------------------------

    def enterprises(self) -> World:
        """An older state: another legal representative, no address, a leader with another post, a promised link."""
        if self.chance(0.4):
            return self.world
        known = {truth["name"]: truth for truth in self.truth if self.chance(0.4)}
        self.write_enterprises({name: self.place_of(truth) for name, truth in known.items()}, known)
        for name, truth in known.items():
            level, place = truth.get("leader_level"), self.place_of(truth)
            if level and self.chance(0.5) and (level != Level.COUNTY or place.level == Level.COUNTY):
                served_by = truth["leader"][0] if self.chance(0.6) else "胡示前"
                self.write_links({(name, level): self.write_leader(served_by, level, self.office(level, place))})
        promised = [name for name in self.names("name") if name not in known and self.chance(0.2)]
        if promised:
            other = self.write_leader("郭示诺", Level.PROVINCE, self.reference.province)
            named = {t["name"]: t["leader"][0] for t in self.truth if t.get("leader_level") == Level.PROVINCE}
            PendingLink.objects.bulk_create(
                self.pending(
                    self.write_leader(named[name], Level.PROVINCE, self.reference.province)
                    if name in named and self.chance(0.6)
                    else other,
                    name,
                )
                for name in promised
            )
        return self.world

    def leaders(self) -> World:
        """Some enterprises have arrived already, some with another leader; some leaders hold another post."""
        names = self.names("enterprises")
        self.write_enterprises({name: self.any_county() for name in names if self.chance(0.4)})
        taken: set[str] = set()
        for truth in self.truth:
            if self.chance(0.3) and "leader_level" in truth and (place := self.served(truth)):
                office = self.office(truth["leader_level"], place)
                leader = self.write_leader(truth["leader"][0], truth["leader_level"], office)
                waiting = [name for name in truth["enterprises"] if name not in self.world.enterprises]
                if waiting and self.chance(0.4):
                    PendingLink.objects.bulk_create([self.pending(leader, waiting[0])], ignore_conflicts=True)
                served = [name for name in truth["enterprises"] if name in self.world.enterprises and name not in taken]
                self.write_links({(name, leader.level): leader for name in served if self.chance(0.5)})
                taken.update(served)
        before = self.write_leader("胡示前", Level.PROVINCE, self.reference.province)
        free = [name for name in self.world.enterprises if name not in taken and self.chance(0.15)]
        self.write_links({(name, Level.PROVINCE): before for name in free})
        return self.world

    def visits(self) -> World:
        """Most enterprises and leaders are on record, some visits too; a namesake serves elsewhere now and then."""
        names = self.names("enterprises")
        self.write_enterprises({name: self.any_county() for name in names if self.chance(0.9)})
        served: set[str] = set()
        for truth in self.truth:
            name = truth["leader"][0]
            if name in self.world.leaders or self.chance(0.3):
                continue
            leader = self.write_leader(name, Level.COUNTY, self.reference.counties[0])
            if self.chance(0.15):
                self.write_leader(name, Level.COUNTY, self.reference.counties[1])
            company = truth["enterprises"][0]
            if company in self.world.enterprises and company not in served and self.chance(0.5):
                served.add(company)
                self.write_links({(company, Level.COUNTY): leader})
        known = {}
        for truth in self.truth:
            single = len(truth["enterprises"]) == 1 and truth["enterprises"][0] in self.world.enterprises
            leaders = self.world.leaders.get(truth["leader"][0], [])
            if single and len(leaders) == 1 and self.chance(0.2):
                key = (truth["enterprises"][0], truth["date"])
                known.setdefault(key, Visit(**self.older_visit(truth, leaders[0])))
        Visit.objects.bulk_create(known.values())
        units = [None, self.reference.unit("市工信局", "长春市")]
        problems = [
            Problem(visit=visit, text="供热价格偏高", unit=self.random.choice(units)) for visit in known.values()
        ]
        Problem.objects.bulk_create(problems)
        raised = [problem for problem in problems if self.chance(0.3)]
        cases = [
            LedgerCase(
                enterprise_id=problem.visit.enterprise_id,
                content=problem.text,
                category_id=self.reference.categories["其他"].pk,
                source="visit",
                raised_on=problem.visit.held_on,
            )
            for problem in raised
        ]
        for case, problem in zip(import_cases(cases, by=None, now=NOW) if cases else [], raised, strict=True):
            case.problem = problem
            case.save()
        return self.world

    def cases(self) -> World:
        """Most enterprises are on record; some of the cases too, as they stood when they came in."""
        places = {truth["enterprise"]: truth.get("region") for truth in self.truth}
        on_record = {name: place for name, place in places.items() if self.chance(0.9)}
        elsewhere = {name: self.any_county() for name in on_record if self.chance(0.05)}
        known = {name: self.reference.regions[place or "南关区"] for name, place in on_record.items()}
        self.write_enterprises({**known, **elsewhere})
        older = [t for t in self.truth if t["enterprise"] in on_record and self.chance(0.25) and "reported_on" in t]
        unlike = {(t["enterprise"], t["reported_on"], t["content"]): t for t in older}
        if unlike:
            written = import_cases([self.older_case(truth) for truth in unlike.values()], by=None, now=NOW)
            self.world.leads = {case.pk: case.lead_unit_id for case in written}
        return self.world

    # Older states --------------------------------------------------------------------------------------------------

    def older_visit(self, truth: dict, leader: Leader) -> dict:
        return {
            "enterprise": self.world.enterprises[truth["enterprises"][0]],
            "held_on": truth["date"].first,
            "held_until": truth["date"].last,
            "leader": leader,
            "method": "phone",
            "condition": "待补充",
        }

    def older_case(self, truth: dict) -> LedgerCase:
        return LedgerCase(
            enterprise_id=self.world.enterprises[truth["enterprise"]].pk,
            content=truth["content"],
            category_id=self.reference.categories[truth.get("category", "其他")].pk,
            source=truth.get("source", "ledger"),
            raised_on=truth["reported_on"].first,
            state=State.HANDLING,
            answer="已联系企业",
            **({} if self.chance(0.3) or not truth["lead_org"][0] else self.older_handling(truth)),
        )

    def older_handling(self, truth: dict) -> dict:
        """Return who handles the case; without it the case still waits for a unit."""
        place = self.world.enterprises[truth["enterprise"]].region.name
        return {
            "lead_unit_id": self.reference.unit(truth["lead_org"][0], place).pk,
            "support_unit_ids": [self.reference.unit(text, place).pk for text in truth.get("support_org", ())],
            "assigned_on": truth["assigned_on"].first if "assigned_on" in truth else None,
        }

    # Writing -------------------------------------------------------------------------------------------------------

    def write_enterprises(self, places: dict[str, Region], coded: dict[str, dict] | None = None) -> None:
        rows = []
        for name, region in places.items():
            code = (coded or {}).get(name, {}).get("uscc") if self.chance(0.7) else None
            row = Enterprise(name=name, region=region, uscc=code, legal_representative="前示人", is_above_scale=True)
            row.derive()
            rows.append(row)
        Enterprise.objects.bulk_create(rows)
        self.world.enterprises |= {row.name: row for row in rows}
        if coded is not None:
            contacts = [EnterpriseContact(enterprise=row, name="前示联", is_primary=True) for row in rows[::2]]
            EnterpriseContact.objects.bulk_create(contacts)

    def write_leader(self, name: str, level: str, region: Region) -> Leader:
        """Return the leader, there already or written with a post of long ago."""
        for leader in self.world.leaders.get(name, ()):
            if (leader.level, leader.region_id) == (level, region.pk):
                return leader
        [rank] = append_ranks([(level, region.pk)])
        leader = Leader(name=name, level=level, region=region, rank_order=rank)
        Leader.objects.bulk_create([leader])
        Tenure.objects.bulk_create([Tenure(leader=leader, title="副秘书长", start_on=dt.date(2024, 1, 8))])
        self.world.leaders.setdefault(name, []).append(leader)
        return leader

    def write_links(self, links: dict[tuple[str, str], Leader]) -> None:
        Assignment.objects.bulk_create(
            Assignment(enterprise=self.world.enterprises[name], level=level, leader=leader)
            for (name, level), leader in links.items()
        )

    @staticmethod
    def pending(leader: Leader, name: str) -> PendingLink:
        return PendingLink(leader=leader, level=leader.level, enterprise_name=name, enterprise_key=match_key(name))

    # Names and places ----------------------------------------------------------------------------------------------

    def names(self, field: str) -> list[str]:
        """Return the enterprises that the rows name, each once."""
        named = (truth[field] for truth in self.truth)
        return list(dict.fromkeys(name for value in named for name in ([value] if isinstance(value, str) else value)))

    def any_county(self) -> Region:
        return self.random.choice(self.reference.counties)

    def place_of(self, truth: dict) -> Region:
        """Return the county of the row, or one of its prefecture where the row names none."""
        return self.reference.regions[truth.get("county") or PLACES[truth.get("prefecture", "长春市")][0]]

    def served(self, truth: dict) -> Region | None:
        """Return the last place that a row of the leaders' sheet names."""
        named = [*truth.get("region", ()), *truth.get("county", ())]
        return self.reference.regions[named[-1]] if named else None

    def office(self, level: str, place: Region) -> Region:
        """Return the region at ``level`` whose leader looks after ``place``."""
        if level == Level.PROVINCE:
            return self.reference.province
        return self.reference.regions[PREFECTURE_OF.get(place.name, place.name)] if level == Level.PREFECTURE else place
