"""Several sheets that come in together: a folder, a .zip, the sheets of one workbook. One confirm, one undo."""

import json
import zipfile
from io import BytesIO, StringIO

import pytest
import xlsxwriter
from django.core.management import call_command

from liaison.enterprises.models import Enterprise
from liaison.ledgers import bundles, grouping, services
from liaison.ledgers.models import BatchState, ImportBatch, ImportGroup

from .conftest import CODES, HEADINGS, NOW, TODAY, enterprise_row, enterprises

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(nanguan, jilin_city):
    """The province, 长春 with 南关区, and 吉林市."""


def book(**sheets) -> bytes:
    """Return a workbook with a sheet for each name, the rows of it below the headings."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate([HEADINGS, *rows]):
                sheet.write_row(at, 0, row)
    return out.getvalue()


def packed(files: dict[str, bytes], *, gbk: bool = False) -> bytes:
    """Return a .zip; ``gbk`` writes names as older Windows does."""
    out = BytesIO()
    raw = {name.encode("gbk"): name for name in files} if gbk else {}
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr("x" * len(name.encode("gbk")) if gbk else name, content)
    content = out.getvalue()
    for name in raw:
        content = content.replace(b"x" * len(name), name)
    return content


def gather(files: dict[str, bytes], **options) -> ImportGroup:
    bundle = bundles.of_files(files.items())
    group = grouping.gather(kind="enterprises", name="各县区.zip", bundle=bundle, by=None, **options)
    grouping.read_here(group, clock=lambda: NOW, today=TODAY)
    return group


def write(group: ImportGroup, *, partial: bool = False) -> ImportGroup | None:
    assert grouping.claim(group_id=group.pk, now=NOW, partial=partial)
    return grouping.commit(group_id=group.pk, now=NOW, today=TODAY)


def parts(group: ImportGroup) -> list[tuple]:
    """Return file, sheet, state and the counts that are not zero of each part."""
    names = ("new", "changed", "unchanged", "skipped", "error")
    return [
        (part.file_name, part.sheet, part.state, {name: part.counts[name] for name in names if part.counts.get(name)})
        for part in group.parts.order_by("position")
    ]


def run(path, *args) -> tuple[int, list]:
    out = StringIO()
    try:
        call_command("import_ledger", "enterprises", str(path), "--json", *args, stdout=out, stderr=StringIO())
        code = 0
    except SystemExit as stop:
        code = stop.code
    return code, json.loads(out.getvalue())


@pytest.fixture
def folder(tmp_path):
    """A folder with two ledgers, one of them of two sheets, and a letter."""
    path = tmp_path / "各市州"
    path.mkdir()
    (path / "2吉林市.xlsx").write_bytes(book(甲=[enterprise_row(2)], 乙=[enterprise_row(3)]))
    (path / "1长春市.xlsx").write_bytes(enterprises(enterprise_row(1)))
    (path / "通知.docx").write_bytes(b"PK\x03\x04")
    (path / "~$1长春市.xlsx").write_bytes(b"lock")
    return path


def test_a_folder_comes_in_as_one_list_files_and_sheets_in_order(folder):
    code, said = run(folder)
    assert code == 0 and not Enterprise.objects.exists()
    assert [(each["file"].rpartition("/")[2], each["sheet"], each["new"]) for each in said] == [
        ("1长春市.xlsx", "台账", 1), ("2吉林市.xlsx", "甲", 1), ("2吉林市.xlsx", "乙", 1),
    ]  # fmt: skip
    assert not any("只读取了" in note["message"] for each in said for note in each["warnings"])

    code, said = run(folder, "--commit")
    assert code == 0 and all(each["committed"] for each in said) and Enterprise.objects.count() == 3
    assert ImportGroup.objects.latest("pk").state == BatchState.COMMITTED


def test_one_refused_file_keeps_all_out_unless_partial(folder):
    (folder / "3坏.xlsx").write_bytes(b"PK\x03\x04 cut off")
    code, said = run(folder, "--commit")
    assert code == 1 and not Enterprise.objects.exists()
    assert [each["committed"] for each in said] == [False] * 4
    assert "损坏" in said[-1]["errors"][0]["message"]

    code, said = run(folder, "--commit", "--partial")
    assert code == 0 and [each["committed"] for each in said] == [True, True, True, False]
    assert Enterprise.objects.count() == 3


def test_one_row_in_error_keeps_all_out_unless_partial(folder):
    wrong = enterprises(enterprise_row(4), enterprise_row(5, 统一社会信用代码=CODES[3]))
    (folder / "3错.xlsx").write_bytes(wrong)
    code, said = run(folder, "--commit")
    assert code == 1 and not Enterprise.objects.exists() and said[-1]["errors"][0]["row"] == 4
    code, said = run(folder, "--commit", "--partial")
    assert code == 0 and Enterprise.objects.count() == 4


def test_rows_left_out_are_told_by_the_exit_code(folder):
    services.import_at_once(
        kind="enterprises", name="x.xlsx", content=enterprises(enterprise_row(1)), by=None, now=NOW, today=TODAY,
        partial=False,
    )  # fmt: skip
    near = Enterprise.objects.get().name.replace("有限公司", "有限责任公司")
    unsure = enterprises(enterprise_row(1, 统一社会信用代码="", 企业名称=near))
    (folder / "1长春市.xlsx").write_bytes(unsure)
    code, said = run(folder, "--commit")
    assert code == 3 and said[0]["left_out"] == 1


def test_the_same_enterprise_in_two_sheets_is_told_and_written_in_order(folder):
    (folder / "3又.xlsx").write_bytes(enterprises(enterprise_row(1, 企业规模="大型")))
    code, said = run(folder)
    assert code == 0 and "1长春市.xlsx“台账”第 3 行已经有了" in said[-1]["warnings"][-1]["message"]

    code, said = run(folder, "--commit")
    assert code == 0 and [each["new"] for each in said] == [1, 1, 1, 0] and said[-1]["changed"] == 1
    assert Enterprise.objects.count() == 3 and Enterprise.objects.get(uscc=CODES[0]).size == "L"

    group = ImportGroup.objects.latest("pk")
    grouping.undo(group_id=group.pk, by=None, now=NOW)
    assert not Enterprise.objects.exists()
    assert set(group.parts.values_list("state", flat=True)) == {BatchState.UNDONE}


def test_what_a_sheet_becomes_after_another_is_shown_before_it_is_written():
    first, second = enterprise_row(1), enterprise_row(2, 统一社会信用代码=CODES[0])
    group = gather({"1.xlsx": enterprises(first), "2.xlsx": enterprises(second)})
    assert [counts for *_, counts in parts(group)] == [{"new": 1}, {"new": 1}]

    assert "再确认一次" in write(group).message and not Enterprise.objects.exists()
    (row,) = group.parts.get(file_name="2.xlsx").options["after"]["rows"]
    assert row[:3] == [3, "长春示例乙2号机械有限公司", "变更"] and "该代码在系统中登记的名称" in row[3]
    assert [counts for *_, counts in parts(group)] == [{"new": 1}, {"new": 1}]

    assert write(group).state == BatchState.COMMITTED and Enterprise.objects.count() == 1
    assert [counts for *_, counts in parts(group)] == [{"new": 1}, {"changed": 1}]


def test_an_error_that_an_earlier_sheet_brings_about_keeps_all_out(monkeypatch):
    group = gather(
        {"1.xlsx": enterprises(enterprise_row(1)), "2.xlsx": enterprises(enterprise_row(1, 企业规模="大型"))}
    )
    again = grouping.previewing.preview_again

    def in_error(**given):
        result = again(**given)
        if Enterprise.objects.exists():
            given["batch"].counts["error"] = 1
            result.report.notes["error"].append({"row": 3, "message": "与前面的表不符。"})
        return result

    monkeypatch.setattr(grouping.previewing, "preview_again", in_error)
    with pytest.raises(services.Refused, match=r"2\.xlsx“台账”在前面的表写入以后有 1 行不对：第 3 行 与前面的表不符"):
        write(group)
    group.refresh_from_db()
    assert group.state == BatchState.PREVIEWED and "与前面的表不符" in group.message
    assert not Enterprise.objects.exists()


def test_what_moved_meanwhile_is_shown_again_and_nothing_written():
    group = gather({"1.xlsx": enterprises(enterprise_row(1)), "2.xlsx": enterprises(enterprise_row(2))})
    services.import_at_once(
        kind="enterprises", name="x.xlsx", content=enterprises(enterprise_row(2, 企业规模="小型")), by=None, now=NOW,
        today=TODAY, partial=False,
    )  # fmt: skip
    assert "又有变化" in write(group).message
    assert Enterprise.objects.count() == 1, "the first sheet is not written either"
    assert [counts for *_, counts in parts(group)] == [{"new": 1}, {"changed": 1}]
    assert write(group).state == BatchState.COMMITTED and Enterprise.objects.count() == 2


def test_undo_is_all_or_nothing():
    group = gather({"1.xlsx": enterprises(enterprise_row(1)), "2.xlsx": enterprises(enterprise_row(2))})
    write(group)
    Enterprise.objects.filter(uscc=CODES[0]).update(version=7)
    with pytest.raises(services.Refused, match=r"1\.xlsx“台账”：导入之后"):
        grouping.undo(group_id=group.pk, by=None, now=NOW)
    assert Enterprise.objects.count() == 2
    assert set(group.parts.values_list("state", flat=True)) == {BatchState.COMMITTED}


def test_claimed_once_and_finished_by_the_sweep():
    group = gather({"1.xlsx": enterprises(enterprise_row(1)), "2.xlsx": enterprises(enterprise_row(2))})
    assert grouping.claim(group_id=group.pk, now=NOW) and not grouping.claim(group_id=group.pk, now=NOW)
    assert grouping.reclaim_stalled(now=NOW) == []
    later = NOW + grouping.STALLED_AFTER * 2
    assert grouping.reclaim_stalled(now=later) == [group.pk] and grouping.reclaim_stalled(now=later) == []
    assert grouping.commit(group_id=group.pk, now=later, today=TODAY).state == BatchState.COMMITTED
    assert grouping.commit(group_id=group.pk, now=later, today=TODAY) is None
    assert Enterprise.objects.count() == 2


def test_a_part_let_go_is_a_batch_of_its_own():
    group = gather({"1.xlsx": book(甲=[enterprise_row(1)], 乙=[enterprise_row(2)])})
    assert [sheet for _, sheet, *_ in parts(group)] == ["甲", "乙"]
    alone = group.parts.get(sheet="乙")
    grouping.let_go(batch_id=alone.pk)
    write(group)
    assert Enterprise.objects.get().uscc == CODES[0]
    alone.refresh_from_db()
    assert alone.group is None and services.claim(batch_id=alone.pk, now=NOW)
    with pytest.raises(services.Refused, match="已经导入"):
        grouping.let_go(batch_id=group.parts.get().pk)


def test_sheets_under_other_headings_stay_out_and_are_named():
    other = [heading for heading in HEADINGS if heading != "企业规模"]
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for name, headings in (("甲", HEADINGS), ("乙", other)):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, headings)
            sheet.write_row(1, 0, [cell for cell, h in zip(enterprise_row(1), HEADINGS, strict=True) if h in headings])
    group = gather({"1.xlsx": out.getvalue()})
    assert [sheet for _, sheet, *_ in parts(group)] == ["甲"]
    assert "“乙”" in group.parts.get().remarks[0]["message"]


def test_names_of_older_windows_are_readable_and_none_leads_anywhere():
    one = enterprises(enterprise_row(1))
    (item,) = bundles.of_archive(packed({"长春市台账.xlsx": one}, gbk=True)).items
    assert item.name == "长春市台账.xlsx"
    odd = {"../../etc/甲.xlsx": one, "/abs/乙.xlsx": one, "C:\\x\\丙.xlsx": one, "a/台账.xlsx": one, "b/台账.xlsx": one}
    names = [item.name for item in bundles.of_archive(packed(odd)).items]
    assert sorted(names) == sorted(["甲.xlsx", "乙.xlsx", "丙.xlsx", "a-台账.xlsx", "b-台账.xlsx"])


def test_what_lies_beside_is_passed_over_and_a_nested_zip_is_refused():
    one = enterprises(enterprise_row(1))
    inner = packed({"乙.xlsx": one})
    bundle = bundles.of_archive(
        packed({"甲.xlsx": one, "说明.pdf": b"%PDF", "__MACOSX/._甲.xlsx": b"x", "里面.zip": inner, "像表.xlsx": inner})
    )
    assert bundle.passed_over == ["说明.pdf"]
    assert [item.name for item in bundle.items if item.refusal] == ["像表.xlsx", "里面.zip"]


def test_bounds_of_number_and_size(settings):
    one = enterprises(enterprise_row(1))
    settings.LEDGER_GROUP_FILES = 2
    with pytest.raises(services.Refused, match="最多 2 个"):
        bundles.of_archive(packed({f"{n}.xlsx": one for n in range(3)}))
    settings.LEDGER_LIMITS = {"bytes": 1_000}
    (item,) = bundles.of_archive(packed({"大.xlsx": b"0" * 1_001})).items
    assert "上限" in item.refusal and not item.content
    settings.LEDGER_LIMITS = {"unpacked": 1_500}
    with pytest.raises(services.Refused, match="解压后过大"):
        bundles.of_archive(packed({"1.xlsx": b"0" * 1_000, "2.xlsx": b"0" * 1_000}))
    for content in (b"PK\x03\x04 cut off", packed({"说明.pdf": b"%PDF"})):
        with pytest.raises(services.Refused):
            bundles.of_archive(content)


def test_a_workbook_is_no_archive():
    assert not bundles.is_archive(enterprises()) and not bundles.is_archive(b"PK\x03\x04 cut off")
    assert bundles.is_archive(packed({"甲.xlsx": enterprises()}))


def test_a_batch_that_belongs_to_no_group_stays_alone():
    gather({"1.xlsx": enterprises(enterprise_row(1))})
    assert ImportBatch.objects.get().group.parts.count() == 1
