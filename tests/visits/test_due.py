"""Not too few, not too many: who is due, who is asked too often, and what others learnt."""

import datetime as dt

import pytest
from django.urls import reverse

from liaison.assignments.models import Assignment
from liaison.directory.models import Level, Unit, User
from liaison.enterprises.models import Enterprise, Status
from liaison.visits import rhythm
from liaison.visits.briefing import briefing
from liaison.visits.models import DueEnterprise, Method, Visit
from liaison.visits.services import log_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(nanguan, officer, leader, today, now):
    def make(name, *, tier="", ago=None, **given):
        enterprise = Enterprise.objects.create(name=name, region=nanguan, tier=tier, **given)
        Assignment.objects.create(leader=leader, level=Level.COUNTY, enterprise=enterprise, officer=officer)
        for days in [ago] if isinstance(ago, int) else ago or []:
            log_visit(by=officer, enterprise=enterprise, held_on=today - dt.timedelta(days=days), now=now)
        return enterprise

    return make


def names(rows):
    return sorted(str(row) for row in rows)


def test_the_interval_follows_the_tier_to_the_day(make, today):
    for tier, days in (("1", 30), ("2", 60), ("3", 60), ("", 90)):
        make(f"{tier or '无'}类到期", tier=tier, ago=days)
        make(f"{tier or '无'}类未到", tier=tier, ago=days - 1)
    make("从未走访", tier="1")
    asked = DueEnterprise.objects.linked(today)
    assert names(asked.due(today)) == ["1类到期", "2类到期", "3类到期", "从未走访", "无类到期"]
    assert asked.due(today, ahead=1).count() == 9
    assert names(asked.never_visited()) == ["从未走访"]


def test_the_interval_is_a_setting(make, today, settings):
    make("一类", tier="1", ago=20)
    settings.VISIT_INTERVAL_DAYS = "1=20,2=60,3=60,other=90"
    assert names(DueEnterprise.objects.due(today)) == ["一类"]


@pytest.mark.parametrize("text", ["", "1=30", "1=x,2=60,3=60,other=90", "1=0,2=60,3=60,other=90", "谁知道"])
def test_a_wrong_setting_is_told_at_start(settings, text):
    settings.VISIT_INTERVAL_DAYS = text
    settings.VISIT_LIMIT_30_DAYS = "0"
    settings.VISIT_METHODS = text
    assert [fault.id for fault in rhythm.check_settings()] == ["visits.E001", "visits.E002", "visits.E003"]


def test_only_what_is_a_visit_sets_the_rhythm(make, today, now, officer, settings):
    called = make("只打过电话", tier="1")
    for ago in range(4):
        day = today - dt.timedelta(days=ago)
        log_visit(by=officer, enterprise=called, held_on=day, now=now, method=Method.PHONE, content="问候")
    asked = DueEnterprise.objects.linked(today)
    assert names(asked.due(today)) == names(asked.never_visited()) == ["只打过电话"]
    assert names(asked.over_visited(today)) == []
    row = asked.with_visits(today).get()
    assert (row.last_visit, row.visits_lately) == (None, 0)
    settings.VISIT_METHODS = "实地走访，电话"
    assert names(asked.due(today)) == []
    assert names(asked.over_visited(today)) == ["只打过电话"]


def test_the_day_shown_agrees_with_the_question(make, today):
    for ago in (0, 29, 30, 31, 89, 90):
        for tier in ("1", ""):
            make(f"{tier}-{ago}", tier=tier, ago=ago)
    for row in DueEnterprise.objects.with_visits(today):
        due = DueEnterprise.objects.due(today).filter(pk=row.pk).exists()
        assert due == (row.due_on(today) <= today), row


def test_is_asked_per_officer_and_per_leader_of_the_day(make, today, officer, leader, nanguan):
    enterprise = make("甲")
    other = User.objects.create_user(username="other", name="他人")
    Assignment.objects.update(end_on=today - dt.timedelta(days=1))
    Assignment.objects.create(leader=leader, level=Level.COUNTY, enterprise=enterprise, officer=other, start_on=today)
    make("已注销", status=Status.DEREGISTERED)
    due = DueEnterprise.objects
    assert names(due.linked(today, officer=other.pk)) == ["甲"]
    assert names(due.linked(today - dt.timedelta(days=1), officer=officer.pk)) == ["甲"]
    assert names(due.linked(today, leader=leader).due(today)) == ["甲"]
    assert not due.linked(today, officer=officer.pk).exists()


def test_over_visiting_is_a_figure(make, today):
    make("过多", ago=[1, 5, 9, 29])
    make("正好", ago=[1, 5, 29])
    make("分散", ago=[1, 5, 29, 31])
    assert names(DueEnterprise.objects.over_visited(today)) == ["过多"]
    row = DueEnterprise.objects.with_visits(today).get(name="分散")
    assert (row.visits_lately, row.last_visit) == (3, today - dt.timedelta(days=1))


class TestBriefing:
    def test_tells_what_another_office_learnt_within_30_days(self, make, officer, nanguan, today, now):
        enterprise = make("甲")
        unit = Unit.objects.create(code="U", name="商务局", short_name="商务局", level=Level.COUNTY, region=nanguan)
        other = User.objects.create_user(username="other", name="他人", unit=unit)
        for ago in (29, 31):
            held_on = today - dt.timedelta(days=ago)
            log_visit(by=other, enterprise=enterprise, held_on=held_on, now=now, content=f"{ago}天前", leader=None)
        log_visit(by=officer, enterprise=enterprise, held_on=today, now=now, content="自己")
        told = briefing(enterprise, officer, today)
        assert [visit.content for visit in told.elsewhere] == ["29天前"]
        assert [visit.content for visit in told.visits] == ["自己", "29天前", "31天前"]

    def test_warns_of_too_many_visits_and_of_trouble(self, make, officer, today):
        enterprise = make("甲", ago=[1, 2, 3], status=Status.SUSPENDED)
        told = briefing(enterprise, officer, today)
        assert any("停产" in words for words in told.warnings)
        assert any("3 次" in words for words in told.warnings)


@pytest.mark.usefixtures("at_now")
class TestPage:
    URL = reverse("admin:visits_dueenterprise_changelist")

    def test_begins_with_mine_and_links_to_writing(self, as_officer, make, enterprise):
        make("甲", ago=5)
        page = as_officer.get(self.URL, follow=True)
        assert names(page.context["cl"].result_list) == [enterprise.name]
        assert f"?enterprise={enterprise.pk}" in page.content.decode()
        assert as_officer.get(self.URL, {"whose": "all"}).context["cl"].result_count == 2

    def test_shows_nothing_out_of_sight(self, as_officer, jilin_city, leader):
        hidden = Enterprise.objects.create(name="吉林市某某公司", region=jilin_city)
        Assignment.objects.create(leader=leader, level=Level.COUNTY, enterprise=hidden)
        for query in ({"whose": "all"}, {"state": "due"}, {"leader": leader.pk}, {"q": "吉林市"}):
            assert "吉林市某某公司" not in as_officer.get(self.URL, query).content.decode()

    def test_costs_the_same_at_any_length(self, as_officer, make, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as once:
            as_officer.get(self.URL, {"whose": "mine"})
        for n in range(7):
            make(f"第{n}家", ago=[n, n + 40])
        with django_assert_num_queries(len(once)):
            as_officer.get(self.URL, {"whose": "mine"})

    @pytest.mark.parametrize("state", ["due", "soon", "never", "over"])
    def test_every_question_can_be_asked_with_every_other(self, as_officer, make, leader, nanguan, state):
        make("甲", tier="1", ago=[1, 2, 3, 4])
        make("乙", tier="1", ago=25)
        query = {"state": state, "leader": leader.pk, "region": nanguan.code, "tier__exact": "1", "o": "5"}
        assert as_officer.get(self.URL, query).status_code == 200


@pytest.mark.usefixtures("at_now")
class TestOnePager:
    def test_says_what_one_should_know(self, as_officer, enterprise, officer, today, now):
        log_visit(by=officer, enterprise=enterprise, held_on=today, now=now, content="订单饱满", problems=["融资难"])
        page = as_officer.get(reverse("admin:visits_one_pager", args=[enterprise.pk])).content.decode()
        for words in (enterprise.name, "周示晓", "王示员", "订单饱满", "融资难"):
            assert words in page

    def test_out_of_sight_is_404(self, as_officer, jilin_city):
        hidden = Enterprise.objects.create(name="吉林市某某公司", region=jilin_city)
        assert as_officer.get(reverse("admin:visits_one_pager", args=[hidden.pk])).status_code == 404


@pytest.mark.usefixtures("at_now")
def test_the_page_of_an_enterprise_shows_visits_and_open_promises(as_officer, enterprise, officer, today, now):
    from liaison.visits.services import FollowUpInput

    log_visit(
        by=officer,
        enterprise=enterprise,
        held_on=today,
        now=now,
        content="订单饱满",
        follow_ups=[FollowUpInput("对接银行", officer, today)],
    )
    page = as_officer.get(reverse("admin:enterprises_enterprise_page", args=[enterprise.pk])).content.decode()
    for words in ("订单饱满", "对接银行", "记走访", "走访前一页纸"):
        assert words in page
    assert Visit.objects.count() == 1
