"""Random walks round the loop: whatever people try, the invariants hold after every step."""

import datetime as dt
import random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from liaison.cases.choices import ANSWERED_STATES, LED_STATES, RUNNING_STATES, HandlingRole, RequestState, State
from liaison.cases.models import Case, Handling
from liaison.cases.moves import MOVES, legal_moves
from liaison.cases.services import VERBS, file_case
from liaison.cases.situation import Situation
from liaison.core.errors import Refused

from .test_moves import INPUTS

WHO = ("officer", "office", "lead", "support", "supervisor")


@pytest.mark.django_db
def test_no_walk_breaks_the_invariants(walk, case_officer, enterprise, category):
    class Loop(RuleBasedStateMachine):
        @initialize()
        def file(self):
            self.now = walk.now
            self.case = file_case(
                by=case_officer, now=self.now, enterprise=enterprise, content="续贷", category=category, source="visit"
            )
            self.set_on = self.today

        @property
        def today(self) -> dt.date:
            return self.now.date()

        @rule(days=st.integers(0, 9))
        def time_passes(self, days):
            self.now += dt.timedelta(days=days)

        @rule(who=st.sampled_from(WHO), name=st.sampled_from(sorted(MOVES)))
        def anyone_tries_anything(self, who, name):
            self.make(who, name)

        @rule(who=st.sampled_from(WHO), seed=st.integers(0, 999))
        def someone_does_what_is_offered(self, who, seed):
            situation = Situation(self.case, walk.people[who], self.today)
            offered = [move.name for move in legal_moves(situation) if move.name not in ("withdraw", "reject")]
            if offered:
                self.make(who, random.Random(seed).choice(offered))

        def make(self, who, name):
            due = self.case.due_on
            try:
                self.case = VERBS[name](self.case, by=walk.people[who], now=self.now, **self.inputs(name))
            except Refused as refusal:
                assert refusal.message
            if self.case.due_on != due and self.case.due_on is not None:
                assert self.case.due_on >= self.today or name == "resume_clock"

        def inputs(self, name) -> dict:
            inputs = dict(INPUTS.get(name, {}))
            if "due_on" in inputs:
                inputs["due_on"] = self.today + dt.timedelta(days=14)
            if name == "assign":
                inputs |= {
                    "lead": walk.units["lead"],
                    "supports": [(walk.units["support"], HandlingRole.SUPPORT)],
                }
            if name in ("waive_reply", "add_support"):
                inputs["unit"] = walk.units["support"]
            if name == "merge":
                inputs["into"] = walk.case
            return inputs

        @invariant()
        def exactly_one_lead_while_handled(self):
            case = Case.objects.get(pk=self.case.pk)
            leads = Handling.objects.current().filter(case=case, role=HandlingRole.LEAD)
            assert [lead.unit_id for lead in leads] == ([case.lead_unit_id] if case.lead_unit_id else [])
            if case.state in LED_STATES:
                assert case.lead_unit_id
            if case.state in RUNNING_STATES:
                assert case.due_on and case.original_due_on

        @invariant()
        def no_answer_with_a_support_unit_outstanding(self):
            if self.case.state in ANSWERED_STATES:
                assert not Handling.objects.outstanding().filter(case=self.case).exists()
                assert self.case.result

        @invariant()
        def events_sum_to_the_state(self):
            state = ""
            for event in self.case.events.all():
                assert event.from_state == state
                state = event.to_state
            assert state == Case.objects.get(pk=self.case.pk).state

        @invariant()
        def nothing_is_left_hanging(self):
            case = Case.objects.get(pk=self.case.pk)
            assert case.pauses.filter(ended_on=None).exists() == case.is_paused
            assert case.redo_count >= case.redone_on_rating
            assert case.extensions.filter(state=RequestState.GRANTED).count() <= 2 or case.redo_count
            if case.state not in (State.HANDLING,):
                assert not case.extensions.filter(state=RequestState.PENDING).exists()

    run_state_machine_as_test(
        Loop,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
