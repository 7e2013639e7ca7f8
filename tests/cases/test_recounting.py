"""Holidays or rules change: the office sees which open deadlines would be others, and changes those it chooses."""

import datetime as dt

import pytest
from django.core.management import call_command

from liaison.cases.choices import Complexity, HandlingRole
from liaison.cases.models import Case, CaseEvent, CaseSpan, DeadlineRule, Handling
from liaison.cases.services import recounting
from liaison.core.errors import Refused
from liaison.core.models import CalendarOverride
from liaison.directory.models import Role, User
from tests.threads import run_together

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> dt.datetime:
    """A Monday in December 2026: the calendar of 2027 is not out yet."""
    return dt.datetime(2026, 12, 21, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def today(now) -> dt.date:
    return now.date()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def announce(off=(), works=()) -> None:
    for text in off:
        CalendarOverride.objects.update_or_create(date=text, defaults={"is_workday": False, "name": "放假"})
    for text in works:
        CalendarOverride.objects.update_or_create(date=text, defaults={"is_workday": True, "name": "调休"})


def new_year_2027() -> None:
    announce(["2027-01-01", "2027-01-02", "2027-01-03"], ["2027-01-09"])


def give(walk, complexity=Complexity.COMPLEX, *supports, **more):
    """Hand the case out for fifteen working days: 22–25 and 28–31 December, 4–8, 11 and 12 January."""
    parts = [(unit, HandlingRole.SUPPORT) for unit in supports]
    walk.accept().do("assign", "office", lead=walk.units["lead"], supports=parts, complexity=complexity, **more)
    return walk.do("sign", "lead")


def offered(walk, on=None) -> list[tuple[str, str, str]]:
    """Return (what, old, new) of all that the office is shown."""
    found = recounting.proposals(recounting.within_reach(walk.people["office"]), on or walk.now.date())
    return [(row.what, f"{row.old}", f"{row.new}") for proposal in found for row in proposal.changes]


def recount(walk, **more) -> recounting.Outcome:
    now = more.pop("now", walk.now)
    found = recounting.proposals(recounting.within_reach(walk.people["office"]), now.date())
    outcome = recounting.recount({row.case_id: row.token for row in found}, by=walk.people["office"], now=now)
    walk.case = Case.objects.get(pk=walk.case.pk)
    return outcome


# --- the golden case ------------------------------------------------------------------------------------
def test_a_deadline_given_before_the_calendar_of_next_year_follows_it_once_the_office_agrees(walk):
    give(walk)
    assert walk.case.due_on == day("2027-01-12")
    assert offered(walk) == []
    new_year_2027()  # Friday the first was known to be off; Saturday the ninth is worked instead
    assert offered(walk) == [("办理期限", "2027-01-12", "2027-01-11")]
    assert Case.objects.get().due_on == day("2027-01-12")  # nothing by itself
    recount(walk)
    assert walk.case.due_on == day("2027-01-11")
    assert Handling.objects.get().due_on == day("2027-01-11")
    assert CaseSpan.objects.get(last_on=None).due_on == day("2027-01-11")
    event = CaseEvent.objects.get(move="recounted")
    assert (event.actor, event.label) == (walk.people["office"], "期限重算")
    assert event.details["changes"] == ["办理期限 2027-01-12 改为 2027-01-11（节假日安排变化：2027-01-09）"]
    assert walk.case.original_due_on == day("2027-01-12")  # the first promise is never rewritten


def test_the_second_time_there_is_nothing_left_to_do(walk):
    give(walk)
    new_year_2027()
    found = recounting.proposals(None, walk.now.date())
    chosen, office = {row.case_id: row.token for row in found}, walk.people["office"]
    first, second = (recounting.recount(chosen, by=office, now=walk.now) for _ in range(2))
    assert (len(first.done), first.stale, len(second.done), second.stale) == (1, 0, 0, 1)
    assert CaseEvent.objects.filter(move="recounted").count() == 1


# --- the ends of the span -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("off", "works", "new"),
    [
        ("2026-12-21", None, None),  # the day from which it counts is no day of the span
        ("2026-12-22", None, "2027-01-13"),
        ("2027-01-12", None, "2027-01-13"),  # its last day
        ("2027-01-13", None, None),  # the day after it
        (None, "2027-01-16", None),
        (None, "2026-12-26", "2027-01-11"),
    ],
)
def test_only_changed_days_after_the_first_up_to_the_last_matter(walk, off, works, new):
    give(walk)
    announce(filter(None, [off]), filter(None, [works]))
    assert offered(walk) == ([("办理期限", "2027-01-12", new)] if new else [])


def test_days_that_change_and_cancel_each_other_out_change_nothing(walk):
    give(walk)
    announce(["2027-01-08"], ["2027-01-09"])
    assert offered(walk) == []


def test_a_day_taken_back_is_a_change_too(walk):
    announce(["2026-12-24"])
    give(walk)
    assert walk.case.due_on == day("2027-01-13")
    CalendarOverride.objects.all().delete()
    assert offered(walk) == [("办理期限", "2027-01-13", "2027-01-12")]


# --- what is never touched ------------------------------------------------------------------------------
def test_a_day_set_by_hand_stays(walk):
    give(walk, due_on=day("2027-01-12"))
    new_year_2027()
    assert offered(walk) == []
    assert recounting.recount({walk.case.pk: "x"}, by=walk.people["office"], now=walk.now).stale == 1


def test_an_extension_of_a_day_set_by_hand_counts_from_that_day(walk):
    give(walk, due_on=day("2027-01-06")).do("ask_extension", "lead", days=3, reason="需勘验")
    walk.do("grant_extension", "office")
    assert walk.case.due_on == day("2027-01-11")
    announce(["2027-01-05"])
    assert offered(walk) == []  # before the day that was set
    announce(["2027-01-07"])
    assert offered(walk) == [("办理期限", "2027-01-11", "2027-01-12")]


def test_what_is_answered_is_not_touched_until_it_is_sent_back(walk):
    give(walk).do("answer", "lead", text="已协调", result="A")
    new_year_2027()
    assert offered(walk) == []
    walk.do("return_answer", "office", reason="未说明依据")
    assert offered(walk) == [("办理期限", "2027-01-12", "2027-01-11")]


def test_what_is_closed_or_withdrawn_is_not_touched(walk):
    give(walk).do("withdraw", "officer", reason="已自行解决")
    new_year_2027()
    assert offered(walk) == []


def test_a_milestone_keeps_the_day_that_people_chose(walk):
    give(walk).do("track", "office", goal="开工", due_on=day("2027-01-12"), reason="需较长时间")
    new_year_2027()
    assert offered(walk) == []


# --- the whole kind -------------------------------------------------------------------------------------
def test_acceptance_and_signature_follow_as_long_as_they_are_waited_for(walk):
    announce(["2026-12-22"])
    assert offered(walk) == [("受理期限", "2026-12-22", "2026-12-23")]
    recount(walk)
    assert walk.case.accept_due_on == day("2026-12-23")
    announce(works=["2026-12-22"])
    walk.accept().assign()
    announce(["2026-12-22"])
    assert ("签收期限", "2026-12-22", "2026-12-23") in offered(walk)
    recount(walk)
    assert walk.case.sign_due_on == day("2026-12-23")
    walk.do("sign", "lead")
    announce(works=["2026-12-22"])
    assert "签收期限" not in [what for what, *_ in offered(walk)]


def test_support_units_follow_and_are_never_due_after_the_lead(walk, support_unit):
    give(walk, Complexity.ORDINARY, support_unit)  # 28 December; its support unit 24
    DeadlineRule.objects.create(nature=walk.case.nature, support_days=9)
    announce(["2026-12-24"])
    assert offered(walk) == [
        ("办理期限", "2026-12-28", "2026-12-29"),
        ("协办回复期限", "2026-12-24", "2026-12-29"),
    ]
    recount(walk)
    assert set(Handling.objects.values_list("due_on", flat=True)) == {day("2026-12-29")}


def test_extension_and_pause_on_top_are_kept_in_working_days(walk):
    give(walk, Complexity.ORDINARY).do("ask_extension", "lead", days=4, reason="需勘验").do("grant_extension", "office")
    walk.do("ask_pause", "lead", days=8, material="合同").do("grant_pause", "office")
    # 5 + 4 + 8 = 17 working days; the pause lasts 8
    assert (walk.case.due_on, walk.case.paused_until) == (day("2027-01-14"), day("2026-12-31"))
    announce(["2026-12-30"])
    assert offered(walk) == [
        ("办理期限", "2027-01-14", "2027-01-15"),
        ("暂停计时至", "2026-12-31", "2027-01-04"),
    ]
    recount(walk)
    assert (walk.case.paused_until, walk.case.pauses.get().until_on) == (day("2027-01-04"),) * 2
    spans = CaseSpan.objects.filter(first_on__lte="2027-01-04").order_by("first_on")
    assert (spans.last().is_paused, spans.last().last_on) == (True, day("2027-01-04"))
    walk.do("resume_clock", "office")  # all eight days are given back: nine working days, one of them off
    assert walk.case.due_on == day("2027-01-05")
    assert offered(walk) == []


@pytest.mark.parametrize(("on", "until"), [("2026-12-23", "2026-12-26"), ("2026-12-28", "2026-12-28")])
def test_a_pause_does_not_end_before_today(walk, on, until):
    give(walk).do("ask_pause", "lead", days=5, material="合同").do("grant_pause", "office")
    assert walk.case.paused_until == day("2026-12-28")
    announce(works=["2026-12-26"])
    moved = [(old, new) for what, old, new in offered(walk, day(on)) if what == "暂停计时至"]
    assert moved == ([("2026-12-28", until)] if until != "2026-12-28" else [])


def test_an_extension_still_asked_for_counts_from_the_new_day(walk):
    give(walk).do("ask_extension", "lead", days=2, reason="需勘验")
    new_year_2027()
    recount(walk)
    assert walk.case.extensions.get().due_before == day("2027-01-11")


def test_an_extension_granted_before_the_office_looked_loses_nothing(walk):
    give(walk)
    new_year_2027()
    walk.do("ask_extension", "lead", days=2, reason="需勘验").do("grant_extension", "office")
    assert walk.case.due_on == day("2027-01-14")
    assert offered(walk) == [("办理期限", "2027-01-14", "2027-01-13")]


# --- rules ----------------------------------------------------------------------------------------------
def test_a_rule_changed_from_five_to_seven_days_is_offered(walk):
    give(walk, Complexity.ORDINARY)
    rule = DeadlineRule.objects.create(nature=walk.case.nature, ordinary_days=7)
    assert offered(walk) == [("办理期限", "2026-12-28", "2026-12-30")]
    recount(walk)
    told = CaseEvent.objects.get(move="recounted").details["changes"]
    assert told == ["办理期限 2026-12-28 改为 2026-12-30（办理规则变化：一般事项答复时限由 5 个工作日改为 7 个）"]
    rule.delete()
    assert offered(walk) == [("办理期限", "2026-12-30", "2026-12-28")]


def test_a_rule_for_new_cases_alone_leaves_what_is_in_hand_as_granted(walk):
    give(walk, Complexity.ORDINARY)
    DeadlineRule.objects.create(nature=walk.case.nature, ordinary_days=7)
    recounting.keep_as_granted(walk.case.nature)
    assert offered(walk) == []
    announce(["2026-12-24"])
    assert offered(walk) == [("办理期限", "2026-12-28", "2026-12-29")]


def test_another_complexity_is_no_other_rule(walk):
    give(walk, Complexity.ORDINARY)
    Case.objects.update(complexity=Complexity.POLICY)
    assert offered(walk) == []


# --- for the worse --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("on", "late"), [("2027-01-11", False), ("2027-01-12", True), ("2027-01-13", False)])
def test_what_is_late_only_by_the_new_day_is_shown_so(walk, on, late):
    give(walk)
    new_year_2027()
    (proposal,) = recounting.proposals(None, day(on))
    assert proposal.changes[0].newly_late is late


def test_what_is_late_no_more_is_shown_so_and_what_was_late_stays_on_record(walk):
    give(walk)
    announce(["2027-01-12"])
    (proposal,) = recounting.proposals(None, day("2027-01-13"))
    assert proposal.changes[0].no_longer_late
    recount(walk, now=walk.now + dt.timedelta(days=23))
    assert [CaseSpan.objects.overdue_on(day(text)).exists() for text in ("2027-01-12", "2027-01-13", "2027-01-14")] == [
        False,
        False,
        True,
    ]


# --- who, and at once -----------------------------------------------------------------------------------
def test_only_the_office_of_the_place_is_shown_it_and_may_do_it(walk, jilin_city, nanguan, supervisor):
    give(walk)
    new_year_2027()
    (proposal,) = recounting.proposals(None, walk.now.date())
    chosen = {proposal.case_id: proposal.token}

    def office(name, region):
        return User.objects.create_user(username=name, name=name, role=Role.COORDINATOR, region=region)

    elsewhere, here = office("elsewhere", jilin_city), office("here", nanguan)
    assert recounting.count(elsewhere, walk.now.date()) == 0
    assert recounting.recount(chosen, by=elsewhere, now=walk.now).done == []
    for other in (supervisor, walk.people["lead"], walk.people["officer"]):
        with pytest.raises(Refused, match="协调办公室"):
            recounting.recount(chosen, by=other, now=walk.now)
    assert recounting.count(here, walk.now.date()) == 1
    assert len(recounting.recount(chosen, by=here, now=walk.now).done) == 1


def test_a_case_that_moved_meanwhile_is_left_and_counted(walk):
    give(walk)
    new_year_2027()
    (proposal,) = recounting.proposals(None, walk.now.date())
    walk.do("ask_extension", "lead", days=2, reason="需勘验").do("grant_extension", "office")
    outcome = recounting.recount({proposal.case_id: proposal.token}, by=walk.people["office"], now=walk.now)
    assert (outcome.done, outcome.stale) == ([], 1)
    assert not CaseEvent.objects.filter(move="recounted").exists()


def test_the_version_grows_so_that_an_open_form_is_refused(walk):
    give(walk)
    version = walk.case.version
    new_year_2027()
    recount(walk)
    assert walk.case.version == version + 1


@pytest.mark.django_db(transaction=True)
def test_two_offices_at_once_change_it_once(walk):
    give(walk)
    new_year_2027()
    (proposal,) = recounting.proposals(None, walk.now.date())
    chosen = {proposal.case_id: proposal.token}

    def press():
        return recounting.recount(chosen, by=walk.people["office"], now=walk.now)

    outcomes = run_together([press, press])
    assert sorted(len(outcome.done) for outcome in outcomes) == [0, 1]
    assert CaseEvent.objects.filter(move="recounted").count() == 1


def test_many_cases_take_as_many_statements_as_one(walk, django_assert_num_queries):
    give(walk)
    new_year_2027()
    mine = recounting.within_reach(walk.people["office"])
    with django_assert_num_queries(3):
        assert len(recounting.proposals(mine.all(), walk.now.date())) == 1
    other = Case.objects.get()
    for number in range(5):
        term = other.terms.get(kind="answer")
        copy = Case.objects.get(pk=other.pk)
        copy.pk, copy.number, copy.version, copy._state.adding = None, f"QS-X-{number}", 1, True
        copy.save()
        term.pk, term.case, term._state.adding = None, copy, True
        term.save()
    with django_assert_num_queries(3):
        assert len(recounting.proposals(mine.all(), walk.now.date())) == 6


def test_loading_a_calendar_says_how_many_wait(walk, capsys, monkeypatch):
    give(walk)
    new_year_2027()
    monkeypatch.setattr("liaison.core.clock.today", walk.now.date)
    call_command("load_reference")
    assert "有 1 件在办诉求的期限可以重算" in capsys.readouterr().out
    recount(walk)
    call_command("load_reference")
    assert "可以重算" not in capsys.readouterr().out
