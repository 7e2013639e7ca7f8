"""A small loop: an enterprise of 南关区, its officer, its office, three units and people in them."""

import datetime as dt

import pytest

from liaison.assignments.models import Assignment
from liaison.cases.choices import HandlingRole, Result, Source
from liaison.cases.models import Case, Category
from liaison.cases.services import VERBS, file_case
from liaison.directory.models import Level, Role, Unit, UnitKind, User


def make_unit(region, code, name, kind=UnitKind.DEPARTMENT) -> Unit:
    return Unit.objects.create(code=code, name=name, short_name=name[-4:], kind=kind, level=Level.COUNTY, region=region)


def make_user(username, role, **facts) -> User:
    return User.objects.create_user(username=username, name=f"示{username}", role=role, **facts)


@pytest.fixture
def category(db) -> Category:
    return Category.objects.create(code="01", name="融资")


@pytest.fixture
def lead_unit(nanguan) -> Unit:
    return make_unit(nanguan, "nanguan-miit", "南关区工信局")


@pytest.fixture
def support_unit(nanguan) -> Unit:
    return make_unit(nanguan, "nanguan-finance", "南关区财政局")


@pytest.fixture
def court(nanguan) -> Unit:
    return make_unit(nanguan, "nanguan-court", "南关区人民法院", UnitKind.COURT)


@pytest.fixture
def lead_handler(lead_unit) -> User:
    return make_user("lead", Role.HANDLER, unit=lead_unit)


@pytest.fixture
def support_handler(support_unit) -> User:
    return make_user("support", Role.HANDLER, unit=support_unit)


@pytest.fixture
def case_officer(officer, leader, enterprise) -> User:
    """The officer who serves the enterprise."""
    Assignment.objects.create(leader=leader, level=Level.COUNTY, enterprise=enterprise, officer=officer)
    return officer


@pytest.fixture
def case(case_officer, enterprise, category, now) -> Case:
    """A case just submitted by the officer."""
    return file_case(
        by=case_officer, now=now, enterprise=enterprise, content="流动资金紧张，贷款续贷困难", category=category,
        source=Source.VISIT,
    )  # fmt: skip


class Walker:
    """Leads a case along the straight way, with the right person at each step."""

    def __init__(self, case, people, units, now):
        self.case, self.people, self.units, self.now = case, people, units, now

    def do(self, name, who, later: float = 0, **inputs):
        self.now += dt.timedelta(days=later)
        self.case = VERBS[name](self.case, by=self.people[who], now=self.now, **inputs)
        return self

    def accept(self):
        return self.do("accept", "office")

    def assign(self, *supports):
        parts = [(unit, HandlingRole.SUPPORT) for unit in supports]
        return self.do("assign", "office", lead=self.units["lead"], supports=parts)

    def to_handling(self, *supports):
        return self.accept().assign(*supports).do("sign", "lead")

    def to_answered(self):
        return self.to_handling().do("answer", "lead", text="已协调银行续贷", result=Result.SOLVED)

    def to_followup(self):
        return self.to_answered().do("release", "office")

    def to_closed(self):
        return self.to_followup().do("rate_close", "officer", level=5, channel="phone")


@pytest.fixture
def walk(case, case_officer, coordinator, lead_handler, support_handler, supervisor, lead_unit, support_unit, now):
    people = {
        "officer": case_officer,
        "office": coordinator,
        "lead": lead_handler,
        "support": support_handler,
        "supervisor": supervisor,
    }
    return Walker(case, people, {"lead": lead_unit, "support": support_unit}, now)
