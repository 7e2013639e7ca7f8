"""A pause is asked for, granted, capped, and over after its last day whether or not anybody says so."""

import datetime as dt

import pytest

from liaison.cases.lights import light_of
from liaison.cases.models import Case, CaseSpan
from liaison.cases.services.spans import late_days
from liaison.core.errors import Refused
from liaison.core.workdays import WorkCalendar

pytestmark = pytest.mark.django_db

# The case is assigned on Wednesday 24 June and due on 1 July; 26 June follows 端午 and is a working day.
DUE = dt.date(2026, 7, 1)


def on(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


@pytest.fixture
def asked(walk):
    return walk.to_handling().do("ask_pause", "lead", days=3, material="贷款合同复印件")


def test_while_the_office_has_not_agreed_the_clock_runs(asked):
    assert (asked.case.due_on, asked.case.is_paused) == (DUE, False)
    assert Case.objects.overdue(on(7, 2)).exists()
    assert Case.objects.awaiting_decision().exists()
    asked.do("refuse_pause", "office", reason="材料已齐")
    assert not Case.objects.awaiting_decision().exists()
    assert asked.case.due_on == DUE


def test_nobody_pauses_their_own_clock(asked):
    with pytest.raises(Refused, match="只有协调办公室"):
        asked.do("grant_pause", "lead")


def test_a_pause_ends_by_itself_after_its_last_day(asked):
    asked.do("grant_pause", "office")
    until, due = on(6, 29), on(7, 6)
    assert (asked.case.paused_until, asked.case.due_on) == (until, due)
    calendar = WorkCalendar.load()
    assert Case.objects.paused(until).exists()
    assert "暂停计时至" in light_of(asked.case, until, calendar).word
    day_after = on(6, 30)
    assert not Case.objects.paused(day_after).exists()
    assert light_of(asked.case, day_after, calendar).word == "还剩 4 个工作日"
    assert not Case.objects.overdue(due).exists()
    assert Case.objects.overdue(on(7, 7)).exists()
    assert [CaseSpan.objects.get_queryset().on(day).get().is_paused for day in (until, day_after)] == [True, False]
    assert Case.objects.overdue_on(on(7, 7)).exists()


def test_the_next_move_writes_down_that_the_pause_is_over(asked):
    asked.do("grant_pause", "office").do("answer", "lead", later=7, text="已解决", result="A")
    pause = asked.case.pauses.get()
    assert (asked.case.is_paused, asked.case.paused_days) == (False, 3)
    assert (pause.ended_on, pause.days) == (on(6, 29), 3)


def test_who_resumes_earlier_gives_the_rest_back(asked):
    asked.do("grant_pause", "office").do("resume_clock", "lead", later=2)  # Friday 26 June
    assert asked.case.paused_days == asked.case.pauses.get().days == 2
    assert asked.case.due_on == on(7, 3)


def test_resumed_on_the_day_itself_nothing_has_moved(asked):
    asked.do("grant_pause", "office").do("resume_clock", "lead")
    assert (asked.case.due_on, asked.case.paused_days) == (DUE, 0)


def test_the_office_may_give_fewer_days(asked):
    asked.do("grant_pause", "office", days=1)
    assert (asked.case.paused_until, asked.case.due_on) == (on(6, 25), on(7, 2))


def test_a_pause_is_capped_and_so_are_all_together(walk, settings):
    settings.CASE_PAUSE_MAX_WORKING_DAYS, settings.CASE_PAUSE_TOTAL_WORKING_DAYS = 2, 3
    walk.to_handling()
    with pytest.raises(Refused, match="1 至 2 个"):
        walk.do("ask_pause", "lead", days=3, material="合同")
    walk.do("ask_pause", "lead", days=2, material="合同").do("grant_pause", "office")
    with pytest.raises(Refused, match="1 至 1 个"):
        walk.do("ask_pause", "lead", later=5, days=2, material="发票")
    walk.do("ask_pause", "lead", days=1, material="发票").do("grant_pause", "office")
    with pytest.raises(Refused, match="不能再暂停"):
        walk.do("ask_pause", "lead", later=2, days=1, material="公章")


def test_no_pause_is_granted_after_the_deadline(asked):
    with pytest.raises(Refused, match="超过办理期限"):
        asked.do("grant_pause", "office", later=8)


def test_what_was_asked_falls_away_with_the_answer(asked):
    asked.do("answer", "lead", text="已解决", result="A")
    assert not asked.case.pause_requests.pending().exists()


def test_the_parts_go_along_with_the_whole(walk, support_unit):
    walk.to_handling(support_unit).do("ask_pause", "lead", days=3, material="合同").do("grant_pause", "office")

    def parts() -> dict[str, dt.date]:
        return dict(walk.case.handlings.current().values_list("role", "due_on"))

    assert parts() == {"lead": on(7, 6), "support": on(7, 2)}
    walk.do("resume_clock", "lead", later=2)
    assert parts() == {"lead": on(7, 3), "support": on(7, 1)}
    walk.do("ask_extension", "lead", days=2, reason="等设备").do("grant_extension", "office")
    assert parts() == {"lead": on(7, 7), "support": on(7, 3)}


def test_a_new_deadline_is_the_lead_units_too(walk):
    walk.to_closed().do("reopen", "office", later=30, reason="问题反弹")
    assert walk.case.handlings.get().due_on == walk.case.due_on > DUE


def test_an_extension_asked_for_follows_the_deadline_it_is_about(asked):
    asked.do("ask_extension", "lead", days=2, reason="等设备").do("grant_pause", "office")
    assert asked.case.extensions.get().due_before == asked.case.due_on


def test_days_that_were_late_stay_counted(walk):
    walk.to_handling().do("ask_extension", "lead", days=5, reason="等设备")
    calendar = WorkCalendar.load()
    assert late_days(walk.case, DUE, calendar) == 0
    walk.do("grant_extension", "office", later=9)  # Friday 3 July: Thursday was late
    assert walk.case.due_on == on(7, 8)
    assert late_days(walk.case, on(7, 8), calendar) == 1
    assert late_days(walk.case, on(7, 10), calendar) == 3
