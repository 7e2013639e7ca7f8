"""Old addresses lead somewhere for those who knew the record; for strangers nothing is there, as ever."""

import datetime as dt

import pytest
from django.urls import reverse

from liaison.assignments import services as assignments
from liaison.cases.choices import Source
from liaison.cases.models import Case, Category
from liaison.core import clock
from liaison.core.moved import Moved, not_found
from liaison.directory.models import Role, User
from liaison.enterprises import merging
from liaison.enterprises.models import Enterprise, EnterpriseContact
from liaison.ledgers.models import BatchState, ImportBatch, ImportEffect, Kind, Operation
from liaison.visits.models import FollowUp, Visit

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def newcomer(db):
    return User.objects.create_user("newcomer", name="接示任", role=Role.OFFICER, is_staff=True)


@pytest.fixture
def stranger(db):
    return User.objects.create_user("stranger", name="外示人", role=Role.OFFICER, is_staff=True)


@pytest.fixture
def handed_over(leader, enterprise, officer, newcomer):
    """The enterprise was the officer's up to yesterday."""
    User.objects.filter(pk=officer.pk).update(is_staff=True)
    officer.refresh_from_db()
    today = clock.today()
    assignments.assign(leader=leader, enterprise=enterprise, officer=officer, today=today, start_on=today - 60 * DAY)
    assignments.hand_over(officer=officer, new_officer=newcomer, on=today, now=clock.now(), by=None)
    return enterprise


@pytest.fixture
def merged(enterprise, nanguan):
    """Return (id of the record that went, the one that stayed); a contact stood on both."""
    other = Enterprise.objects.create(name="长春禾龙装备", region=nanguan)
    gone = other.pk
    merging.merge(winner=enterprise, loser=other, choices={}, by=None)
    return gone, enterprise


def addresses_of(pk):
    names = ["enterprises_enterprise_page", "enterprises_enterprise_change", "visits_one_pager"]
    return [reverse(f"admin:{name}", args=[pk]) for name in names] + [
        f"{reverse('admin:visits_quick')}?enterprise={pk}"
    ]


def test_an_address_of_a_merged_enterprise_leads_to_the_one_that_stayed(client, merged, coordinator):
    gone, stayed = merged
    User.objects.filter(pk=coordinator.pk).update(is_staff=True)
    client.force_login(coordinator)
    for address in addresses_of(gone)[:3]:
        answer = client.get(address, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("admin:enterprises_enterprise_page", args=[stayed.pk])
        assert "“长春禾龙装备”已于" in answer.content.decode()
        assert f"并入“{stayed.name}”" in answer.content.decode()


def test_strangers_find_nothing_at_all(client, merged, handed_over, stranger):
    client.force_login(stranger)
    for pk in (merged[0], handed_over.pk):
        for address in addresses_of(pk):
            answer = client.get(address)
            assert answer.status_code == 404
            assert "禾龙" not in answer.content.decode()


def test_a_former_officer_is_told_since_when_and_by_whom_and_nothing_else(client, handed_over, officer):
    EnterpriseContact.objects.create(enterprise=handed_over, name="钱示工", phone="13800001111")
    client.force_login(officer)
    for address in addresses_of(handed_over.pk)[:3]:
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert f"该企业自 {clock.today():%Y-%m-%d} 起由接示任联系" in page
        assert "13800001111" not in page
        assert handed_over.uscc not in page


def test_rows_that_went_with_the_enterprise_say_so(client, handed_over, officer, newcomer, stranger):
    visit = Visit.objects.create(enterprise=handed_over, held_on=clock.today(), held_until=clock.today())
    client.force_login(officer)
    address = reverse("admin:visits_visit_change", args=[visit.pk])
    assert "随企业一起交接了" in client.get(address).content.decode()
    client.force_login(stranger)
    assert client.get(address).status_code == 404


def test_a_promise_passed_on_says_to_whom(client, enterprise, stranger, newcomer):
    visit = Visit.objects.create(enterprise=enterprise, held_on=clock.today(), held_until=clock.today())
    promise = FollowUp.objects.create(visit=visit, promise="送政策汇编", responsible=stranger, due_on=clock.today())
    promise.responsible = newcomer
    promise.save()
    client.force_login(stranger)
    page = client.get(reverse("admin:visits_followup_change", args=[promise.pk])).content.decode()
    assert "转由接示任负责" in page


def test_a_case_that_another_looks_after_says_who(client, enterprise, stranger, newcomer):
    category = Category.objects.create(code="01", name="融资")
    case = Case.objects.create(
        number="JL-2026-000001", enterprise=enterprise, title="贷款", content="贷款到期", category=category,
        source=Source.VISIT, raised_on=clock.today(), officer=stranger,
    )  # fmt: skip
    case.officer = newcomer
    case.save()
    client.force_login(stranger)
    page = client.get(reverse("admin:cases_case_page", args=[case.pk])).content.decode()
    assert "诉求 JL-2026-000001 已不由您跟进，现由接示任跟进" in page


def test_a_record_of_an_import_taken_back_leads_to_the_batch(client, coordinator, stranger):
    User.objects.filter(pk=coordinator.pk).update(is_staff=True)
    batch = ImportBatch.objects.create(
        kind=Kind.ENTERPRISES,
        file_name="台账.xlsx",
        created_by=coordinator,
        state=BatchState.UNDONE,
        undone_at=clock.now(),
    )
    ImportEffect.objects.create(
        batch=batch, number=3, model="enterprises.enterprise", object_id=987654, operation=Operation.CREATED
    )
    address = reverse("admin:enterprises_enterprise_page", args=[987654])
    client.force_login(coordinator)
    page = client.get(address).content.decode()
    assert "撤销" in page and reverse("admin:ledgers_importbatch_change", args=[batch.pk]) in page
    client.force_login(stranger)
    assert client.get(address).status_code == 404


def test_what_was_typed_is_shown_when_the_record_is_gone_at_the_save(client, merged, coordinator):
    User.objects.filter(pk=coordinator.pk).update(is_staff=True)
    client.force_login(coordinator)
    address = reverse("admin:enterprises_enterprise_status", args=[merged[0]])
    answer = client.post(address, {"status": "stopped", "reason": "因设备检修暂停生产"})
    assert answer.status_code == 409
    assert "因设备检修暂停生产" in answer.content.decode()


@pytest.mark.parametrize("pk", ["²", "x", "9" * 30, "-1", ""])
def test_odd_ids_are_an_ordinary_404(pk, officer):
    assert not isinstance(not_found(Enterprise, pk, officer, "没有"), Moved)
