"""Ledgers of strangers through the whole import: numbered names, merged records, rows left out, other places."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from liaison.directory.models import Leader, Level
from liaison.enterprises.models import AliasKind, Enterprise, EnterpriseAlias

from .conftest import CODES, HEADINGS, bring_in, counts, enterprise_row, enterprises, messages, preview, workbook

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("长春示例机械有限公司一分公司", "长春示例机械有限公司二分公司"),
        ("长春示例冷库001号有限公司", "长春示例冷库002号有限公司"),
    ],
)
def test_names_that_differ_only_in_a_number_are_different(reference, one, other):
    rows = [enterprise_row(n, 企业名称=name, 统一社会信用代码="") for n, name in ((1, one), (2, other))]
    assert counts(bring_in(enterprises(*rows))) == {"new": 2}


def merged_away() -> Enterprise:
    """Leave one of two enterprises of the sheet, the other's name and all merged into it."""
    bring_in(enterprises())
    kept, gone = Enterprise.objects.order_by("id")
    name = gone.name
    gone.assignments.all().delete()
    gone.delete()
    EnterpriseAlias.objects.create(enterprise=kept, name=name, kind=AliasKind.MERGED)
    return kept


def test_a_county_that_sends_its_list_again_after_a_merge_is_not_stuck(reference):
    kept = merged_away()
    result = bring_in(enterprises())
    assert counts(result) == {"unchanged": 1, "skipped": 1}
    assert "已合并为" in messages(result, "warning")
    kept.refresh_from_db()
    assert kept.uscc == CODES[0]


def test_a_list_that_names_only_the_merged_record_does_not_change_the_code(reference):
    kept = merged_away()
    result = bring_in(enterprises(enterprise_row(2)))
    kept.refresh_from_db()
    assert kept.uscc == CODES[0]
    assert "error" not in counts(result)


def test_an_address_in_another_place_is_told(reference):
    rows = [
        [*enterprise_row(1), "吉林省吉林市昌邑区示例路1号"],
        [*enterprise_row(2), "长春市南关区示例路2号"],
        [*enterprise_row(3), "长春市宽城区示例路3号"],
        [*enterprise_row(4), "示例路4号（吉林市驻长办）"],
    ]
    told = messages(preview(workbook([*HEADINGS, "地址"], *rows)), "warning")
    assert "2" not in {line.split("|")[0] for line in told.splitlines() if "地址写的是" in line}
    assert [line.split("|")[0] for line in told.splitlines() if "地址写的是" in line] == ["3", "5"]


def test_a_place_of_another_ladder_is_no_contradiction(reference):
    row = [*enterprise_row(1, **{"市（州）": "梅河口市", "县（市、区）": ""}), "通化市梅河口市示例路1号"]
    assert "地址写的是" not in messages(preview(workbook([*HEADINGS, "地址"], row)), "warning")


def test_leaders_are_placed_by_the_title_and_where_their_enterprises_are(reference):
    heading = ["序号", "包联领导", "职务", "包联企业/企业名称", "包联企业/所在县区", "责任单位"]
    upper = ["序号", "包联领导", "职务", "包联企业", "", "责任单位"]
    lower = ["", "", "", "企业名称", "所在县区", ""]
    rows = [
        [1, "王示八", "副市长", "长春示例一有限公司", "南关区", ""],
        [2, "王示八", "副市长", "长春示例二有限公司", "宽城区", ""],
    ]
    assert len(heading) == len(upper) == len(lower)
    result = bring_in(workbook(upper, lower, *rows, title="某市市级领导包联重点企业分工表"), kind="leaders")
    leader = Leader.objects.get(name="王示八")
    assert (leader.level, leader.region.name) == (Level.PREFECTURE, "长春市")
    assert "请核对" in messages(result, "warning")


def command(path, *flags) -> tuple[int, dict, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import_ledger", "enterprises", str(path), "--json", *flags, stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, json.loads(out.getvalue()), err.getvalue()
    return 0, json.loads(out.getvalue()), err.getvalue()


def test_rows_left_out_of_a_commit_are_said_loudly(reference, tmp_path):
    path = tmp_path / "台账.xlsx"
    one, like = "长春市禾龙装备制造有限公司", "长春禾龙装备制造有限责任公司"
    path.write_bytes(
        enterprises(enterprise_row(1, 企业名称=one), enterprise_row(2, 企业名称=like, 统一社会信用代码=""))
    )
    assert command(path)[0] == 0
    code, result, _ = command(path, "--commit")
    assert (code, result["committed"], result["left_out"]) == (3, True, 1)
    assert command(path, "--commit", "--partial")[0] == 0


def test_the_page_says_how_many_rows_are_not_in_the_system(reference, client, admin_account):
    result = bring_in(enterprises(enterprise_row(1), enterprise_row(2, 企业名称="")), partial=True)
    client.force_login(admin_account)
    page = client.get(reverse("admin:ledgers_batch", args=[result.batch.pk])).content.decode()
    assert "行没有写入" in page
