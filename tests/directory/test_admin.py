import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.core.models import CalendarOverride
from liaison.directory.models import Leader, Level, Region, RegionAlias, Role, Tenure, Unit, User
from tests.pages import form_values, parse, text_of

LISTS = ["directory_leader", "directory_unit", "directory_region", "directory_user", "core_calendaroverride"]


def url(page: str, kind: str = "changelist", *args) -> str:
    return reverse(f"admin:{page}_{kind}", args=args)


@pytest.fixture
def root(client, admin_account):
    client.force_login(admin_account)
    return client


@pytest.fixture
def keeper(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def local(client, coordinator, changchun):
    coordinator.region = changchun
    coordinator.save()
    client.force_login(coordinator)
    return client


def fill(page: str, numbers: range, region: Region) -> None:
    for n in numbers:
        match page:
            case "directory_leader":
                leader = Leader.objects.create(name=f"周示{n}", level=Level.COUNTY, region=region)
                Tenure.objects.create(leader=leader, title="副区长")
            case "directory_unit":
                Unit.objects.create(code=f"U{n}", name=f"单位{n}", short_name=f"单位{n}", level="county", region=region)
            case "directory_region":
                Region.objects.create(
                    code=f"JL-{n}", name=f"第{n}区", level=Level.COUNTY, parent=region, lineage=f"{n}"
                )
            case "directory_user":
                User.objects.create_user(username=f"u{n}", name=f"员{n}", region=region)
            case "core_calendaroverride":
                CalendarOverride.objects.create(date=dt.date(2027, 1, 1 + n), is_workday=False, name="元旦")


def queries_of(client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url(page)).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", LISTS)
def test_lists_cost_the_same_at_any_length(root, page, nanguan):
    fill(page, range(1), nanguan)
    queries_of(root, page)
    once = queries_of(root, page)
    fill(page, range(1, 30), nanguan)
    assert queries_of(root, page) == once


def test_the_list_of_leaders_shows_todays_post(root, leader):
    leader.tenures.update(end_on=dt.date(2020, 1, 1))
    Tenure.objects.create(leader=leader, title="区委书记", start_on=dt.date(2020, 1, 2))
    page = text_of(root.get(url("directory_leader")))
    assert "区委书记" in page
    assert "副区长" not in page


def test_a_leader_without_a_post_is_said_to_have_none(root, leader):
    leader.tenures.all().delete()
    assert "未登记" in text_of(root.get(url("directory_leader")))


@pytest.mark.parametrize("page", [*LISTS])
def test_add_pages_open(root, province, page):
    assert root.get(url(page, "add")).status_code == 200


def test_a_coordinator_edits_leaders_of_the_own_region_only(local, leader, jilin_city):
    other = Leader.objects.create(name="外示地", level=Level.PREFECTURE, region=jilin_city)
    assert "_save" in local.get(url("directory_leader", "change", leader.pk)).content.decode()
    assert "_save" not in local.get(url("directory_leader", "change", other.pk)).content.decode()
    assert local.post(url("directory_leader", "change", other.pk), {"name": "改名"}).status_code == 403


def test_a_coordinator_cannot_move_a_leader_out_of_the_own_region(local, leader, jilin_city):
    values = form_values(local.get(url("directory_leader", "change", leader.pk)), "leader_form")
    response = local.post(url("directory_leader", "change", leader.pk), values | {"region": str(jilin_city.pk)})
    assert response.status_code == 200
    leader.refresh_from_db()
    assert leader.region_id != jilin_city.pk


def test_only_the_province_edits_the_calendar(keeper, coordinator, changchun):
    values = {"date": "2027-02-06", "name": "春节", "source": "国务院办公厅通知"}
    assert keeper.post(url("core_calendaroverride", "add"), values).status_code == 302
    assert CalendarOverride.objects.get().source
    coordinator.region = changchun
    coordinator.save()
    assert keeper.post(url("core_calendaroverride", "add"), values | {"date": "2027-02-07"}).status_code == 403


def test_reference_facts_are_read_only_but_aliases_are_the_offices(keeper, reference):
    region = Region.objects.get(code="220102")
    page = keeper.get(url("directory_region", "change", region.pk))
    assert not parse(page).xpath("//input[@name='code']")
    values = form_values(page, "region_form")
    values |= {"aliases-TOTAL_FORMS": "1", "aliases-0-name": "南关 城区", "aliases-0-region": str(region.pk)}
    assert keeper.post(url("directory_region", "change", region.pk), values).status_code == 302
    assert RegionAlias.objects.get(region=region).key == "南关城区"


def test_a_new_region_is_derived_on_saving(reference, root):
    parent = Region.objects.get(code="220100")
    values = form_values(root.get(url("directory_region", "add")), "region_form")
    values |= {"name": "空港新城", "code": "JL-KG", "level": "county", "parent": str(parent.pk)}
    assert root.post(url("directory_region", "add"), values).status_code == 302
    assert Region.objects.get(code="JL-KG").reporting_unit == parent


def test_an_account_is_opened_and_can_log_in(root, client, province):
    values = form_values(root.get(url("directory_user", "add")), "user_form")
    values |= {
        "username": "wang", "name": "王示员", "role": Role.SUPERVISOR, "region": str(province.pk),
        "password1": "Liaison-2026", "password2": "Liaison-2026", "usable_password": "true",
    }  # fmt: skip
    assert root.post(url("directory_user", "add"), values).status_code == 302
    client.logout()
    assert client.login(username="wang", password="Liaison-2026")
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_password_is_reset(root, officer):
    page = root.get(reverse("admin:auth_user_password_change", args=[officer.pk]))
    assert page.status_code == 200


def test_a_coordinator_sees_people_of_the_own_region_only(local, officer, nanguan, supervisor):
    officer.region = nanguan
    officer.save()
    page = text_of(local.get(url("directory_user")))
    assert officer.name in page
    assert supervisor.name not in page


def test_choices_tell_namesakes_apart(root, leader, nanguan):
    query = {"app_label": "visits", "model_name": "visit", "field_name": "leader", "term": "周示晓"}
    found = root.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [each["text"] for each in found] == ["周示晓（南关区 副区长）"]
