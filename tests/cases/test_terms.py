"""Each deadline remembers how it was made; one that was set by hand does not."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps

from liaison.cases.choices import HandlingRole
from liaison.cases.models import DAY_OF, Case, Handling, Term
from liaison.core.workdays import WorkCalendar

from .lives import live

pytestmark = pytest.mark.django_db

MIGRATION = import_module("liaison.cases.migrations.0014_tell_how_deadlines_on_record_were_made")
BY_HAND = dt.date(2026, 7, 14)


def told(kind: str) -> tuple | None:
    """Return (first day, days, rule's days) of the only term of ``kind``."""
    return Term.objects.filter(kind=kind).values_list("from_on", "days", "rule_days").first()


def assert_terms_give_the_stored_days() -> None:
    calendar = WorkCalendar.load()
    for term in Term.objects.filter(handling=None).select_related("case"):
        assert term.day(calendar) == getattr(term.case, DAY_OF[term.kind]), term
    for term in Term.objects.filter(handling__isnull=False, handling__ended_on=None).select_related("case", "handling"):
        if term.case.due_on and term.handling.is_outstanding:
            assert term.handling.due_on <= term.day(calendar), term


def test_each_move_that_makes_a_deadline_tells_how(walk, today, support_unit):
    assert told("accept") == (today, 1, 1)
    walk.to_handling(support_unit)
    assert [told(kind) for kind in ("sign", "answer", "support")] == [(today, 1, 1), (today, 5, 5), (today, 3, 3)]
    walk.do("ask_extension", "lead", days=4, reason="需现场勘验").do("grant_extension", "office")
    assert [told(kind) for kind in ("answer", "support")] == [(today, 9, 5), (today, 7, 3)]
    walk.do("ask_pause", "lead", days=6, material="合同").do("grant_pause", "office")
    assert [told(kind) for kind in ("answer", "support", "pause")] == [(today, 15, 5), (today, 13, 3), (today, 6, 0)]
    walk.do("resume_clock", "lead", later=1)
    assert [told(kind) for kind in ("answer", "support", "pause")] == [(today, 10, 5), (today, 8, 3), None]
    assert_terms_give_the_stored_days()


def test_a_day_set_by_hand_has_no_term_and_an_extension_counts_from_it(walk, lead_unit):
    walk.accept().do("assign", "office", lead=lead_unit, due_on=BY_HAND).do("sign", "lead")
    assert told("answer") is None
    walk.do("ask_extension", "lead", days=2, reason="需现场勘验").do("grant_extension", "office")
    assert told("answer") == (BY_HAND, 2, 0)


def test_a_pause_over_a_day_off_that_was_set_by_hand_gives_it_back_whole(walk, lead_unit):
    saturday = dt.date(2026, 7, 11)
    walk.accept().do("assign", "office", lead=lead_unit, due_on=saturday).do("sign", "lead")
    walk.do("ask_pause", "lead", days=3, material="合同").do("grant_pause", "office").do("resume_clock", "office")
    assert walk.case.due_on == saturday


def test_a_milestone_is_a_day_that_people_chose(walk):
    walk.to_handling().do("track", "office", goal="开工", due_on=walk.case.due_on, reason="需较长时间")
    assert told("answer") is None


def test_what_is_done_again_counts_from_the_day_of_the_rating(walk, today):
    walk.to_followup().do("rate_redo", "officer", later=1, level=1, channel="phone", comment="没有解决")
    assert told("answer") == (today + dt.timedelta(days=1), 5, 0)


def test_a_successor_takes_the_term_along(walk, support_unit, court, today):
    walk.to_handling(support_unit)
    support_unit.valid_to = today
    support_unit.save()
    walk.do("succeed", "office", unit=support_unit, to=court)
    assert Term.objects.get(kind="support").handling == Handling.objects.current().exclude(role=HandlingRole.LEAD).get()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_the_terms_give_the_days_that_stand(walk, court, seed):
    walk.units["court"] = court
    live(walk, days=60, seed=seed)
    assert Term.objects.exists()
    assert_terms_give_the_stored_days()


# --- the last release knew no terms ---------------------------------------------------------------------
def rows() -> set[tuple]:
    return set(
        Term.objects.values_list("case", "handling", "kind", "from_on", "days", "nature", "measure", "rule_days")
    )


def migrate() -> None:
    Term.objects.all().delete()
    MIGRATION.forwards(apps, None)


def test_open_cases_of_the_last_release_get_the_terms_that_their_days_bear_out(walk, support_unit):
    walk.to_handling(support_unit).do("ask_extension", "lead", days=4, reason="需勘验").do("grant_extension", "office")
    walk.do("ask_pause", "lead", days=6, material="合同").do("grant_pause", "office")
    written = rows() - {row for row in rows() if row[2] in ("accept", "sign")}  # these have been met
    odd = Term.objects.get(kind="answer").odd_days
    migrate()
    assert rows() == written
    assert Term.objects.get(kind="answer").odd_days == odd


@pytest.mark.parametrize("state", ["submitted", "assigned"])
def test_what_waits_to_be_accepted_or_signed_is_told_too(walk, state):
    if state == "assigned":
        walk.accept().assign()
    written = {row for row in rows() if state == "submitted" or row[2] != "accept"}
    migrate()
    assert rows() == written


def test_a_day_that_no_rule_gives_was_set_by_hand(walk, lead_unit, support_unit):
    walk.accept().do("assign", "office", lead=lead_unit, due_on=BY_HAND).do("sign", "lead")
    Case.objects.update(sign_due_on=BY_HAND)
    migrate()
    assert not Term.objects.exists()


def test_going_back_leaves_no_term(walk):
    MIGRATION.backwards(apps, None)
    assert not Term.objects.exists()
