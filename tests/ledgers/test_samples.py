"""The sample ledgers of the demo come in whole; a second time nothing moves."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from liaison.assignments.models import Assignment, PendingLink
from liaison.cases.models import Case
from liaison.directory.models import Leader, User
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Problem, Visit

from .conftest import DEMO

pytestmark = pytest.mark.django_db

SAMPLES = [
    ("leaders", "领导联系分工表.xlsx", 652),
    ("enterprises", "联系企业台账.xlsx", 2263),
    ("visits", "走访记录.xlsx", 1500),
    ("cases", "诉求台账.xlsx", 800),
]


def run(kind: str, name: str) -> dict:
    out = StringIO()
    call_command("import_ledger", kind, str(DEMO / name), "--commit", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_samples_come_in_whole_and_a_second_time_nothing_moves(reference):
    for kind, name, rows in SAMPLES:
        result = run(kind, name)
        assert (result["new"], result["errors"], result["questions"]) == (rows, [], [])
        assert result["committed"] is True and result["rows"] == rows

    assert Counter(Assignment.objects.open().of_enterprises().values_list("level", flat=True)) == {
        "county": 1417,
        "prefecture": 742,
        "province": 104,
    }
    by_prefecture = Counter(Enterprise.objects.values_list("region__prefecture__code", flat=True))
    assert by_prefecture["220100"] == 396 and by_prefecture["222400"] == 301 and len(by_prefecture) == 9
    assert PendingLink.objects.count() == 0, "links promised by the leaders' sheet were joined"
    assert Assignment.objects.exclude(lead_unit=None).count() == 652 + 2263
    assert (Leader.objects.count(), User.objects.count()) == (652, 652)
    assert (Visit.objects.raised().count(), Problem.objects.count()) == (836, 1482)
    assert Enterprise.history.count() == 2263 and Assignment.history.count() == 652 + 2263

    assert Case.objects.filter(state="closed").count() == 541

    for kind, name, rows in SAMPLES:
        result = run(kind, name)
        assert (result["unchanged"], result["new"], result["changed"]) == (rows, 0, 0)
    assert Enterprise.history.count() == 2263
