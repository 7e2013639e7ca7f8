"""梅河口 answers to the province; offices write it under 通化 all the same."""

import pytest

from liaison.directory.models import Leader, Region
from liaison.enterprises.models import Enterprise

from .conftest import bring_in, counts, enterprise_row, enterprises, messages, workbook

MEIHEKOU = {"市（州）": "通化市", "县（市、区）": "梅河口市"}


@pytest.fixture
def on_record(reference) -> Enterprise:
    bring_in(enterprises(enterprise_row(1, **MEIHEKOU)))
    return Enterprise.objects.get()


def test_a_place_under_its_statutory_prefecture_is_found(on_record):
    assert on_record.region.code == "220581"


def test_a_sheet_that_names_the_statutory_prefecture_only_leaves_the_enterprise_where_it_is(on_record):
    again = bring_in(enterprises(enterprise_row(1, **MEIHEKOU | {"县（市、区）": ""})))
    assert counts(again) == {"unchanged": 1}
    on_record.refresh_from_db()
    assert on_record.region.code == "220581"


def test_a_leader_of_the_statutory_prefecture_is_the_same_person_there(on_record):
    city = Region.objects.get(code="220500")
    Leader.objects.create(name="张示莉", level="prefecture", region=city)
    named = {"联系领导": "张示莉", "领导职务": "市人大副主任", "层级": "市级"}
    bring_in(enterprises(enterprise_row(1, **MEIHEKOU | named)))
    assert Leader.objects.get(name="张示莉").assignments.get().enterprise == on_record


def test_a_case_written_under_the_statutory_prefecture_raises_no_doubt(on_record):
    rows = [
        ["序号", "企业名称", "所属地区", "反映时间", "具体问题"],
        [1, on_record.name, "通化市", "2026-06-01", "用电增容审批慢"],
    ]
    result = bring_in(workbook(*rows, title="诉求台账"), kind="cases")
    assert counts(result) == {"new": 1}
    assert "不一致" not in messages(result, "warning")
