"""The import in the admin: upload, preview, answer, confirm, result, undo; and who may do it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from liaison.directory.models import Role, User
from liaison.enterprises.models import Enterprise, EnterpriseAlias
from liaison.ledgers import services, tasks, undoing
from liaison.ledgers.models import BatchState, ImportBatch, ImportEffect

from .conftest import CODES, HEADINGS, NOW, TODAY, bring_in, counts, enterprise_row, enterprises, preview, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(nanguan, jilin_city):
    """The province, 长春 with 南关区, and 吉林市."""


@pytest.fixture
def page(client, coordinator, monkeypatch):
    """The coordinator's browser; workers run in place."""
    monkeypatch.setattr(tasks.commit_batch, "delay", lambda batch_id: tasks.commit_batch(batch_id))
    coordinator.is_staff = True
    coordinator.save()
    client.force_login(coordinator)
    return client


def send(page, content: bytes, name: str = "台账.xlsx", **data):
    form = {"kind": "enterprises", "file": SimpleUploadedFile(name, content), **data}
    return page.post(reverse("admin:ledgers_upload"), form)


def see(page, batch, query: str = "") -> str:
    return page.get(reverse("admin:ledgers_batch", args=[batch.pk]) + query).content.decode()


def post(page, name: str, batch, **data):
    return page.post(reverse(f"admin:ledgers_{name}", args=[batch.pk]), data)


def test_upload_preview_confirm_result(page, django_capture_on_commit_callbacks):
    response = send(page, enterprises())
    batch = ImportBatch.objects.get()
    assert response.url == reverse("admin:ledgers_batch", args=[batch.pk])
    assert "确认导入 2 行" in see(page, batch) and not Enterprise.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        post(page, "commit", batch)
    batch.refresh_from_db()
    assert batch.state == BatchState.COMMITTED and Enterprise.objects.count() == 2
    shown = see(page, batch)
    assert "新增 2 行" in shown
    assert all(reverse("admin:enterprises_enterprise_change", args=[e.pk]) in shown for e in Enterprise.objects.all())


def test_a_refused_file_keeps_the_form_and_says_what_to_do(page):
    response = send(page, b"PK\x03\x04 cut off", effective_on="2026-07-01")
    shown = response.content.decode()
    assert response.status_code == 422 and "损坏" in shown
    assert 'value="enterprises" checked' in shown and "2026-07-01" in shown
    assert not ImportBatch.objects.exists()


def test_confirming_twice_writes_once(page, django_capture_on_commit_callbacks):
    send(page, enterprises())
    batch = ImportBatch.objects.get()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            post(page, "commit", batch)
    assert Enterprise.objects.count() == 2
    assert ImportEffect.objects.filter(model="enterprises.enterprise").count() == 2


def test_rows_in_error_are_written_only_when_asked_without_them(page, django_capture_on_commit_callbacks):
    send(page, enterprises(enterprise_row(1), enterprise_row(2, 统一社会信用代码=CODES[0])))
    batch = ImportBatch.objects.get()
    post(page, "commit", batch)
    assert not Enterprise.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        post(page, "commit", batch, partial="1")
    assert Enterprise.objects.count() == 1


def test_the_error_workbook_mended_and_sent_again_touches_only_what_was_mended(page):
    from python_calamine import CalamineWorkbook

    result = bring_in(enterprises(enterprise_row(1), enterprise_row(2, 统一社会信用代码=CODES[0])), partial=True)
    content = b"".join(page.get(reverse("admin:ledgers_errors", args=[result.batch.pk])).streaming_content)

    from io import BytesIO

    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert len(rows) == 3 and rows[1][:5] == HEADINGS[:5], "title, headings, the one row in error"
    mended = [list(row) for row in rows[2:]]
    mended[0][4] = CODES[1]
    assert counts(bring_in(workbook(rows[1], *mended))) == {"new": 1}


def test_what_moved_since_the_preview_is_shown_again_instead_of_written(page, django_capture_on_commit_callbacks):
    bring_in(enterprises(enterprise_row(1)))
    send(page, enterprises(enterprise_row(1, 企业规模="大型")))
    batch = ImportBatch.objects.latest("pk")
    bring_in(enterprises(enterprise_row(1, 企业规模="小型")))
    with django_capture_on_commit_callbacks(execute=True):
        post(page, "commit", batch)

    batch.refresh_from_db()
    assert batch.state == BatchState.PREVIEWED and "又有变化" in batch.message
    assert Enterprise.objects.get().size == "S"
    assert batch.rows.get().changes == {"企业规模": ["小型", "大型"]}


def test_an_answer_settles_a_question_and_is_remembered_on_request(page):
    bring_in(enterprises(enterprise_row(1)))
    name = Enterprise.objects.get().name
    short = name.replace("有限公司", "有限责任公司")
    send(page, enterprises(enterprise_row(1, 统一社会信用代码="", 企业名称=short, 企业规模="大型")))
    batch = ImportBatch.objects.latest("pk")
    assert "相似度" in see(page, batch)

    question = {"number": 3, "column": "企业名称", "value": short}
    post(page, "answer", batch, **question, choice=f"pick:{name}", remember="1")
    batch.refresh_from_db()
    assert counts(services.Result(batch, None)) == {"changed": 1}
    assert EnterpriseAlias.objects.get().name == short


def test_keep_and_skip_are_answers_too(page):
    bring_in(enterprises(enterprise_row(1)))
    close = Enterprise.objects.get().name.replace("有限公司", "有限责任公司")
    send(page, enterprises(enterprise_row(2, 统一社会信用代码="", 企业名称=close)))
    batch = ImportBatch.objects.latest("pk")
    question = {"number": 3, "column": "企业名称", "value": close}

    post(page, "answer", batch, **question, choice="keep")
    batch.refresh_from_db()
    assert counts(services.Result(batch, None)) == {"new": 1}, "kept as written: a new enterprise"
    post(page, "answer", batch, **question, choice="skip")
    batch.refresh_from_db()
    assert counts(services.Result(batch, None)) == {"skipped": 1}


def test_an_answer_about_a_cell_of_two_lines_is_kept_and_one_to_nothing_is_refused(page):
    send(page, enterprises(enterprise_row(1, 企业名称="长春示例甲\n机械有限公司1")))
    batch = ImportBatch.objects.get()
    asked = batch.rows.get().notes[0]
    assert asked["level"] == "question" and "\n" in asked["value"]

    question = {"number": 3, "column": asked["column"], "choice": f"pick:{asked['candidates'][0]['value']}"}
    said = post(page, "answer", batch, **question, value="没有问过的")
    assert "没有找到这个问题" in page.get(said.url).content.decode()
    post(page, "answer", batch, **question, value=asked["value"].replace("\n", "\r\n"))
    batch.refresh_from_db()
    assert counts(services.Result(batch, None)) == {"new": 1}


def test_undo_takes_everything_back_and_names_what_was_touched():
    bring_in(enterprises(enterprise_row(1)))
    before = Enterprise.objects.values().get()
    changed = bring_in(enterprises(enterprise_row(1, 企业规模="大型", 联系领导="吴示岩"), enterprise_row(2)))

    Enterprise.objects.filter(uscc=CODES[1]).update(version=2)
    with pytest.raises(undoing.Touched) as touched:
        undoing.undo(batch_id=changed.batch.pk, by=None, now=NOW)
    assert touched.value.records[0][0] == 4 and Enterprise.objects.count() == 2

    Enterprise.objects.filter(uscc=CODES[1]).update(version=1)
    undoing.undo(batch_id=changed.batch.pk, by=None, now=NOW)
    after = Enterprise.objects.values().get()
    for moving in ("version", "updated_at"):
        before.pop(moving), after.pop(moving)
    assert after == before
    assignment = Enterprise.objects.get().assignments.get()
    assert (assignment.leader.name, assignment.end_on) == ("周示晓", None)
    with pytest.raises(Exception, match="已导入的批次"):
        undoing.undo(batch_id=changed.batch.pk, by=None, now=NOW)


def test_a_killed_worker_leaves_a_batch_that_the_sweep_finishes():
    batch = preview(enterprises()).batch
    assert services.claim(batch_id=batch.pk, now=NOW)
    later = NOW + services.STALLED_AFTER * 2
    assert services.reclaim_stalled(now=NOW) == []
    assert services.reclaim_stalled(now=later) == [batch.pk]
    assert services.reclaim_stalled(now=later) == [], "taken by one sweep only"

    assert services.commit(batch_id=batch.pk, now=later, today=TODAY).committed
    assert services.commit(batch_id=batch.pk, now=later, today=TODAY) is None
    assert Enterprise.objects.count() == 2


def test_an_officer_may_not_import_and_another_regions_batches_do_not_exist(client, officer, jilin_city):
    officer.is_staff = True
    officer.save()
    client.force_login(officer)
    assert client.get(reverse("admin:ledgers_upload")).status_code == 403

    batch = preview(enterprises()).batch
    other = User.objects.create_user(
        username="jl", name="吉示林", role=Role.COORDINATOR, region=jilin_city, is_staff=True
    )
    client.force_login(other)
    for name in ("batch", "file", "errors", "progress"):
        assert client.get(reverse(f"admin:ledgers_{name}", args=[batch.pk])).status_code == 404


def test_pages_cost_the_same_at_one_and_at_many_rows(page, django_assert_max_num_queries):
    few = preview(enterprises(enterprise_row(1)), by=User.objects.get(username="coordinator")).batch
    many = preview(
        enterprises(*(enterprise_row(n) for n in range(1, 6))), by=User.objects.get(username="coordinator")
    ).batch
    see(page, few)
    with django_assert_max_num_queries(20) as one:
        see(page, few)
    with django_assert_max_num_queries(20) as five:
        see(page, many)
    assert len(one) == len(five)


def test_one_click_leads_from_a_record_to_its_row(page, coordinator):
    result = bring_in(enterprises(), by=coordinator)
    enterprise = Enterprise.objects.get(uscc=CODES[1])
    response = page.get(f"/admin/enterprises/enterprise/{enterprise.pk}/import-origin", follow=True)

    assert response.redirect_chain[-1][0].endswith(f"/{result.batch.pk}/page/?row=4")
    shown = response.content.decode()
    assert "第 4 行" in shown and "第 3 行" not in shown


def test_what_is_filtered_goes_out_as_a_ledger(page):
    bring_in(enterprises())
    chosen = {"action": "export_as_ledger", "_selected_action": [Enterprise.objects.first().pk]}
    response = page.post(reverse("admin:enterprises_enterprise_changelist"), chosen)
    assert response["Content-Disposition"].startswith("attachment")
    assert counts(bring_in(b"".join(response.streaming_content))) == {"unchanged": 1}
