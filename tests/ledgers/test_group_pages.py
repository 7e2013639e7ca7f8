"""Several files at once on the page: one summary, one confirm, one undo; and this month's list beside last month's."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from liaison.directory.models import Role, User
from liaison.enterprises.models import Enterprise
from liaison.ledgers import tasks
from liaison.ledgers.models import BatchState, ImportBatch, ImportGroup

from .conftest import CODES, enterprise_row, enterprises
from .test_groups import book, packed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(nanguan, jilin_city):
    """The province, 长春 with 南关区, and 吉林市."""


@pytest.fixture
def page(client, coordinator, monkeypatch, django_capture_on_commit_callbacks):
    """The coordinator's browser; workers run in place."""
    monkeypatch.setattr(tasks.commit_batch, "delay", lambda batch_id: tasks.commit_batch(batch_id))
    monkeypatch.setattr(tasks.commit_group, "delay", lambda group_id: tasks.commit_group(group_id))
    coordinator.is_staff = True
    coordinator.save()
    client.force_login(coordinator)

    def act(name: str, *args, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(f"admin:ledgers_{name}", args=args), data)

    client.act = act
    return client


def send(page, files: dict[str, bytes], **data) -> str:
    """Upload ``files`` at once; return the page that people see next."""
    chosen = [SimpleUploadedFile(name, content) for name, content in files.items()]
    response = page.act("upload", kind="enterprises", file=chosen, **data)
    return page.get(response.url).content.decode() if response.status_code == 302 else response.content.decode()


def see(page, name: str, pk: int) -> str:
    return page.get(reverse(f"admin:ledgers_{name}", args=[pk])).content.decode()


TWO = {"甲.xlsx": [1], "乙.xlsx": [2]}


def two() -> dict[str, bytes]:
    return {name: enterprises(*(enterprise_row(n) for n in rows)) for name, rows in TWO.items()}


def test_several_files_are_confirmed_and_taken_back_together(page):
    shown = send(page, two())
    group = ImportGroup.objects.get()
    assert "甲.xlsx" in shown and "乙.xlsx" in shown and "确认导入 2 行" in shown and not Enterprise.objects.exists()

    page.act("group_commit", group.pk)
    assert Enterprise.objects.count() == 2 and "新增 2 行" in see(page, "group", group.pk)
    page.act("group_undo", group.pk)
    assert not Enterprise.objects.exists() and "已撤销" in see(page, "group", group.pk)


def test_a_refused_file_is_listed_and_the_rest_can_be_written(page):
    shown = send(page, {"各县.zip": packed({**two(), "坏.xlsx": b"PK\x03\x04 cut off", "通知.pdf": b"%PDF"})})
    group = ImportGroup.objects.get()
    assert "损坏" in shown and "通知.pdf" in shown and "确认导入" not in shown
    page.act("group_commit", group.pk)
    assert not Enterprise.objects.exists()
    page.act("group_commit", group.pk, partial="1")
    assert Enterprise.objects.count() == 2


def test_a_workbook_of_like_sheets_is_read_whole_unless_one_is_wanted(page):
    content = book(南关=[enterprise_row(1)], 朝阳=[enterprise_row(2)])
    shown = send(page, {"两县.xlsx": content})
    assert "两县.xlsx“南关”" in shown and "两县.xlsx“朝阳”" in shown and "只读取了" not in shown
    assert "只读取了" in send(page, {"两县.xlsx": content}, sheets="one")
    assert ImportGroup.objects.count() == 1


def test_one_file_in_a_zip_is_one_file(page):
    assert "确认导入 1 行" in send(page, {"一.zip": packed({"甲.xlsx": enterprises(enterprise_row(1))})})
    assert not ImportGroup.objects.exists()
    assert "没有表格文件" in send(page, {"无.zip": packed({"通知.pdf": b"%PDF"})})


def test_large_ones_are_read_by_workers_and_the_page_tells_how_far(page, settings, monkeypatch):
    settings.LEDGER_PREVIEW_DIRECT_BYTES = "1"
    posted = []
    monkeypatch.setattr(tasks.read_batch, "delay", posted.append)
    shown = send(page, {**two(), "丙.xlsx": book(一=[enterprise_row(3)], 二=[enterprise_row(4)])})
    group = ImportGroup.objects.get()
    assert "正在读取" in shown and len(posted) == 3
    ask = reverse("admin:ledgers_group_progress", args=[group.pk])
    assert page.get(ask).json() == {"state": "reading", "done": 0, "total": 3}
    page.act("group_commit", group.pk)
    assert not Enterprise.objects.exists() and ImportGroup.objects.get().state == BatchState.PREVIEWED
    while posted:
        tasks.read_batch(posted.pop(0))
        posted += [
            pk for pk in group.parts.filter(state=BatchState.READING).values_list("pk", flat=True) if pk not in posted
        ]
    assert page.get(ask).json() == {"state": "previewed", "done": 4, "total": 4}
    assert "确认导入 4 行" in see(page, "group", group.pk)


def test_a_part_leads_to_its_group_and_is_confirmed_only_there(page):
    send(page, two())
    group, part = ImportGroup.objects.get(), ImportBatch.objects.first()
    assert reverse("admin:ledgers_group", args=[group.pk]) in see(page, "batch", part.pk)
    assert page.act("commit", part.pk).url == reverse("admin:ledgers_group", args=[group.pk])
    assert not Enterprise.objects.exists()
    assert group.name in page.get(reverse("admin:ledgers_importbatch_changelist")).content.decode()

    page.act("let_go", part.pk)
    page.act("commit", part.pk)
    assert Enterprise.objects.count() == 1 and group.parts.count() == 1


def test_anothers_group_does_not_exist(page, client, jilin_city):
    send(page, two())
    group, part = ImportGroup.objects.get(), ImportBatch.objects.first()
    other = User.objects.create_user(
        username="jl", name="吉示林", role=Role.COORDINATOR, region=jilin_city, is_staff=True
    )
    client.force_login(other)
    for name in ("group", "group_progress"):
        assert client.get(reverse(f"admin:ledgers_{name}", args=[group.pk])).status_code == 404
    for name, pk in (("group_commit", group.pk), ("group_undo", group.pk), ("let_go", part.pk)):
        assert client.post(reverse(f"admin:ledgers_{name}", args=[pk])).status_code == 404


def test_the_page_costs_the_same_for_two_and_for_five_sheets(page, django_assert_max_num_queries):
    send(page, two())
    send(page, {f"{n}.xlsx": enterprises(enterprise_row(n)) for n in range(1, 6)})
    few, many = ImportGroup.objects.order_by("pk")
    see(page, "group", few.pk)
    with django_assert_max_num_queries(30) as first:
        see(page, "group", few.pk)
    with django_assert_max_num_queries(30) as second:
        see(page, "group", many.pk)
    assert len(first) == len(second)


def commit_last(page, day: dt.datetime | None = None) -> ImportBatch:
    batch = ImportBatch.objects.latest("pk")
    page.act("commit", batch.pk)
    if day:
        ImportBatch.objects.filter(pk=batch.pk).update(committed_at=day, created_at=day)
    return batch


def last_month() -> dt.datetime:
    from django.utils.timezone import localtime

    return localtime().replace(day=1) - dt.timedelta(days=3)


def test_this_month_is_told_beside_last_month(page):
    send(page, {"6月台账.xlsx": enterprises(*(enterprise_row(n) for n in (1, 2, 3, 4)))})
    before = commit_last(page, last_month())
    gone = Enterprise.objects.get(uscc=CODES[3])
    rows = [enterprise_row(1), enterprise_row(2, 企业规模="大型"), enterprise_row(3), enterprise_row(5)]
    shown = send(page, {"7月台账（定稿）.xlsx": enterprises(*rows)})
    assert "本月比上月：新增 1、退出 1、变更 1" in shown and reverse("admin:ledgers_batch", args=[before.pk]) in shown
    assert gone.name in shown and reverse("admin:enterprises_enterprise_change", args=[gone.pk]) in shown

    commit_last(page)
    shown = see(page, "batch", ImportBatch.objects.latest("pk").pk)
    assert "本月比上月：新增 1、退出 1、变更 1" in shown
    assert Enterprise.objects.filter(pk=gone.pk).exists(), "told, never acted on"


def test_a_renamed_enterprise_has_not_left(page):
    send(page, {"6月.xlsx": enterprises(*(enterprise_row(n) for n in (1, 2)))})
    commit_last(page, last_month())
    shown = send(
        page, {"7月.xlsx": enterprises(enterprise_row(1), enterprise_row(2, 企业名称="长春改名后机械有限公司"))}
    )
    assert "本月比上月：新增 0、退出 0、变更 1" in shown


def test_another_list_is_not_compared_unless_people_say_so(page):
    send(page, {"6月.xlsx": enterprises(*(enterprise_row(n) for n in (1, 2, 3)))}, monthly="on")
    commit_last(page)
    assert "、退出 " not in send(page, {"7月.xlsx": enterprises(enterprise_row(4))})
    assert "、退出 3" in send(page, {"别的名称.xlsx": enterprises(enterprise_row(4))}, monthly="on")


def test_what_was_taken_back_is_no_measure(page):
    send(page, {"6月.xlsx": enterprises()})
    page.act("undo", commit_last(page).pk)
    assert "、退出 " not in send(page, {"7月.xlsx": enterprises()})


def test_a_group_is_compared_as_a_whole(page):
    send(page, two())
    page.act("group_commit", ImportGroup.objects.get().pk)
    shown = send(
        page, {"甲.xlsx": enterprises(enterprise_row(1), enterprise_row(2)), "乙.xlsx": enterprises(enterprise_row(3))}
    )
    assert "新增 1、退出 0、变更 0" in shown, "who moved from one sheet to the other has not left"
