"""Odd days are asked about once, with everything typed kept, and saved at 仍要保存."""

import datetime as dt

import pytest
from django.urls import reverse

from liaison.core.doubts import ANYWAY
from liaison.core.errors import Refused
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Tenure
from liaison.enterprises.choices import Status
from liaison.enterprises.models import Absence, Enterprise
from liaison.visits.doubts import doubts_about_day, doubts_about_due
from liaison.visits.models import FollowUp, Visit
from liaison.visits.services import complete_follow_up, log_visit

from .test_quick import form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

DAY = dt.timedelta(days=1)


@pytest.fixture
def url(enterprise):
    return f"{reverse('admin:visits_quick')}?enterprise={enterprise.pk}"


def ask(browser, url, sent, words):
    """Send, be asked in ``words`` with everything kept and nothing saved, and save anyway."""
    before = Visit.objects.count()
    page = browser.post(url, sent)
    text = page.content.decode()
    assert words in text and "仍要保存" in text and sent["content"] in text
    assert Visit.objects.count() == before
    browser.post(url, sent | {ANYWAY: page.context["form"].doubts_mark})
    assert Visit.objects.count() == before + 1


def test_a_visit_of_years_ago_is_asked_about(as_officer, url):
    ask(as_officer, url, form(as_officer.get(url), content="看生产线", held_on="2019-05-01"), "一年多以前")


def test_a_leader_out_of_post_and_an_enterprise_gone_are_asked_about(as_officer, url, leader, enterprise, today):
    Tenure.objects.filter(leader=leader).delete()
    Tenure.objects.create(leader=leader, title="副区长", end_on=today - DAY)
    Enterprise.objects.filter(pk=enterprise.pk).update(status=Status.DEREGISTERED)
    Absence.objects.create(enterprise=enterprise, first_on=today)
    led = {"content": "看生产线", "went": f"leader-{leader.pk}"}
    page = as_officer.get(url)
    ask(as_officer, url, form(page, **led), "没有在任的职务")
    ask(as_officer, url, form(page, content="看厂房"), "的经营状态是")
    as_officer.post(url, form(page, **led, held_on=str(today - DAY)))
    assert Visit.objects.filter(held_on=today - DAY).exists(), "in post and there on the last day"
    head = f"走访日期\t企业名称\t走访领导\n{today}\t{enterprise.name}\t{leader.name}"
    pasted = as_officer.post(reverse("admin:visits_paste"), {"text": head}).content.decode()
    assert "没有在任的职务" in pasted and "的经营状态是" in pasted


def test_a_second_visit_of_the_day_is_asked_about(as_officer, url):
    as_officer.post(url, form(as_officer.get(url), content="上午看生产线"))
    ask(as_officer, url, form(as_officer.get(url), content="下午再去"), "这是另外一次吗")


@pytest.mark.parametrize(("due_on", "words"), [("2026-06-23", "已经过去"), ("2026-06-27", "2026-06-29")])
def test_a_promise_on_an_odd_day_is_asked_about(as_officer, url, due_on, words):
    ask(as_officer, url, form(as_officer.get(url), content="好", promise="送政策", due_on=due_on), words)


def test_the_first_good_and_the_first_odd_days(today):
    assert doubts_about_day(today - 366 * DAY, today) == []
    assert doubts_about_day(today - 367 * DAY, today)
    calendar = WorkCalendar.load()
    assert doubts_about_due(today, today, calendar) == []
    assert doubts_about_due(today - DAY, today, calendar)
    assert doubts_about_due(dt.date(2026, 6, 26), today, calendar) == []


def test_the_office_form_asks_about_its_promises_too(as_officer, enterprise, officer):
    sent = {
        "enterprise": enterprise.pk, "held_on": "2019-05-01", "method": "onsite", "content": "看生产线",
        "problems-TOTAL_FORMS": 0, "problems-INITIAL_FORMS": 0, "follow_ups-TOTAL_FORMS": 1,
        "follow_ups-INITIAL_FORMS": 0, "follow_ups-0-promise": "送政策", "follow_ups-0-responsible": officer.pk,
        "follow_ups-0-due_on": "2026-06-27",
    }  # fmt: skip
    page = as_officer.post(reverse("admin:visits_visit_add"), sent)
    text = page.content.decode()
    assert "一年多以前" in text and "2026-06-29" in text and "仍要保存" in text
    mark = page.context["adminform"].form.doubts_mark
    as_officer.post(reverse("admin:visits_visit_add"), sent | {ANYWAY: mark})
    assert Visit.objects.get().follow_ups.count() == 1


@pytest.mark.parametrize(("days", "kept"), [(0, True), (-1, False)])
def test_nothing_is_kept_before_it_was_promised(enterprise, officer, today, now, days, kept):
    visit = log_visit(by=officer, enterprise=enterprise, held_on=today - 5 * DAY, now=now)
    promise = FollowUp.objects.create(visit=visit, promise="送政策", responsible=officer, due_on=today)
    done_on = visit.held_on + days * DAY
    if kept:
        assert complete_follow_up(follow_up=promise, by=officer, note="已送", now=now, done_on=done_on).done_on
        return
    with pytest.raises(Refused, match="不能早于承诺的日期"):
        complete_follow_up(follow_up=promise, by=officer, note="已送", now=now, done_on=done_on)
