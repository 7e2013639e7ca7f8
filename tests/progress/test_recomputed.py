"""Every figure by every cut, beside a slow recomputation in plain Python over plain rows, by definition alone."""

import datetime as dt
import random
from collections import defaultdict
from itertools import chain

import pytest
from django.conf import settings

from liaison.assignments.models import Assignment
from liaison.cases.choices import Source, State
from liaison.cases.models import Case, Category
from liaison.cases.services.spans import note_imported
from liaison.directory.models import Leader, Level, Region, Role, Unit, UnitKind, User
from liaison.directory.services import rebuild_regions
from liaison.enterprises.models import Enterprise, StatusChange
from liaison.enterprises.services import change_status
from liaison.progress.cuts import KINDS, Cut
from liaison.progress.figures import count
from liaison.progress.indicators import INDICATORS, Scope
from liaison.progress.periods import Period
from liaison.progress.tables import columns_of, kind_of_place, table
from liaison.visits.models import FollowUp, Method, Visit, VisitEvent
from liaison.visits.services import promise_days
from tests.conftest import make_region

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 6, 24)
PERIODS = ("2026", "2026-Q1", "2026-Q2", "2026-05", "2026-W25", "2026-W26", "2026-Q4")
FACE_TO_FACE = {"onsite", "research", "symposium", "office", "received"}
GONE = {"deregistered", "moved_out"}
DAY = dt.timedelta(days=1)


# --- a random world ----------------------------------------------------------------------------------------


class Dice(random.Random):
    def day(self, first=dt.date(2026, 1, 1), last=TODAY) -> dt.date:
        return first + self.randint(0, max((last - first).days, 0)) * DAY


def build(seed: int, province: Region) -> User:
    dice = Dice(seed)
    counties = _places(province)
    leaders = _leaders(dice, province, counties)
    units = [
        Unit.objects.create(code=f"u{n}", name=f"单位{n}", short_name=f"单{n}", level="province", region=province)
        for n in range(3)
    ]
    officer = User.objects.create_user(username="someone", name="某示员", role=Role.OFFICER)
    enterprises = [
        Enterprise.objects.create(
            name=f"企业{n}", region=dice.choice(counties), industry_section=dice.choice(["", "A", "C"])
        )
        for n in range(18)
    ]
    for enterprise in enterprises:
        _links(dice, enterprise, leaders, units)
    for enterprise in dice.sample(enterprises, 6):
        _statuses(dice, enterprise)
    for _ in range(45):
        _visit(dice, dice.choice(enterprises), leaders)
    for n in range(5):
        _gathering(dice, n, enterprises, leaders)
    for visit in dice.sample(list(Visit.objects.all()), 25):
        due = dice.day(visit.held_on, TODAY + 20 * DAY)
        done = dice.day(visit.held_on) if dice.random() < 0.5 else None
        FollowUp.objects.create(visit=visit, promise="承诺", responsible=officer, due_on=due, done_on=done)
    promise_days.begin(FollowUp.objects.select_related("visit"))
    _cases(dice, enterprises, units, province)
    city = counties[0].parent
    return User.objects.create_user(username="city", name="市示督", role=Role.SUPERVISOR, region=city)


def _places(province: Region) -> list[Region]:
    counties = []
    for code, name in (("220100", "长春市"), ("220500", "通化市")):
        city = make_region(code, name, Level.PREFECTURE, province)
        counties += [make_region(f"{code[:4]}0{n}", f"{name}{n}区", Level.COUNTY, city) for n in (2, 3)]
    direct = make_region("220581", "梅河口市", Level.COUNTY, counties[-1].parent)
    Region.objects.filter(pk=direct.pk).update(reporting_parent=province)
    rebuild_regions()
    return list(Region.objects.filter(level=Level.COUNTY).select_related("parent").order_by("code"))


def _leaders(dice, province, counties) -> dict[str, list[Leader]]:
    places = {Level.PROVINCE: [province], Level.PREFECTURE: [counties[0].parent], Level.COUNTY: counties}
    return {
        level: [
            Leader.objects.create(name=f"示{level}{n}", level=level, region=dice.choice(places[level]), rank_order=n)
            for n in range(3)
        ]
        for level in places
    }


def _links(dice, enterprise, leaders, units) -> None:
    """Give the enterprise at each level nobody, one leader, or two after one another."""
    for level, people in leaders.items():
        many = dice.choice([0, 1, 1, 2])
        change = dice.day()
        start = dice.choice([None, dice.day(dt.date(2025, 6, 1), change)])
        spans = [(start, dice.choice([None, None, change]))] if many == 1 else [(start, change), (change + DAY, None)]
        for leader, (first, last) in zip(dice.sample(people, many), spans, strict=False):
            Assignment.objects.create(
                enterprise=enterprise, leader=leader, level=level, start_on=first, end_on=last,
                lead_unit=dice.choice([None, *units]),
            )  # fmt: skip


def _statuses(dice, enterprise) -> None:
    on = dice.day()
    for status in dice.sample(["moved_out", "suspended", "deregistered", "normal", "unreachable"], dice.randint(1, 3)):
        enterprise.refresh_from_db()
        if status != enterprise.status:
            change_status(enterprise=enterprise, status=status, reason="核实", on=on, today=TODAY, by=None)
            on = dice.day(on)


def _visit(dice, enterprise, leaders) -> None:
    first = dice.day()
    exact = dice.random() < 0.8
    Visit.objects.create(
        enterprise=enterprise, held_on=first, held_until=first if exact else min(first + 9 * DAY, TODAY),
        precision="day" if exact else "xun", method=dice.choice(Method.values),
        leader=dice.choice([None, *chain(*leaders.values())]),
    )  # fmt: skip


def _gathering(dice, n, enterprises, leaders) -> None:
    day, everybody = dice.day(), list(chain(*leaders.values()))
    kind = dice.choice(["symposium", "office"])
    event = VisitEvent.objects.create(
        kind=kind, title=f"座谈{n}", held_on=day, held_until=day, host=dice.choice([None, *everybody])
    )
    event.leaders.set(dice.sample(everybody, 2))
    for enterprise in dice.sample(enterprises, dice.randint(1, 6)):
        Visit.objects.create(enterprise=enterprise, held_on=day, event=event, method=kind)


def _cases(dice, enterprises, units, province) -> None:
    court = Unit.objects.create(
        code="court", name="法院", short_name="法院", level="province", region=province, kind=UnitKind.COURT
    )
    category = Category.objects.create(code="01", name="融资")
    for n in range(30):
        raised = dice.day()
        given, due = dice.day(raised), dice.day(raised, TODAY + 30 * DAY)
        state = dice.choice([State.HANDLING, State.HANDLING, State.TRACKING, State.CLOSED])
        closed = dice.day(given) if state == State.CLOSED else None
        case = Case.objects.create(
            number=f"JL-2026-{n:06d}", enterprise=dice.choice(enterprises), title="贷款难", content="贷款难",
            category=category, source=Source.LEDGER, raised_on=raised, submitted_on=raised, assigned_on=given,
            due_on=due, original_due_on=due, state=state, result="A" if closed else "", closed_on=closed,
            answered_on=closed, ended_on=closed, lead_unit=dice.choice([*units, court]),
            is_historic=state == State.TRACKING or dice.random() < 0.5,
        )  # fmt: skip
        note_imported([case])


# --- the slow side: plain rows, plain loops -----------------------------------------------------------------


class Slow:
    """The whole database as dictionaries, narrowed to a place; what each figure counts, by the definitions."""

    def __init__(self, inside: str = ""):
        self.regions = {row["id"]: row for row in Region.objects.values()}
        self.enterprises = {r["id"]: r for r in Enterprise.objects.values() if inside in self.ladder(r["region_id"])}
        self.links = [row for row in Assignment.objects.values() if row["enterprise_id"] in self.enterprises]
        self.visits = {r["id"]: r for r in Visit.objects.values() if r["enterprise_id"] in self.enterprises}
        self.promises = [row for row in FollowUp.objects.values() if row["visit_id"] in self.visits]
        self.cases = [row for row in Case.objects.values() if row["enterprise_id"] in self.enterprises]
        self.courts = {row["id"] for row in Unit.objects.values() if row["kind"] in ("court", "procuratorate")}
        self.present = defaultdict(set)
        for event in VisitEvent.objects.values():
            self.present[event["id"]].add(event["host_id"])
        for row in VisitEvent.leaders.through.objects.values():
            self.present[row["visitevent_id"]].add(row["leader_id"])
        self.changes = defaultdict(list)
        for row in sorted(StatusChange.objects.values(), key=lambda row: (row["on"], row["id"])):
            self.changes[row["enterprise_id"]].append(row)

    def ladder(self, region: int | None) -> list[str]:
        """Return the codes of a place and of all above it, where it answers to."""
        codes = [""]
        while region:
            row = self.regions[region]
            codes.append(row["code"])
            region = row["reporting_parent_id"] or row["parent_id"]
        return codes

    def group(self, kind: str, row: dict) -> str:
        """Return the group of an enterprise or a link."""
        match kind:
            case "region":
                above = self.ladder(row["region_id"])
                return above[-2] if len(above) > 2 else ""
            case "county":
                return self.regions[row["region_id"]]["code"]
            case "industry":
                return row["industry_section"]
        return str(row[{"leader": "leader_id", "level": "level", "lead": "lead_unit_id"}[kind]] or "")

    def is_gone(self, enterprise: int, day: dt.date) -> bool:
        status = self.enterprises[enterprise]["status"]
        changes = self.changes[enterprise]
        if changes:
            status = next((c["new"] for c in reversed(changes) if c["on"] <= day), changes[0]["old"])
        return status in GONE

    def figures(self, period: Period, today: dt.date, kind: str = "", value: str = "") -> dict[str, int]:
        if period.first > today:
            return dict.fromkeys(INDICATORS, 0)
        first, cutoff = period.first, min(period.last, today)
        of_links = kind in ("leader", "level", "lead")
        ours = {
            pk for pk, row in self.enterprises.items()
            if not kind or of_links or kind == "unit" or self.group(kind, row) == value
        }  # fmt: skip
        held = [
            link for link in self.links
            if link["enterprise_id"] in ours and (not of_links or self.group(kind, link) == value)
        ]  # fmt: skip
        links = [
            link for link in held
            if starts(link) <= cutoff and ends(link) >= first and not self.is_gone(link["enterprise_id"], cutoff)
        ]  # fmt: skip
        linked = {link["enterprise_id"] for link in links if starts(link) <= cutoff <= ends(link)}
        during = {link["enterprise_id"] for link in links}
        in_period = [
            visit for visit in self.visits.values()
            if visit["enterprise_id"] in ours and first <= visit["held_on"] and visit["held_until"] <= cutoff
        ]  # fmt: skip
        went = [visit for visit in in_period if visit["method"] in FACE_TO_FACE]
        pairs = [(link, visit) for link in links for visit in went if covers(link, visit)]
        visited = {link["enterprise_id"] for link, _ in pairs}
        led = {link["enterprise_id"] for link, visit in pairs if self.took_part(link["leader_id"], visit)}

        def mine(visit) -> bool:
            return not of_links or any(covers(link, visit) for link in held)

        counted = [visit for visit in in_period if mine(visit)]
        faces = [visit for visit in counted if visit["method"] in FACE_TO_FACE]
        lately = [v["enterprise_id"] for v in self.visits.values()
                  if v["method"] in FACE_TO_FACE and cutoff - 30 * DAY < v["held_on"] <= cutoff]  # fmt: skip
        often = {pk for pk in lately if lately.count(pk) > int(settings.VISIT_LIMIT_30_DAYS)}
        promised = [
            promise for promise in self.promises
            for visit in [self.visits[promise["visit_id"]]]
            if visit["enterprise_id"] in ours and visit["held_on"] <= cutoff and mine(visit)
            and (promise["done_on"] is None or promise["done_on"] > cutoff)
        ]  # fmt: skip
        cases = self.cases_of(kind, value, linked if of_links else ours, cutoff)
        late = [case for case in cases if self.is_late(case, cutoff)]
        return {
            "linked": len(linked),
            "during": len(during),
            "visited": len(visited),
            "led": len(led),
            "unvisited": len(during - visited),
            "visits": len({("event", v["event_id"]) if v["event_id"] else ("visit", v["id"]) for v in faces}),
            "visits_households": len(faces),
            "contacts": len(counted) - len(faces),
            "dense": len(often & (linked if of_links else ours)),
            "soon": sum(cutoff <= promise["due_on"] <= cutoff + 7 * DAY for promise in promised),
            "overdue": sum(promise["due_on"] < cutoff for promise in promised),
            "cases": len(cases),
            "cases_historic": sum(case["is_historic"] for case in cases),
            "late": len(late),
            "late_historic": sum(case["is_historic"] for case in late),
            "paused": sum(case["is_paused"] for case in cases),
            "judicial": sum(case["is_judicial"] for case in cases),
        }

    def took_part(self, leader: int, visit: dict) -> bool:
        return leader in {visit["leader_id"]} | (self.present[visit["event_id"]] if visit["event_id"] else set())

    def cases_of(self, kind: str, value: str, enterprises: set[int], cutoff: dt.date) -> list[dict]:
        cases = [
            case
            for case in self.cases
            if case["submitted_on"] <= cutoff and (case["ended_on"] or cutoff + DAY) > cutoff
        ]
        if kind == "unit":
            units = {case["id"]: case["lead_unit_id"] if case["assigned_on"] <= cutoff else None for case in cases}
            return [c for c in cases if units[c["id"]] not in self.courts and str(units[c["id"]] or "") == value]
        return [case for case in cases if case["enterprise_id"] in enterprises]

    def is_late(self, case: dict, cutoff: dt.date) -> bool:
        with_its_unit = case["assigned_on"] <= cutoff and case["lead_unit_id"] not in self.courts
        return with_its_unit and case["state"] != "tracking" and case["due_on"] < cutoff


def starts(link) -> dt.date:
    return link["start_on"] or dt.date.min


def ends(link) -> dt.date:
    return link["end_on"] or dt.date.max


def covers(link, visit) -> bool:
    same = link["enterprise_id"] == visit["enterprise_id"]
    return same and starts(link) <= visit["held_on"] and visit["held_until"] <= ends(link)


def values_of(slow: Slow, kind: str) -> set[str]:
    if kind == "unit":
        return {"", *(str(pk) for pk in Unit.objects.values_list("pk", flat=True) if pk not in slow.courts)}
    rows = slow.enterprises.values() if kind in ("region", "county", "industry") else slow.links
    return {slow.group(kind, row) for row in rows}


# --- one beside the other -----------------------------------------------------------------------------------


@pytest.fixture
def sides(request, province, admin_account):
    """Return (user, slow side) for the whole province and for one city of it."""
    city = build(request.param, province)
    return [(admin_account, Slow()), (city, Slow(city.region.code))]


SEEDS = [1, 2, 3]


@pytest.mark.parametrize("sides", SEEDS, indirect=True)
def test_every_figure_is_what_its_definition_says(sides):
    dice = random.Random(0)
    for period in map(Period.parse, PERIODS):
        for user, slow in sides:
            found = {key: count(key, Scope(user, period, TODAY)).value for key in INDICATORS}
            assert found == slow.figures(period, TODAY), period
            for kind in sorted(KINDS):
                value = dice.choice(sorted(values_of(slow, kind)))
                expected = slow.figures(period, TODAY, kind, value)
                keys = columns_of(KINDS[kind]) if kind == "unit" else INDICATORS
                scope = Scope(user, period, TODAY, Cut(KINDS[kind], value))
                found = {key: count(key, scope).value for key in keys}
                assert found == {key: expected[key] for key in keys}, (period, kind, value)


@pytest.mark.parametrize("sides", SEEDS, indirect=True)
def test_every_table_holds_every_group_with_its_figures(sides):
    for period in map(Period.parse, PERIODS):
        for user, slow in sides:
            for key in ("place", "leader", "level", "lead", "unit", "industry"):
                kind = kind_of_place(user) if key == "place" else KINDS[key]
                rows = {row.value: row.figures for row in table(kind, Scope(user, period, TODAY))}
                for value in values_of(slow, kind.key) | set(rows):
                    expected = slow.figures(period, TODAY, kind.key, value)
                    found = {name: rows[value][name].value if value in rows else 0 for name in columns_of(kind)}
                    assert found == {name: expected[name] for name in columns_of(kind)}, (period, kind.key, value)


@pytest.mark.parametrize("sides", [1], indirect=True)
def test_the_worlds_hold_what_makes_counting_hard(sides):
    _, slow = sides[0]
    seen = [slow.figures(Period.parse(code), TODAY) for code in PERIODS]
    for key in set(INDICATORS) - {"dense", "paused", "judicial"}:
        assert any(figures[key] for figures in seen), key
    assert any(slow.is_gone(pk, TODAY) for pk in slow.enterprises)
    assert any(figures["visits"] < figures["visits_households"] for figures in seen)
    assert any(figures["led"] < figures["visited"] for figures in seen)
