"""A person's saved filters: kept, shown, applied, deleted; one's own only, and never a way off the list."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.core.errors import Refused
from liaison.directory.models import SavedFilter
from liaison.directory.services import keep_filter
from liaison.directory.services.filters import MOST
from tests.pages import parse, text_of

pytestmark = pytest.mark.django_db

LEADERS = "/admin/directory/leader/"
KEEP = reverse("filters:keep")


def saved_by(user, name="县级领导", page="directory.leader", query="level=county") -> SavedFilter:
    return SavedFilter.objects.create(user=user, page=page, name=name, query=query)


def chips(response) -> dict[str, str]:
    return {link.text: link.get("href") for link in parse(response).xpath("//ul[@class='li-chips']//a")}


def offers_to_keep(response) -> bool:
    return bool(parse(response).find_class("li-keep"))


@pytest.fixture
def mine(client, coordinator):
    client.force_login(coordinator)
    return client


def post(client, *, name="县级领导", page="directory.leader", query="level=county"):
    return client.post(KEEP, {"page": page, "name": name, "query": query})


def test_a_filter_is_kept_and_shown_as_a_chip_that_applies_it(mine, coordinator, leader):
    response = post(mine, name=" 县级  领导 ", query="q=周示晓&level=&p=4&e=1")

    assert response.url == f"{LEADERS}?q=%E5%91%A8%E7%A4%BA%E6%99%93"
    page = mine.get(response.url)
    assert "已保存筛选“县级 领导”" in text_of(page)
    assert chips(page) == {"县级 领导": "?q=%E5%91%A8%E7%A4%BA%E6%99%93"}
    assert parse(page).xpath("//li[contains(@class, 'li-chip-on')]/a[@aria-current]")
    applied = mine.get(LEADERS + chips(mine.get(LEADERS))["县级 领导"])
    assert "周示晓" in text_of(applied)


@pytest.mark.parametrize(
    ("query", "offered"), [("", False), ("?o=1", False), ("?p=0", False), ("?q=周", True), ("?q=李&o=1", True)]
)
def test_only_a_narrowed_list_offers_to_keep(mine, leader, query, offered):
    assert offers_to_keep(mine.get(LEADERS + query)) is offered


def test_what_is_saved_already_is_not_offered_again(mine, coordinator):
    saved_by(coordinator, query="q=x")
    assert not offers_to_keep(mine.get(LEADERS + "?q=x&p=0"))


def test_a_popup_that_picks_a_row_shows_no_chips(mine, coordinator):
    saved_by(coordinator)
    assert chips(mine.get(LEADERS + "?_popup=1")) == {}


def test_each_list_has_its_own(mine, coordinator):
    saved_by(coordinator, page="directory.unit")
    assert chips(mine.get(LEADERS)) == {}


@pytest.mark.parametrize("stranger", ["officer", "admin_account"])
def test_others_neither_see_nor_delete_it(coordinator, request, stranger):
    saved = saved_by(coordinator)
    client = Client()
    client.force_login(request.getfixturevalue(stranger))

    assert chips(client.get(LEADERS)) == {}
    assert client.post(reverse("filters:delete", args=[saved.pk])).status_code == 404
    assert SavedFilter.objects.get() == saved


def test_deleting_leaves_the_list_as_it_was(mine, coordinator):
    saved = saved_by(coordinator)
    response = mine.post(reverse("filters:delete", args=[saved.pk]), {"query": "q=周&p=2"})

    assert response.url == f"{LEADERS}?q=%E5%91%A8"
    assert "已删除筛选“县级领导”" in text_of(mine.get(response.url))
    assert not SavedFilter.objects.exists()


def test_looking_changes_nothing(mine, coordinator):
    saved = saved_by(coordinator)
    assert mine.get(reverse("filters:delete", args=[saved.pk])).status_code == 405
    assert mine.get(KEEP).status_code == 405
    assert SavedFilter.objects.exists()


def test_a_request_without_the_token_is_refused(coordinator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    assert post(client).status_code == 403
    assert not SavedFilter.objects.exists()


def test_signing_in_comes_first(client):
    assert post(client).url.startswith(reverse("admin:login"))


def test_lists_one_may_not_look_at_take_no_filter(client, officer):
    client.force_login(officer)
    assert post(client, page="cases.lettertemplate").status_code == 403
    assert post(client, page="cases.nothing").status_code == 404
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "query", ["https://evil.example/?q=1", "//evil.example", "q=1#//evil.example", "\r\nLocation: x"]
)
def test_no_query_leads_off_the_list(mine, query):
    response = post(mine, query=query)
    assert response.status_code == 302
    assert response.url.split("?")[0] == LEADERS
    assert set("\r\n#") & set(response.url) == set()
    for saved in SavedFilter.objects.all():
        assert saved.query.isascii()
        assert "://" not in saved.query


def test_a_name_is_shown_as_typed_and_never_run(mine, coordinator):
    saved_by(coordinator, name="<script>x</script>", query='q="><script>')
    page = mine.get(LEADERS)
    assert b"<script>x" not in page.content
    assert b'"><script>' not in page.content
    assert "<script>x</script>" in chips(page)


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        (" \x00 ", "q=1", "请给要保存的筛选起个名称"),
        ("长" * 21, "q=1", "名称最多 20 个字"),
        ("无条件", "p=2&q=", "当前没有筛选或搜索条件"),
        ("太长", "q=" + "x" * 2000, "筛选条件太长"),
        ("县级领导", "q=2", "已有名为“县级领导”的筛选"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_reason(mine, coordinator, name, query, said):
    saved_by(coordinator)
    response = post(mine, name=name, query=query)
    assert response.url.startswith(LEADERS)
    assert said in text_of(mine.get(LEADERS))
    assert SavedFilter.objects.count() == 1


def test_a_list_holds_so_many_and_no_more(coordinator, officer):
    for n in range(MOST):
        keep_filter(by=coordinator, page="cases.case", name=f"第{n}个", query=f"q={n}")
    with pytest.raises(Refused, match="最多保存 20 个"):
        keep_filter(by=coordinator, page="cases.case", name="再来一个", query="q=x")
    keep_filter(by=coordinator, page="visits.visit", name="再来一个", query="q=x")
    keep_filter(by=officer, page="cases.case", name="再来一个", query="q=x")


def test_the_chips_cost_one_statement_however_many(mine, coordinator, leader):
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            assert mine.get(LEADERS).status_code == 200
        return [each["sql"] for each in captured]

    asked()
    none = asked()
    for n in range(MOST):
        saved_by(coordinator, name=f"第{n}个", query=f"q={n}")
    many = asked()
    assert len(none) == len(many)
    assert len([sql for sql in many if SavedFilter._meta.db_table in sql]) == 1


def test_they_go_with_the_account(officer):
    saved_by(officer)
    officer.delete()
    assert not SavedFilter.objects.exists()
