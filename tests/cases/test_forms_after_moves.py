"""An enterprise merged away or handed over while somebody fills in a form: what was typed stays, what to do is said."""

import datetime as dt

import pytest
from django.urls import reverse

from liaison.assignments import services as assignments
from liaison.cases.models import Case
from liaison.directory.models import Role, User
from liaison.enterprises import merging
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit, VisitEvent
from tests.pages import form_values, parse, text_of

HOTLINE = "/admin/cases/case/intake/hotline/"
CONTENT = "厂区停电两天，请尽快恢复"
TOLD = "“长春示并有限公司”已并入“长春示留有限公司”"


@pytest.fixture(autouse=True)
def clock_at(now, monkeypatch):
    monkeypatch.setattr("liaison.core.clock.now", lambda: now)


@pytest.fixture
def stays(nanguan) -> Enterprise:
    return Enterprise.objects.create(name="长春示留有限公司", region=nanguan)


@pytest.fixture
def goes(nanguan) -> Enterprise:
    return Enterprise.objects.create(name="长春示并有限公司", region=nanguan)


@pytest.fixture
def office(client, coordinator):
    client.force_login(coordinator)
    return client


def merge(stays, goes) -> None:
    merging.merge(winner=stays, loser=Enterprise.objects.get(pk=goes.pk), choices={}, by=None)


def chosen(page, box: str) -> str:
    [option] = parse(page).xpath(f"//select[@name='{box}']/option[@selected]")
    return option.text_content()


def test_the_case_form_takes_what_stands_today_once_it_was_looked_at(office, stays, goes, category):
    url = reverse("admin:cases_case_add")
    values = form_values(office.get(url), "case_form")
    values |= {"enterprise": goes.pk, "content": CONTENT, "category": category.pk, "source": "mailbox"}
    merge(stays, goes)
    page = office.post(url, values)
    assert TOLD in text_of(page)
    assert CONTENT in page.content.decode()
    assert "长春示留" in chosen(page, "enterprise")
    assert not Case.objects.exists()
    assert office.post(url, form_values(page, "case_form")).status_code == 302
    assert Case.objects.get().enterprise == stays


def test_the_hotline_does_the_same(office, stays, goes, category):
    values = {"enterprise": goes.pk, "content": CONTENT, "category": category.pk, "nature": "inquiry", "urgency": "1"}
    merge(stays, goes)
    page = office.post(HOTLINE, values | {"_forward": ""})
    assert TOLD in text_of(page)
    assert CONTENT in page.content.decode()
    assert "长春示留" in chosen(page, "enterprise")
    assert office.post(HOTLINE, values | {"enterprise": stays.pk, "_forward": ""}).status_code == 302
    assert Case.objects.get().enterprise == stays


def test_the_event_does_the_same_for_each_of_its_enterprises(office, stays, goes, nanguan, today, leader):
    other = Enterprise.objects.create(name="长春示三有限公司", region=nanguan)
    merge(stays, goes)
    values = {
        "kind": "symposium", "title": "座谈会", "held_on": f"{today}", "enterprises": [other.pk, goes.pk],
        "rest_no_issue": "on", "problems-TOTAL_FORMS": 1, "problems-INITIAL_FORMS": 0,
        "problems-0-enterprise": goes.pk, "problems-0-text": "融资难",
    }  # fmt: skip
    url = reverse("admin:visits_visitevent_add")
    page = office.post(url, values)
    assert TOLD in text_of(page)
    assert "融资难" in page.content.decode()
    assert not VisitEvent.objects.exists()
    again = values | {"enterprises": [other.pk, stays.pk], "problems-0-enterprise": stays.pk}
    assert office.post(url, again).status_code == 302
    assert {visit.enterprise for visit in Visit.objects.all()} == {other, stays}


def test_an_address_of_before_the_merge_chooses_what_stands_today(office, stays, goes):
    merge(stays, goes)
    page = office.get(reverse("admin:cases_case_add"), {"enterprise": goes.pk})
    assert TOLD in text_of(page)
    assert "长春示留" in chosen(page, "enterprise")


@pytest.fixture
def handed_over(client, leader, officer, goes, today):
    """``officer`` served ``goes`` up to yesterday, a colleague does so from today."""
    successor = User.objects.create_user("heir", name="接示任", role=Role.OFFICER)
    yesterday = today - dt.timedelta(days=1)
    assignments.assign(leader=leader, enterprise=goes, officer=officer, today=yesterday)
    assignments.end(assignment=goes.assignments.get(), on=yesterday, by=None)
    assignments.assign(leader=leader, enterprise=goes, officer=successor, today=yesterday, start_on=today)
    client.force_login(officer)
    return goes


def test_a_case_of_an_enterprise_handed_over_says_who_has_it_now(handed_over, client, category):
    url = reverse("admin:cases_case_add")
    assert "由接示任联系" in text_of(client.get(url, {"enterprise": handed_over.pk}))
    values = form_values(client.get(url), "case_form")
    values |= {"enterprise": handed_over.pk, "content": CONTENT, "category": category.pk, "source": "visit"}
    page = client.post(url, values)
    assert "由接示任联系" in text_of(page)
    assert CONTENT in page.content.decode()
    assert not Case.objects.exists()


def test_strangers_learn_nothing(client, stays, goes, category):
    merge(stays, goes)
    stranger = User.objects.create_user("stranger", name="路示人", role=Role.OFFICER)
    client.force_login(stranger)
    url = reverse("admin:cases_case_add")
    values = form_values(client.get(url), "case_form") | {"enterprise": goes.pk, "content": CONTENT}
    for page in (client.post(url, values), client.get(url, {"enterprise": goes.pk})):
        assert "长春示" not in text_of(page)
