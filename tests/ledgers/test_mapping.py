"""Saying by hand which row is the heading and what its columns mean; remembered for sheets with the same headings."""

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from liaison.enterprises.models import Enterprise
from liaison.ledgers import services
from liaison.ledgers.models import BatchState, HeadingMemory, ImportBatch

from .conftest import CODES, HEADINGS, NOW, TODAY, bring_in, enterprise_row, preview, workbook

pytestmark = pytest.mark.django_db
ODD = ["编码", "叫什么", "证照", "在哪儿", "哪个县"]
ROWS = [
    [1, "长春示例甲机械有限公司", CODES[0], "长春市", "南关区"],
    [2, "长春示例乙机械有限公司", CODES[1], "长春市", "南关区"],
]
MEANING = {1: "name", 2: "uscc", 3: "prefecture", 4: "county"}


@pytest.fixture(autouse=True)
def _world(nanguan):
    """南关区 of 长春, where the enterprises are."""


@pytest.fixture
def page(client, coordinator):
    coordinator.is_staff = True
    coordinator.save()
    client.force_login(coordinator)
    return client


@pytest.fixture
def saved(tmp_path):
    """Put a file on disk, as the command line takes it."""

    def save(content: bytes) -> str:
        path = tmp_path / "台账.xlsx"
        path.write_bytes(content)
        return str(path)

    return save


def odd(*more) -> bytes:
    return workbook(ODD, *ROWS, *more, title="一张没见过的表")


def send(page, content: bytes):
    return page.post(
        reverse("admin:ledgers_upload"), {"kind": "enterprises", "file": SimpleUploadedFile("台账.xlsx", content)}
    )


def name_columns(page, batch, header_row: int = 2, *, remember: bool = False, **columns):
    url = reverse("admin:ledgers_mapping", args=[batch.pk])
    meaning = {f"column-{index}": field for index, field in MEANING.items()} | columns
    return page.post(url, {"header_row": header_row, **meaning, **({"remember": "1"} if remember else {})})


def test_columns_are_corrected_by_hand_and_remembered_for_the_same_headings(page):
    content = workbook([*HEADINGS, "详情"], [*enterprise_row(1), "长春市示例大街1号"])
    send(page, content)
    batch = ImportBatch.objects.get()
    mapping = {f"column-{index}": name or "" for index, _, name in batch.headings}
    url = reverse("admin:ledgers_mapping", args=[batch.pk])
    page.post(url, {**mapping, f"column-{len(HEADINGS)}": "address", "remember": "1"})

    assert HeadingMemory.objects.count() == 1
    bring_in(content)
    assert Enterprise.objects.get().address == "长春市示例大街1号"


def test_a_file_without_a_known_heading_is_kept_and_its_columns_are_asked_for(page):
    response = send(page, odd())
    batch = ImportBatch.objects.get()
    assert batch.state == BatchState.UNREAD and response.url == reverse("admin:ledgers_mapping", args=[batch.pk])
    shown = page.get(response.url).content.decode()
    assert "没有找到“联系企业台账”的表头" in shown and "第 2 行：编码 | 叫什么 | 证照" in shown
    assert '<option value="2" selected' in shown and "长春示例甲机械有限公司；长春示例乙机械有限公司" in shown
    assert page.get(reverse("admin:ledgers_batch", args=[batch.pk])).url == response.url, "nothing else to do with it"


def test_named_by_hand_it_is_previewed_and_written(page):
    send(page, odd())
    batch = ImportBatch.objects.get()
    assert name_columns(page, batch).url == reverse("admin:ledgers_batch", args=[batch.pk])
    batch.refresh_from_db()
    assert (batch.state, batch.message, batch.header_row, batch.counts["new"]) == (BatchState.PREVIEWED, "", 2, 2)
    assert services.claim(batch_id=batch.pk, now=NOW)
    services.commit(batch_id=batch.pk, now=NOW, today=TODAY)
    assert set(Enterprise.objects.values_list("name", "uscc")) == {tuple(row[1:3]) for row in ROWS}
    assert Enterprise.objects.get(uscc=CODES[0]).extra == {"编码": "1"}


def test_another_row_may_be_called_the_heading(page):
    send(page, workbook(["说明", "本表", "由", "各", "县", "填"], ODD, *ROWS))
    batch = ImportBatch.objects.get()
    assert batch.header_row == 2, "the fullest row, guessed wrong"
    shown = page.get(reverse("admin:ledgers_mapping", args=[batch.pk]) + "?header_row=3").content.decode()
    assert '<option value="3" selected' in shown and "叫什么" in shown
    name_columns(page, batch, header_row=3)
    batch.refresh_from_db()
    assert batch.counts["new"] == 2


def test_what_is_still_missing_is_said_and_nothing_chosen_is_lost(page):
    send(page, odd())
    batch = ImportBatch.objects.get()
    response = name_columns(page, batch, **{"column-1": ""})
    shown = response.content.decode()
    assert response.status_code == 422 and "缺少必填栏目“企业名称”" in shown
    assert '<option value="uscc" selected' in shown
    batch.refresh_from_db()
    assert batch.state == BatchState.UNREAD and not batch.rows.exists()


def test_remembered_the_next_such_file_is_read_without_asking(page, saved):
    send(page, odd())
    name_columns(page, ImportBatch.objects.get(), remember=True)
    more = odd([3, "长春示例丙机械有限公司", CODES[2], "长春市", "南关区"])
    out = StringIO()
    call_command("import_ledger", "enterprises", saved(more), "--json", stdout=out)
    assert '"new": 3' in out.getvalue() and '"header_row": 2' in out.getvalue()


def test_the_command_refuses_what_only_a_person_could_tell(saved):
    with pytest.raises(SystemExit) as ended:
        call_command("import_ledger", "enterprises", saved(odd()), "--json", stdout=StringIO())
    assert ended.value.code == 1 and not ImportBatch.objects.exists()


def test_a_batch_being_written_cannot_be_read_otherwise(page):
    batch = preview(workbook(HEADINGS, enterprise_row(1)), by=None).batch
    services.claim(batch_id=batch.pk, now=NOW)
    response = name_columns(page, batch)
    assert response.status_code == 302
    batch.refresh_from_db()
    assert batch.state == BatchState.COMMITTING and "mapping" not in batch.options
