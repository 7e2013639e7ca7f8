"""What is saved while an enterprise is merged away or handed over: two connections, both orders, every saver."""

import datetime as dt
import itertools

import pytest
from django.db import transaction

from liaison.assignments import services as assignments
from liaison.assignments.models import Assignment
from liaison.cases.models import Case, Category
from liaison.cases.services import file_case
from liaison.core.locking import hold_targets
from liaison.directory.models import Leader, Level, Role, User
from liaison.enterprises import merging
from liaison.enterprises.merging.relations import relations
from liaison.enterprises.models import Enterprise, EnterpriseContact
from liaison.visits import services as visits
from liaison.visits.models import EventKind, FollowUp, Problem
from tests.threads import meet, run_together

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 16
DAY = dt.timedelta(days=1)
_numbers = itertools.count(1)


class Place:
    """An enterprise an officer serves, the record it may be merged into, and who may take it over."""

    def __init__(self, region, leader, officer, category, now):
        number = next(_numbers)
        self.officer, self.category, self.now, self.today = officer, category, now, now.date()
        self.successor = User.objects.create_user(f"s{number}", name=f"接示{number}", role=Role.OFFICER)
        self.leader = leader
        self.stays = Enterprise.objects.create(name=f"长春示留{number}有限公司", region=region)
        self.goes = Enterprise.objects.create(name=f"长春示并{number}有限公司", region=region)
        assignments.assign(
            leader=leader, enterprise=self.goes, officer=officer, today=self.today, start_on=self.today - 90 * DAY
        )
        self.visit = self.log_visit(follow_ups=[])

    # --- savers: each returns the row whose place and person are asked for afterwards
    def log_visit(self, follow_ups=None):
        promised = [self.promise] if follow_ups is None else follow_ups
        return visits.log_visit(
            by=self.officer,
            enterprise=self.goes,
            held_on=self.today,
            now=self.now,
            content="看生产线",
            follow_ups=promised,
        )

    def hold_event(self):
        there = [visits.Attendance(self.goes, follow_ups=[self.promise]), visits.Attendance(self.stays)]
        held = visits.hold_event(
            by=self.officer,
            kind=EventKind.SYMPOSIUM,
            title="座谈会",
            held_on=self.today,
            now=self.now,
            attendances=there,
        )
        return held.visits[0]

    def promise_later(self):
        return visits.promise(visit=self.visit, by=self.officer, now=self.now, follow_ups=[self.promise])[0]

    def reopen(self):
        kept = FollowUp.objects.create(
            visit=self.visit, promise="送政策", responsible=self.officer, due_on=self.today, done_on=self.today
        )
        return visits.reopen_follow_up(follow_up=kept, by=self.officer, reason="没有送到", now=self.now)

    def amend(self):
        visits.amend_visit(visit=self.visit, by=self.officer, reason="补", now=self.now, changes={"place": "厂区"})
        return self.visit

    def raise_problem(self):
        problem = Problem(text="用电不稳")
        visits.raise_problems(visit=self.visit, problems=[problem], by=self.officer, now=self.now)
        return self.visit

    def file_case(self):
        return file_case(
            by=self.officer,
            now=self.now,
            enterprise=self.goes,
            content="用电不稳",
            category=self.category,
            source="visit",
        )

    def assign(self):
        another = Leader.objects.create(name="郑示岭", level=Level.PREFECTURE, region=self.leader.region, rank_order=9)
        return assignments.assign(leader=another, enterprise=self.goes, officer=self.officer, today=self.today)

    def add_contact(self):
        contact = EnterpriseContact(enterprise=self.goes, name="钱示工", phone="13800000000")
        with transaction.atomic():
            hold_targets(contact)
            contact.save()
        return contact

    @property
    def promise(self):
        return visits.FollowUpInput("送政策汇编", self.officer, self.today + 5 * DAY)

    # --- movers
    def merge(self):
        return merging.merge(winner=self.stays, loser=self.goes, choices={}, by=None)

    def hand_over(self):
        return assignments.hand_over(
            officer=self.officer, new_officer=self.successor, on=self.today, now=self.now, by=None
        )


@pytest.fixture
def place(nanguan, leader, officer, now):
    category = Category.objects.create(name="水电气", order=1)
    return lambda: Place(nanguan, leader, officer, category, now)


SAVERS = [
    "log_visit",
    "hold_event",
    "promise_later",
    "raise_problem",
    "reopen",
    "amend",
    "file_case",
    "assign",
    "add_contact",
]
HELD_BY_PEOPLE = ["log_visit", "hold_event", "promise_later", "reopen", "file_case"]


def where(row) -> int:
    """Return the enterprise id at which ``row`` stands on record."""
    row = type(row).objects.select_related().get(pk=row.pk)
    return row.visit.enterprise_id if isinstance(row, FollowUp) else row.enterprise_id


def test_what_is_saved_while_the_enterprise_is_merged_away_stands_at_the_record_that_stays(place):
    for saver in SAVERS:
        one, other = place(), place()
        saved_after = meet(one.merge, getattr(one, saver))[1]
        saved_before = meet(getattr(other, saver), other.merge)[0]
        assert (saver, where(saved_after), where(saved_before)) == (saver, one.stays.pk, other.stays.pk)


@pytest.mark.parametrize("mover_first", [True, False])
def test_what_is_saved_while_a_hand_over_runs_belongs_to_the_successor(place, mover_first):
    for saver in HELD_BY_PEOPLE:
        one = place()
        jobs = [one.hand_over, getattr(one, saver)]
        meet(*(jobs if mover_first else reversed(jobs)))
        promises = FollowUp.objects.filter(visit__enterprise=one.goes).values_list("responsible", flat=True)
        cases = Case.objects.filter(enterprise=one.goes).values_list("officer", flat=True)
        assert (saver, {*promises, *cases}) == (saver, {one.successor.pk})


def test_at_any_moment_a_merge_loses_no_visit(place):
    for _ in range(ROUNDS):
        one = place()
        saved, _ = run_together([one.log_visit, one.merge])
        assert where(saved) == one.stays.pk


def test_at_any_moment_a_hand_over_leaves_no_promise_and_no_case_behind(place):
    for _ in range(ROUNDS):
        one = place()
        run_together([one.log_visit, one.file_case, one.hand_over])
        assert not FollowUp.objects.filter(responsible=one.officer).exists()
        assert not Case.objects.filter(officer=one.officer).exists()
        FollowUp.objects.all().delete()


def test_two_enterprises_of_an_event_merged_meanwhile_give_one_visit_with_what_both_raised(place):
    one = place()
    one.merge()
    there = [
        visits.Attendance(one.goes, problems=[visits.ProblemInput("用电不稳")]),
        visits.Attendance(one.stays, problems=[visits.ProblemInput("缺工")], content="来了两位"),
    ]
    held = visits.hold_event(
        by=one.officer, kind=EventKind.SYMPOSIUM, title="座谈会", held_on=one.today, now=one.now, attendances=there
    )
    assert [(visit.enterprise, visit.content) for visit in held.visits] == [(one.stays, "来了两位")]
    assert {problem.text for problem in held.problems} == {"用电不稳", "缺工"}


def test_a_promise_after_an_arranged_hand_over_belongs_to_the_successor_before_the_day(place):
    one = place()
    assignments.hand_over(officer=one.officer, new_officer=one.successor, on=one.today + 10 * DAY, now=one.now, by=None)
    assert one.log_visit().follow_ups.get().responsible == one.successor
    assert Assignment.objects.on(one.today).get(enterprise=one.goes).officer == one.officer


def test_every_kind_of_row_at_an_enterprise_has_a_saver_here_or_a_reason_why_not():
    """A new model that points at Enterprise must decide who takes the lock before it is saved."""
    saved_here = {"visits.visit", "cases.case", "assignments.assignment", "enterprises.enterprisecontact"}
    others = {
        "enterprises.enterprisealias": "renaming and its inline hold the enterprise itself",
        "enterprises.absence": "noted with the change of status, under the same lock",
        "enterprises.statuschange": "changed under the enterprise's own lock",
        "enterprises.enterprise_tags": "part of the enterprise's own form",
        "enterprises.merge": "the mover itself",
        "visits.passedon": "passed on under the lock, and shown to whoever serves the enterprise",
        "reminders.reminder": "found again by the next scan",
    }
    found = {relation.model._meta.label_lower for relation in relations()}
    assert found == saved_here | others.keys()
