"""A case is found by whatever an officer remembers of it."""

import pytest

from liaison.cases.choices import DocumentKind
from liaison.cases.models import Case, CaseDocument, numbers_in
from liaison.core.text import search_key


@pytest.fixture
def cases(enterprise, category, today):
    """A case of the small loop's enterprise, numbered 000123, among twenty that resemble it."""
    common = {"enterprise": enterprise, "category": category, "source": "visit", "raised_on": today}
    for n in range(20):
        Case.objects.create(**common, number=f"JL-2026-001{n:03d}", title=f"第{n}项用电", content="变压器扩容")
    wanted = Case.objects.create(
        **common, number="JL-2026-000123", title="流动资金紧张", content="在ＥＲＰ系统里提交的贷款续贷申请没有回音",
        raised_by="冯示毅", phone="０４３１－８８８８１２３４",
    )  # fmt: skip
    for n in range(3):
        Case.objects.create(**common, number=f"JL-2026-0002{n:02d}", title="其他", content="其他")
    return wanted


@pytest.mark.parametrize(
    "typed",
    [
        "JL-2026-000123",
        "ＪＬ－２０２６－０００１２３",
        "编号ＪＬ－２０２６－０００１２３",
        "编号：JL-2026-000123",
        "请查一下jl-2026-000123的进展",
        "jl2026000123",
        "JL—2026—123",
        "2026-123",
        "2026-000123",
        "000123",
        "０００１２３",
        "123",
        "第123号",
        "编号 000123",
        "123号诉求",
        "（JL-2026-000123）",
        "流动资金",
        "资金 流动",
        "erp",
        "ＥＲＰ 续贷",
        "回音 贷款",
        "禾龙 续贷",
        "ccshl erp",
        "续贷 禾龙 冯示毅",
        "冯示毅",
        "0431-88881234",
        "88881234",
        "8888 1234 禾龙",
    ],
)
def test_found_among_the_first_five(cases, typed):
    assert cases in Case.objects.matching(typed).best_first(typed)[:5]


@pytest.mark.parametrize(
    "typed", ["JL-2026-999999", "\x00", "禾龙 没有这回事", "%", "_" * 300, "9" * 40, "JL-" + "9" * 30]
)
def test_what_is_not_there_is_not_found(cases, typed):
    assert not Case.objects.matching(typed).best_first(typed).exists()


def test_the_number_asked_for_comes_first(cases):
    assert Case.objects.matching("123").best_first("123").first() == cases


def test_numbers_stand_anywhere_in_what_was_typed():
    assert numbers_in(search_key("答复函-JL-2026-000123-1.docx")) == ["JL-2026-000123"]
    assert numbers_in("JL2026") == []


def test_the_list_is_searched_alike_and_keeps_the_order_chosen(admin_client, cases):
    page = admin_client.get("/admin/cases/case/", {"q": "编号ＪＬ－２０２６－０００１２３"}).content.decode()
    assert "JL-2026-000123" in page and "JL-2026-001001" not in page
    assert admin_client.get("/admin/cases/case/", {"q": "禾龙", "o": "1"}).status_code == 200
    assert admin_client.get("/admin/cases/case/", {"q": "\x00"}).status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        "吉民办答〔2026〕12号",
        "(2026)12号",
        "[2026]12",
        "答复函",
        "答复函 123",
        "JL-2026-000123",
        "答复函-JL-2026-000123-1.docx",
        "禾龙 答复函",
        "流动资金",
    ],
)
def test_letters_are_found_by_kind_and_case(cases, case_officer, now, typed):
    letter = CaseDocument.objects.create(
        case=cases,
        kind=DocumentKind.ANSWER,
        serial=1,
        doc_no="吉民办答〔2026〕12号",
        file="x.docx",
        by=case_officer,
        at=now,
    )
    assert list(CaseDocument.objects.matching(typed)) == [letter]
    assert not CaseDocument.objects.matching("督办函").exists()
