"""What others have worked with is switched off, never deleted; records go on naming it."""

import pytest
from django.contrib.auth.models import Permission
from django.db.models import ProtectedError
from django.urls import reverse

from liaison.assignments.services import assign
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.directory.models import Leader, Level, Region, Role, SavedFilter, Unit, UnitAlias, User
from liaison.directory.services import switch_off
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit
from tests.conftest import make_region
from tests.pages import parse, text_of


@pytest.fixture(autouse=True)
def at_that_day(monkeypatch, today):
    monkeypatch.setattr(clock, "today", lambda: today)


@pytest.fixture
def unit(nanguan) -> Unit:
    return Unit.objects.create(code="ng-gx", name="南关区工信局", short_name="工信局", level="county", region=nanguan)


@pytest.fixture
def used(leader, enterprise, officer, unit, changchun, today) -> dict:
    """One row of each kind, mentioned by an assignment, a visit or an enterprise."""
    own = make_region("JL-OWN", "汽车园区", Level.COUNTY, changchun)
    Enterprise.objects.create(name="园区企业", region=own)
    assign(leader=leader, enterprise=enterprise, officer=officer, support_units=[unit], today=today)
    Visit.objects.create(enterprise=enterprise, held_on=today, leader=leader, logged_by=officer)
    return {"user": officer, "leader": leader, "unit": unit, "region": own}


def delete_page(row) -> str:
    return reverse(f"admin:directory_{row._meta.model_name}_delete", args=[row.pk])


@pytest.mark.parametrize("kind", ["user", "leader", "unit", "region"])
def test_the_delete_button_says_why_not_and_switches_off(admin_client, used, today, kind):
    row = used[kind]
    for page in (admin_client.get(delete_page(row)), admin_client.post(delete_page(row), {"post": "yes"})):
        assert f"“{row}”在系统中已有记录" in text_of(page)
        assert parse(page).xpath("//button[@name='_switch_off']")
    row.refresh_from_db()
    admin_client.post(delete_page(row), {"_switch_off": "1"})
    row.refresh_from_db()
    ended = {
        "user": lambda: not row.is_active,
        "leader": lambda: row.tenures.get().end_on == today,
        "unit": lambda: row.valid_to == today,
        "region": lambda: row.valid_to == today,
    }
    assert ended[kind]()
    visit = Visit.objects.get()
    assert (str(visit.logged_by), str(visit.leader)) == ("王示员", "周示晓")


@pytest.mark.parametrize("kind", ["user", "leader", "unit", "region"])
def test_nothing_else_deletes_it_either(admin_client, used, kind):
    row = used[kind]
    listed = reverse(f"admin:directory_{row._meta.model_name}_changelist")
    wish = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    admin_client.post(listed, wish)
    with pytest.raises(ProtectedError, match="不能删除"):
        row.delete()
    assert type(row).objects.filter(pk=row.pk).exists()


def test_an_account_is_mentioned_by_what_it_did_in_the_directory_too(admin_client, client, unit, nanguan, enterprise):
    keeper = User.objects.create_superuser(username="keeper", name="前管理员", password="x", role=Role.ADMIN)
    client.force_login(keeper)
    page = reverse("admin:directory_unit_change", args=[unit.pk])
    form = parse(client.get(page)).get_element_by_id("unit_form")
    client.post(page, dict(form.form_values()) | {"phone": "0431-1234"})
    assert keeper.mentioned_in() == ["操作记录"]
    assert "操作记录" in text_of(admin_client.get(delete_page(keeper)))


def test_what_nothing_mentions_can_go_with_its_own_parts(admin_client, nanguan, unit):
    user = User.objects.create_user(username="wrong", name="录错的", region=nanguan)
    SavedFilter.objects.create(user=user, page="cases.case", name="我的", query="a=1")
    UnitAlias.objects.create(unit=unit, name="工信")
    leader = Leader.objects.create(name="录错的", level=Level.COUNTY, region=nanguan)
    leader.tenures.create(title="副区长")
    for row in (user, unit, leader):
        assert row.mentioned_in() == []
        assert admin_client.post(delete_page(row), {"post": "yes"}).status_code == 302
        assert not type(row).objects.filter(pk=row.pk).exists()


def test_an_administrator_without_the_last_word_deletes_nobody(client, used, nanguan):
    helper = User.objects.create_user(username="helper", name="副管理员", role=Role.ADMIN)
    wanted = [f"{verb}_{kind}" for verb in ("view", "change", "delete") for kind in used]
    helper.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(helper)
    spare = User.objects.create_user(username="spare", name="没用过", region=nanguan)
    for row in (*used.values(), spare):
        assert client.post(delete_page(row), {"post": "yes"}).status_code in (403, 404)
        assert type(row).objects.filter(pk=row.pk).exists()


def test_nobody_switches_off_the_own_account(admin_account, today):
    with pytest.raises(Refused, match="不能停用自己"):
        switch_off(admin_account, by=admin_account, day=today)


def test_switching_off_twice_keeps_the_first_day(unit, admin_account, today):
    switch_off(unit, by=admin_account, day=today)
    switch_off(Unit.objects.get(pk=unit.pk), by=admin_account, day=today.replace(day=30))
    assert Unit.objects.get(pk=unit.pk).valid_to == today


def test_a_region_the_product_keeps_offers_no_switch(admin_client, reference_region):
    page = admin_client.get(delete_page(reference_region))
    assert "这条记录随系统更新维护" in text_of(page)
    assert not parse(page).xpath("//button[@name='_switch_off']")


@pytest.fixture
def reference_region(changchun, nanguan) -> Region:
    return changchun
