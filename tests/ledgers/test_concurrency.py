"""Two people at once, on a real database: what must happen once happens once."""

import pytest

from liaison.assignments.models import Assignment
from liaison.enterprises.models import Enterprise
from liaison.ledgers import services
from liaison.ledgers.models import BatchState, ImportBatch
from tests.dying import run_until_killed
from tests.threads import run_together

from .conftest import NOW, TODAY, bring_in, enterprise_row, enterprises, preview

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_commits_of_one_batch_are_one(nanguan):
    batch = preview(enterprises()).batch
    claims = run_together([lambda: services.claim(batch_id=batch.pk, now=NOW)] * 2)
    assert sorted(claims) == [False, True]
    run_together([lambda: services.commit(batch_id=batch.pk, now=NOW, today=TODAY)] * 2)
    assert Enterprise.objects.count() == 2
    assert Enterprise.history.count() == 2


def test_overlapping_files_at_once_end_in_a_correct_state(nanguan):
    first = enterprises(enterprise_row(1), enterprise_row(2, 企业规模="大型"))
    second = enterprises(enterprise_row(2, 企业规模="大型"), enterprise_row(3))
    run_together([lambda: bring_in(first).committed, lambda: bring_in(second).committed])

    assert Enterprise.objects.count() == 3
    assert Assignment.objects.count() == 3
    assert Enterprise.history.count() == 3, "the row both files hold was written once"


KILLED_IN_THE_MIDDLE = """
import datetime as dt, os, signal, sys
import django
django.setup()
from liaison.assignments.models import Assignment
from liaison.ledgers import services
from liaison.ledgers.recorder import Recorder

create = Recorder.create
def create_or_die(self, model, *args):
    if model is Assignment:
        os.kill(os.getpid(), signal.SIGKILL)
    return create(self, model, *args)
Recorder.create = create_or_die
now = dt.datetime(2026, 6, 24, tzinfo=dt.UTC)
services.commit(batch_id=int(sys.argv[1]), now=now, today=now.date())
"""


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_sweep_finishes(nanguan, tmp_path):
    batch = preview(enterprises()).batch
    services.claim(batch_id=batch.pk, now=NOW)
    run_until_killed(KILLED_IN_THE_MIDDLE, str(batch.pk), tmp_path)
    assert not Enterprise.objects.exists(), "what it had written went with its transaction"

    later = NOW + services.STALLED_AFTER * 2
    assert services.reclaim_stalled(now=later) == [batch.pk]
    services.commit(batch_id=batch.pk, now=later, today=TODAY)
    assert ImportBatch.objects.get().state == BatchState.COMMITTED
    assert Enterprise.objects.count() == 2


def test_a_batch_with_nothing_to_write_is_closed_once_and_leaves_later_changes_alone(nanguan):
    content = enterprises()
    bring_in(content)
    batch = preview(content).batch
    services.claim(batch_id=batch.pk, now=NOW)
    Enterprise.objects.update(address="示例路1号")
    assert services.commit(batch_id=batch.pk, now=NOW, today=TODAY).batch.state == BatchState.COMMITTED
    assert services.commit(batch_id=batch.pk, now=NOW, today=TODAY) is None
    assert set(Enterprise.objects.values_list("address", flat=True)) == {"示例路1号"}
