"""The pages: what each person is offered, what a POST does, what a GET never does."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.cases.choices import State
from liaison.cases.models import Arrears, Case, CaseEvent, CommonIssue
from liaison.cases.services import file_case
from liaison.directory.models import Role
from liaison.visits.models import Problem, Visit
from tests.pages import form_values, parse, text_of

from .conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(now):
    with time_machine.travel(now, tick=False):
        yield


def client_of(user) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def page(case) -> str:
    return reverse("admin:cases_case_page", args=[case.pk])


def move(case, name) -> str:
    return reverse("admin:cases_case_move", args=[case.pk, name])


def offered(client, case) -> list[str]:
    content = client.get(page(case)).content.decode()
    return [part.split("/")[0] for part in content.split(f"/{case.pk}/move/")[1:]]


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("office", ["accept", "answer_at_once", "escalate", "send_back", "reject", "withdraw", "merge"]),
        ("officer", ["withdraw"]),
        ("supervisor", []),
    ],
)
def test_buttons_are_the_legal_moves_of_this_person(walk, who, names):
    assert offered(client_of(walk.people[who]), walk.case) == names


def test_a_handler_sees_the_case_once_it_is_his(walk):
    client = client_of(walk.people["lead"])
    assert client.get(page(walk.case)).status_code == 404
    walk.accept().assign()
    assert offered(client, walk.case) == ["sign", "object"]
    assert walk.case.title in text_of(client.get(reverse("admin:cases_case_changelist")))


def test_looking_at_a_move_does_not_make_it(walk):
    client = client_of(walk.people["office"])
    assert client.get(move(walk.case, "accept")).status_code == 200
    assert Case.objects.get().state == State.SUBMITTED
    client.post(move(walk.case, "accept"), {"note": ""})
    assert Case.objects.get().state == State.ACCEPTED


def test_an_illegal_move_is_refused_with_a_reason_and_writes_nothing(walk):
    client = client_of(walk.people["supervisor"])
    before = CaseEvent.objects.count()
    response = client.post(move(walk.case, "accept"), {}, follow=True)
    assert "只有协调办公室可以受理" in text_of(response)
    assert CaseEvent.objects.count() == before


def test_a_refused_form_keeps_what_was_typed(walk):
    client = client_of(walk.people["office"])
    response = client.post(move(walk.case, "reject"), {"reason": "不属受理范围", "notice": ""})
    assert "不属受理范围" in response.content.decode()
    assert Case.objects.get().state == State.SUBMITTED


def test_the_whole_way_through_the_pages(walk):
    office, lead = client_of(walk.people["office"]), client_of(walk.people["lead"])
    office.post(move(walk.case, "accept"))
    office.post(
        move(walk.case, "assign"),
        {"lead": walk.units["lead"].pk, "support": [walk.units["support"].pk], "complexity": "ordinary"},
    )
    lead.post(move(walk.case, "sign"))
    client_of(walk.people["support"]).post(move(walk.case, "reply"), {"text": "同意"})
    lead.post(move(walk.case, "answer"), {"text": "已协调银行", "result": "A"})
    office.post(move(walk.case, "release"))
    client_of(walk.people["officer"]).post(move(walk.case, "rate"), {"level": "4", "channel": "phone"})
    case = Case.objects.get()
    assert (case.state, case.result) == (State.CLOSED, "A")


def test_cases_out_of_scope_do_not_exist(walk, jilin_city):
    stranger = client_of(make_user("office2", Role.COORDINATOR, region=jilin_city))
    for url in (page(walk.case), move(walk.case, "accept"), reverse("admin:cases_case_change", args=[walk.case.pk])):
        assert stranger.get(url).status_code == 404
    assert walk.case.number not in text_of(stranger.get(reverse("admin:cases_case_changelist")))
    assert walk.case.number not in text_of(stranger.get(reverse("admin:cases_case_changelist") + "?q=续贷"))


def statements(client, url) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_list_runs_the_same_statements_at_any_length(walk, enterprise, category, now, case_officer):
    client, url = client_of(walk.people["office"]), reverse("admin:cases_case_changelist")
    client.get(url)
    counted = {statements(client, url)}
    for wanted in (3, 30):
        while Case.objects.count() < wanted:
            file_case(
                by=case_officer, now=now, enterprise=enterprise, content="续贷", category=category, source="visit"
            )
        counted.add(statements(client, url))
    assert len(counted) == 1, counted


def test_a_list_sorted_by_a_column_shows_blanks_last_either_way(walk, enterprise, category, now, case_officer):
    rows = [
        file_case(
            by=case_officer, now=now, enterprise=enterprise, content=f"问题{n}", category=category, source="visit"
        )
        for n in range(2)
    ]
    for row, days in zip(rows, (3, 5), strict=True):
        day = now.date() + dt.timedelta(days=days)
        Case.objects.filter(pk=row.pk).update(due_on=day, original_due_on=day)
    client = client_of(walk.people["office"])

    def shown(by):
        page = client.get(reverse("admin:cases_case_changelist"), {"o": by})
        return [case.pk for case in page.context["cl"].result_list]

    columns = list(client.get(reverse("admin:cases_case_changelist")).context["cl"].list_display)
    due = columns.index("due")
    assert shown(f"{due}") == [rows[0].pk, rows[1].pk, walk.case.pk]
    assert shown(f"-{due}") == [rows[1].pk, rows[0].pk, walk.case.pk]


def test_a_queue_is_kept_under_a_name_and_opened_with_one_tap(walk):
    client, cases = client_of(walk.people["office"]), reverse("admin:cases_case_changelist")
    form = parse(client.get(f"{cases}?queue=accept&q=续贷")).find_class("li-keep")[0].find("form")
    client.post(form.action, {**dict(form.form_values()), "name": "待受理的续贷"})

    chip = parse(client.get(cases)).find_class("li-chip")[0].find("a")
    assert chip.text == "待受理的续贷"
    assert walk.case.number in text_of(client.get(cases + chip.get("href")))


def test_queues_count_what_lies_in_them(walk):
    client = client_of(walk.people["office"])
    url = reverse("admin:cases_case_changelist")
    assert "待受理 1" in text_of(client.get(url))
    assert walk.case.number in text_of(client.get(url + "?queue=accept"))
    walk.accept()
    assert walk.case.number not in text_of(client.get(url + "?queue=accept"))
    assert walk.case.number in text_of(client.get(url + "?queue=assign"))


def test_two_people_edit_one_case(walk):
    """The second save shows the difference and keeps what was typed."""
    url = reverse("admin:cases_case_change", args=[walk.case.pk])
    first, second = client_of(walk.people["office"]), client_of(walk.people["officer"])
    theirs = form_values(first.get(url), "case_form")
    mine = form_values(second.get(url), "case_form")
    first.post(url, {**theirs, "title": "协调缩短续贷时间"})
    response = second.post(url, {**mine, "title": "续贷难", "proposal": "希望无还本续贷"})
    text = text_of(response)
    assert "已被他人修改" in text
    assert "协调缩短续贷时间" in text
    assert "希望无还本续贷" in response.content.decode()
    assert Case.objects.get().title == "协调缩短续贷时间"


def test_a_case_is_filed_by_the_common_form(case_officer, enterprise, category):
    client = client_of(case_officer)
    url = reverse("admin:cases_case_add")
    values = form_values(client.get(url), "case_form")
    response = client.post(
        url,
        {
            **values,
            "enterprise": enterprise.pk,
            "content": "希望减免房租。谢谢",
            "category": category.pk,
            "source": "mailbox",
        },
    )
    case = Case.objects.get()
    assert response.url == page(case)
    assert (case.state, case.title, case.filed_by) == (State.SUBMITTED, "希望减免房租", case_officer)


HOTLINE = {
    "content": "咨询小微企业贴息政策",
    "nature": "inquiry",
    "urgency": "1",
    "raised_by": "张示理",
    "phone": "0431-1",
}


def test_the_hotline_answers_at_once_or_forwards(coordinator, enterprise, category):
    client, url = client_of(coordinator), reverse("admin:cases_case_hotline")
    assert client.get(url).status_code == 200
    call = {**HOTLINE, "enterprise": enterprise.pk, "category": category.pk}
    client.post(url, {**call, "answer": "可向工信局申请，附件已发", "_answer": ""})
    client.post(url, {**call, "_forward": ""})
    answered, forwarded = Case.objects.order_by("pk")
    assert (answered.state, answered.answered_at_once, answered.source) == (State.FOLLOWUP, True, "96611")
    assert forwarded.state == State.ACCEPTED


def test_an_empty_answer_on_the_hotline_files_nothing(coordinator, enterprise, category):
    call = {**HOTLINE, "enterprise": enterprise.pk, "category": category.pk, "answer": "", "_answer": ""}
    response = client_of(coordinator).post(reverse("admin:cases_case_hotline"), call)
    assert "请填写答复内容" in text_of(response)
    assert "张示理" in response.content.decode()
    assert not Case.objects.exists()


@pytest.fixture
def problems(case_officer, enterprise, today) -> list[Problem]:
    visit = Visit.objects.create(enterprise=enterprise, held_on=today, logged_by=case_officer)
    return [Problem.objects.create(visit=visit, order=n, text=text) for n, text in enumerate(["融资难", "招工难"], 1)]


def test_one_click_files_one_problem_with_the_guessed_category(case_officer, category, problems):
    client, url = client_of(case_officer), reverse("admin:cases_case_problems")
    assert "融资难" in text_of(client.get(url))
    one = problems[0]
    client.post(url, {"_one": one.pk, f"p{one.pk}-category": category.pk})
    case = Case.objects.get()
    assert (case.problem, case.content, case.enterprise) == (one, "融资难", one.visit.enterprise)
    assert "融资难" not in text_of(client.get(url)).replace(case.number, "")


def test_several_problems_are_filed_at_once_or_none(case_officer, category, problems):
    client, url = client_of(case_officer), reverse("admin:cases_case_problems")
    ticked = {f"p{row.pk}-take": "on" for row in problems}
    response = client.post(url, {**ticked, f"p{problems[0].pk}-category": category.pk})
    assert "请选择分类" in text_of(response)
    assert not Case.objects.exists()
    client.post(url, {**ticked, **{f"p{row.pk}-category": category.pk for row in problems}})
    assert sorted(Case.objects.values_list("content", flat=True)) == ["招工难", "融资难"]


def test_problems_stand_twenty_a_page_and_what_was_ticked_is_filed_wherever_it_stands(case_officer, category, problems):
    client, url = client_of(case_officer), reverse("admin:cases_case_problems")
    visit = problems[0].visit
    for order in range(3, 25):
        Problem.objects.create(visit=visit, order=order, text=f"第{order}个问题")
    assert "第21个问题" not in text_of(client.get(url))
    assert "第 2 页，共 2 页、24 个问题" in (second := text_of(client.get(url, {"page": 2})))
    assert "第21个问题" in second
    last = visit.problems.get(order=24)
    # By now another page, or no page at all, would show it.
    client.post(f"{url}?page=9", {f"p{last.pk}-take": "on", f"p{last.pk}-category": category.pk})
    assert Case.objects.get().problem == last


def test_a_correction_is_never_the_first_thing_to_do(walk):
    walk.to_handling()
    page = parse(client_of(walk.people["office"]).get(reverse("admin:cases_case_page", args=[walk.case.pk])))
    buttons = page.xpath("//nav[contains(@class, 'li-moves')]/a")
    assert {"recall", "reassign"} <= {button.get("href").rstrip("/").rpartition("/")[2] for button in buttons}
    assert not [button for button in buttons if "li-button-primary" in button.get("class")]


def test_bulk_assignment_is_all_or_nothing(walk, enterprise, category, case_officer, now):
    other = file_case(
        by=case_officer, now=now, enterprise=enterprise, content="用地", category=category, source="visit"
    )
    walk.accept()
    client = client_of(walk.people["office"])
    url = reverse("admin:cases_case_bulk_assign") + f"?ids={walk.case.pk},{other.pk}"
    assert "已选 2 件诉求" in text_of(client.get(url))
    data = {"lead": walk.units["lead"].pk, "complexity": "ordinary"}
    response = client.post(url, data)
    assert f"{other.number}：" in text_of(response)
    assert not Case.objects.filter(state=State.ASSIGNED).exists()
    client.post(move(other, "accept"))
    client.post(url, data)
    assert Case.objects.filter(state=State.ASSIGNED, lead_unit=walk.units["lead"]).count() == 2


def test_cases_are_gathered_under_a_common_issue(walk):
    client = client_of(walk.people["office"])
    url = reverse("admin:cases_case_gather") + f"?ids={walk.case.pk}"
    client.post(url, {"issue": "", "title": "续贷周期长", "description": ""})
    issue = CommonIssue.objects.get()
    assert (issue.title, list(issue.cases.all())) == ("续贷周期长", [walk.case])
    assert walk.case.number in text_of(client.get(reverse("admin:cases_commonissue_change", args=[issue.pk])))


def test_a_private_debtor_is_told_to_be_out_of_the_programme(walk):
    client = client_of(walk.people["office"])
    url = reverse("admin:cases_case_arrears", args=[walk.case.pk])
    owed = {"debtor": "某商贸公司", "debtor_kind": "private", "amount": "120.50", "owed_since": "2025-06-30"}
    response = client.post(url, owed, follow=True)
    assert "不属于清欠范围" in text_of(response)
    client.post(reverse("admin:cases_case_payment", args=[walk.case.pk]), {"paid_on": "2026-06-01", "amount": "20.25"})
    assert str(Arrears.objects.with_outstanding().get().left) in ("100.25",)
    response = client.post(
        reverse("admin:cases_case_payment", args=[walk.case.pk]), {"paid_on": "2026-06-02", "amount": "200"}
    )
    assert "不超过尚欠的 100.25 万元" in text_of(response)


def test_the_enterprise_page_shows_its_cases(walk):
    url = reverse("admin:enterprises_enterprise_page", args=[walk.case.enterprise_id])
    text = text_of(client_of(walk.people["office"]).get(url))
    assert walk.case.title in text
    assert "登记诉求" in text


def test_the_system_administrator_looks_and_does_not_act(walk, admin_account):
    client = client_of(admin_account)
    assert client.get(reverse("admin:cases_case_add")).status_code == 403
    assert client.get(reverse("admin:cases_case_problems")).status_code == 403
    assert offered(client, walk.case) == []
