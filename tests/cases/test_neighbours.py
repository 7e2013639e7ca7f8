"""What other rooms make happen here: events raise cases, a hand-over moves them along, categories are loaded."""

import datetime as dt

import pytest
from django.conf import settings

from liaison.assignments import handover
from liaison.assignments.models import Assignment
from liaison.cases.choices import State
from liaison.cases.models import Case, Category, Handling
from liaison.cases.parties import parties_of
from liaison.cases.services import VERBS, file_case
from liaison.cases.services.intake import guess_category
from liaison.cases.services.reference import load_categories
from liaison.directory.models import Role
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit
from liaison.visits.services import log_visit
from liaison.visits.services.events import Attendance, hold_event
from liaison.visits.services.log import ProblemInput

from .conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def categories(db):
    return load_categories(settings.BASE_DIR / "fixtures")


def test_categories_load_once_and_keep_what_an_office_changed(categories):
    assert categories.created == Category.objects.count() == 50
    Category.objects.filter(code="01").update(is_active=False, name="金融服务")
    again = load_categories(settings.BASE_DIR / "fixtures")
    assert (again.created, again.kept) == (0, 1)
    assert not Category.objects.get(code="01").is_active


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("流动资金紧张，贷款续贷困难", "贷款续贷"),
        ("用工缺口30人", "招工用工"),
        ("用电增容审批慢", "用电"),
        ("政府采购货款拖欠120万元", "政府采购与工程款"),
        ("物流成本高", "运输成本"),
    ],
)
def test_the_category_is_guessed_from_the_words(categories, text, category):
    assert guess_category(text, Category.objects.by_word()).name == category


def test_nothing_is_guessed_from_no_word(categories):
    assert guess_category("请多关心", Category.objects.by_word()) is None


def test_problems_raised_at_an_event_become_cases_in_one_save(
    categories, case_officer, enterprise, lead_unit, now, today
):
    problems = [ProblemInput("用电增容审批慢", unit=lead_unit), ProblemInput("希望多来看看")]
    hold_event(
        by=case_officer, kind="office", title="现场办公", held_on=today, now=now,
        attendances=[Attendance(enterprise, problems=problems)],
    )  # fmt: skip
    power, other = Case.objects.order_by("pk")
    assert (power.enterprise, power.suggested_unit, power.category.name) == (enterprise, lead_unit, "用电")
    assert (other.category.name, other.source, other.state) == ("其他", "office", State.SUBMITTED)


def test_problems_of_an_ordinary_visit_wait_for_the_officer(categories, case_officer, enterprise, now, today):
    log_visit(by=case_officer, enterprise=enterprise, held_on=today, now=now, problems=["用电增容审批慢"])
    assert not Case.objects.exists()


def test_open_cases_pass_on_with_the_officer_and_history_stays(walk, enterprise, category, now):
    walk.to_handling()
    officer, successor = walk.people["officer"], make_user("successor", Role.OFFICER)
    transfer = handover.plan_officer(officer=officer, successor=successor, on=dt.date(2026, 7, 1))
    listed = dict(handover.preview(transfer))["未办结的诉求"]
    assert [item.pk for item in listed] == [walk.case.pk]
    outcome = handover.apply(
        lambda: handover.plan_officer(officer=officer, successor=successor, on=dt.date(2026, 7, 1)),
        by=walk.people["office"],
        now=now,
    )
    assert outcome.moved["未办结的诉求"] == 1
    case = Case.objects.get()
    assert (case.officer, case.filed_by) == (successor, officer)
    assert Case.objects.visible_to(successor).exists()


@pytest.mark.parametrize(("end", "sees"), [(0, True), (1, True), (-1, False), (None, True)])
def test_an_officer_sees_the_cases_to_the_last_day_of_the_assignment(
    case, case_officer, coordinator, enterprise, category, now, today, monkeypatch, end, sees
):
    monkeypatch.setattr("liaison.core.clock.now", lambda: now)
    officer = make_user("until", Role.OFFICER)
    end_on = None if end is None else today + dt.timedelta(days=end)
    Assignment.objects.update(officer=officer, end_on=end_on)
    assert Case.objects.visible_to(officer).exists() == sees
    assert bool(parties_of(case, officer)) == sees
    assert Enterprise.objects.visible_to(officer).exists() == sees
    filed = file_case(
        by=coordinator, now=now, enterprise=enterprise, content="招工难", category=category, source="self"
    )
    assert filed.officer == (officer if sees else None)


def test_a_handling_unit_sees_the_visit_its_case_came_from_and_no_other(
    categories, case_officer, coordinator, lead_handler, lead_unit, enterprise, now, today
):
    raised = log_visit(by=case_officer, enterprise=enterprise, held_on=today, now=now, problems=["用电增容审批慢"])
    log_visit(by=case_officer, enterprise=enterprise, held_on=today, now=now, content="谈了人事安排")
    case = file_case(
        by=case_officer, now=now, enterprise=enterprise, content="用电增容审批慢", source="visit",
        category=Category.objects.get(name="用电"), problem=raised.problems.get(),
    )  # fmt: skip
    assert not Visit.objects.visible_to(lead_handler).exists()
    case = VERBS["accept"](case, by=coordinator, now=now)
    VERBS["assign"](case, by=coordinator, now=now, lead=lead_unit, supports=[])
    assert Enterprise.objects.visible_to(lead_handler).get() == enterprise
    assert Visit.objects.visible_to(lead_handler).get() == raised
    assert not Visit.objects.editable_by(lead_handler).exists()
    for person in (case_officer, coordinator):
        assert Visit.objects.visible_to(person).count() == 2
    Handling.objects.update(ended_on=today)
    assert not Visit.objects.visible_to(lead_handler).exists()
