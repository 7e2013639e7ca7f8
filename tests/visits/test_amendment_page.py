"""更正 on its page: what stands there is shown, a reason is asked, an error keeps what was typed."""

import pytest
from django.urls import reverse

from liaison.directory.models import Level, Unit, User
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit
from liaison.visits.services import amend_visit, log_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def visit(officer, enterprise, leader, today, now):
    facts = {"by": officer, "enterprise": enterprise, "held_on": today, "now": now, "leader": leader}
    return log_visit(**facts, content="订单饱满", problems=["融资难"])


@pytest.fixture
def url(visit):
    return reverse("admin:visits_amend", args=[visit.pk])


def typed(page, **given):
    shown = page.context["form"]
    sent = {name: shown[name].value() for name in shown.fields}
    sent = {name: str(value) for name, value in sent.items() if value not in (None, False)}
    return sent | given


def test_shows_what_stands_there_and_writes_what_changed_only(as_officer, url, visit):
    page = as_officer.get(url)
    assert "订单饱满" in page.content.decode()
    problem = visit.problems.get()
    sent = typed(
        page, reason="听错了", content="订单下滑", held_on="2026-06-23", **{f"problem_{problem.pk}": "贷款利率高"}
    )
    assert as_officer.post(url, sent).status_code == 302
    visit.refresh_from_db()
    assert (visit.content, str(visit.held_on), visit.problems.get().text) == ("订单下滑", "2026-06-23", "贷款利率高")
    assert sorted(visit.amendments.values_list("field", flat=True)) == sorted(
        ["交流情况", "走访日期", "问题及诉求（第 1 条）"]
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": "", "content": "订单下滑"}, "必填"),
        ({"reason": "无改动"}, "没有任何改动"),
        ({"reason": "x", "content": "订单下滑", "held_on": "2026-06-25"}, "还没有到"),
        ({"reason": "x", "content": "订单下滑", "no_issue": "on"}, "无诉求"),
    ],
)
def test_refuses_in_words_and_keeps_what_was_typed(as_officer, url, visit, given, words):
    page = as_officer.post(url, typed(as_officer.get(url), **given)).content.decode()
    assert words in page
    assert given.get("content", "订单饱满") in page
    assert Visit.objects.get().content == "订单饱满"


def test_of_two_who_correct_at_once_the_second_is_told(as_officer, url, visit, officer, now):
    page = as_officer.get(url)
    amend_visit(visit=visit, by=officer, reason="先到", now=now, changes={"place": "一车间"})
    answer = as_officer.post(url, typed(page, reason="后到", content="订单下滑")).content.decode()
    assert "刚刚被他人修改过" in answer
    assert "订单下滑" in answer
    assert Visit.objects.get().content == "订单饱满"


def test_an_enterprise_out_of_sight_cannot_be_chosen(as_officer, url, visit, jilin_city):
    hidden = Enterprise.objects.create(name="吉林市某某公司", region=jilin_city)
    as_officer.post(url, typed(as_officer.get(url), reason="x", enterprise=hidden.pk))
    assert Visit.objects.get().enterprise == visit.enterprise


def test_another_office_may_not_correct_and_a_stranger_finds_nothing(as_officer, url, visit, nanguan, assignment):
    unit = Unit.objects.create(code="U", name="商务局", short_name="商务局", level=Level.COUNTY, region=nanguan)
    Visit.objects.update(logged_by=User.objects.create_user(username="other", name="他人", unit=unit))
    assert as_officer.get(url).status_code == 403
    assignment.delete()
    assert as_officer.get(url).status_code == 404


class TestAutocomplete:
    URL = reverse("admin:autocomplete")

    def ask(self, client, field, term, model="visit"):
        query = {"app_label": "visits", "model_name": model, "field_name": field, "term": term}
        return [row["text"] for row in client.get(self.URL, query).json()["results"]]

    @pytest.mark.parametrize("term", ["禾龙", "hlzb", "ATQX3"])
    def test_finds_enterprises_in_sight_by_name_initials_and_code(self, as_officer, enterprise, jilin_city, term):
        Enterprise.objects.create(name="吉林市禾龙公司", region=jilin_city)
        assert len(self.ask(as_officer, "enterprise", term)) == 1

    def test_offers_colleagues_of_ones_own_office_only(self, as_officer, officer, nanguan):
        unit = Unit.objects.create(code="U", name="工信局", short_name="工信局", level=Level.COUNTY, region=nanguan)
        User.objects.filter(pk=officer.pk).update(unit=unit)
        User.objects.create_user(username="a", name="王同事", unit=unit)
        User.objects.create_user(username="b", name="王外人")
        found = " ".join(self.ask(as_officer, "responsible", "王", model="followup"))
        assert "王同事" in found
        assert "王外人" not in found


def test_line_breaks_as_browsers_send_them_are_no_change(as_officer, url, visit):
    Visit.objects.update(content="订单饱满\n扩建")
    page = as_officer.post(url, typed(as_officer.get(url), reason="x", content="订单饱满\r\n扩建"))
    assert "没有任何改动" in page.content.decode()
