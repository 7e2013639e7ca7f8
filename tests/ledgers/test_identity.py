"""Which enterprise a row of the ledger means, where code and name do not settle it at once."""

import pytest

from liaison.enterprises.models import Enterprise, EnterpriseAlias
from liaison.ledgers import correcting, services
from liaison.sheets import TableSource

from .conftest import CODES, NOW, TODAY, bring_in, counts, enterprise_row, enterprises, messages, preview

pytestmark = pytest.mark.django_db
NAME = "长春市禾龙装备制造有限公司"
LIKE_IT = "长春市禾龙装备制造有限责任公司"


@pytest.fixture(autouse=True)
def _world(nanguan):
    """南关区 of 长春, where the enterprises are."""


def row(n: int, name: str, code: str = "", **changes) -> list:
    return enterprise_row(n, 企业名称=name, 统一社会信用代码=code, **changes)


def test_a_name_like_one_above_in_the_file_is_a_question():
    result = preview(enterprises(row(1, NAME), row(2, LIKE_IT), row(3, "吉林省川腾药业有限公司")))
    assert counts(result) == {"new": 2, "skipped": 1}
    question = result.report.notes["question"][0]
    assert question["row"] == 4 and "本表上方" in question["message"]
    assert [candidate["value"] for candidate in question["candidates"]] == [NAME]


def test_one_with_a_code_above_is_a_candidate_too():
    result = preview(enterprises(row(1, NAME, CODES[0]), row(2, LIKE_IT)))
    assert counts(result) == {"new": 1, "skipped": 1}


def test_one_with_a_code_is_new_and_the_row_above_without_one_is_told_of():
    result = preview(enterprises(row(1, NAME), row(2, LIKE_IT, CODES[0])))
    assert counts(result) == {"new": 2}
    assert f"“{NAME}”" in messages(result, "warning")


def test_kept_as_written_both_are_new(coordinator):
    batch = preview(enterprises(row(1, NAME), row(2, LIKE_IT)), by=coordinator).batch
    note = batch.rows.get(number=4).notes[0]
    correcting.answer(
        batch=batch, number=4, column=note["column"], value=note["value"], choice="keep", remember=False,
        by=coordinator, now=NOW, today=TODAY,
    )  # fmt: skip
    batch.refresh_from_db()
    assert batch.counts["new"] == 2


@pytest.mark.parametrize("size", [1, 5000])
def test_the_commit_asks_what_the_preview_asked_whatever_it_has_written_meanwhile(monkeypatch, size):
    """Else the two would differ, and the batch go back to its preview for ever."""
    monkeypatch.setattr(TableSource.parts, "__defaults__", (size,))
    content = enterprises(row(1, NAME, CODES[0]), row(2, "四平市川腾药业有限公司", CODES[1]), row(3, LIKE_IT))
    batch = preview(content).batch
    assert batch.counts["skipped"] == 1
    assert services.claim(batch_id=batch.pk, now=NOW)
    assert services.commit(batch_id=batch.pk, now=NOW, today=TODAY).committed
    assert Enterprise.objects.count() == 2


def test_one_record_under_two_names_is_an_error_of_the_second_row(enterprise):
    EnterpriseAlias.objects.create(enterprise=enterprise, key="禾龙装备", name="禾龙装备")
    result = bring_in(enterprises(row(1, enterprise.name, enterprise.uscc), row(2, "禾龙装备")), partial=True)
    assert counts(result) == {"changed": 1, "error": 1}
    assert "与第 3 行是系统中的同一家企业" in messages(result)


def test_one_record_under_two_names_may_have_leaders_at_two_levels(enterprise):
    EnterpriseAlias.objects.create(enterprise=enterprise, key="禾龙装备", name="禾龙装备")
    second = row(2, "禾龙装备", 层级="市级", 联系领导="周示明")
    result = bring_in(enterprises(row(1, enterprise.name, enterprise.uscc), second))
    assert counts(result) == {"changed": 2}
    assert set(enterprise.assignments.values_list("level", flat=True)) == {"county", "prefecture"}


def test_homonyms_are_told_apart_by_the_code_that_was_chosen(nanguan, coordinator):
    for code in CODES[:2]:
        Enterprise.objects.create(name=NAME, uscc=code, region=nanguan)
    batch = preview(enterprises(row(1, NAME)), by=coordinator).batch
    note = batch.rows.get().notes[0]
    assert {candidate["value"] for candidate in note["candidates"]} == set(CODES[:2])
    correcting.answer(
        batch=batch, number=3, column=note["column"], value=note["value"], choice=f"pick:{CODES[1]}", remember=False,
        by=coordinator, now=NOW, today=TODAY,
    )  # fmt: skip
    batch.refresh_from_db()
    assert batch.counts["changed"] == 1
    assert services.claim(batch_id=batch.pk, now=NOW) and services.commit(batch_id=batch.pk, now=NOW, today=TODAY)
    assert Enterprise.objects.get(uscc=CODES[1]).name == NAME
    assert Enterprise.objects.get(uscc=CODES[1]).assignments.exists()
