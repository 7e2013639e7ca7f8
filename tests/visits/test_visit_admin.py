"""The office form for visits: lines saved together, locked afterwards, nothing shown beyond one's scope."""

import datetime as dt

import pytest
from django.urls import reverse

from liaison.core.conflicts import TOKEN
from liaison.directory.models import Level, Unit, User
from liaison.enterprises.models import Enterprise
from liaison.visits.models import FollowUp, Visit
from liaison.visits.services import FollowUpInput, amend_visit, log_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

ADD = reverse("admin:visits_visit_add")
LIST = reverse("admin:visits_visit_changelist")


def lines(prefix, rows):
    total = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    return total | {f"{prefix}-{n}-{key}": value for n, row in enumerate(rows) for key, value in row.items()}


@pytest.fixture
def typed(enterprise):
    def typed(problems=(), follow_ups=(), **given):
        form = {"enterprise": enterprise.pk, "held_on": "2026-06-24", "method": "onsite", "content": "订单饱满"}
        texts = [{"text": text} for text in problems]
        return form | given | lines("problems", texts) | lines("follow_ups", follow_ups)

    return typed


def errors(response):
    page = response.context
    form_errors = [str(e) for es in page["adminform"].form.errors.values() for e in es]
    return form_errors + [
        str(e)
        for inline in page["inline_admin_formsets"]
        for e in [
            *inline.formset.non_form_errors(),
            *[x for f in inline.formset.errors for xs in f.values() for x in xs],
        ]
    ]


def test_a_leader_is_claimed_only_where_named(as_officer, typed, leader):
    assert as_officer.get(ADD).context["adminform"].form["leader"].value() in (None, "")
    as_officer.post(ADD, typed(leader=leader.pk))
    assert Visit.objects.get().leader == leader


def test_saves_the_visit_with_its_lines(as_officer, typed, officer):
    promise = {"promise": "对接银行", "responsible": officer.pk, "due_on": "2026-06-26"}
    response = as_officer.post(ADD, typed(problems=["融资难", "", "用工"], follow_ups=[promise]))
    assert response.status_code == 302, errors(response)
    visit = Visit.objects.get()
    assert (visit.logged_by, visit.leader, visit.content) == (officer, None, "订单饱满")
    assert [(p.order, p.text) for p in visit.problems.all()] == [(1, "融资难"), (2, "用工")]
    assert visit.follow_ups.get().due_on == dt.date(2026, 6, 26)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"held_on": "2026-06-25"}, "还没有到"),
        ({"no_issue": "on", "problems": ["融资难"]}, "不能同时勾选“无诉求”"),
        ({"follow_ups": [{"promise": "对接银行", "responsible": "", "due_on": ""}]}, "必填"),
        ({"enterprise": ""}, "必填"),
    ],
)
def test_refuses_in_words_and_keeps_what_was_typed(as_officer, typed, given, words):
    response = as_officer.post(ADD, typed(**given))
    assert any(words in error for error in errors(response)), errors(response)
    assert "订单饱满" in response.content.decode()
    assert not Visit.objects.exists()


def test_an_enterprise_out_of_sight_is_refused_like_a_made_up_one(as_officer, typed, jilin_city):
    hidden = Enterprise.objects.create(name="吉林市某某公司", region=jilin_city)
    response = as_officer.post(ADD, typed(enterprise=hidden.pk))
    assert response.status_code == 200
    assert not Visit.objects.exists()


def test_the_form_offers_today_myself_and_three_dates_counted_in_working_days(as_officer, officer):
    page = as_officer.get(ADD).content.decode()
    assert "2026/06/24" in page
    assert "王示员" in page
    assert "3 个工作日（6月29日）" in page  # a weekend between


class TestLocked:
    @pytest.fixture
    def visit(self, officer, enterprise, leader, today, now):
        return log_visit(by=officer, enterprise=enterprise, held_on=today, now=now, content="订单饱满", leader=leader)

    @pytest.fixture
    def url(self, visit):
        return reverse("admin:visits_visit_change", args=[visit.pk])

    def post(self, client, url, **given):
        page = client.get(url)
        hidden = {
            field: page.context["adminform"].form.initial.get(field) or ""
            for field in page.context["adminform"].form.fields
        }
        token = page.context["edit_lock"].token if "edit_lock" in page.context else ""
        return client.post(url, hidden | {TOKEN: token} | lines("problems", []) | lines("follow_ups", []) | given)

    def test_what_was_written_cannot_be_overwritten(self, as_officer, url, visit):
        self.post(as_officer, url, content="改了", held_on="2026-06-01", place="一车间")
        visit.refresh_from_db()
        assert (visit.content, visit.held_on, visit.place) == ("订单饱满", dt.date(2026, 6, 24), "一车间")

    def test_problems_and_promises_may_be_added(self, as_officer, url, visit, officer):
        promise = {"promise": "对接银行", "responsible": officer.pk, "due_on": "2026-07-01"}
        self.post(as_officer, url, **lines("problems", [{"text": "融资难"}]), **lines("follow_ups", [promise]))
        assert visit.problems.get().text == "融资难"
        assert visit.follow_ups.get().promise == "对接银行"

    def test_both_versions_of_a_correction_are_on_the_page(self, as_officer, url, visit, officer, now):
        amend_visit(visit=visit, by=officer, reason="听错了", now=now, changes={"content": "订单下滑"})
        page = as_officer.get(url).content.decode()
        for words in ("订单饱满", "订单下滑", "听错了"):
            assert words in page

    def test_another_office_reads_but_does_not_edit(self, as_officer, visit, url, nanguan, enterprise):
        unit = Unit.objects.create(code="U", name="商务局", short_name="商务局", level=Level.COUNTY, region=nanguan)
        visit.logged_by = User.objects.create_user(username="other", name="他人", unit=unit)
        visit.save()
        assert as_officer.get(url).status_code == 200
        assert as_officer.post(url, {"place": "一车间"}).status_code == 403


class TestList:
    @pytest.fixture
    def visits(self, officer, enterprise, today, now):
        def visits(n):
            for day in range(n):
                log_visit(
                    by=officer,
                    enterprise=enterprise,
                    held_on=today - dt.timedelta(days=day),
                    now=now,
                    problems=["融资难"] * day,
                    follow_ups=[FollowUpInput("对接银行", officer, today)],
                )

        return visits

    @pytest.mark.parametrize("url", [LIST, reverse("admin:visits_followup_changelist")])
    def test_costs_the_same_number_of_statements_at_any_length(
        self, as_officer, visits, url, django_assert_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        visits(1)
        with CaptureQueriesContext(
            connection,
        ) as once:
            as_officer.get(url)
        visits(2)
        with django_assert_num_queries(len(once)):
            as_officer.get(url)
        visits(9)
        with django_assert_num_queries(len(once)):
            as_officer.get(url)

    def test_says_how_many_problems_or_none_or_not_filled_in(self, as_officer, officer, enterprise, today, now):
        for given in ({"problems": ["一", "二"]}, {"no_issue": True}, {}):
            log_visit(by=officer, enterprise=enterprise, held_on=today, now=now, **given)
        page = as_officer.get(LIST).content.decode()
        for words in ("2 个问题", "无诉求", "未填写"):
            assert words in page
        for issue, kept in (("raised", 1), ("none", 1), ("blank", 1)):
            assert as_officer.get(LIST, {"issue": issue}).context["cl"].result_count == kept

    @pytest.mark.parametrize("text", ["禾龙", "ccshl", "ATQX3", "91220102MAETEATQX3"])
    def test_is_searched_by_name_initials_and_code(self, as_officer, visits, text):
        visits(1)
        assert as_officer.get(LIST, {"q": text}).context["cl"].result_count == 1
        assert as_officer.get(LIST, {"q": text + "无"}).context["cl"].result_count == 0

    def test_filters_by_region_and_dates(self, as_officer, visits, changchun, jilin_city):
        visits(3)
        assert as_officer.get(LIST, {"region": changchun.code}).context["cl"].result_count == 3
        assert as_officer.get(LIST, {"region": jilin_city.code}).context["cl"].result_count == 0
        between = {"held_on_from": "2026-06-23", "held_on_to": "2026-06-23"}
        assert as_officer.get(LIST, between).context["cl"].result_count == 1


def test_visits_out_of_sight_do_not_exist(as_officer, jilin_city, coordinator, today, now):
    hidden = Enterprise.objects.create(name="吉林市某某公司", region=jilin_city)
    visit = log_visit(
        by=coordinator,
        enterprise=hidden,
        held_on=today,
        now=now,
        follow_ups=[FollowUpInput("对接银行", coordinator, today)],
    )
    follow_up = FollowUp.objects.get()
    assert as_officer.get(LIST).context["cl"].result_count == 0
    assert as_officer.get(LIST, {"q": "吉林市"}).context["cl"].result_count == 0
    for name, pk in (("visit", visit.pk), ("followup", follow_up.pk)):
        for page in ("change", "history", "delete"):
            assert as_officer.get(reverse(f"admin:visits_{name}_{page}", args=[pk])).status_code in (403, 404)
    assert as_officer.get(reverse("admin:visits_followup_complete", args=[follow_up.pk])).status_code in (403, 404)
