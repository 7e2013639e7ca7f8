"""One language: no English on any page that a person can reach, whatever the role."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from liaison.directory.models import Role, User
from tests.crawl import crawl, pages_of, pages_of_the_admin
from tests.pages import english_in, parse
from tests.world import build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db, today, now, settings, tmp_path) -> dict[type, object]:
    """One row of each model that has a page, seen by everyone asked below."""
    settings.MEDIA_ROOT = tmp_path
    return build_world(now=now, today=today)


def _sign_in(user) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def _user(role: Role) -> User:
    return User.objects.get(role=role)


def _data() -> set[str]:
    """Words on the pages that are data, not ours: user names, codes of units and regions."""
    return set(User.objects.values_list("username", flat=True)) | {"JL-"}


def _crawl(client, starts: list[str]) -> dict[str, list[str]]:
    """Return the English found, by address, on all pages reachable by links from ``starts``."""
    data = _data()
    return {url: found for url, response in crawl(client, starts) if (found := english_in(response, data))}


@pytest.mark.parametrize("role", Role.values)
def test_no_english_on_any_page_the_role_reaches(world, role):
    pages = ["/admin/", reverse("admin:password_change"), *pages_of_the_admin(world)]
    assert _crawl(_sign_in(_user(Role(role))), pages) == {}


def test_no_english_on_empty_lists(admin_account):
    client = _sign_in(admin_account)
    lists = [pages_of(each, None)[0] for each in admin.site._registry.values()]
    assert {url: found for url in lists if (found := english_in(client.get(url), _data()))} == {}


def test_no_english_on_empty_answers(world):
    client = _sign_in(_user(Role.ADMIN))
    lists = [pages_of(each, None)[0] for each in admin.site._registry.values()]
    assert {url: found for url in lists if (found := english_in(client.get(url, {"q": "查无此项"}), _data()))} == {}


def test_no_english_in_refused_forms(world):
    """Every add form sent empty: what it complains about is said in Chinese."""
    client, data = _sign_in(_user(Role.ADMIN)), _data()
    english = {}
    for model_admin in admin.site._registry.values():
        url = pages_of(model_admin, None)[1]
        form = parse(shown) if (shown := client.get(url)).status_code == 200 else None
        if form is None:
            continue
        empty = {name: "" for name in form.xpath("//form[@method='post']//*/@name") if not name.endswith("_FORMS")}
        counts = dict(_management(form))
        response = client.post(url, empty | counts)
        if response.status_code == 200 and (found := english_in(response, data)):
            english[url] = found
    assert english == {}


def _management(form) -> list[tuple[str, str]]:
    return [(node.get("name"), node.get("value")) for node in form.xpath("//input[contains(@name, '_FORMS')]")]


def test_no_english_at_the_door(client, admin_account):
    login = reverse("admin:login")
    assert english_in(client.get(login)) == []
    assert english_in(client.post(login, {"username": "nobody", "password": "wrong"}), {"nobody"}) == []
    assert english_in(client.post(login, {})) == []
    client.force_login(admin_account)
    assert english_in(client.post(reverse("admin:logout"))) == []


def test_no_english_on_pages_of_last_resort(rf, admin_account):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_account)
    missing = client.get("/admin/nowhere/at/all/")
    expired = client.post(reverse("admin:password_change"), {})
    assert (missing.status_code, expired.status_code) == (404, 403)
    assert english_in(missing, {"root"}) == []
    assert english_in(expired) == []
    assert "还没有提交" in expired.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "404", "500"])
def test_error_pages_stand_without_context(name):
    from django.template.loader import get_template

    class Page:
        content = get_template(f"{name}.html").render().encode()

    assert english_in(Page) == []


def test_changing_the_password_speaks_chinese(world):
    client = _sign_in(_user(Role.OFFICER))
    url = reverse("admin:password_change")
    weak = client.post(url, {"old_password": "x", "new_password1": "12345", "new_password2": "1234"})
    assert english_in(weak, _data()) == []
