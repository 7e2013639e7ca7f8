"""Two people, one case, the same moment: one legal outcome, the other is told why."""

import pytest

from liaison.cases.choices import RequestState, Result, State
from liaison.cases.models import Case
from liaison.cases.services import VERBS, file_case
from liaison.core.errors import Refused
from tests.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def _attempt(name, case, **inputs):
    def job():
        try:
            return VERBS[name](case, **inputs)
        except Refused as refusal:
            return refusal

    return job


def test_answering_and_extending_at_once(walk):
    walk.to_handling().do("ask_extension", "lead", days=5, reason="需上级审批")
    stale = Case.objects.get(pk=walk.case.pk)
    answered, extended = run_together(
        [
            _attempt("answer", stale, by=walk.people["lead"], now=walk.now, text="已解决", result=Result.SOLVED),
            _attempt("grant_extension", stale, by=walk.people["office"], now=walk.now),
        ]
    )
    case = Case.objects.get(pk=stale.pk)
    assert case.state == State.ANSWERED
    assert not isinstance(answered, Refused)
    row = case.extensions.get()
    if isinstance(extended, Refused):
        assert "待审核" in extended.message
        assert (row.state, case.due_on) == (RequestState.LAPSED, case.original_due_on)
    else:
        assert (row.state, case.due_on) == (RequestState.GRANTED, row.due_after)


def test_closing_twice_at_once_closes_once(walk):
    walk.to_followup()
    rate = {"by": walk.people["office"], "now": walk.now, "channel": "phone"}
    outcomes = run_together(
        [
            _attempt("rate_close", walk.case, level=5, **rate),
            _attempt("rate_redo", walk.case, level=2, comment="没解决", **rate),
        ]
    )
    case = Case.objects.get(pk=walk.case.pk)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert len(refused) == 1
    assert case.get_state_display() in refused[0].message
    assert case.ratings.count() == 1


def test_two_merged_into_each_other(walk, case_officer, enterprise, category, now):
    other = file_case(
        by=case_officer, now=now, enterprise=enterprise, content="续贷", category=category, source="visit"
    )
    office = {"by": walk.people["office"], "now": now, "reason": "同一事项"}
    outcomes = run_together(
        [_attempt("merge", walk.case, into=other, **office), _attempt("merge", other, into=walk.case, **office)]
    )
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert Case.objects.filter(state=State.MERGED).count() == 1
