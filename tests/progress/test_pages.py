import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.assignments.models import Assignment
from liaison.cases.choices import State
from liaison.cases.models import Case
from liaison.directory.models import Leader, Level, Role, User
from liaison.enterprises.models import Enterprise
from liaison.visits.models import FollowUp
from tests.pages import parse, text_of

from .conftest import visit

HOME = "admin:index"
DAY = dt.datetime(2026, 6, 24, 0, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def that_day(time_machine):
    """The pages ask what day it is: the one the world is made for."""
    time_machine.move_to(DAY, tick=False)


@pytest.fixture
def login(client):
    def enter(user):
        client.force_login(user)
        return client

    return enter


def figure_links(page) -> dict[str, int]:
    """Return ``{address: number shown}`` for every figure on the page."""
    links = {}
    for link in page.xpath("//a[contains(@href, 'figure=') and not(contains(@class, 'li-p-more'))]"):
        number = link.xpath(".//*[contains(@class, 'li-p-under')]") or link.xpath(
            ".//*[contains(@class, 'li-p-number')]"
        )
        shown = (number[0] if number else link).text_content()
        links[link.get("href")] = int(re.search(r"\d+", shown)[0])
    return links


def rows_of(client, address: str) -> int:
    return client.get(address).context["cl"].result_count


@pytest.mark.parametrize("who", ["supervisor", "city_supervisor", "coordinator", "admin_account"])
def test_every_figure_equals_the_list_behind_it(world, request, login, who):
    client = login(request.getfixturevalue(who))
    pages = [reverse(HOME)]
    pages += [f"{reverse('progress:table')}?by={by}" for by in ("place", "leader", "level", "lead", "unit", "industry")]
    seen = 0
    for address in pages:
        page = parse(client.get(address))
        for link, number in figure_links(page).items():
            assert rows_of(client, link) == number, link
            seen += 1
    assert seen > 30


def test_the_list_says_what_it_shows(world, supervisor, login):
    client = login(supervisor)
    address = reverse("admin:enterprises_enterprise_changelist") + "?figure=visited.2026-Q2.region-220100"
    page = text_of(client.get(address))
    assert "2026年第二季度已走访企业（长春市），共 2 户" in page
    assert "查看全部企业" in page


@pytest.mark.parametrize("code", ["visited.2026-Q9", "x", "visits.2026-Q2"])
def test_a_broken_link_shows_the_list_without_a_false_note(world, supervisor, login, code):
    response = login(supervisor).get(reverse("admin:enterprises_enterprise_changelist") + f"?figure={code}")
    assert response.status_code == 200
    assert response.context["cl"].result_count == 6
    assert "共 6 户" not in text_of(response)


def test_a_figure_never_reaches_beyond_what_the_person_may_see(world, city_supervisor, login):
    address = reverse("admin:enterprises_enterprise_changelist") + "?figure=linked.2026-Q2"
    response = login(city_supervisor).get(address)
    assert {row.region.prefecture.code for row in response.context["cl"].result_list} == {"220100"}


def test_the_supervisor_sees_where_things_stand(world, supervisor, login):
    page = text_of(login(supervisor).get(reverse(HOME)))
    for words in (
        "走访覆盖率",
        "50.0%",
        "已走访 2 户，共 4 户",
        "数据截至 2026年6月24日",
        "长春市",
        "逾期 1 个工作日",
    ):
        assert words in page
    assert "指标口径" in page


def test_a_prefecture_is_cut_by_county(world, city_supervisor, login):
    page = text_of(login(city_supervisor).get(reverse(HOME)))
    assert "南关区" in page
    assert "吉林市" not in page.replace("吉林市场", "")


def test_the_officer_sees_what_to_do_next(world, officer, login):
    page = parse(login(officer).get(reverse(HOME)))
    text = page.text_content()
    assert "该走访的企业" in text
    assert "第2号有限公司" in text
    buttons = page.xpath("//a[contains(@class, 'li-p-go')]/@href")
    assert f"{reverse('admin:visits_quick')}?enterprise={world.enterprises[2].pk}" in buttons
    assert page.xpath("//a[contains(@class, 'li-p-main')]/@href") == [reverse("admin:visits_quick")]
    assert "逾期" in text
    assert "承诺0" in text


def test_an_officer_with_nothing_to_do_is_told_so(db, officer, login):
    page = text_of(login(officer).get(reverse(HOME)))
    assert "近期没有该走访的企业" in page
    assert "还没有记过走访" in page


def test_empty_homes_say_what_comes_first(db, province, supervisor, coordinator, login):
    assert "本级还没有登记领导" in text_of(login(supervisor).get(reverse(HOME)))
    assert "目前没有在办的诉求" in text_of(login(coordinator).get(reverse(HOME)))
    assert "还没有联系关系" in text_of(login(supervisor).get(reverse("progress:table") + "?by=leader"))


def test_an_office_takes_up_first_what_is_due_first_and_no_drafts(world, login, coordinator, today):
    rows = list(Case.objects.order_by("pk"))
    draft, submitted, late, old = rows[0], rows[1], rows[2], rows[3]
    Case.objects.filter(pk=draft.pk).update(state=State.DRAFT, due_on=None)
    Case.objects.filter(pk=submitted.pk).update(state=State.SUBMITTED, due_on=None, accept_due_on=today)
    Case.objects.filter(pk=late.pk).update(due_on=today - dt.timedelta(days=1))
    Case.objects.filter(pk=old.pk).update(is_historic=True, due_on=today - dt.timedelta(days=99))
    first = login(coordinator).get(reverse(HOME)).context["sections"][0]
    assert [line.note.split()[0] for line in first.lines] == [late.number, submitted.number, old.number]
    assert first.total == 3


def test_a_handler_sees_the_offices_queues_and_promises(world, login):
    handler = User.objects.create_user(username="handler", name="孙示办", role=Role.HANDLER, unit=world.unit)
    FollowUp.objects.update(responsible=handler)
    page = text_of(login(handler).get(reverse(HOME)))
    assert "待签收" in page
    assert "本单位要兑现的承诺" in page
    assert "承诺0" in page


def test_the_table_of_progress_is_for_those_who_watch(world, officer, login):
    assert login(officer).get(reverse("progress:table")).status_code == 404


def test_the_table_walks_through_time(world, supervisor, login):
    client = login(supervisor)
    page = parse(client.get(reverse("progress:table") + "?by=leader&period=2026-Q2"))
    links = page.xpath("//nav[contains(@class, 'li-p-periods')]/a/@href")
    assert links == ["?by=leader&period=2026-Q1"]
    assert "前示任" in text_of(client.get(reverse("progress:table") + links[0]))


def test_a_period_nobody_can_read_is_said_and_this_quarter_shown(world, supervisor, login):
    page = text_of(login(supervisor).get(reverse("progress:table") + "?period=2026-Q7"))
    assert "“2026-Q7”无法识别" in page
    assert "2026年第二季度" in page


@pytest.mark.parametrize("who", ["supervisor", "officer", "coordinator"])
def test_a_home_page_costs_the_same_at_any_size(world, request, login, nanguan, today, who):
    user = request.getfixturevalue(who)
    client = login(user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(HOME)).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for n in range(25):
        leader = Leader.objects.create(name=f"示{n}", level=Level.PROVINCE, region=nanguan)
        enterprise = Enterprise.objects.create(name=f"新{n}公司", region=nanguan)
        Assignment.objects.create(leader=leader, enterprise=enterprise, level=Level.PROVINCE, officer=world.officer)
        FollowUp.objects.create(
            visit=visit(enterprise, today, logged_by=world.officer),
            promise="回复",
            responsible=world.officer,
            due_on=today,
        )
    assert queries() == few


def test_the_command_prints_the_same_figures(world, supervisor, capsys):
    import json

    from django.core.management import call_command

    call_command("progress", "--json", "--by", "region", "--user", "supervisor", "--period", "2026-Q2")
    said = json.loads(capsys.readouterr().out)
    assert said["figures"]["linked"] == 4
    assert said["figures"]["coverage"] == 50.0
    assert {row["value"]: row["linked"] for row in said["rows"] if row["linked"]} == {"220100": 3, "220200": 1}
