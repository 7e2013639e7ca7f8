"""What a preview has understood is kept for the commit, and for the same file uploaded again that day."""

import datetime as dt

import pytest
from django.urls import reverse

from liaison.enterprises.models import Enterprise
from liaison.ledgers import correcting, opening, parsed, services
from liaison.ledgers.models import Answer, BatchState, HeadingMemory, ImportBatch
from liaison.sheets import TableSource

from .conftest import HEADINGS, NOW, TODAY, bring_in, counts, enterprise_row, enterprises, preview, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(nanguan):
    """南关区 of 长春, where the enterprises are."""


@pytest.fixture
def readings(monkeypatch) -> list[str]:
    """The names of the files that were read, one entry a reading."""
    read: list[str] = []
    open_workbook = opening.open_workbook

    def watched(content, name, **kwargs):
        read.append(name)
        return open_workbook(content, name, **kwargs)

    monkeypatch.setattr(opening, "open_workbook", watched)
    return read


def commit(batch: ImportBatch, today: dt.date = TODAY):
    assert services.claim(batch_id=batch.pk, now=NOW)
    return services.commit(batch_id=batch.pk, now=NOW, today=today)


def kept_file(batch: ImportBatch):
    return batch.file.storage.path(batch.options["parsed"]["name"])


def test_the_commit_does_not_read_the_file_again(readings):
    batch = preview(enterprises()).batch
    assert commit(batch).committed and Enterprise.objects.count() == 2
    assert len(readings) == 1


def test_on_another_day_the_file_is_read_again(readings):
    batch = preview(enterprises()).batch
    assert commit(batch, today=TODAY + dt.timedelta(days=1)).committed
    assert len(readings) == 2 and Enterprise.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"cos\nsystem\n(S'exit 1'\ntR.", None])
def test_a_kept_file_that_was_touched_or_lost_is_never_unpickled(readings, content):
    from pathlib import Path

    batch = preview(enterprises()).batch
    path = Path(kept_file(batch))
    path.unlink() if content is None else path.write_bytes(content)
    assert commit(batch).committed and Enterprise.objects.count() == 2
    assert len(readings) == 2


def test_the_same_file_uploaded_again_is_not_read_again_and_says_unchanged(readings):
    content = enterprises()
    commit(preview(content).batch)
    again = preview(content)
    assert counts(again) == {"unchanged": 2} and len(readings) == 1
    assert again.batch.headings and again.batch.header_row == 2
    assert list(again.batch.rows.values_list("number", flat=True)) == [3, 4]


def test_a_second_upload_can_be_committed_from_its_own_copy(readings):
    content = enterprises()
    first, second = preview(content).batch, preview(content).batch
    assert kept_file(first) != kept_file(second)
    assert commit(second).committed and len(readings) == 1


@pytest.mark.parametrize("difference", ["sheet", "mapping", "memory", "answers", "day"])
def test_a_file_that_is_to_be_read_otherwise_is_read_anew(readings, coordinator, difference):
    content = workbook([*HEADINGS, "企业简介"], [*enterprise_row(1), "做机械的"])
    batch = preview(content).batch
    mapping = {str(index): field or "" for index, _, field in batch.headings} | {str(len(HEADINGS)): "note"}
    options, today = {}, TODAY
    if difference == "sheet":
        options = {"sheet": "台账"}
    elif difference == "mapping":
        options = {"mapping": mapping}
    elif difference == "memory":
        HeadingMemory.objects.create(kind="enterprises", signature=batch.options["signature"], mapping=mapping)
    elif difference == "answers":
        Answer.objects.create(batch=batch, number=3, field="企业名称", choice="skip")
    else:
        today += dt.timedelta(days=1)
    again = services.upload(
        kind="enterprises", name="台账.xlsx", content=content, by=None, now=NOW, today=today, **options
    )
    assert len(readings) == 2 and again.batch.counts["new"] == 1
    if difference in ("mapping", "memory"):
        commit(again.batch)
        assert Enterprise.objects.get().note == "做机械的"


def test_answers_are_in_what_the_commit_starts_from(readings, coordinator):
    bring_in(enterprises(enterprise_row(1, 统一社会信用代码="")))
    near = enterprise_row(2, 企业名称="长春示例甲1号机械股份有限公司", 统一社会信用代码="")
    batch = preview(enterprises(near), by=coordinator).batch
    question = batch.rows.get().notes[0]
    correcting.answer(
        batch=batch, number=3, column=question["column"], value=question["value"], choice="keep", remember=False,
        by=coordinator, now=NOW, today=TODAY,
    )  # fmt: skip
    batch.refresh_from_db()
    assert commit(batch).committed and Enterprise.objects.count() == 2


def test_large_ledgers_go_through_part_by_part(monkeypatch):
    monkeypatch.setattr(TableSource.parts, "__defaults__", (2,))
    content = enterprises(*(enterprise_row(n) for n in range(1, 6)))
    batch = preview(content).batch
    assert batch.counts["new"] == 5
    assert commit(batch).committed and Enterprise.objects.count() == 5
    assert counts(preview(content)) == {"unchanged": 5}
    assert counts(bring_in(content)) == {"unchanged": 5}


def test_a_code_named_twice_is_found_across_parts(monkeypatch):
    monkeypatch.setattr(TableSource.parts, "__defaults__", (1,))
    result = preview(enterprises(enterprise_row(1), enterprise_row(2), enterprise_row(1)))
    assert counts(result) == {"new": 2, "error": 1}


def test_what_was_read_on_an_earlier_day_is_taken_away():
    batch = preview(enterprises()).batch
    assert parsed.forget_read(today=TODAY) == 0
    assert parsed.forget_read(today=TODAY + dt.timedelta(days=1)) == 1
    assert parsed.forget_read(today=TODAY + dt.timedelta(days=1)) == 0
    batch.refresh_from_db()
    assert "parsed" not in batch.options and not batch.file.storage.exists(f"{batch.file.name}.parsed")
    assert commit(batch).committed


def test_the_page_names_the_earlier_import_of_the_same_file(client, coordinator):
    coordinator.is_staff = True
    coordinator.save()
    client.force_login(coordinator)
    content = enterprises()
    first = preview(content, by=coordinator).batch
    commit(first)
    second = preview(content, by=coordinator).batch
    shown = client.get(reverse("admin:ledgers_batch", args=[second.pk])).content.decode()
    assert "同一个文件" in shown and reverse("admin:ledgers_batch", args=[first.pk]) in shown
    assert "同一个文件" not in client.get(reverse("admin:ledgers_batch", args=[first.pk])).content.decode()
    assert first.state != BatchState.REFUSED and parsed.KeptLedger.of(second, TODAY) is None
