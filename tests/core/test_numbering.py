"""Numbering goes, numbers stay: what people typed is never shortened for beginning with a figure."""

import pytest

from liaison.core.numbering import lines_of, take_apart, without_lone_number

WORDS = [
    "3000万元贷款即将到期",
    "2.5亿元流动资金缺口",
    "2. 5亿元流动资金缺口",
    "10月底前完不成交付",
    "1号线施工挡住大门",
    "1.5倍电价",
    "一分公司搬迁无处可去",
    "一、二期用地没有批下来",
    "1、2号楼漏水",
    "1、2、3号楼漏水",
    "7、8月份订单不足",
    "三、四季度用电受限",
    "需要电工（1）人、焊工（2）人",
    "第一产业和第二产业融合",
    "12345热线答复不满意",
    "（二期）项目缺地",
]


@pytest.mark.parametrize("words", WORDS)
def test_words_that_look_like_numbering_stay_whole(words):
    assert take_apart(words) is None
    assert without_lone_number(words) == words
    assert lines_of(words) == [words]


@pytest.mark.parametrize("first", WORDS)
@pytest.mark.parametrize("second", [WORDS[0], WORDS[1], WORDS[3]])
def test_lines_of_such_words_stay_whole(first, second):
    if first != second:
        assert lines_of(f"{first}\n{second}") == [first, second]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("style", ["{}、{}", "{}. {}", "（{}）{}", "{}){}"])
def test_numbering_before_such_words_goes_and_the_words_stay(words, style):
    listed = "\n".join(style.format(n, text) for n, text in enumerate([words, words, "用工难"], start=1))
    assert lines_of(listed) == [words, words, "用工难"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1.融资难\n2.用工难", ["融资难", "用工难"]),
        ("一、融资难\n\n二、用工难", ["融资难", "用工难"]),
        ("1.融资难\n利率高\n2.用工难", ["融资难", "利率高", "用工难"]),
        ("1.融资难", ["融资难"]),
        ("3.融资难\n4.用工难", ["3.融资难", "4.用工难"]),
        ("1.", ["1."]),
        ("", []),
    ],
)
def test_only_numbers_that_run_on_from_one_are_numbering(typed, kept):
    assert lines_of(typed) == kept


@pytest.mark.parametrize(
    ("text", "before", "only_introduces"),
    [
        ("企业主要反映以下问题：1.融资难；2.用工难", "企业主要反映以下问题", True),
        ("贷款3000万元到期，1.续贷难；2.利率高", "贷款3000万元到期", False),
        ("1.融资难；2.利率高", "", True),
    ],
)
def test_what_stands_before_the_list_is_told_apart(text, before, only_introduces):
    listed = take_apart(text)
    assert (listed.before, listed.only_introduces) == (before, only_introduces)
    assert len(listed.points) == 2
