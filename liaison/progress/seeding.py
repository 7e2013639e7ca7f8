"""Synthetic data in bulk, for demonstrations and benchmarks: no real enterprise or person.

Per enterprise ten visits of the last two years, a promise at every fifth, two cases; one leader of its county, for
every third one of its prefecture, for every twentieth one of the province. The same seed gives the same data.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from django.db import transaction
from stdnum.cn import uscc

from liaison.assignments.models import Assignment
from liaison.cases.choices import Result, Source, State
from liaison.cases.models import Category
from liaison.cases.services.importing import LedgerCase, import_cases
from liaison.core.errors import Refused
from liaison.directory.models import Leader, Level, Region, Tenure, Unit, User
from liaison.directory.services import OfficerInput, ensure_officers
from liaison.enterprises.choices import IndustrySection, Size, Tier
from liaison.enterprises.models import Enterprise
from liaison.visits.models import FollowUp, Method, Visit
from liaison.visits.services import promise_days

CHUNK = 2_000
VISITS, CASES = 10, 2
DAYS_BACK = 730
LEADERS = {Level.PROVINCE: 13, Level.PREFECTURE: 10, Level.COUNTY: 9}
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "安柏成东恩芳钢浩佳凯岚明宁鹏庆瑞松涛伟霞晓阳毅志"
_WORDS = "长白松禾吉辽沃源盛达恒嘉隆泰永华瑞川诚凯润德兴众龙康宏远百博冠腾"
_TRADES = (
    "装备制造",
    "汽车零部件",
    "医药",
    "食品",
    "粮油",
    "人参",
    "新材料",
    "信息技术",
    "物流",
    "环保科技",
    "建设工程",
    "商贸",
)
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司")
_SAID = ("生产经营正常，订单充足。", "产能利用率约七成，原材料价格上涨。", "正在扩建二期厂房。", "用工紧张，招工困难。")
_PROMISES = ("协调对接银行续贷", "协调电力部门办理增容", "联系人社部门组织招聘", "反馈奖补资金兑现进度")
_ASKED = (
    "流动资金紧张，贷款续贷困难",
    "用工缺口30人",
    "用电增容审批慢",
    "厂区道路破损",
    "奖补资金未兑现",
    "物流成本高",
)
_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass
class Seeded:
    """How many rows of each kind were written."""

    enterprises: int = 0
    leaders: int = 0
    visits: int = 0
    follow_ups: int = 0
    cases: int = 0

    def __str__(self) -> str:
        return (
            f"已生成企业 {self.enterprises} 户、领导 {self.leaders} 位、走访 {self.visits} 次、"
            f"跟进事项 {self.follow_ups} 件、诉求 {self.cases} 件"
        )


@dataclass
class _World:
    """What enterprises are hung on: places, their leaders with officers, units, categories."""

    random: Random
    today: dt.date
    counties: list[Region]
    leaders: dict[int, list[Leader]]
    officers: dict[int, User]
    units: dict[int, list[int]]
    categories: list[int]
    province: Region
    counted: Seeded = field(default_factory=Seeded)

    def day(self, back: int = DAYS_BACK) -> dt.date:
        return self.today - dt.timedelta(days=self.random.randrange(back))


@transaction.atomic
def seed_demo(*, enterprises: int, seed: int, now: dt.datetime, today: dt.date) -> Seeded:
    """Write ``enterprises`` synthetic enterprises with all that belongs to them; needs the reference data.

    Raises :class:`Refused` where reference data is missing or this seed is in the database already.
    """
    random = Random(seed)
    if Enterprise.objects.filter(uscc=_code(seed, 0)).exists():
        raise Refused(f"种子 {seed} 的演示数据已经生成过，请换一个 --seed。")
    world = _prepare(random, seed, today)
    for first in range(0, enterprises, CHUNK):
        rows = _enterprises(world, seed, range(first, min(first + CHUNK, enterprises)))
        _assign(world, rows)
        _visit(world, rows)
        _ask(world, rows, now)
        world.counted.enterprises += len(rows)
    return world.counted


def _prepare(random: Random, seed: int, today: dt.date) -> _World:
    places = list(Region.objects.in_force(today).filter(is_statutory=True, successor=None).order_by("code"))
    categories = list(Category.objects.order_by("pk").values_list("pk", flat=True))
    if len(places) < 3 or not categories:
        raise Refused("还没有基础数据，请先运行 manage.py load_reference。")
    leaders = _leaders(random, seed, places)
    people = [OfficerInput(_name(random), f"1{seed % 100:02d}{n:08d}", one.region) for n, one in enumerate(leaders)]
    held: dict[int, list[Leader]] = {}
    for leader in leaders:
        held.setdefault(leader.region_id, []).append(leader)
    units: dict[int, list[int]] = {}
    for unit, region in Unit.objects.exclude(function="").order_by("code").values_list("pk", "region"):
        units.setdefault(region, []).append(unit)
    world = _World(
        random=random,
        today=today,
        counties=[place for place in places if place.level == Level.COUNTY],
        leaders=held,
        officers=dict(zip((leader.pk for leader in leaders), ensure_officers(people), strict=True)),
        units=units,
        categories=categories,
        province=next(place for place in places if place.level == Level.PROVINCE),
    )
    world.counted.leaders = len(leaders)
    return world


def _leaders(random: Random, seed: int, places: list[Region]) -> list[Leader]:
    titles = {Level.PROVINCE: "省级领导", Level.PREFECTURE: "副市长", Level.COUNTY: "副县（市、区）长"}
    leaders = Leader.objects.bulk_create(
        [
            Leader(name=_name(random), level=place.level, region=place, rank_order=order, note=f"演示数据 {seed}")
            for place in places
            for order in range(1, LEADERS[place.level] + 1)
        ],
        batch_size=CHUNK,
    )
    Tenure.objects.bulk_create([Tenure(leader=one, title=titles[one.level]) for one in leaders], batch_size=CHUNK)
    return leaders


def _enterprises(world: _World, seed: int, numbers: range) -> list[Enterprise]:
    rows = []
    for number in numbers:
        county = world.random.choice(world.counties)
        row = Enterprise(
            name=_company(world.random, county, number),
            uscc=_code(seed, number),
            region=county,
            industry_section=world.random.choice(IndustrySection.values[:13]),
            size=world.random.choice(Size.values),
            tier=world.random.choice(Tier.values),
            is_above_scale=world.random.random() < 0.3,
            annual_output=world.random.randrange(100, 90_000),
            employees=world.random.randrange(5, 3_000),
            legal_representative=_name(world.random),
        )
        row.derive()
        rows.append(row)
    return Enterprise.objects.bulk_create(rows, batch_size=CHUNK)


def _assign(world: _World, rows: list[Enterprise]) -> None:
    links = [
        Assignment(
            enterprise=row,
            leader=leader,
            level=leader.level,
            officer=world.officers[leader.pk],
            lead_unit_id=world.random.choice(world.units[leader.region_id]),
        )
        for number, row in enumerate(rows)
        for leader in _leaders_of(world, row, number)
    ]
    Assignment.objects.bulk_create(links, batch_size=CHUNK)


def _leaders_of(world: _World, row: Enterprise, number: int) -> Iterator[Leader]:
    yield world.random.choice(world.leaders[row.region_id])
    if number % 3 == 0:
        yield world.random.choice(world.leaders[row.region.prefecture_id])
    if number % 20 == 0:
        yield world.random.choice(world.leaders[world.province.pk])


def _visit(world: _World, rows: list[Enterprise]) -> None:
    visits = []
    for row in rows:
        leader = world.random.choice(world.leaders[row.region_id])
        for _ in range(VISITS):
            day = world.day()
            said = world.random.choice(_SAID)
            visit = Visit(enterprise=row, held_on=day, held_until=day, leader=leader, content=said, no_issue=True)
            visit.method, visit.logged_by = world.random.choice(Method.values), world.officers[leader.pk]
            visits.append(visit)
    Visit.objects.bulk_create(visits, batch_size=CHUNK)
    promised = [_promise(world, visit) for visit in visits[::5]]
    FollowUp.objects.bulk_create(promised, batch_size=CHUNK)
    promise_days.begin(promised)
    world.counted.visits += len(visits)
    world.counted.follow_ups += len(promised)


def _promise(world: _World, visit: Visit) -> FollowUp:
    """Return a promise due a fortnight after the visit; most of the old ones are kept."""
    due_on = visit.held_on + dt.timedelta(days=14)
    kept = due_on < world.today and world.random.random() < 0.98
    return FollowUp(
        visit=visit,
        promise=world.random.choice(_PROMISES),
        responsible=visit.logged_by,
        due_on=due_on,
        done_on=due_on if kept else None,
        done_note="已办理。" if kept else "",
        done_by=visit.logged_by if kept else None,
    )


def _ask(world: _World, rows: list[Enterprise], now: dt.datetime) -> None:
    cases = [_case(world, row) for row in rows for _ in range(CASES)]
    import_cases(cases, by=None, now=now)
    world.counted.cases += len(cases)


def _case(world: _World, row: Enterprise) -> LedgerCase:
    raised_on = world.day()
    due_on = raised_on + dt.timedelta(days=21)
    closed = due_on < world.today and world.random.random() < 0.95
    return LedgerCase(
        enterprise_id=row.pk,
        content=world.random.choice(_ASKED),
        category_id=world.random.choice(world.categories),
        source=Source.LEDGER,
        raised_on=raised_on,
        lead_unit_id=world.random.choice(world.units[row.region_id]),
        assigned_on=raised_on,
        due_on=due_on,
        state=State.CLOSED if closed else State.HANDLING,
        closed_on=min(due_on, world.today) if closed else None,
        result=world.random.choice((Result.SOLVED, Result.SOLVED, Result.PLANNED)) if closed else "",
        rating=world.random.randrange(3, 6) if closed else None,
    )


def _company(random: Random, county: Region, number: int) -> str:
    word = "".join(random.choice(_WORDS) for _ in range(2))
    mark = _WORDS[number % len(_WORDS)] + _WORDS[number // len(_WORDS) % len(_WORDS)]
    return f"{county.name}{word}{mark}{random.choice(_TRADES)}{random.choice(_FORMS)}"


def _name(random: Random) -> str:
    """Return a person's name that cannot be anybody's: the middle character is always 示."""
    return f"{random.choice(_SURNAMES)}示{random.choice(_GIVEN)}"


def _code(seed: int, number: int) -> str:
    """Return a USCC with a right check sign, different for each (seed, number)."""
    value, signs = seed % 1_000 * 1_000_000 + number, ""
    for _ in range(7):
        value, at = divmod(value, len(_USCC_SIGNS))
        signs = _USCC_SIGNS[at] + signs
    head = f"91220000MB{signs}"
    return head + uscc.calc_check_digit(head)
