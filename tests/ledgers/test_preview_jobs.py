"""The worker that reads a large ledger: one at a time, seen to live, taken over where it died, ended in any case."""

import datetime as dt
import itertools

import pytest
from django.core.checks import run_checks
from django.db import connection

from liaison.directory.models import User
from liaison.ledgers import correcting, opening, preview_jobs, previewing, progress, services, tasks
from liaison.ledgers.kinds import EnterprisesPlanner
from liaison.ledgers.models import BatchState, ImportBatch
from liaison.sheets import TableSource
from tests.dying import run_until_killed
from tests.threads import run_together

from .conftest import NOW, TODAY, enterprise_row, enterprises

LATER = NOW + preview_jobs.STALLED_AFTER * 2
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(nanguan):
    """南关区 of 长春, where the enterprises are."""


def order(content: bytes, by: User | None = None, **options) -> ImportBatch:
    return preview_jobs.order(kind="enterprises", name="台账.xlsx", content=content, by=by, **options)


def read(batch: ImportBatch, clock=lambda: NOW) -> ImportBatch | None:
    return preview_jobs.run(batch_id=batch.pk, clock=clock, today=TODAY)


def test_what_is_chosen_at_the_upload_reaches_the_worker():
    day = dt.date(2026, 7, 1)
    batch = order(enterprises(), effective_on=day, sheet="台账")
    assert batch.options == {"effective_on": day.isoformat(), "sheet": "台账"}
    assert read(batch).options["effective_on"] == day.isoformat()


def test_the_same_large_file_again_starts_from_what_was_read(monkeypatch):
    content = enterprises()
    read(order(content))
    monkeypatch.setattr(opening, "open_workbook", lambda *args, **kwargs: pytest.fail("read again"))
    assert read(order(content)).counts["new"] == 2


def test_a_file_that_is_gone_says_so():
    batch = order(enterprises())
    batch.file.storage.delete(batch.file.name)
    batch = read(batch)
    assert batch.state == BatchState.REFUSED and "原始文件已不在服务器上" in batch.message


@pytest.mark.parametrize("where", ["opening.read", "previewing.preview", "previewing.take_down"])
def test_an_unexpected_failure_ends_the_reading_and_is_logged(monkeypatch, caplog, where):
    module, name = where.split(".")
    monkeypatch.setattr({"opening": opening, "previewing": previewing}[module], name, lambda *args, **kwargs: 1 / 0)
    batch = read(order(enterprises()))
    assert (batch.state, batch.rows.count(), batch.counts) == (BatchState.REFUSED, 0, {})
    assert "重新上传" in batch.message and str(batch.pk) in batch.message
    assert "ZeroDivisionError" in caplog.text


def test_a_task_delivered_twice_reads_once():
    batch = order(enterprises())
    assert preview_jobs._claim(batch.pk, lambda: NOW)
    assert read(batch) is None, "another worker has it"
    ended = order(enterprises())
    assert read(ended) and read(ended) is None


def test_a_batch_the_broker_lost_is_read_by_the_sweep():
    batch = order(enterprises())
    tasks.sweep()
    batch.refresh_from_db()
    assert batch.state == BatchState.PREVIEWED
    tasks.sweep()
    assert preview_jobs.take_up_stalled(now=LATER) == []


def test_a_worker_that_lives_keeps_its_batch():
    batch = order(enterprises())
    preview_jobs._claim(batch.pk, lambda: NOW)
    assert preview_jobs.take_up_stalled(now=NOW + preview_jobs.STALLED_AFTER) == []
    assert preview_jobs.take_up_stalled(now=LATER) == [batch.pk]
    assert read(batch, lambda: LATER).state == BatchState.PREVIEWED


def test_a_batch_that_kills_its_workers_is_refused():
    batch, moment = order(enterprises()), NOW
    for _ in range(preview_jobs.ATTEMPTS):
        assert preview_jobs._claim(batch.pk, lambda: moment)  # noqa: B023 - called at once
        moment += preview_jobs.STALLED_AFTER * 2
        taken = preview_jobs.take_up_stalled(now=moment)
    batch.refresh_from_db()
    assert (taken, batch.state) == ([], BatchState.REFUSED)
    assert "3 次" in batch.message and "拆成" in batch.message


def test_the_heart_beats_and_the_page_hears_how_far_it_is(monkeypatch):
    heard, seen = [], []
    monkeypatch.setattr(TableSource.parts, "__defaults__", (2,))
    monkeypatch.setattr(progress, "report", lambda job_id, done, of: heard.append((of, done)))
    batch = order(enterprises(*(enterprise_row(n) for n in range(1, 6))))
    moments = (NOW + dt.timedelta(seconds=30 * n) for n in itertools.count())

    def clock():
        seen.append(ImportBatch.objects.values_list("claimed_at", "counts__rows").get(pk=batch.pk))
        return next(moments)

    assert read(batch, clock).state == BatchState.PREVIEWED
    assert heard == [("preview", done) for done in (0, 2, 4, 5, 0, 2, 4, 5)]
    beats = [at for at, _ in seen if at]
    assert beats == sorted(beats) and len(set(beats)) > 3
    assert seen[-1][1] == 5, "how many there are is known once the file is read"


def test_a_worker_given_up_for_dead_stores_nothing(monkeypatch):
    """It comes back to life when another has previewed its batch."""
    batch, keep = order(enterprises()), opening.read

    def late(*args):
        monkeypatch.setattr(opening, "read", keep)
        ledger = keep(*args)
        assert preview_jobs.take_up_stalled(now=LATER) == [batch.pk]
        assert read(batch, lambda: LATER).state == BatchState.PREVIEWED
        return ledger

    monkeypatch.setattr(opening, "read", late)
    assert read(batch) is None
    assert batch.rows.count() == 2


def test_nor_does_it_when_the_other_has_only_begun(monkeypatch):
    batch, has_read_all = order(enterprises()), preview_jobs._Claim.has_read_all

    def late(claim):
        has_read_all(claim)
        assert preview_jobs.take_up_stalled(now=LATER) == [batch.pk]
        assert preview_jobs._claim(batch.pk, lambda: LATER)

    monkeypatch.setattr(preview_jobs._Claim, "has_read_all", late)
    assert read(batch) is None
    batch.refresh_from_db()
    assert (batch.state, batch.claimed_at, batch.rows.count()) == (BatchState.READING, LATER, 0)


def test_a_failure_of_one_given_up_for_dead_changes_nothing(monkeypatch):
    batch = order(enterprises())

    def late(*args):
        monkeypatch.undo()
        preview_jobs.take_up_stalled(now=LATER)
        assert read(batch, lambda: LATER).state == BatchState.PREVIEWED
        return 1 / 0

    monkeypatch.setattr(opening, "read", late)
    assert read(batch) is None
    batch.refresh_from_db()
    assert batch.state == BatchState.PREVIEWED and batch.rows.count() == 2


@pytest.mark.parametrize("wrong", ["0", "-1", "viel"])
def test_a_wrong_setting_is_told_at_start(settings, wrong):
    settings.LEDGER_PREVIEW_DIRECT_BYTES = settings.LEDGER_PREVIEW_DIRECT_ROWS = wrong
    assert {found.id for found in run_checks() if found.id.startswith("ledgers.")} == {"ledgers.E003", "ledgers.E004"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_read_one_batch_once(nanguan):
    batch = order(enterprises())
    ended = run_together([lambda: read(batch)] * 2)
    assert sorted(each is not None for each in ended) == [False, True]
    batch.refresh_from_db()
    assert (batch.attempts, batch.rows.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_queue_the_batch_once(nanguan, coordinator, settings):
    settings.LEDGER_PREVIEW_DIRECT_ROWS = "1"
    batch = read(order(enterprises(enterprise_row(1), enterprise_row(2)), by=coordinator))

    def answer():
        mine = ImportBatch.objects.get(pk=batch.pk)
        try:
            correcting.answer(
                batch=mine, number=3, column="企业名称", value="", choice="skip", remember=False,
                by=coordinator, now=NOW, today=TODAY,
            )  # fmt: skip
        except services.Refused as refused:
            return refused.message
        return "queued"

    assert sorted(run_together([answer] * 2)) == ["queued", "这份台账正在读取，读完以后才能操作。"]


KILLED_IN_THE_MIDDLE = """
import datetime as dt, os, signal, sys
import django
django.setup()
from liaison.ledgers import previewing, preview_jobs

take_down = previewing.take_down
def die(*args):
    take_down(*args)
    os.kill(os.getpid(), signal.SIGKILL)
previewing.take_down = die
now = dt.datetime(2026, 6, 24, 0, 30, tzinfo=dt.UTC)
preview_jobs.run(batch_id=int(sys.argv[1]), clock=lambda: now, today=now.date())
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_a_batch_to_be_read_and_the_sweep_begins_anew(nanguan, tmp_path):
    batch = order(enterprises())
    run_until_killed(KILLED_IN_THE_MIDDLE, str(batch.pk), tmp_path)
    batch.refresh_from_db()
    assert (batch.state, batch.fingerprint, batch.attempts) == (BatchState.READING, "", 1)

    assert preview_jobs.take_up_stalled(now=LATER) == [batch.pk]
    assert read(batch, lambda: LATER).state == BatchState.PREVIEWED and batch.rows.count() == 2


def test_nobody_waits_while_a_part_is_planned(monkeypatch, transactional_db):
    monkeypatch.setattr(TableSource.parts, "__defaults__", (2,))
    outside, plan = [], EnterprisesPlanner.plan

    def watched(planner, sheet):
        outside.append(not connection.in_atomic_block)
        return plan(planner, sheet)

    monkeypatch.setattr(EnterprisesPlanner, "plan", watched)
    batch = read(order(enterprises(*(enterprise_row(n) for n in range(1, 6)))))
    assert (outside, batch.rows.count()) == ([True] * 3, 5)


def test_a_worker_given_up_between_two_parts_leaves_the_rows_to_the_other(monkeypatch):
    monkeypatch.setattr(TableSource.parts, "__defaults__", (2,))
    batch = order(enterprises(*(enterprise_row(n) for n in range(1, 6))))
    stored = preview_jobs._Claim.has_stored

    def late(claim, rows):
        monkeypatch.setattr(preview_jobs._Claim, "has_stored", stored)
        assert preview_jobs.take_up_stalled(now=LATER) == [batch.pk]
        assert read(batch, lambda: LATER).state == BatchState.PREVIEWED

    monkeypatch.setattr(preview_jobs._Claim, "has_stored", late)
    assert read(batch) is None
    assert sorted(batch.rows.values_list("number", flat=True)) == [3, 4, 5, 6, 7]
