import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.assignments import services, tree, vacancies
from liaison.assignments.models import Assignment, PendingLink
from liaison.core import clock
from liaison.directory.models import Leader, Level, Region, Role, User
from liaison.enterprises.models import Enterprise
from tests.conftest import make_region

LIST = "/admin/assignments/assignment/"
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_that_day(monkeypatch, today):
    monkeypatch.setattr(clock, "today", lambda: today)


@pytest.fixture
def as_county(client, nanguan):
    client.force_login(
        User.objects.create_user(username="county", name="钱示南", role=Role.COORDINATOR, region=nanguan, is_staff=True)
    )
    return client


@pytest.fixture
def elsewhere(jilin_city, today):
    place = make_region("220202", "昌邑区", Level.COUNTY, jilin_city)
    leader = Leader.objects.create(name="安示钢", level=Level.COUNTY, region=place)
    enterprise = Enterprise.objects.create(name="吉林市吉源商贸有限公司", region=place)
    return services.assign(leader=leader, enterprise=enterprise, today=today)


def test_another_countys_assignment_does_not_exist(as_county, elsewhere, leader, enterprise, today):
    services.assign(leader=leader, enterprise=enterprise, today=today)
    listed = as_county.get(LIST).content.decode()
    assert enterprise.name in listed
    assert elsewhere.enterprise.name not in listed
    assert elsewhere.enterprise.name not in as_county.get(LIST, {"q": "吉源"}).content.decode()
    assert as_county.get(f"{LIST}{elsewhere.pk}/change/").status_code == 404
    of_leader = as_county.get(reverse("admin:assignments_leader", args=[elsewhere.leader.pk])).content.decode()
    assert elsewhere.enterprise.name not in of_leader
    assert elsewhere.enterprise.name not in as_county.get(reverse("admin:assignments_vacancies")).content.decode()
    assert "昌邑区" not in as_county.get(reverse("admin:assignments_tree")).content.decode()


def test_pending_links_are_seen_in_ones_own_region_only(as_county, elsewhere, leader):
    for who in (leader, elsewhere.leader):
        PendingLink.objects.create(leader=who, level=who.level, enterprise_name=f"{who}的企业", enterprise_key="k")
    listed = as_county.get("/admin/assignments/pendinglink/").content.decode()
    assert "周示晓的企业" in listed
    assert "安示钢的企业" not in listed


def test_list_asks_by_day(admin_client, leader, enterprise, today):
    row = services.assign(leader=leader, enterprise=enterprise, today=today, start_on=today - 90 * DAY)
    services.end(assignment=row, on=today - 30 * DAY, by=None)
    for params, shown in (
        ({}, False),
        ({"day": (today - 40 * DAY).isoformat()}, True),
        ({"day": today.isoformat()}, False),
        ({"when": "past"}, True),
        ({"when": "all"}, True),
        ({"when": "later"}, False),
        ({"when": "all", "target": "region"}, False),
        ({"when": "all", "officer_state": "none", "prefecture": "220100"}, True),
        ({"when": "all", "q": "HLZB"}, True),
    ):
        assert (enterprise.name in admin_client.get(LIST, params).content.decode()) is shown, params


def test_list_statements_do_not_depend_on_the_number_of_rows(admin_client, leader, officer, nanguan, today):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(LIST).status_code == 200
        return len(captured)

    counts = []
    admin_client.get(LIST)
    for more in (1, 2, 2260):
        start = Enterprise.objects.count()
        names = [f"企业{start + n}" for n in range(more)]
        rows = Enterprise.objects.bulk_create(Enterprise(name=n, name_key=n, region=nanguan) for n in names)
        Assignment.objects.bulk_create(
            Assignment(leader=leader, level=leader.level, enterprise=row, officer=officer) for row in rows
        )
        counts.append(statements())
    assert len(set(counts)) == 1, counts


def test_form_refuses_a_second_leader_by_name(admin_client, leader, enterprise, nanguan, today):
    services.assign(leader=leader, enterprise=enterprise, today=today)
    other = Leader.objects.create(name="吴示岩", level=Level.COUNTY, region=nanguan)
    answer = admin_client.post(
        f"{LIST}add/",
        {"leader": other.pk, "level": "county", "enterprise": enterprise.pk, "start_on": "2026-07-01"},
    )
    assert "已由周示晓联系" in answer.content.decode()
    assert Assignment.objects.count() == 1


def test_leader_page_shows_any_day(admin_client, leader, enterprise, today):
    row = services.assign(leader=leader, enterprise=enterprise, today=today, start_on=today - 90 * DAY)
    services.end(assignment=row, on=today - 30 * DAY, by=None)
    address = reverse("admin:assignments_leader", args=[leader.pk])
    assert "已经结束：1 项" in admin_client.get(address).content.decode()
    assert "当日负责：1 项" in admin_client.get(address, {"day": (today - 30 * DAY).isoformat()}).content.decode()
    assert admin_client.get(address, {"day": "不是日期"}).status_code == 200


def coordinator_of(region) -> User:
    return User.objects.create_user(username="c-of", name="协示", role=Role.COORDINATOR, region=region)


class TestHandOverPage:
    def ask(self, leader, successor, **extra):
        return {"kind": "leader", "leader": leader.pk, "successor": successor.pk, "on": "2026-06-24"} | extra

    def test_preview_then_confirm_then_again(self, admin_client, portfolio, leader, successor):
        address = reverse("admin:assignments_handover")
        preview = admin_client.get(address, self.ask(leader, successor))
        assert "联系关系 41 项" in preview.content.decode()
        sent = self.ask(leader, successor, fingerprint=preview.context["fingerprint"])
        done = admin_client.post(address, sent, follow=True).content.decode()
        assert "交接完成：联系关系 41 项" in done
        assert "当日负责：41 项" in done
        again = admin_client.post(address, sent, follow=True).content.decode()
        assert "没有需要交接" in again
        assert Assignment.objects.count() == 82

    def test_without_the_preview_nothing_happens(self, admin_client, portfolio, leader, successor):
        answer = admin_client.post(reverse("admin:assignments_handover"), self.ask(leader, successor))
        assert "核对下面的最新预览" in answer.content.decode()
        assert Assignment.objects.count() == 41

    def test_a_portfolio_that_reaches_beyond_ones_region_is_not_torn(
        self, as_county, portfolio, leader, successor, elsewhere, today
    ):
        Assignment.objects.filter(pk=elsewhere.pk).update(leader=leader)
        answer = as_county.get(reverse("admin:assignments_handover"), self.ask(leader, successor)).content.decode()
        assert "1 项联系不在您的管理范围内" in answer

    def test_supervisors_look_but_do_not_hand_over(self, client, supervisor):
        User.objects.filter(pk=supervisor.pk).update(is_staff=True)
        client.force_login(User.objects.get(pk=supervisor.pk))
        assert client.get(reverse("admin:assignments_handover")).status_code == 403

    def test_officers_hand_over_too(self, admin_client, portfolio, officer, new_officer):
        address = reverse("admin:assignments_handover")
        wish = {"kind": "officer", "officer": officer.pk, "new_officer": new_officer.pk, "on": "2026-06-24"}
        preview = admin_client.get(address, wish)
        admin_client.post(address, wish | {"fingerprint": preview.context["fingerprint"]})
        assert Assignment.objects.not_over(dt.date(2026, 6, 24)).filter(officer=new_officer).count() == 41


class TestAssignSelected:
    def send(self, client, rows, leader, step, **extra):
        wish = {"action": "assign_leader", "_selected_action": [row.pk for row in rows], "start_on": "2026-06-24"}
        wish |= {"leader": leader.pk, "step": step} if step else {}
        return client.post("/admin/enterprises/enterprise/", wish | extra, follow=True).content.decode()

    def test_choose_preview_confirm(self, admin_client, portfolio, successor, enterprise):
        rows = [*portfolio[:3], enterprise]
        assert "为选中的 4 户企业分配" in self.send(admin_client, rows, successor, None)
        preview = self.send(admin_client, rows, successor, "preview")
        assert "将分配给薛示波（县级）：1 户" in preview
        assert "不改动：3 户" in preview
        assert Assignment.objects.filter(leader=successor).count() == 0
        assert "已将 1 户分配给薛示波；3 户在该层级已有其他领导" in self.send(admin_client, rows, successor, "confirm")
        assert Assignment.objects.get(leader=successor).enterprise == enterprise

    def test_all_rows_of_a_filtered_list(self, admin_client, nanguan, successor, elsewhere):
        names = [f"企业{n}" for n in range(120)]
        Enterprise.objects.bulk_create(Enterprise(name=n, name_key=n, region=nanguan) for n in names)
        one = Enterprise.objects.filter(region=nanguan).first()
        wish = {"action": "assign_leader", "_selected_action": [one.pk], "select_across": "1", "index": "0"}
        wish |= {"leader": successor.pk, "start_on": "2026-06-24", "step": "confirm"}
        admin_client.post("/admin/enterprises/enterprise/?prefecture=220100", wish)
        assert Assignment.objects.filter(leader=successor).count() == 120

    def test_only_for_those_who_may(self, client, supervisor, enterprise, successor):
        User.objects.filter(pk=supervisor.pk).update(is_staff=True)
        client.force_login(User.objects.get(pk=supervisor.pk))
        self.send(client, [enterprise], successor, "confirm")
        assert not Assignment.objects.exists()


class TestTree:
    def test_rows_add_up_and_each_enterprise_counts_once(self, admin_account, changchun, nanguan, leader, today):
        city = Leader.objects.create(name="安示钢", level=Level.PREFECTURE, region=changchun)
        for number in range(5):
            row = Enterprise.objects.create(name=f"区{number}", region=nanguan)
            services.assign(leader=leader, enterprise=row, today=today)
            services.assign(leader=city, enterprise=row, today=today)
        Enterprise.objects.create(name="市本级", region=changchun)
        (root,) = tree.build(admin_account, today)
        assert root.region.code == "220000"
        assert (root.figures["enterprises"], root.figures["linked"]) == (6, 5)
        assert (root.figures["county"], root.figures["prefecture"], root.figures["province"]) == (5, 5, 0)
        (prefecture,) = root.children
        assert [(child.region.name, child.is_remainder) for child in prefecture.children] == [
            ("长春市", True),
            ("南关区", False),
        ]
        for node in (root, prefecture):
            for key in tree.columns():
                assert node.figures[key] == sum(child.figures[key] for child in node.children)

    def test_by_reporting_a_place_stands_where_its_figures_go(
        self, admin_client, admin_account, province, changchun, nanguan, today
    ):
        direct = make_region("220184", "梅示市", Level.COUNTY, changchun)
        Region.objects.filter(pk=direct.pk).update(reporting_parent=province)
        for place in (direct, nanguan):
            Enterprise.objects.create(name=f"{place}企业", region=place)
        (statutory,) = tree.build(admin_account, today)
        (reporting,) = tree.build(admin_account, today, reporting=True)
        assert [node.region.name for node in statutory.children] == ["长春市"]
        assert [node.region.name for node in reporting.children] == ["长春市", "梅示市"]
        assert statutory.figures == reporting.figures
        empty = make_region("222400", "延示州", Level.PREFECTURE, province)
        (reporting,) = tree.build(admin_account, today, reporting=True)
        assert [node.region.name for node in reporting.children] == ["长春市", "梅示市", "延示州"], "empty ones too"
        assert statutory.figures == reporting.figures
        assert tree.build(coordinator_of(empty), today, reporting=True) == []
        text = admin_client.get(reverse("admin:assignments_tree"), {"by": "reporting"}).content.decode()
        assert "/admin/enterprises/enterprise/?county=220184" in text

    def test_2263_enterprises_add_up_in_few_statements(self, admin_account, province, today):
        places = [
            make_region(f"22{p:02}{c:02}", f"县{p}-{c}", Level.COUNTY, prefecture)
            for p in range(1, 10)
            for prefecture in [make_region(f"22{p:02}00", f"市{p}", Level.PREFECTURE, province)]
            for c in range(1, 7)
        ]
        names = [f"企业{n}" for n in range(2263)]
        Enterprise.objects.bulk_create(
            Enterprise(name=n, name_key=n, region=places[i % len(places)]) for i, n in enumerate(names)
        )
        with CaptureQueriesContext(connection) as captured:
            (root,) = tree.build(admin_account, today)
        assert root.figures["enterprises"] == 2263
        assert sum(county.figures["enterprises"] for city in root.children for county in city.children) == 2263
        assert len(captured) <= 2 * len(tree.columns()) + 1

    def test_page_links_each_figure_to_its_list(self, admin_client, enterprise):
        text = admin_client.get(reverse("admin:assignments_tree")).content.decode()
        assert "prefecture=220100&amp;county=220102" in text
        assert "户" in text


class TestVacancies:
    def test_each_kind_is_found(self, leader, enterprise, nanguan, changchun, officer, today):
        bare = Enterprise.objects.create(name="无人联系", region=nanguan)
        services.assign(leader=leader, enterprise=enterprise, today=today)
        services.assign(leader=leader, region=nanguan, officer=officer, today=today)
        everything = Enterprise.objects.all()
        assert list(vacancies.enterprises_without_leader(everything, today)) == [bare]
        assert vacancies.enterprises_without_leader(everything, today, Level.PREFECTURE).count() == 2
        assert list(vacancies.enterprises_without_officer(everything, today)) == [enterprise]
        assert [(row, row.missing) for row in vacancies.leaders_without_officer(Assignment.objects.all(), today)] == [
            (leader, 1)
        ]
        assert list(vacancies.regions_without_leader(Region.objects.all(), today)) == [changchun]

    def test_the_day_decides(self, leader, enterprise, today):
        services.assign(leader=leader, enterprise=enterprise, today=today, end_on=today)
        assert not vacancies.enterprises_without_leader(Enterprise.objects.all(), today).exists()
        assert vacancies.enterprises_without_leader(Enterprise.objects.all(), today + DAY).exists()

    def test_page_leads_to_the_lists(self, admin_client, enterprise):
        text = admin_client.get(reverse("admin:assignments_vacancies")).content.decode()
        assert "没有任何领导联系的企业：1 户" in text
        assert "leader_state=none&amp;prefecture=220100" in text
