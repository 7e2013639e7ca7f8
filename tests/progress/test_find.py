"""One search for everything: within scope, five of each, in as many statements whatever there is."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.cases.models import Case, CaseDocument, Category
from liaison.core import search
from liaison.directory.models import Role, Tenure, User
from liaison.enterprises.models import Enterprise
from liaison.progress.finding import find
from liaison.visits.models import Visit
from tests.pages import english_in, parse, text_of

PAGE = "/admin/search/"


def found(user, text, **only):
    return {group.kind.key: [hit.title for hit in group.hits] for group in find(user, text, **only)}


@pytest.fixture
def records(world, now):
    """Of enterprise 0: a case with a letter, a visit by its leader, an officer with a phone."""
    row = world.enterprises[0]
    category = Category.objects.create(code="09", name="融资")
    case = Case.objects.create(
        enterprise=row, category=category, source="visit", raised_on=dt.date(2026, 6, 1), number="JL-2026-000123",
        title="贷款续贷困难", content="流动资金紧张",
    )  # fmt: skip
    CaseDocument.objects.create(case=case, kind="answer", serial=1, file="x.docx", by=world.officer, at=now)
    Visit.objects.create(enterprise=row, held_on=dt.date(2026, 6, 2), leader=world.successor, content="看了新车间")
    Tenure.objects.create(leader=world.successor, title="副区长")
    world.officer.phone = "13900008888"
    world.officer.save()
    return world


def test_finds_every_kind(records, supervisor):
    assert found(supervisor, "第0号有限") == {
        "enterprises": ["第0号有限公司"],
        "cases": ["贷款续贷困难", "贷款难"],
        "visits": found(supervisor, "第0号有限")["visits"],
        "letters": ["答复函-JL-2026-000123-1.docx"],
    }
    assert found(supervisor, "新车间") == {"visits": ["第0号有限公司"]}
    assert found(supervisor, "后示任")["leaders"] == ["后示任"]
    assert found(supervisor, "hsr")["leaders"] == ["后示任"]
    assert found(supervisor, "副区长")["leaders"] == ["后示任"]


def test_a_number_puts_its_case_first(records, supervisor):
    groups = find(supervisor, "编号ＪＬ－２０２６－０００１２３")
    assert [group.kind.key for group in groups] == ["cases", "letters"]


def test_people_who_work_here_are_found_where_one_may_see_them(records, admin_account):
    assert found(admin_account, "13900008888")["users"] == [records.officer.name]


def test_five_of_each_and_the_way_to_the_others(records, supervisor, client):
    Enterprise.objects.bulk_create(
        Enterprise(name=f"松花{n}号公司", region=records.enterprises[0].region) for n in range(7)
    )
    client.force_login(supervisor)
    page = parse(client.get(PAGE, {"q": "松花"}))
    assert len(page.find_class("li-hit")) == 5
    [more] = [link.get("href") for link in page.xpath("//*[@class='li-found-head']/a")]
    assert more.startswith(reverse("admin:enterprises_enterprise_changelist"))
    assert "松花6号公司" in client.get(more).content.decode()


def test_letters_have_no_list_so_the_page_shows_more_of_them(records, supervisor, client, now):
    case = Case.objects.get(number="JL-2026-000123")
    for serial in range(2, 9):
        CaseDocument.objects.create(case=case, kind="answer", serial=serial, file="x.docx", by=records.officer, at=now)
    client.force_login(supervisor)
    [more] = [a.get("href") for a in parse(client.get(PAGE, {"q": "答复函"})).xpath("//*[@class='li-found-head']/a")]
    assert len(parse(client.get(more)).find_class("li-hit")) == 8


class TestScope:
    """What a person may not see does not exist for them, whatever they type."""

    TYPED = ("第0号有限", "JL-2026-000123", "123", "续贷困难", "新车间", "答复函", "d0h")

    def test_another_place_finds_nothing(self, records, jilin_city):
        other = User.objects.create_user(username="other", name="别示处", role=Role.SUPERVISOR, region=jilin_city)
        for text in self.TYPED:
            assert not found(other, text).keys() & {"enterprises", "cases", "visits", "letters"}, text

    def test_one_without_work_finds_nothing(self, records):
        nobody = User.objects.create_user(username="nobody", name="无示事", role=Role.OFFICER)
        for text in self.TYPED:
            assert not found(nobody, text).keys() & {"enterprises", "cases", "visits", "letters"}, text

    def test_lists_and_boxes_alike(self, records, jilin_city, client):
        other = User.objects.create_user(username="other", name="别示处", role=Role.SUPERVISOR, region=jilin_city)
        client.force_login(other)
        for name in ("enterprises_enterprise", "cases_case", "visits_visit"):
            page = text_of(client.get(reverse(f"admin:{name}_changelist"), {"q": "第0号有限"}))
            assert "第0号有限公司" not in page
        box = client.get("/admin/visits/visit/quick/search/", {"q": "第0号有限"})
        assert box.status_code in (200, 403) and "第0号有限公司" not in box.content.decode()

    def test_who_is_not_logged_in_is_asked_to(self, client, db):
        assert client.get(PAGE, {"q": "第0号有限"}).status_code == 302


@pytest.mark.parametrize("typed", ["", "  ", "\x00", "%", "···", "长" * 5000, "<script>", "a\x00b", "' OR 1=1 --"])
@pytest.mark.parametrize("more", [{}, {"bare": "1"}, {"only": "x"}, {"only": "cases"}])
def test_odd_input_is_harmless(records, supervisor, client, typed, more):
    client.force_login(supervisor)
    answer = client.get(PAGE, {"q": typed, **more})
    assert answer.status_code == 200
    assert "<script>'" not in answer.content.decode()


def test_says_what_can_be_typed_and_when_nothing_was_found(records, supervisor, client):
    client.force_login(supervisor)
    assert "可以这样查" in text_of(client.get(PAGE))
    page = client.get(PAGE, {"q": "没有这回事"})
    assert "没有找到“没有这回事”" in text_of(page)
    assert english_in(page) == []


def test_bare_is_the_same_without_the_page_around(records, supervisor, client):
    client.force_login(supervisor)
    whole, bare = (client.get(PAGE, {"q": "第0号有限", **more}) for more in ({}, {"bare": "1"}))
    assert "<html" not in bare.content.decode()
    hits = [[a.get("href") for a in parse(page).find_class("li-hit")] for page in (whole, bare)]
    assert hits[0] == hits[1] != []


def test_every_hit_opens(records, supervisor, admin_account, client):
    for user in (supervisor, admin_account):
        client.force_login(user)
        for typed in ("第0号有限", "后示任", "13900008888"):
            for link in parse(client.get(PAGE, {"q": typed})).find_class("li-hit"):
                assert client.get(link.get("href")).status_code == 200, link.get("href")


def test_one_statement_a_kind(records, supervisor, monkeypatch):
    # PostgreSQL counts rows on from test to test: without this, the tables would be large in some runs.
    monkeypatch.setattr(search, "_SMALL", 10**9)

    def statements(text):
        with CaptureQueriesContext(connection) as caught:
            find(supervisor, text)
        return len(caught)

    find(supervisor, "第0号有限")  # what a person may do is asked once
    few = statements("第0号有限")
    Enterprise.objects.bulk_create(
        Enterprise(name=f"第0号分厂{n}", region=records.enterprises[0].region) for n in range(30)
    )
    assert statements("第0号有限") == statements("第0号有限 公司 贷款") == few == 8


def test_the_home_page_of_each_role_has_the_box(records, supervisor, coordinator, officer, client):
    for user in (supervisor, coordinator, officer):
        client.force_login(user)
        page = parse(client.get("/admin/"))
        [box] = page.find_class("li-find-home")
        assert box.get("action") == PAGE and box.get("method") == "get"
        assert page.find_class("li-find-open")[0].get("href") == PAGE
