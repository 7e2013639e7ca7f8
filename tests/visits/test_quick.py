"""记走访: three things are enough, nothing typed is lost, the same form sent twice is one visit."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from liaison.core.doubts import ANYWAY
from liaison.core.once import FIELD
from liaison.directory.models import Leader, Level
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit
from liaison.visits.services import log_visit
from tests.pages import parse, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

QUICK = reverse("admin:visits_quick")
SEARCH = reverse("admin:visits_quick_search")


@pytest.fixture
def url(enterprise):
    return f"{QUICK}?enterprise={enterprise.pk}"


def form(page, **given):
    """What the browser sends back when nothing but ``given`` was typed."""
    shown = page.context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields}
    return sent | {"held_on": str(shown["held_on"].value())} | given


def test_three_things_are_enough(as_officer, url, officer, today):
    page = as_officer.get(url)
    response = as_officer.post(url, form(page, content="订单饱满", issue="raised", problems="1.融资难\n\n2、用工缺口"))
    visit = Visit.objects.get()
    assert response.url == QUICK
    assert (visit.logged_by, visit.leader, visit.held_on, visit.method) == (officer, None, today, "onsite")
    assert [problem.text for problem in visit.problems.all()] == ["融资难", "用工缺口"]


@pytest.mark.parametrize("words", ["没有困难", "该企业目前暂无问题。", "无"])
def test_words_that_say_there_is_no_problem_are_none(as_officer, url, words):
    page = as_officer.post(url, form(as_officer.get(url), content="好", issue="raised", problems=words))
    assert "没有问题请点“无诉求”" in text_of(page)
    as_officer.post(url, form(as_officer.get(url), content="好", issue="none", problems=words))
    assert not Visit.objects.get().problems.exists()


class TestWhoWent:
    """A visible choice that begins as last time; a leader is never claimed by leaving something out."""

    def test_begins_with_the_officer_and_offers_the_leaders_by_name(self, as_officer, url, leader):
        page = as_officer.get(url)
        field = page.context["form"]["went"]
        assert field.value() == "self"
        labels = ["本人（联络员）去的", "领导带队：周示晓（县级）", "其他同志去的"]
        assert [label for _, label in field.field.choices] == labels
        text = page.content.decode()
        assert text.index("谁去的") < text.index("<details"), "in sight without opening anything"

    def test_a_leader_who_led_is_kept_and_offered_again(self, as_officer, url, leader):
        as_officer.post(url, form(as_officer.get(url), content="好", went=f"leader-{leader.pk}"))
        assert Visit.objects.get().leader == leader
        assert as_officer.get(url).context["form"]["went"].value() == f"leader-{leader.pk}"
        as_officer.post(url, form(as_officer.get(url), content="好", went="self", held_on="2026-06-23"))
        assert as_officer.get(url).context["form"]["went"].value() == "self"

    def test_nothing_chosen_claims_nobody(self, as_officer, url, leader):
        as_officer.post(url, form(as_officer.get(url), content="好", went=""))
        assert Visit.objects.get().leader is None

    def test_somebody_else_is_named(self, as_officer, url):
        response = as_officer.post(url, form(as_officer.get(url), content="好", went="other"))
        assert "请写明是谁去的" in response.content.decode()
        as_officer.post(url, form(as_officer.get(url), content="好", went="other", companions="副局长赵示"))
        visit = Visit.objects.get()
        assert (visit.leader, visit.companions) == (None, "副局长赵示")

    def test_a_leader_of_elsewhere_cannot_be_sent_along(self, as_officer, url, nanguan):
        other = Leader.objects.create(name="别示处", level=Level.COUNTY, region=nanguan)
        as_officer.post(url, form(as_officer.get(url), content="好", went=f"leader-{other.pk}"))
        assert not Visit.objects.exists()


def test_no_issue_alone_is_enough(as_officer, url):
    as_officer.post(url, form(as_officer.get(url), issue="none"))
    assert Visit.objects.get().no_issue


def test_a_promise_may_be_added_and_is_mine(as_officer, url, officer):
    as_officer.post(url, form(as_officer.get(url), content="好", promise="对接银行", due_on="2026-07-01"))
    follow_up = Visit.objects.get().follow_ups.get()
    assert (follow_up.responsible, follow_up.due_on) == (officer, dt.date(2026, 7, 1))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "请写一句谈了什么"),
        ({"content": "好", "issue": "raised"}, "请写下企业反映的问题"),
        ({"content": "好", "issue": "none", "problems": "融资难"}, "不能同时选"),
        ({"content": "好", "held_on": "2026-06-25"}, "还没有到"),
        ({"content": "好", "promise": "对接银行"}, "请选完成期限"),
        ({"content": "好", "due_on": "2026-07-01"}, "请写明答应的事"),
    ],
)
def test_refuses_in_words_and_keeps_what_was_typed(as_officer, url, given, words):
    page = as_officer.post(url, form(as_officer.get(url), companions="办公室主任", **given)).content.decode()
    assert words in page
    assert "办公室主任" in page
    assert not Visit.objects.exists()


def test_sent_twice_is_one_visit(as_officer, url):
    sent = form(as_officer.get(url), content="好\r\n很好") | {FIELD: str(uuid.uuid4())}
    first, second = as_officer.post(url, sent), as_officer.post(url, sent)
    assert first.url == second.url
    assert Visit.objects.count() == 1


def test_an_old_draft_with_new_words_is_neither_lost_nor_taken_for_the_old(as_officer, url):
    sent = form(as_officer.get(url), content="好") | {FIELD: str(uuid.uuid4())}
    as_officer.post(url, sent)
    page = as_officer.post(url, sent | {"content": "另一次走访"})
    assert "已经保存过一次" in text_of(page)
    (again,) = (each for each in parse(page).forms if "content" in each.fields)
    values = dict(again.form_values())
    asked = as_officer.post(again.action, values).context["form"]
    assert "这是另外一次吗" in asked.open_doubts[0]
    assert as_officer.post(again.action, values | {ANYWAY: asked.doubts_mark}).status_code == 302
    assert set(Visit.objects.values_list("content", flat=True)) == {"好", "另一次走访"}


class TestChoosing:
    def test_due_and_recent_ones_come_first(self, as_officer, enterprise, officer, today, now):
        page = as_officer.get(QUICK)
        assert [row["id"] for row in page.context["due"]] == [enterprise.pk]
        log_visit(by=officer, enterprise=enterprise, held_on=today, now=now)
        page = as_officer.get(QUICK)
        assert not page.context["due"]
        assert [row["id"] for row in page.context["recent"]] == [enterprise.pk]

    @pytest.mark.parametrize("text", ["禾龙", "HLZB", "atqx3"])
    def test_is_found_by_name_initials_and_tail(self, as_officer, enterprise, text):
        assert [row["id"] for row in as_officer.get(SEARCH, {"q": text}).json()["rows"]] == [enterprise.pk]

    def test_nothing_out_of_sight_is_found_offered_or_opened(self, as_officer, officer, jilin_city, today, now):
        hidden = Enterprise.objects.create(name="吉林市某某公司", region=jilin_city)
        log_visit(by=officer, enterprise=hidden, held_on=today, now=now)
        assert as_officer.get(SEARCH, {"q": "吉林市"}).json()["rows"] == []
        assert not as_officer.get(QUICK).context["recent"]
        for odd in (hidden.pk, "x", "999999", "²"):
            assert as_officer.get(QUICK, {"enterprise": odd}).status_code == 404

    def test_costs_the_same_at_any_length(self, as_officer, officer, nanguan, leader, today, now):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from liaison.assignments.models import Assignment

        def add(n):
            for number in range(n):
                row = Enterprise.objects.create(name=f"禾龙{n}之{number}", region=nanguan)
                Assignment.objects.create(leader=leader, level="county", enterprise=row, officer=officer)
                log_visit(by=officer, enterprise=row, held_on=today, now=now)

        counts = []
        for n in (1, 5):
            add(n)
            with CaptureQueriesContext(connection) as asked:
                as_officer.get(QUICK)
                as_officer.get(SEARCH, {"q": "禾龙"})
            counts.append(len(asked))
        assert counts[0] == counts[1]


def test_a_supervisor_reads_but_does_not_write(client, supervisor):
    supervisor.is_staff = True
    supervisor.save()
    client.force_login(supervisor)
    for address in (QUICK, SEARCH, reverse("admin:visits_paste")):
        assert client.get(address).status_code == 403


def test_a_date_in_a_year_without_an_official_calendar_is_said_aloud(as_officer, url, monkeypatch):
    monkeypatch.setattr("liaison.core.clock.now", lambda: dt.datetime(2026, 12, 28, 1, tzinfo=dt.UTC))
    assert "2027年的节假日与调休安排尚未公布" in as_officer.get(url).content.decode()
    assert "2027年的节假日与调休安排尚未公布" in as_officer.get(reverse("admin:visits_visit_add")).content.decode()
