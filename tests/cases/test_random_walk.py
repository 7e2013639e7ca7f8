"""Random walks round the loop: whatever people try, the invariants hold after every step, and nobody is ever stuck.

Several cases, units and people; cases are merged and split, units dissolved, accounts switched off. At the end of every
walk the coordinating office and one unit that is left bring each case to its end.
"""

import datetime as dt
import random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from liaison.cases.choices import (
    ANSWERED_STATES,
    ENDS_UNANSWERED,
    LED_STATES,
    RUNNING_STATES,
    HandlingRole,
    RequestState,
    State,
    WithdrawalCheck,
)
from liaison.cases.models import Case, Handling
from liaison.cases.moves import MOVES, legal_moves
from liaison.cases.services import VERBS, file_case
from liaison.cases.situation import Situation
from liaison.core.errors import Refused
from liaison.directory.models import Role, Unit, User

from .conftest import make_unit, make_user
from .test_moves import INPUTS

WHO = ("officer", "office", "lead", "support", "supervisor", "other")
GOAL = "完成招标"


@pytest.fixture
def world(walk, nanguan):
    """The small loop with a third unit and one more person; the office and the third unit's person always stay."""
    walk.units["other"] = make_unit(nanguan, "nanguan-tax", "南关区税务局")
    walk.people["other"] = make_user("other", Role.HANDLER, unit=walk.units["other"])
    return walk


@pytest.mark.django_db
def test_no_walk_breaks_the_invariants_or_ends_in_a_dead_end(world, case_officer, enterprise, category):
    class Loop(RuleBasedStateMachine):
        @initialize(cases=st.integers(1, 3))
        def file(self, cases):
            self.now = world.now
            self.cases = [
                file_case(
                    by=case_officer, now=self.now, enterprise=enterprise, content="续贷", category=category,
                    source="visit",
                )
                for _ in range(cases)
            ]  # fmt: skip

        @property
        def today(self) -> dt.date:
            return self.now.date()

        def read(self, index) -> Case:
            return Case.objects.get(pk=self.cases[index % len(self.cases)].pk)

        @rule(days=st.integers(0, 9))
        def time_passes(self, days):
            self.now += dt.timedelta(days=days)

        @rule(which=st.sampled_from(("lead", "support")))
        def a_unit_is_dissolved(self, which):
            Unit.objects.filter(pk=world.units[which].pk).update(valid_to=self.today)

        @rule(who=st.sampled_from(("officer", "lead", "support", "supervisor")), works=st.booleans())
        def an_account_is_switched(self, who, works):
            User.objects.filter(pk=world.people[who].pk).update(is_active=works)

        @rule(at=st.integers(0, 2))
        def two_cases_are_merged(self, at):
            self.make(self.read(at), "office", "merge")

        @rule(how=st.sampled_from(("withdraw", "reject", "merge")))
        def a_main_case_ends(self, how):
            mine = Case.objects.filter(pk__in=[case.pk for case in self.cases])
            if main := mine.filter(duplicates__isnull=False).first():
                self.make(main, "office", how)

        @rule(who=st.sampled_from(WHO), name=st.sampled_from(sorted(MOVES)), at=st.integers(0, 2))
        def anyone_tries_anything(self, who, name, at):
            self.make(self.read(at), who, name)

        @rule(who=st.sampled_from(WHO), seed=st.integers(0, 999), at=st.integers(0, 2))
        def someone_does_what_is_offered(self, who, seed, at):
            case = self.read(at)
            situation = Situation(case, User.objects.get(pk=world.people[who].pk), self.today)
            offered = [move.name for move in legal_moves(situation) if move.name not in ("withdraw", "reject")]
            if offered:
                self.make(case, who, random.Random(seed).choice(offered))

        def make(self, case, who, name, **more):
            due = case.due_on
            by = User.objects.get(pk=world.people[who].pk)
            try:
                moved = VERBS[name](case, by=by, now=self.now, **{**self.inputs(case, name), **more})
            except Refused as refusal:
                assert refusal.message
                return refusal.message
            if moved.due_on != due and moved.due_on is not None:
                assert moved.due_on >= self.today or name == "resume_clock"
            return ""

        def inputs(self, case, name) -> dict:
            units = {name: Unit.objects.get(pk=unit.pk) for name, unit in world.units.items()}
            inputs = dict(INPUTS.get(name, {}))
            if "due_on" in inputs:
                inputs["due_on"] = self.today + dt.timedelta(days=14)
            if name == "assign":
                inputs |= {"lead": units["lead"], "supports": [(units["support"], HandlingRole.SUPPORT)]}
            if name == "reassign":
                inputs["lead"] = units["lead" if case.lead_unit_id == units["other"].pk else "other"]
            if name == "succeed":
                ended = [part.unit for part in case.handlings.current() if part.unit.valid_to]
                inputs |= {"unit": ended[0] if ended else units["lead"], "to": units["other"]}
            if name in ("waive_reply", "add_support"):
                inputs["unit"] = units["support"]
            if name == "answer":
                inputs |= {
                    "result": "A" if case.state == State.TRACKING else random.Random(case.version).choice("AB"),
                    "goal": GOAL,
                    "silence": "多次催请",
                }
                inputs["due_on"] = self.today + dt.timedelta(days=30)
            if name == "merge":
                inputs["into"] = self.read(self.cases.index(case) + 1)
            return inputs

        # --- what holds after every step ------------------------------------------------------------
        @invariant()
        def exactly_one_lead_while_handled(self):
            for case in Case.objects.all():
                leads = Handling.objects.current().filter(case=case, role=HandlingRole.LEAD)
                assert [lead.unit_id for lead in leads] == ([case.lead_unit_id] if case.lead_unit_id else [])
                if case.state in LED_STATES:
                    assert case.lead_unit_id
                if case.state in RUNNING_STATES:
                    assert case.due_on
                    assert case.original_due_on

        @invariant()
        def no_answer_passes_a_support_unit_in_silence(self):
            for case in Case.objects.filter(state__in=ANSWERED_STATES):
                assert not Handling.objects.outstanding().filter(case=case, passed_on=None).exists()
                assert case.result

        @invariant()
        def events_sum_to_the_state(self):
            for case in Case.objects.all():
                state = ""
                for event in case.events.order_by("pk"):
                    assert event.from_state == state
                    state = event.to_state
                assert state == case.state

        @invariant()
        def nothing_is_left_hanging(self):
            for case in Case.objects.all():
                assert case.pauses.filter(ended_on=None).exists() == case.is_paused
                assert case.redo_count >= case.redone_on_rating
                if case.state != State.HANDLING:
                    assert not case.extensions.filter(state=RequestState.PENDING).exists()
                assert (case.milestones.filter(reported_on=None).count() == 1) == (
                    case.state == State.TRACKING or (case.state == State.ANSWERED and case.result == "B")
                )
                if case.state == State.MERGED:
                    assert case.merged_into.state not in (State.MERGED, *ENDS_UNANSWERED)
                if case.state == State.CLOSED:
                    assert case.result != "B"
                    assert not list(case.ratings.filter(round=case.redo_count)) or (
                        case.ratings.filter(round=case.redo_count, is_proxy=False).exists()
                        or case.events.filter(move="close_unrated").exists()
                    )

        # --- and at its end ---------------------------------------------------------------------------
        def teardown(self):
            """Only the office and the third unit are left; each case is brought to an end all the same."""
            if not hasattr(self, "cases"):
                return
            left = [world.people["office"].pk, world.people["other"].pk]
            User.objects.exclude(pk__in=left).update(is_active=False)
            for case in Case.objects.order_by("pk"):
                said = ""
                for _ in range(14):
                    case = Case.objects.get(pk=case.pk)
                    if self.is_over(case):
                        break
                    who, name = self.way_on(case)
                    ours = {"lead": world.units["other"], "supports": []} if name == "assign" else {}
                    said = self.make(case, who, name, **ours)
                    self.now += dt.timedelta(days=7)
                assert self.is_over(case), (case.state, said)

        def is_over(self, case) -> bool:
            if case.state == State.MERGED:
                return True  # its main case is one of these and comes to an end by itself
            return not case.is_open and case.withdrawal_check != WithdrawalCheck.WAITING

        def way_on(self, case) -> tuple[str, str]:
            """Return who makes which move next, of those two."""
            ours = case.lead_unit_id == world.units["other"].pk
            match case.state:
                case State.ASSIGNED if Situation(case, None, self.today).pending_objection:
                    return "office", "dismiss_objection"
                case State.ASSIGNED | State.HANDLING | State.TRACKING if not ours:
                    return "office", "reassign"
                case State.ASSIGNED:
                    return "other", "sign"
                case State.HANDLING if case.is_paused:
                    return "other", "resume_clock"
                case State.HANDLING | State.TRACKING:
                    return "other", "answer"
                case State.FOLLOWUP:
                    return "office", "close_unrated"
                case State.ANSWERED if case.result == "B":
                    return "office", "release_planned"
            return "office", {
                State.DRAFT: "submit",
                State.SUBMITTED: "accept",
                State.ACCEPTED: "assign",
                State.ANSWERED: "release",
                State.WITHDRAWN: "confirm_withdrawal",
            }[case.state]

    run_state_machine_as_test(
        Loop,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
