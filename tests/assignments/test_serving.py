"""Who serves an enterprise: a leader's officer, and whoever a room above says, everywhere alike."""

import datetime as dt
from functools import partial

import pytest
from django.db.models import DateField, F, Value

from liaison.assignments import services
from liaison.assignments.serving import Serves, nearest, nearest_to, people_of, served_by, served_on, serves
from liaison.cases.models import Case, Category
from liaison.cases.parties import Party, parties_of
from liaison.directory.models import Leader, Level, Role, Unit, UnitKind, User
from liaison.enterprises.models import Enterprise
from liaison.reminders.models import Reminder
from liaison.reminders.services import send_reminders
from liaison.visits.models import DueEnterprise, Visit
from tests.pages import text_of

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock_at(now, monkeypatch):
    """What people may see is asked of the clock."""
    monkeypatch.setattr("liaison.core.clock.now", lambda: now)


@pytest.fixture
def unit(nanguan) -> Unit:
    kind = {"kind": UnitKind.DEPARTMENT, "level": Level.COUNTY}
    return Unit.objects.create(code="u1", name="南关区示例局", short_name="示例局", region=nanguan, **kind)


@pytest.fixture
def cadre(nanguan) -> User:
    return User.objects.create_user(username="cadre", name="曹示干", role=Role.OFFICER)


def _targets(enterprise: Enterprise, person: User, first: dt.date | None, last: dt.date | None):
    """As a campaign would hand in its targets: rows of any model with the five columns."""
    day = partial(Value, output_field=DateField())
    columns = {"served": F("pk"), "person": Value(person.pk), "first": day(first), "last": day(last)}
    return Enterprise.objects.filter(pk=enterprise.pk).order_by().annotate(**columns, nearness=Value(0))


@pytest.fixture
def campaign(hand_in, enterprise, cadre, today):
    """``cadre`` serves ``enterprise`` from yesterday to tomorrow, or in the days given."""

    def begin(first=today - DAY, last=today + DAY):
        hand_in(Serves(lambda: _targets(enterprise, cadre, first, last)))

    return begin


def test_officers_serve_from_their_first_day_to_their_last(leader, officer, enterprise, today):
    services.assign(leader=leader, enterprise=enterprise, officer=officer, today=today, start_on=today)
    services.end(assignment=enterprise.assignments.get(), on=today + 9 * DAY, by=None)

    def on(day):
        return Enterprise.objects.filter(served_on(day, person=officer.pk)).exists()

    assert [on(today + n * DAY) for n in (-1, 0, 9, 10)] == [False, True, True, False]
    assert [serves(officer, today + n * DAY, enterprise.pk) for n in (-1, 0, 9, 10)] == [True, True, True, False]
    assert Enterprise.objects.filter(served_by(officer, today - DAY)).exists(), "what begins later may be looked at"
    assert [nearest_to(enterprise.pk, today + n * DAY) for n in (-1, 0, 9, 10)] == [None, officer, officer, None]


def test_the_lowest_level_is_nearest_and_people_switched_off_are_passed_over(
    leader, officer, enterprise, today, province
):
    governor = Leader.objects.create(name="安示钢", level=Level.PROVINCE, region=province)
    of_governor = User.objects.create_user(username="high", name="高示员", role=Role.OFFICER)
    services.assign(leader=governor, enterprise=enterprise, officer=of_governor, today=today)
    services.assign(leader=leader, enterprise=enterprise, officer=officer, today=today)

    def asked():
        [row] = Enterprise.objects.filter(pk=enterprise.pk).annotate(who=nearest("pk", today))
        assert row.who == getattr(nearest_to(enterprise.pk, today), "pk", None)
        return row.who

    assert asked() == officer.pk
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert asked() == of_governor.pk
    User.objects.filter(pk=of_governor.pk).update(is_active=False)
    assert asked() is None


def test_an_officer_is_nearer_than_who_serves_for_another_reason(campaign, leader, officer, cadre, enterprise, today):
    campaign()
    assert nearest_to(enterprise.pk, today) == cadre
    services.assign(leader=leader, enterprise=enterprise, officer=officer, today=today)
    assert nearest_to(enterprise.pk, today) == officer
    assert set(User.objects.filter(people_of(Enterprise.objects.all(), today))) == {officer, cadre}


def test_who_serves_sees_the_enterprise_its_visits_and_cases_and_is_a_party(campaign, cadre, enterprise, today, now):
    visit = Visit.objects.create(enterprise=enterprise, held_on=today, method="onsite", content="看了车间")
    category = Category.objects.create(code="09", name="融资")
    case = Case.objects.create(
        enterprise=enterprise,
        category=category,
        source="visit",
        raised_on=today,
        number="JL-2026-000001",
        title="贷款",
        state="submitted",
    )

    def seen():
        found = (rows.visible_to(cadre) for rows in (Enterprise.objects, Visit.objects, Case.objects))
        return [list(rows) for rows in found], Party.FILER in parties_of(case, cadre)

    assert seen() == ([[], [], []], False)
    campaign(today, today)
    assert seen() == ([[enterprise], [visit], [case]], True)
    campaign(today + DAY, None)
    assert seen()[1], "from when it is arranged"


def test_who_served_sees_nothing_from_the_day_after(campaign, cadre, enterprise, today):
    campaign(None, today - DAY)
    assert not Enterprise.objects.visible_to(cadre).exists()
    assert not serves(cadre, today)


def test_who_serves_has_a_due_list(campaign, cadre, enterprise, today, client):
    assert not DueEnterprise.objects.linked(today).exists()
    campaign()
    assert [row.pk for row in DueEnterprise.objects.linked(today, officer=cadre.pk)] == [enterprise.pk]
    client.force_login(cadre)
    page = client.get("/admin/visits/dueenterprise/", follow=True)
    assert page.redirect_chain, "who serves begins with their own"
    assert enterprise.name in text_of(page)


def test_who_serves_is_reminded_of_a_case_without_an_officer(campaign, cadre, enterprise, today, now, unit):
    """Every imported case has none."""
    category = Category.objects.create(code="09", name="融资")
    Case.objects.create(
        enterprise=enterprise,
        category=category,
        source="ledger",
        raised_on=today - 30 * DAY,
        number="JL-2026-000002",
        title="用地",
        state="handling",
        lead_unit=unit,
        due_on=today - DAY,
        original_due_on=today - DAY,
        submitted_on=today - 30 * DAY,
    )
    campaign()
    send_reminders(now=now, post=lambda ids: 0)
    assert [(row.recipient, row.kind) for row in Reminder.objects.all()] == [(cadre, "case_overdue")]
