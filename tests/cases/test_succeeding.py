"""The page for what a dissolved unit still holds: chosen, looked at, passed on at once, by those it concerns only."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.cases.choices import HandlingRole, State
from liaison.cases.models import Case, CaseEvent, Handling
from liaison.cases.parties import Party, coordinated_by, parties_of
from liaison.cases.services import VERBS, file_case
from liaison.core import clock
from liaison.core.doubts import mark_of
from liaison.core.once import FIELD
from liaison.directory.models import Level, Role, Unit, UnitAlias, User
from liaison.directory.services import successor_of
from liaison.enterprises.models import Enterprise
from tests.pages import parse, text_of

from .conftest import make_unit, make_user

PAGE = reverse("admin:cases_case_bulk_succeed")


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def dissolve(unit: Unit, *, ago: int = 1) -> Unit:
    unit.valid_to = clock.today() - dt.timedelta(days=ago)
    unit.save()
    return unit


@pytest.fixture
def tax(nanguan) -> Unit:
    unit = make_unit(nanguan, "nanguan-tax", "南关区税务局")
    make_user("tax", Role.HANDLER, unit=unit)
    return unit


@pytest.fixture
def held(walk, support_unit) -> list[Case]:
    """Two cases in hand: the support unit helps in the first and leads the second."""
    second = file_case(
        by=walk.people["officer"], now=walk.now, enterprise=walk.case.enterprise, content="用地审批",
        category=walk.case.category, source="visit",
    )  # fmt: skip
    for name, inputs in (("accept", {}), ("assign", {"lead": support_unit})):
        second = VERBS[name](second, by=walk.people["office"], now=walk.now, **inputs)
    walk.to_handling(support_unit)
    return [walk.case, second]


def url_of(unit: Unit) -> str:
    return f"{PAGE}?unit={unit.pk}"


def given(client, unit: Unit, to: Unit, **more) -> dict:
    """Return what the page's form sends, with ``to`` chosen."""
    (form,) = (form for form in parse(client.get(url_of(unit))).forms if "to" in form.fields)
    cases = form.xpath('.//input[@name="case"]/@value')
    return {FIELD: form.fields[FIELD], "case": cases, "to": to.pk, "reason": "机构改革方案", **more}


def parts_of(unit: Unit):
    return Handling.objects.current().filter(unit=unit)


def test_units_that_have_ended_come_first_and_those_without_cases_not_at_all(walk, held, support_unit, tax):
    client = client_of(walk.people["office"])
    assert "没有停用的单位" in text_of(client.get(PAGE))
    dissolve(tax)
    dissolve(walk.units["lead"], ago=-30)
    dissolve(support_unit)
    said = text_of(client.get(PAGE))
    assert tax.name not in said
    assert said.index("南关区财政局") < said.index("南关区工信局")
    assert f"用到 {walk.units['lead'].valid_to}" in said
    assert "2 件" in said


def test_leading_and_supporting_parts_go_to_the_successor_with_their_deadlines(walk, held, support_unit, tax):
    old, client = dissolve(support_unit), client_of(walk.people["office"])
    before = {part.case_id: (part.role, part.due_on, part.assigned_on) for part in parts_of(old)}
    dues = dict(Case.objects.values_list("pk", "due_on"))
    preview = text_of(client.get(url_of(old)))
    for case in held:
        assert case.number in preview
    for due in dues.values():
        assert f"期限 {due}" in preview
    response = client.post(url_of(old), given(client, old, tax), follow=True)
    assert "2 件诉求划转给南关区税务局" in text_of(response)
    assert {part.case_id: (part.role, part.due_on, part.assigned_on) for part in parts_of(tax)} == before
    assert not parts_of(old).exists()
    assert dict(Case.objects.values_list("pk", "due_on")) == dues
    assert set(Case.objects.values_list("state", flat=True)) == {State.HANDLING, State.ASSIGNED}
    told = CaseEvent.objects.filter(move="succeed")
    assert {event.details["successor"] for event in told} == {tax.name}
    assert told.count() == 2


def test_sent_twice_or_by_two_people_it_counts_once(walk, held, support_unit, tax):
    old, client = dissolve(support_unit), client_of(walk.people["office"])
    data, late = given(client, old, tax), given(client, old, tax)
    client.post(url_of(old), data)
    client.post(url_of(old), data)
    response = client.post(url_of(old), late, follow=True)
    assert "没有需要划转的诉求" in text_of(response)
    assert CaseEvent.objects.filter(move="succeed").count() == 2
    assert parts_of(tax).count() == 2


def test_one_that_cannot_go_keeps_all(walk, held, support_unit, tax):
    old, client = dissolve(support_unit), client_of(walk.people["office"])
    data = given(client, old, tax)
    dissolve(tax)
    said = text_of(client.post(url_of(old), data))
    assert "现在不能选" in said
    assert parts_of(old).count() == 2


def test_what_ended_while_one_looked_is_left_alone(walk, held, support_unit, tax):
    old, client = dissolve(support_unit), client_of(walk.people["office"])
    data = given(client, old, tax)
    VERBS["withdraw"](held[1], by=walk.people["office"], now=walk.now, reason="已解决")
    client.post(url_of(old), data)
    assert Handling.objects.current().get(unit=tax).case == held[0]


def test_a_part_that_comes_to_the_unit_meanwhile_is_shown_before_it_goes(walk, held, support_unit, tax):
    old, client = dissolve(support_unit), client_of(walk.people["office"])
    data = given(client, old, tax, case=[str(held[0].pk)])
    response = client.post(url_of(old), data)
    assert response["Location"] == url_of(old)
    assert parts_of(old).get().case == held[1]


@pytest.mark.parametrize("who", ["officer", "lead", "support", "supervisor"])
def test_only_the_office_may(walk, held, support_unit, tax, who):
    dissolve(support_unit)
    client = client_of(walk.people[who])
    assert client.get(PAGE).status_code == 403
    assert client.post(url_of(support_unit), {"to": tax.pk, "case": [held[0].pk]}).status_code == 403
    assert parts_of(support_unit).count() == 2


@pytest.fixture
def elsewhere(walk, jilin_city, category, support_unit) -> Case:
    """A case of another prefecture in which the same unit has a part."""
    other = Enterprise.objects.create(name="吉林市远方化工有限公司", region=jilin_city)
    office = walk.people["office"]
    case = file_case(by=office, now=walk.now, enterprise=other, content="用电", category=category, source="96611")
    case = VERBS["accept"](case, by=office, now=walk.now)
    return VERBS["assign"](case, by=office, now=walk.now, lead=support_unit)


@pytest.fixture
def county_office(nanguan):
    return make_user("county", Role.COORDINATOR, region=nanguan)


def test_cases_of_other_places_and_of_higher_offices_stay_where_they_are(
    walk, held, elsewhere, county_office, support_unit, tax
):
    old, client = dissolve(support_unit), client_of(county_office)
    Case.objects.filter(pk=held[1].pk).update(required_level=Level.PROVINCE)
    assert elsewhere.number not in text_of(client.get(url_of(old)))
    data = given(client, old, tax)
    assert data["case"] == [str(held[0].pk)]
    client.post(url_of(old), {**data, "case": [case.pk for case in (*held, elsewhere)]})
    assert set(parts_of(old).values_list("case", flat=True)) == {held[1].pk, elsewhere.pk}
    assert parts_of(tax).get().case == held[0]


@pytest.mark.parametrize("level", Level.values)
def test_the_office_is_the_same_for_many_cases_as_for_one(walk, held, elsewhere, county_office, level):
    Case.objects.update(required_level=level)
    for user in (*walk.people.values(), county_office):
        alone = {case.pk for case in Case.objects.all() if Party.OFFICE in parties_of(case, user)}
        assert set(coordinated_by(Case.objects.all(), user).values_list("pk", flat=True)) == alone


def test_odd_addresses_lead_nowhere(walk):
    client = client_of(walk.people["office"])
    for odd in ("x", "²", "9" * 30, "0", ""):
        assert client.get(f"{PAGE}?unit={odd}").status_code == 404
    assert client.get(url_of(walk.units["lead"]))["Location"] == PAGE


def test_the_case_list_and_the_unit_lead_here_while_something_is_left(walk, held, support_unit, tax):
    client = client_of(walk.people["office"])
    places = (reverse("admin:cases_case_changelist"), reverse("admin:directory_unit_change", args=[support_unit.pk]))
    assert not any(PAGE in client.get(place).content.decode() for place in places)
    dissolve(support_unit)
    assert all(PAGE in client.get(place).content.decode() for place in places)
    assert "还承办着 2 件" in text_of(client.get(places[1]))
    assert PAGE not in client_of(walk.people["officer"]).get(places[0]).content.decode()
    client.post(url_of(support_unit), given(client, support_unit, tax))
    assert not any(PAGE in client.get(place).content.decode() for place in places)


def test_the_statements_do_not_grow_with_the_cases(walk, held, support_unit):
    client = client_of(walk.people["office"])
    dissolve(support_unit)
    with CaptureQueriesContext(connection) as two:
        client.get(url_of(support_unit))
    parts_of(support_unit).filter(case=held[0]).update(ended_on=clock.today())
    with CaptureQueriesContext(connection) as one:
        client.get(url_of(support_unit))
    assert len(one) == len(two)


# --- whom the page suggests ---------------------------------------------------------------------------
def test_the_unit_that_bears_the_old_name_is_suggested(walk, held, support_unit, tax):
    UnitAlias.objects.create(unit=tax, name=support_unit.name)
    dissolve(support_unit)
    (form,) = (
        form for form in parse(client_of(walk.people["office"]).get(url_of(support_unit))).forms if "to" in form.fields
    )
    assert form.fields["to"] == str(tax.pk)


def test_else_the_only_one_of_the_same_function_in_the_same_place(nanguan, jilin_city, tax):
    old = make_unit(nanguan, "nanguan-old", "南关区工业局")
    day = dt.date(2026, 6, 24)
    assert successor_of(old, day) is None
    Unit.objects.exclude(pk=tax.pk).update(function="miit")
    old.refresh_from_db()
    new = make_unit(nanguan, "nanguan-new", "南关区工业和信息化局")
    far = make_unit(jilin_city, "jilin-miit", "吉林市工信局")
    Unit.objects.filter(pk__in=[new.pk, far.pk]).update(function="miit")
    assert successor_of(old, day) == new
    Unit.objects.filter(pk=new.pk).update(valid_to=day - dt.timedelta(days=1))
    assert successor_of(old, day) is None


def test_a_unit_already_in_the_case_keeps_one_part(walk, held, support_unit):
    lead = walk.units["lead"]
    old, client = dissolve(lead), client_of(walk.people["office"])
    client.post(url_of(old), given(client, old, support_unit))
    part = Handling.objects.current().get(case=held[0])
    assert (part.unit, part.role) == (support_unit, HandlingRole.LEAD)


def test_a_unit_where_nobody_could_answer_is_asked_about(walk, held, support_unit, tax):
    """For the succession of many, and likewise for every move that gives a case to a unit."""
    dissolve(support_unit)
    User.objects.filter(unit=tax).update(is_active=False)
    client = client_of(walk.people["office"])
    page = client.post(url_of(support_unit), given(client, support_unit, tax))
    asked = "南关区税务局还没有能登录的经办人，交给它以后没有人签收和答复。请系统管理员先开账号，或另选单位。"
    assert list(page.context["form"].open_doubts) == [asked]
    assert "仍要划转" in text_of(page)
    assert not parts_of(tax).exists()
    moves = {"add_support": {"unit": tax.pk, "role": "support"}, "reassign": {"lead": tax.pk, "reason": "职责调整"}}
    moves |= {"succeed": {"unit": support_unit.pk, "to": tax.pk}}
    for name, typed in moves.items():
        page = client.post(
            reverse("admin:cases_case_move", args=[walk.case.pk, name]), {"complexity": "ordinary"} | typed
        )
        assert list(page.context["form"].open_doubts) == [asked], name
    marked = given(client, support_unit, tax, _anyway=mark_of([asked]))
    client.post(url_of(support_unit), marked)
    assert parts_of(tax).count() == 2
