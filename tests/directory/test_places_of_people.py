"""An account whose role works for a unit or a region has one; those that came without are listed, not broken."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from liaison.directory.models import Role, Unit, User
from tests.pages import form_values, parse, text_of

ADD = "/admin/directory/user/add/"
LIST = "/admin/directory/user/"
NEEDS = {Role.HANDLER: "unit", Role.COORDINATOR: "region", Role.SUPERVISOR: "region"}


@pytest.fixture
def unit(nanguan) -> Unit:
    return Unit.objects.create(code="ng-gx", name="南关区工信局", short_name="工信局", level="county", region=nanguan)


def typed(**facts) -> dict:
    secret = {"usable_password": "true", "password1": "Ji-lin-2026!", "password2": "Ji-lin-2026!"}
    return {"name": "孙示新", "username": "new", "phone": "", "email": "", **secret, **facts}


@pytest.mark.parametrize("role", Role.values)
def test_the_role_says_what_is_needed(admin_client, unit, nanguan, role):
    needed = NEEDS.get(role)
    answer = admin_client.post(ADD, typed(role=role))
    assert User.objects.filter(username="new").exists() is (needed is None)
    if needed:
        said = "须填写所在单位" if needed == "unit" else "须填写负责的地区"
        assert said in text_of(answer)
        assert form_values(answer, "user_form")["name"] == "孙示新"
        place = {"unit": unit.pk, "region": nanguan.pk}[needed]
        assert admin_client.post(ADD, typed(role=role, **{needed: place})).status_code == 302


def test_those_that_came_without_are_listed_and_mended(admin_client, unit):
    old = User.objects.create_user(username="old", name="旧账号", role=Role.HANDLER)
    assert list(User.objects.without_place()) == [old]
    assert "缺单位" in text_of(admin_client.get(LIST))
    assert "旧账号" in text_of(admin_client.get(LIST, {"lacking": "place"}))
    page = reverse("admin:directory_user_change", args=[old.pk])
    values = form_values(admin_client.get(page), "user_form")
    assert "须填写所在单位" in text_of(admin_client.post(page, values))
    assert admin_client.post(page, values | {"unit": unit.pk}).status_code == 302
    assert not User.objects.without_place().exists()


def test_an_account_without_a_place_can_be_switched_off(admin_client):
    old = User.objects.create_user(username="old", name="旧账号", role=Role.COORDINATOR)
    page = reverse("admin:directory_user_change", args=[old.pk])
    values = form_values(admin_client.get(page), "user_form")
    values.pop("is_active")
    assert admin_client.post(page, values).status_code == 302
    old.refresh_from_db()
    assert not old.is_active


def test_the_model_itself_refuses(db):
    with pytest.raises(ValidationError, match="须填写所在单位"):
        User(username="x", role=Role.HANDLER).clean()


def test_a_page_of_someone_without_a_place_opens(client, db):
    handler = User.objects.create_user(username="old", name="旧账号", role=Role.HANDLER)
    client.force_login(handler)
    assert client.get("/admin/").status_code == 200
    assert parse(client.get(reverse("admin:cases_case_changelist"))) is not None
