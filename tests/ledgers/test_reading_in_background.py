"""Large ledgers are taken at once and read by a worker; people see how far it is, and then what they always saw."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from liaison.directory.models import Role, User
from liaison.enterprises.models import Enterprise
from liaison.ledgers import preview_jobs, previewing, progress, services, tasks, undoing
from liaison.ledgers.models import BatchState, HeadingMemory, ImportBatch

from .conftest import HEADINGS, NOW, TODAY, bring_in, enterprise_row, enterprises, preview, workbook
from .test_mapping import MEANING, odd
from .test_preview_jobs import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything_is_large(settings, nanguan, jilin_city):
    settings.LEDGER_PREVIEW_DIRECT_BYTES = settings.LEDGER_PREVIEW_DIRECT_ROWS = "1"


@pytest.fixture
def posted(monkeypatch) -> list[int]:
    """Ids handed to the worker, who begins when the test says so."""
    ids: list[int] = []
    monkeypatch.setattr(tasks.read_batch, "delay", ids.append)
    monkeypatch.setattr(tasks.commit_batch, "delay", lambda batch_id: tasks.commit_batch(batch_id))
    return ids


@pytest.fixture
def page(client, coordinator, posted, django_capture_on_commit_callbacks):
    """The coordinator's browser; what a request hands over on commit is handed over."""
    coordinator.is_staff = True
    coordinator.save()
    client.force_login(coordinator)

    def post(name: str, *args, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(f"admin:ledgers_{name}", args=args), data)

    client.act = post
    return client


def send(page, content: bytes) -> ImportBatch:
    response = page.act("upload", kind="enterprises", file=SimpleUploadedFile("台账.xlsx", content))
    batch = ImportBatch.objects.latest("pk")
    assert response.url == reverse("admin:ledgers_batch", args=[batch.pk])
    return batch


def see(page, batch: ImportBatch, name: str = "batch") -> str:
    return page.get(reverse(f"admin:ledgers_{name}", args=[batch.pk]), follow=True).content.decode()


def told(batch: ImportBatch) -> tuple:
    """Return all that a preview says."""
    batch.refresh_from_db()
    rows = list(batch.rows.values_list("number", "outcome", "label", "raw", "changes", "notes", "target_id"))
    options = {key: batch.options.get(key) for key in ("signature", "set_aside", "other_sheets", "mapping")}
    return batch.state, batch.counts, batch.remarks, batch.fingerprint, batch.headings, batch.header_row, options, rows


def unsure(page) -> tuple[ImportBatch, dict]:
    """Return a large previewed batch with one question, and the question as the page asks it."""
    bring_in(enterprises(enterprise_row(1)))
    near = Enterprise.objects.get().name.replace("有限公司", "有限责任公司")
    batch = send(page, enterprises(enterprise_row(2, 统一社会信用代码="", 企业名称=near), enterprise_row(3)))
    return read(batch), {"number": 3, "column": "企业名称", "value": near, "choice": "keep"}


def test_a_large_file_is_taken_at_once_and_read_by_the_worker_as_if_it_were_small(page, posted, coordinator):
    bring_in(enterprises(enterprise_row(1)))
    content = enterprises(enterprise_row(1, 企业规模="大型"), enterprise_row(2), enterprise_row(2), enterprise_row(3))
    batch = send(page, content)
    assert (batch.state, batch.rows.count(), posted) == (BatchState.READING, 0, [batch.pk])
    assert "正在读取台账" in see(page, batch)

    tasks.read_batch(batch.pk)
    direct = preview(content, by=coordinator).batch
    assert told(batch) == told(direct) and batch.state == BatchState.PREVIEWED
    assert (batch.counts["changed"], batch.claimed_at) == (1, None)
    assert "接下来" in see(page, batch)


def test_a_small_file_is_still_previewed_at_once(page, posted, settings):
    settings.LEDGER_PREVIEW_DIRECT_BYTES = "1000000"
    assert send(page, enterprises()).state == BatchState.PREVIEWED and not posted


def test_without_a_known_heading_a_person_is_asked_and_the_worker_goes_on(page, posted):
    batch = read(send(page, odd()))
    assert (batch.state, batch.header_row) == (BatchState.UNREAD, 2)
    assert "没有找到“联系企业台账”的表头" in see(page, batch)

    meaning = {f"column-{index}": field for index, field in MEANING.items()}
    page.act("mapping", batch.pk, header_row=2, remember="1", **meaning)
    batch.refresh_from_db()
    assert (batch.state, batch.message, posted) == (BatchState.READING, "", [batch.pk] * 2)
    batch = read(batch)
    assert (batch.state, batch.counts["new"]) == (BatchState.PREVIEWED, 2)
    memory = HeadingMemory.objects.get()
    assert (memory.remembered_by, memory.mapping) == (batch.created_by, batch.options["mapping"])
    assert read(send(page, odd())).state == BatchState.PREVIEWED, "remembered"


def test_named_insufficiently_it_is_asked_again_and_nothing_chosen_is_lost(page):
    batch = read(send(page, odd()))
    page.act("mapping", batch.pk, header_row=2, remember="1", **{"column-1": "", "column-2": "uscc"})
    batch = read(batch)
    shown = see(page, batch)
    assert batch.state == BatchState.UNREAD and "缺少必填栏目“企业名称”" in shown
    assert '<option value="uscc" selected' in shown and not HeadingMemory.objects.exists()


def test_a_file_that_cannot_be_read_says_so_and_leads_back_to_the_upload(page):
    batch = read(send(page, b"PK\x03\x04 cut off"))
    assert batch.state == BatchState.REFUSED and "损坏" in batch.message
    shown = see(page, batch)
    assert "损坏" in shown and "系统里的数据没有变化" in shown
    assert reverse("admin:ledgers_upload") + "?kind=enterprises" in shown
    assert "没有这样的行" not in shown


def test_the_progress_is_that_of_the_present_reading(page, monkeypatch):
    monkeypatch.setattr(progress, "read", lambda job_id, of="import": {"preview": 5_000}[of])
    batch = send(page, enterprises())

    def shown() -> dict:
        return page.get(reverse("admin:ledgers_progress", args=[batch.pk])).json()

    assert shown() == {"state": "reading", "done": 0, "total": 0}, "left from an earlier one"
    claim = preview_jobs._claim(batch.pk, lambda: NOW)
    assert shown() == {"state": "reading", "done": 5_000, "total": 0}
    claim.rows = 4_000
    claim.has_read_all()
    assert shown() == {"state": "reading", "done": 4_000, "total": 4_000}


def test_while_it_is_read_nothing_can_be_done_with_it(page, posted, coordinator):
    batch, question = unsure(page)
    page.act("answer", batch.pk, **question)
    batch.refresh_from_db()
    assert batch.state == BatchState.READING
    kept = batch.answers.count()
    said = {
        "answer": page.act("answer", batch.pk, **{**question, "choice": "skip"}),
        "commit": page.act("commit", batch.pk),
        "mapping": page.act("mapping", batch.pk, **{"column-3": "name"}),
        "undo": page.act("undo", batch.pk),
    }
    messages = [message.message for message in page.get(said["undo"].url).context["messages"]]
    assert [message[:9] for message in messages] == ["这份台账正在读取，"] * 3 + ["只有已导入的批次可"]
    assert page.get(reverse("admin:ledgers_errors", args=[batch.pk])).status_code == 404
    with pytest.raises(services.Refused, match="正在读取"):
        previewing.preview_again(batch=batch, by=coordinator, now=NOW, today=TODAY)
    with pytest.raises(services.Refused):
        undoing.undo(batch_id=batch.pk, by=coordinator, now=NOW)
    batch.refresh_from_db()
    assert (batch.state, batch.answers.count(), len(posted)) == (BatchState.READING, kept, 2)


def test_an_answer_to_a_large_batch_is_worked_in_by_the_worker(page, posted):
    batch, question = unsure(page)
    assert batch.counts["skipped"] == 1
    page.act("answer", batch.pk, **question)
    batch.refresh_from_db()
    assert (batch.state, batch.attempts, posted) == (BatchState.READING, 0, [batch.pk] * 2)
    batch = read(batch)
    assert (batch.counts["new"], batch.counts["skipped"], batch.rows.count()) == (2, 0, 2)


def test_a_batch_that_cannot_be_planned_anew_shows_no_rows_of_before(page, monkeypatch):
    batch, question = unsure(page)
    page.act("answer", batch.pk, **question)
    monkeypatch.setattr(previewing, "preview", lambda *args, **kwargs: 1 / 0)
    batch = read(batch)
    assert (batch.state, batch.counts, batch.rows.count()) == (BatchState.REFUSED, {}, 0)


def test_a_small_batch_is_planned_anew_at_once(page, posted, settings):
    batch, question = unsure(page)
    settings.LEDGER_PREVIEW_DIRECT_ROWS = "2"
    page.act("answer", batch.pk, **question)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"], len(posted)) == (BatchState.PREVIEWED, 2, 1)


def test_a_large_batch_is_read_otherwise_by_the_worker(page, posted):
    batch = read(send(page, workbook([*HEADINGS, "详情"], [*enterprise_row(1), "示例大街1号"], enterprise_row(2))))
    columns = {f"column-{index}": name or "" for index, _, name in batch.headings}
    page.act("mapping", batch.pk, **{**columns, f"column-{len(HEADINGS)}": "address"})
    assert posted == [batch.pk] * 2
    batch = read(batch)
    assert [batch.state, batch.headings[-1][2]] == [BatchState.PREVIEWED, "address"]
    assert not HeadingMemory.objects.exists()


def test_what_moved_is_previewed_anew_by_the_worker(page, posted):
    bring_in(enterprises(enterprise_row(1)))
    batch = read(send(page, enterprises(enterprise_row(1, 企业规模="大型"), enterprise_row(2))))
    bring_in(enterprises(enterprise_row(1, 企业规模="小型")))
    page.act("commit", batch.pk)
    batch.refresh_from_db()
    assert (batch.state, posted) == (BatchState.READING, [batch.pk] * 2)
    assert "又有变化" not in see(page, batch), "it is told with the new preview"
    batch = read(batch)
    assert batch.state == BatchState.PREVIEWED and "又有变化" in see(page, batch)
    assert batch.rows.get(number=3).changes == {"企业规模": ["小型", "大型"]} and Enterprise.objects.count() == 1

    page.act("commit", batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.COMMITTED and Enterprise.objects.get(size="L")


def test_a_batch_being_read_is_nobody_elses_and_is_listed_with_its_state(page, client, jilin_city):
    batch = send(page, enterprises())
    assert "正在读取" in page.get(reverse("admin:ledgers_importbatch_changelist")).content.decode()
    other = User.objects.create_user(
        username="jl", name="吉示林", role=Role.COORDINATOR, region=jilin_city, is_staff=True
    )
    client.force_login(other)
    for name in ("batch", "progress", "file"):
        assert client.get(reverse(f"admin:ledgers_{name}", args=[batch.pk])).status_code == 404
