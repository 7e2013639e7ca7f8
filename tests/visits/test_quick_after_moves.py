"""记走访 at an address older than a merge or a hand-over: nothing typed is lost, and it goes to whom it belongs."""

import datetime as dt

import pytest
from django.urls import reverse

from liaison.assignments import services as assignments
from liaison.directory.models import Role, User
from liaison.enterprises import merging
from liaison.enterprises.models import Enterprise
from liaison.visits.models import PassedOn, Visit

from .test_quick import form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

QUICK = reverse("admin:visits_quick")
DAY = dt.timedelta(days=1)


@pytest.fixture
def newcomer(db):
    return User.objects.create_user("newcomer", name="接示任", role=Role.OFFICER, is_staff=True)


@pytest.fixture
def url(as_officer, enterprise, officer, newcomer, today, now):
    """The officer served the enterprise up to yesterday; the draft on the phone leads here."""
    assignments.hand_over(officer=officer, new_officer=newcomer, on=today, now=now, by=None)
    return f"{QUICK}?enterprise={enterprise.pk}"


def test_the_draft_of_a_former_officer_opens_and_shows_nothing_new(as_officer, url, enterprise, today):
    page = as_officer.get(url)
    text = page.content.decode()
    assert page.status_code == 200
    assert f"自 {today:%Y-%m-%d} 起由接示任联系" in text
    assert f'data-draft="visit-{enterprise.pk}"' in text
    assert "转给接示任" in text and "走访前一页纸" not in text
    assert page.context["form"]["held_on"].value() == today - DAY


@pytest.mark.parametrize(("days_after_the_last", "saved"), [(0, True), (1, False)])
def test_a_visit_of_one_s_own_days_is_logged_afterwards(as_officer, url, today, days_after_the_last, saved):
    day = today - DAY + days_after_the_last * DAY
    answer = as_officer.post(url, form(as_officer.get(url), content="看生产线", held_on=str(day)))
    assert Visit.objects.exists() is saved
    assert ("之后的走访请转给接示任记录" in answer.content.decode()) is not saved


def test_a_promise_of_such_a_visit_is_kept_by_the_successor_and_said_so(as_officer, url, newcomer, today):
    sent = form(as_officer.get(url), content="看生产线", promise="送政策汇编", due_on=str(today + 6 * DAY))
    page = as_officer.post(url, sent, follow=True).content.decode()
    assert Visit.objects.get().follow_ups.get().responsible == newcomer
    assert "答应的事已交给接示任跟进" in page


def test_what_was_typed_is_passed_on_and_becomes_the_successor_s_visit(
    as_officer, url, newcomer, officer, today, client
):
    sent = form(as_officer.get(url), content="设备检修，缺两名焊工", held_on=str(today), _pass="1")
    assert "已转给接示任" in as_officer.post(url, sent, follow=True).content.decode()
    client.force_login(newcomer)
    listed = client.get(QUICK).content.decode()
    assert "转来的草稿" in listed and "设备检修，缺两名焊工" in listed
    address = f"{url}&passed={PassedOn.objects.get().pk}"
    page = client.get(address)
    assert page.context["form"]["content"].value() == "设备检修，缺两名焊工"
    client.post(address, form(page))
    visit = Visit.objects.get()
    assert (visit.content, visit.logged_by, visit.companions) == ("设备检修，缺两名焊工", newcomer, "王示员")
    assert PassedOn.objects.get().visit == visit
    assert "转来的草稿" not in client.get(QUICK).content.decode()


def test_a_passed_draft_can_be_put_away_and_nobody_else_sees_it(as_officer, url, newcomer, client):
    as_officer.post(url, form(as_officer.get(url), content="设备检修", _pass="1"))
    stranger = User.objects.create_user("stranger", name="外示人", role=Role.OFFICER, is_staff=True)
    address = f"{url}&passed={PassedOn.objects.get().pk}"
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    assert "设备检修" not in client.get(QUICK).content.decode()
    client.force_login(newcomer)
    client.post(address, form(client.get(address), _put_away="1"))
    assert PassedOn.objects.get().taken_at
    assert not Visit.objects.exists()


def test_nothing_written_is_not_passed_on(as_officer, url):
    answer = as_officer.post(url, form(as_officer.get(url), _pass="1"))
    assert "没有可以转交的" in answer.content.decode()
    assert not PassedOn.objects.exists()


def test_the_address_of_a_merged_enterprise_writes_at_the_one_that_stayed(as_officer, nanguan, enterprise):
    other = Enterprise.objects.create(name="长春禾龙装备", region=nanguan)
    gone = other.pk
    merging.merge(winner=enterprise, loser=other, choices={}, by=None)
    address = f"{QUICK}?enterprise={gone}"
    page = as_officer.get(address)
    assert "已并入“长春市禾龙装备制造有限公司”" in page.content.decode()
    assert f'data-draft="visit-{gone}"' in page.content.decode()
    as_officer.post(address, form(page, content="看生产线"))
    assert Visit.objects.get().enterprise == enterprise
