"""A small province with what makes counting hard: two levels, a change of leader, old visits, open promises."""

import datetime as dt
from dataclasses import dataclass

import pytest

from liaison.assignments.models import Assignment
from liaison.cases.choices import Source, State
from liaison.cases.models import Case, Category
from liaison.cases.services.spans import note_imported
from liaison.directory.models import Leader, Level, Role, Unit, UnitKind, User
from liaison.enterprises.models import Enterprise
from liaison.visits.models import FollowUp, Visit
from liaison.visits.services import promise_days
from tests.conftest import make_region


@dataclass
class World:
    predecessor: Leader
    successor: Leader
    provincial: Leader
    enterprises: list[Enterprise]
    officer: User
    unit: Unit


def visit(enterprise: Enterprise, day: dt.date, **fields) -> Visit:
    return Visit.objects.create(enterprise=enterprise, held_on=day, **fields)


@pytest.fixture
def world(nanguan, changchun, jilin_city, officer, today) -> World:
    """Today is 2026-06-24; the quarter runs from 1 April.

    Enterprises 0–3 lie in 南关区, 4–5 in 吉林市. Leader A held 0–2 until 15 May, B holds them since; a provincial
    leader holds 0 and 4 throughout; 3 was held by A until 31 March; 5 by nobody.
    """
    region = make_region("220203", "龙潭区", Level.COUNTY, jilin_city)
    predecessor, successor, provincial = (
        Leader.objects.create(name=name, level=level, region=place, rank_order=order)
        for order, (name, level, place) in enumerate(
            [
                ("前示任", Level.COUNTY, nanguan),
                ("后示任", Level.COUNTY, nanguan),
                ("省示领", Level.PROVINCE, changchun.parent),
            ]
        )
    )
    enterprises = [
        Enterprise.objects.create(
            name=f"第{n}号有限公司", region=nanguan if n < 4 else region, industry_section="C" if n % 2 else ""
        )
        for n in range(6)
    ]
    unit = Unit.objects.create(
        code="220100-gx", name="长春市工业和信息化局", short_name="长春市工信局", level="prefecture", region=changchun
    )
    change = dt.date(2026, 5, 15)
    for enterprise in enterprises[:3]:
        common = {"enterprise": enterprise, "level": Level.COUNTY, "officer": officer}
        Assignment.objects.create(leader=predecessor, end_on=change, **common)
        Assignment.objects.create(leader=successor, start_on=change + dt.timedelta(days=1), lead_unit=unit, **common)
    Assignment.objects.create(
        leader=predecessor, enterprise=enterprises[3], level=Level.COUNTY, end_on=dt.date(2026, 3, 31)
    )
    for enterprise in (enterprises[0], enterprises[4]):
        Assignment.objects.create(leader=provincial, enterprise=enterprise, level=Level.PROVINCE)
    visit(enterprises[0], dt.date(2026, 5, 15))  # the predecessor's last day
    visit(enterprises[0], dt.date(2026, 5, 16))  # the successor's first
    visit(enterprises[1], dt.date(2026, 6, 1), logged_by=officer)
    visit(enterprises[2], dt.date(2026, 3, 20))  # last quarter
    visit(enterprises[5], dt.date(2026, 6, 2))  # nobody's
    month = visit(enterprises[4], dt.date(2026, 6, 1))
    Visit.objects.filter(pk=month.pk).update(held_until=dt.date(2026, 6, 30), precision="month")  # may lie after today
    for number, (index, due, done) in enumerate(
        [(0, -1, None), (1, 0, None), (1, 7, None), (2, -9, None), (2, -9, -1), (5, 3, None), (4, 8, None)]
    ):
        FollowUp.objects.create(
            visit=enterprises[index].visits.order_by("held_on").first(),
            promise=f"承诺{number}",
            responsible=officer,
            due_on=today + dt.timedelta(days=due),
            done_on=None if done is None else today + dt.timedelta(days=done),
        )
    promise_days.begin(FollowUp.objects.select_related("visit"))
    court = Unit.objects.create(
        code="220100-fy", name="长春市中级人民法院", short_name="长春中院", level="prefecture", region=changchun,
        kind=UnitKind.COURT,
    )  # fmt: skip
    category = Category.objects.create(code="01", name="融资")
    for number, (index, lead, days) in enumerate([(1, unit, -2), (1, unit, 5), (4, unit, -1), (0, court, -3)]):
        Case.objects.create(
            number=f"JL-2026-{number:06d}", enterprise=enterprises[index], title="贷款难", content="贷款难",
            category=category, source=Source.VISIT, raised_on=today - dt.timedelta(days=30), state=State.HANDLING,
            lead_unit=lead, due_on=today + dt.timedelta(days=days), original_due_on=today + dt.timedelta(days=days),
            submitted_on=today - dt.timedelta(days=30),
        )  # fmt: skip
    note_imported(Case.objects.all())
    return World(predecessor, successor, provincial, enterprises, officer, unit)


@pytest.fixture
def city_supervisor(changchun) -> User:
    return User.objects.create_user(username="city", name="市示督", role=Role.SUPERVISOR, region=changchun)
