import datetime as dt

import pytest

from liaison.cases.choices import Complexity, Nature
from liaison.cases.deadlines import Deadlines, rule_for
from liaison.cases.lights import light_of
from liaison.cases.models import Case, DeadlineRule
from liaison.core.errors import Refused
from liaison.core.models import CalendarOverride
from liaison.core.workdays import WorkCalendar

pytestmark = pytest.mark.django_db


def deadlines(nature=Nature.HELP) -> Deadlines:
    return Deadlines(rule_for(nature), WorkCalendar.load())


@pytest.mark.parametrize(
    ("nature", "complexity", "start", "due"),
    [
        (Nature.HELP, Complexity.ORDINARY, "2020-06-24", "2020-07-02"),
        (Nature.INQUIRY, Complexity.ORDINARY, "2026-02-13", "2026-02-14"),
        (Nature.INQUIRY, Complexity.ORDINARY, "2026-09-30", "2026-10-08"),
        (Nature.SUGGESTION, Complexity.ORDINARY, "2026-04-30", "2026-05-11"),
        (Nature.COMPLAINT, Complexity.COMPLEX, "2026-06-24", "2026-07-15"),
    ],
)
def test_answers_are_due_by_nature_in_working_days(nature, complexity, start, due):
    assert deadlines(nature).answer(dt.date.fromisoformat(start), complexity) == dt.date.fromisoformat(due)


def test_an_office_may_set_its_own_days():
    DeadlineRule.objects.create(nature=Nature.HELP, ordinary_days=2)
    assert deadlines().answer(dt.date(2026, 6, 24), Complexity.ORDINARY) == dt.date(2026, 6, 26)


def test_a_deadline_in_2027_works_and_says_that_the_calendar_is_not_official():
    due = deadlines().answer(dt.date(2026, 12, 21), Complexity.COMPLEX)
    assert due.year == 2027
    assert "2027年" in WorkCalendar.load().warning(due)


@pytest.mark.parametrize("holiday", ["2026-06-26", "2026-06-29", "2026-07-01"])
def test_marking_a_day_as_holiday_never_makes_anything_due_sooner(holiday):
    before = deadlines().answer(dt.date(2026, 6, 24), Complexity.ORDINARY)
    CalendarOverride.objects.create(date=holiday, is_workday=False, name="临时放假")
    after = deadlines().answer(dt.date(2026, 6, 24), Complexity.ORDINARY)
    assert after > before


def test_support_units_are_due_no_later_than_the_lead():
    plan = deadlines(Nature.INQUIRY)
    start = dt.date(2026, 6, 24)
    assert plan.support(start, plan.answer(start, Complexity.ORDINARY)) == dt.date(2026, 6, 25)


def test_overdue_and_due_soon(walk):
    walk.to_handling()  # due on 2026-07-01
    calendar = WorkCalendar.load()
    days = {day: dt.date(2026, *day) for day in [(6, 26), (6, 29), (7, 1), (7, 2)]}
    assert not Case.objects.due_soon(days[6, 26], calendar).exists()
    assert Case.objects.due_soon(days[6, 29], calendar).exists()
    assert Case.objects.due_soon(days[7, 1], calendar).exists()
    assert not Case.objects.overdue(days[7, 1]).exists()
    assert Case.objects.overdue(days[7, 2]).exists()
    assert not Case.objects.due_soon(days[7, 2], calendar).exists()


@pytest.mark.parametrize(
    ("day", "word", "colour"),
    [
        ((6, 24), "还剩 5 个工作日", "success"),
        ((6, 30), "还剩 1 个工作日", "warning"),
        ((7, 1), "今天到期", "warning"),
        ((7, 3), "超期 2 个工作日", "danger"),
    ],
)
def test_the_light_says_it_in_words(walk, day, word, colour):
    walk.to_handling()
    light = light_of(walk.case, dt.date(2026, *day), WorkCalendar.load())
    assert (light.word, light.colour) == (word, colour)


def test_courts_are_neither_chased_nor_ranked(walk, court):
    walk.accept().do("assign", "office", lead=court)
    day = dt.date(2026, 12, 1)
    assert not Case.objects.overdue(day).exists()
    assert not Case.objects.sign_overdue(day).exists()
    assert not Case.objects.ranked().exists()
    assert light_of(walk.case, day, WorkCalendar.load()).word == "协调事项，不设催办"

    with pytest.raises(Refused, match="依法独立"):
        walk.do("supervise", "supervisor", later=60, reason="请答复")


def test_history_is_never_live(case):
    Case.objects.update(is_historic=True)
    assert not Case.objects.live().exists()
