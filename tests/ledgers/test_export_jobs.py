"""Exports in the background: written once, whole or not at all, within their owner's sight, for some days."""

import datetime as dt
import itertools
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from python_calamine import CalamineWorkbook

from liaison.directory.models import User
from liaison.enterprises.models import Enterprise
from liaison.ledgers import progress, tasks
from liaison.ledgers.exporting import export, jobs, rows
from liaison.ledgers.models import ExportState, Kind, LedgerExport
from tests.dying import run_until_killed
from tests.threads import run_together

from .conftest import NOW, TODAY, bring_in, enterprise_row, enterprises

LATER = NOW + jobs.STALLED_AFTER * 2
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _five_enterprises(nanguan):
    bring_in(enterprises(*(enterprise_row(n) for n in range(1, 6))))


def order(by: User, ids=None) -> LedgerExport:
    chosen = Enterprise.objects.values_list("pk", flat=True) if ids is None else ids
    return jobs.order(kind=Kind.ENTERPRISES, ids=chosen, by=by, now=NOW)


def run(job: LedgerExport, clock=lambda: NOW) -> LedgerExport | None:
    return jobs.run(export_id=job.pk, clock=clock, today=TODAY)


def sheet(content: bytes) -> list[list]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def names(job: LedgerExport) -> list[str]:
    with job.file.open("rb") as file:
        return [row[3] for row in sheet(file.read())[4:-3]]


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("exports/*") if path.is_file()]


def test_the_file_holds_what_a_direct_export_holds(coordinator):
    done = run(order(coordinator))
    direct = BytesIO()
    export(Kind.ENTERPRISES, direct, user=coordinator, today=TODAY, queryset=Enterprise.objects.all())

    with done.file.open("rb") as file:
        content = file.read()
    assert sheet(content) == sheet(direct.getvalue())
    assert (done.state, done.wanted, done.done, done.rows, done.size) == (ExportState.DONE, 5, 5, 5, len(content))
    assert done.finished_at == NOW


@pytest.mark.parametrize("kind", Kind.values)
def test_every_ledger_can_be_made_in_the_background(kind, coordinator):
    ids = list(rows.RECORDS[Kind(kind)].objects.values_list("pk", flat=True))
    done = jobs.run(
        export_id=jobs.order(kind=kind, ids=ids, by=coordinator, now=NOW).pk, clock=lambda: NOW, today=TODAY
    )
    assert (done.state, done.done) == (ExportState.DONE, len(ids))


def test_only_what_was_chosen_is_written_whatever_came_in_since(coordinator):
    job = order(coordinator, Enterprise.objects.order_by("pk").values_list("pk", flat=True)[:2])
    Enterprise.objects.create(name="长春示例后来有限公司", region=Enterprise.objects.first().region)
    assert names(run(job)) == list(Enterprise.objects.order_by("pk").values_list("name", flat=True)[:2])


def test_what_the_owner_may_no_longer_see_is_left_out_when_the_worker_runs(coordinator, jilin_city):
    job = order(coordinator)
    moved = Enterprise.objects.order_by("pk").first()
    User.objects.filter(pk=coordinator.pk).update(region=moved.region)
    Enterprise.objects.filter(pk=moved.pk).update(region=jilin_city)
    done = run(job)
    assert moved.name not in names(done)
    assert (done.wanted, done.done) == (5, 4)


def test_an_account_closed_meanwhile_gets_nothing(coordinator):
    job = order(coordinator)
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    assert run(job).rows == 0


def test_the_same_wish_while_one_waits_is_one_export(coordinator, supervisor):
    assert order(coordinator) == order(coordinator)
    assert order(coordinator, [Enterprise.objects.first().pk]) != order(coordinator)
    assert order(supervisor) != order(coordinator)
    run(order(coordinator))
    order(coordinator)
    assert LedgerExport.objects.filter(created_by=coordinator).count() == 3, "a finished one does not stand in the way"


def test_a_task_delivered_twice_writes_once(coordinator):
    job = order(coordinator)
    assert run(job).state == ExportState.DONE
    assert run(job) is None
    assert len(files()) == 1


def test_a_failure_leaves_no_file_says_what_to_do_and_can_be_repeated(coordinator, monkeypatch):
    job = order(coordinator)
    with monkeypatch.context() as broken:
        broken.setattr(jobs, "export", lambda *args, **kwargs: 1 / 0)
        failed = run(job)
    assert failed.state == ExportState.FAILED and "重新生成" in failed.message and str(job.pk) in failed.message
    assert not failed.file and not files()

    assert jobs.retry(export_id=job.pk, now=NOW)
    assert not jobs.retry(export_id=job.pk, now=NOW), "one click of several"
    assert run(job).state == ExportState.DONE and len(files()) == 1


def test_a_disk_that_fills_up_while_saving_leaves_no_file(coordinator, monkeypatch):
    def save(storage, name, content):
        Path(storage.path(name)).parent.mkdir(parents=True)
        Path(storage.path(name)).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", save)
    assert run(order(coordinator)).state == ExportState.FAILED
    assert not files()


def test_asking_anew_instead_of_repeating_a_failure_is_no_error(coordinator, monkeypatch):
    job = order(coordinator)
    monkeypatch.setattr(jobs, "export", lambda *args, **kwargs: 1 / 0)
    run(job)
    again = order(coordinator)
    assert again.pk != job.pk
    assert not jobs.retry(export_id=job.pk, now=NOW)


def test_the_heart_beats_and_the_page_hears_how_far_it_is(coordinator, monkeypatch):
    heard, states = [], []
    monkeypatch.setattr(rows, "BLOCK", 2)
    monkeypatch.setattr(progress, "report", lambda job_id, done, of: heard.append((of, done)))
    moments = iter(NOW + dt.timedelta(seconds=30 * n) for n in range(20))

    def clock():
        states.append(LedgerExport.objects.values_list("done", "claimed_at").get())
        return next(moments)

    assert run(order(coordinator), clock).state == ExportState.DONE
    assert heard == [("export", 2), ("export", 4), ("export", 5)]
    assert [done for done, _ in states] == [0, 0, 0, 2, 4, 5]
    assert states[-1][1] > NOW


def test_a_worker_given_up_for_dead_takes_nothing_back(coordinator, monkeypatch):
    """It comes back to life while another has finished its export: its own file is thrown away."""
    job, seconds = order(coordinator), itertools.count()
    monkeypatch.setattr(rows, "BLOCK", 2)

    def wait(job_id, done, of):
        if done == 4:
            monkeypatch.setattr(progress, "report", lambda job_id, done, of: None)
            assert jobs.take_up_stalled(now=LATER) == [job.pk]
            assert run(job, lambda: LATER).state == ExportState.DONE

    monkeypatch.setattr(progress, "report", wait)
    assert run(job, lambda: NOW + dt.timedelta(seconds=next(seconds))) is None
    kept = LedgerExport.objects.get()
    assert kept.finished_at == LATER and [Path(kept.file.path)] == files()


def test_an_export_that_nobody_heard_of_is_taken_up_by_one_sweep(coordinator):
    job = order(coordinator)
    assert jobs.take_up_stalled(now=NOW) == []
    assert jobs.take_up_stalled(now=LATER) == [job.pk], "the broker lost it"
    assert jobs.take_up_stalled(now=LATER) == []
    assert run(job, lambda: LATER).state == ExportState.DONE
    assert jobs.take_up_stalled(now=LATER + jobs.STALLED_AFTER * 2) == []


def test_an_export_that_kills_its_workers_is_given_up(coordinator):
    job, moment = order(coordinator), NOW
    for _ in range(jobs.ATTEMPTS):
        assert jobs._claim(job.pk, moment)
        moment += jobs.STALLED_AFTER * 2
        jobs.take_up_stalled(now=moment)
    job.refresh_from_db()
    assert job.state == ExportState.FAILED and "3 次" in job.message
    assert jobs.retry(export_id=job.pk, now=moment) and run(job).state == ExportState.DONE


def test_files_go_after_their_days_and_not_before(coordinator, settings):
    settings.LEDGER_EXPORT_KEEP_DAYS = "2"
    old, recent = run(order(coordinator)), order(coordinator)
    run(recent, lambda: NOW + dt.timedelta(days=1))
    waiting = order(coordinator)

    at = NOW + dt.timedelta(days=2, seconds=1)
    assert jobs.remove_expired(now=at) == 1
    assert jobs.remove_expired(now=at) == 0
    assert {job.pk for job in LedgerExport.objects.all()} == {recent.pk, waiting.pk}
    assert not Path(old.file.path).exists() and len(files()) == 1


def test_removing_goes_on_where_it_was_cut_short(coordinator):
    done = run(order(coordinator))
    done.file.storage.delete(done.file.name)
    assert jobs.remove_expired(now=NOW + dt.timedelta(days=30)) == 1


def test_statements_do_not_grow_with_the_records(coordinator, django_assert_num_queries, django_assert_max_num_queries):
    few = order(coordinator, Enterprise.objects.values_list("pk", flat=True)[:1])
    many = order(coordinator)
    with django_assert_max_num_queries(12) as one:
        run(few)
    with django_assert_num_queries(len(one)):
        run(many)


def test_beats_tasks_do_what_they_say(coordinator, monkeypatch):
    job = order(coordinator)
    LedgerExport.objects.update(claimed_at=NOW - dt.timedelta(days=400))
    tasks.sweep_exports()
    job.refresh_from_db()
    assert job.state == ExportState.DONE
    LedgerExport.objects.update(finished_at=NOW - dt.timedelta(days=400))
    tasks.remove_expired_exports()
    assert not LedgerExport.objects.exists() and not files()


@pytest.mark.parametrize("wrong", ["0", "-1", "viel"])
def test_a_wrong_setting_is_told_at_start(settings, wrong):
    settings.LEDGER_EXPORT_DIRECT_ROWS = settings.LEDGER_EXPORT_KEEP_DAYS = wrong
    assert {found.id for found in run_checks() if found.id.startswith("ledgers.")} == {"ledgers.E001", "ledgers.E002"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_file(coordinator):
    job = order(coordinator)
    done = run_together([lambda: run(job)] * 2)
    assert sorted(each is not None for each in done) == [False, True]
    assert len(files()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_export(coordinator):
    first, second = run_together([lambda: order(coordinator)] * 2)
    assert first == second and LedgerExport.objects.count() == 1


KILLED_WHILE_SAVING = """
import datetime as dt, os, signal, sys
from pathlib import Path
import django
django.setup()
from django.core.files.storage import FileSystemStorage
from liaison.ledgers.exporting import jobs

def save_half(storage, name, content):
    Path(storage.path(name)).parent.mkdir(parents=True, exist_ok=True)
    Path(storage.path(name)).write_bytes(content.read(100))
    os.kill(os.getpid(), signal.SIGKILL)

FileSystemStorage._save = save_half
now = dt.datetime(2026, 6, 24, 0, 30, tzinfo=dt.UTC)
jobs.run(export_id=int(sys.argv[1]), clock=lambda: now, today=now.date())
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_saving_offers_nothing_and_the_sweep_finishes(coordinator, tmp_path):
    job = order(coordinator)
    run_until_killed(KILLED_WHILE_SAVING, str(job.pk), tmp_path)
    job.refresh_from_db()
    assert job.state == ExportState.RUNNING and len(files()) == 1, "half a file, offered to nobody"

    assert jobs.take_up_stalled(now=LATER) == [job.pk]
    done = run(job, lambda: LATER)
    assert names(done) == list(Enterprise.objects.order_by("pk").values_list("name", flat=True))
    assert [Path(done.file.path)] == files(), "the half is gone"
