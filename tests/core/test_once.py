"""A form sent twice counts once: what the second sender sees, and that two at one moment are one."""

import datetime as dt
import uuid
from functools import partial

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import resolve, reverse

from liaison.cases.models import Case, CaseEvent, Category
from liaison.core import clock
from liaison.core.models import FORM_LOST_AFTER, CalendarOverride, SentForm
from liaison.core.once import FIELD, SAVED_COOKIE, takes_long
from liaison.core.once.middleware import SAVED_BEFORE
from liaison.core.tasks import forget_sent_forms
from tests.pages import parse, text_of
from tests.threads import run_together


@pytest.fixture
def category(db) -> Category:
    return Category.objects.create(code="T1", name="融资")


@pytest.fixture
def office(coordinator) -> Client:
    coordinator.is_staff = True
    coordinator.save()
    client = Client()
    client.force_login(coordinator)
    return client


@pytest.fixture
def call(enterprise, category) -> dict:
    facts = {"enterprise": enterprise.pk, "content": "贷款到期，银行不续贷", "category": category.pk}
    return facts | {"nature": "help", "urgency": "1", FIELD: str(uuid.uuid4())}


HOTLINE = "/admin/cases/case/intake/hotline/"


def words_after(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.django_db
def test_the_second_is_led_where_the_first_was_and_told_so(office, call):
    first, second = office.post(HOTLINE, call), office.post(HOTLINE, call)
    case = Case.objects.get()
    assert first["Location"] == second["Location"] == reverse("admin:cases_case_page", args=[case.pk])
    assert words_after(second)[-2:] == [f"{case.number} 已登记，当前状态：待交办。", SAVED_BEFORE]
    assert second.cookies[SAVED_COOKIE].value == call[FIELD]


@pytest.mark.django_db
def test_a_refused_form_may_be_sent_again_when_it_is_mended(office, call):
    refused = office.post(HOTLINE, call | {"content": ""})
    assert refused.status_code == 200
    assert SAVED_COOKIE not in refused.cookies
    assert office.post(HOTLINE, call).status_code == 302
    assert Case.objects.count() == SentForm.objects.count() == 1


@pytest.mark.django_db
def test_other_words_under_the_same_token_are_asked_about_and_can_be_sent_on(office, call):
    office.post(HOTLINE, call)
    asked = office.post(HOTLINE, call | {"content": "另一件事：用电增容"})
    assert "还没有保存" in text_of(asked)
    assert "另一件事：用电增容" in text_of(asked)
    (form,) = (form for form in parse(asked).forms if "content" in form.fields)
    assert form.fields[FIELD] != call[FIELD]
    assert office.post(form.action, dict(form.form_values())).status_code == 302
    assert set(Case.objects.values_list("content", flat=True)) == {call["content"], "另一件事：用电增容"}


@pytest.mark.django_db
def test_another_persons_token_says_nothing(office, call, admin_account, now):
    SentForm.objects.create(person=admin_account.pk, token=call[FIELD], digest="x", address="/admin/", at=now)
    assert office.post(HOTLINE, call)["Location"] != "/admin/"
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_nothing_is_kept_of_a_form_whose_view_fails(office, call, monkeypatch):
    monkeypatch.setattr("liaison.cases.admin.intake.services.perform", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        office.post(HOTLINE, call)
    assert (Case.objects.count(), SentForm.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_double_clicked_move_ends_in_its_success(office, call, coordinator):
    office.post(HOTLINE, call)
    case = Case.objects.get()
    url = reverse("admin:cases_case_move", args=[case.pk, "escalate"])
    (form,) = (form for form in parse(office.get(url)).forms if "reason" in form.fields)
    typed = dict(form.form_values()) | {"level": "province", "reason": "本级无权协调"}
    first, second = office.post(url, typed), office.post(url, typed)
    assert first.status_code == second.status_code == 302
    page = text_of(office.get(second["Location"]))
    assert f"{case.number} 已提级协调" in page
    assert SAVED_BEFORE in page
    assert CaseEvent.objects.filter(case=case, move="escalate").count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_at_one_moment_are_one(office, call):
    def send():
        client = Client()
        client.cookies = office.cookies
        return client.post(HOTLINE, call)

    answers = run_together([send] * 4)
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, reverse("admin:cases_case_page", args=[Case.objects.get().pk]))
    ] * 4


@pytest.mark.django_db
def test_forms_of_long_ago_are_forgotten_from_the_ninety_first_day(now):
    for days in (90, 91):
        at = now - dt.timedelta(days=days)
        SentForm.objects.create(person=1, token=uuid.uuid4(), digest="x", at=at)
    assert SentForm.objects.forget(now) == 1
    assert SentForm.objects.get().at == now - dt.timedelta(days=90)


@pytest.mark.django_db
def test_the_beat_table_forgets_them():
    from config.celery import app

    entry = app.conf.beat_schedule["core-forget-sent-forms"]
    assert entry["task"] == forget_sent_forms.name
    SentForm.objects.create(person=1, token=uuid.uuid4(), digest="x", at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    forget_sent_forms()
    assert not SentForm.objects.exists()


class TestAsking:
    """What a page asks before it sends, and when it finds a draft."""

    STATE = reverse("sent_form")

    def test_says_whether_a_form_was_saved(self, office, call, coordinator):
        assert office.get(self.STATE, {"token": call[FIELD]}).json()["saved"] is False
        office.post(HOTLINE, call)
        answer = office.get(self.STATE, {"token": call[FIELD]}).json()
        assert (answer["saved"], answer["user"]) == (True, coordinator.pk)

    def test_tells_nothing_of_others(self, office, admin_account, now):
        sent = SentForm.objects.create(person=admin_account.pk, token=uuid.uuid4(), digest="x", at=now)
        assert office.get(self.STATE, {"token": str(sent.token)}).json()["saved"] is False
        assert office.get(self.STATE, {"token": "x"}).json()["saved"] is False

    def test_sends_a_stranger_to_the_login(self, client, db):
        assert client.get(self.STATE).status_code == 302


class TestLong:
    """A view that works for longer than a moment: its token is kept before it and its answer after it."""

    STATE = reverse("sent_form")
    WAIT = reverse("sent_form_under_way")

    @pytest.fixture
    def upload(self, office) -> tuple[str, dict]:
        return reverse("admin:ledgers_upload"), {FIELD: str(uuid.uuid4())}

    @pytest.fixture
    def working(self, monkeypatch):
        """What the upload view does instead of its work: a function to be given."""

        def put(work):
            @takes_long
            def view(request, *args):
                return work(request)

            monkeypatch.setattr("liaison.core.once.middleware.partial", lambda _view, *args: partial(view, *args))

        return put

    @staticmethod
    def save(request) -> HttpResponseRedirect:
        CalendarOverride.objects.create(date="2026-10-01", is_workday=False, name="国庆节")
        return HttpResponseRedirect("/admin/done/")

    @pytest.mark.parametrize(
        "name",
        [
            "admin:ledgers_upload",
            "admin:ledgers_importbatch_add",
            *(f"admin:ledgers_{n}" for n in ("answer", "mapping", "undo")),
        ],
    )
    def test_the_views_of_a_ledger_are_marked(self, name):
        of_a_batch = name.removeprefix("admin:ledgers_") in ("answer", "mapping", "undo")
        view = resolve(reverse(name, args=[1] if of_a_batch else [])).func
        assert view.takes_long

    @pytest.mark.django_db(transaction=True)
    def test_it_runs_in_no_transaction_and_its_token_is_under_way(self, office, upload, working):
        seen = []

        def work(request):
            seen.append((connection.in_atomic_block, SentForm.objects.get().is_under_way))
            seen.append(office.get(self.STATE, {"token": upload[1][FIELD]}).json()["saved"])
            return self.save(request)

        working(work)
        assert office.post(*upload)["Location"] == "/admin/done/"
        assert seen == [(False, True), False]
        assert SentForm.objects.get().address == "/admin/done/"

    @pytest.mark.django_db
    def test_whoever_sends_meanwhile_waits_and_is_led_to_the_same_answer(self, office, upload, working):
        second = []

        def work(request):
            second.append(office.post(*upload))
            waiting = office.get(second[0]["Location"])
            assert "正在处理" in text_of(waiting) and waiting["Refresh"] == "3"
            return self.save(request)

        working(work)
        office.post(*upload)
        assert CalendarOverride.objects.count() == 1
        assert office.get(second[0]["Location"])["Location"] == "/admin/done/"
        assert office.post(*upload)["Location"] == "/admin/done/"
        assert CalendarOverride.objects.count() == 1

    @pytest.mark.django_db
    def test_of_one_that_was_refused_or_failed_nothing_is_kept(self, office, upload, working):
        working(lambda request: HttpResponse("再看看", status=422))
        assert office.post(*upload).status_code == 422
        working(lambda request: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            office.post(*upload)
        assert not SentForm.objects.exists()
        assert office.get(self.WAIT, {"token": upload[1][FIELD]})["Location"] == reverse("admin:index")
        working(self.save)
        assert office.post(*upload)["Location"] == "/admin/done/"

    @pytest.mark.django_db
    def test_one_whose_process_died_may_be_sent_again_after_a_while(self, office, upload, working, coordinator):
        working(self.save)
        sent = SentForm.objects.create(person=coordinator.pk, token=upload[1][FIELD], digest="x", at=clock.now())
        assert office.post(*upload)["Location"].startswith(self.WAIT)
        SentForm.objects.filter(pk=sent.pk).update(at=sent.at - FORM_LOST_AFTER)
        assert office.post(*upload)["Location"] == "/admin/done/"
        assert SentForm.objects.get().address == "/admin/done/"

    @pytest.mark.django_db(transaction=True)
    def test_four_at_one_moment_are_one(self, office, upload, working):
        working(self.save)

        def send():
            client = Client()
            client.cookies = office.cookies
            return client.post(*upload)["Location"].partition("?")[0]

        assert set(run_together([send] * 4)) <= {"/admin/done/", self.WAIT}
        assert (CalendarOverride.objects.count(), SentForm.objects.count()) == (1, 1)
