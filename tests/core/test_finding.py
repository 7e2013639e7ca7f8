"""How text is folded and spelt, so that what is stored and what is typed meet."""

import pytest
from django.db import connection
from django.db.models import F

from liaison.core.pinyin import _words, pinyin_initials, spellings
from liaison.core.search import Holds
from liaison.core.text import match_key, search_key, search_words


@pytest.mark.parametrize("dot", "·•・‧･∙")
def test_one_dot_whatever_the_keyboard_offers(dot):
    assert match_key(f"阿里{dot}达") == match_key("阿里·达") == "阿里·达"
    assert search_key(f"阿里{dot}达") == "阿里达"


@pytest.mark.parametrize("dash", "-－—–‐−")
def test_one_dash(dash):
    assert match_key(f"ＪＬ{dash}2026") == "JL-2026"


def test_what_no_keyboard_shows_is_left_out():
    assert match_key("禾\x00龙\u200e\u00ad") == "禾龙"
    assert search_words("\x00") == []
    assert search_words("，。 ·") == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("编号ＪＬ－２０２６－０００１２３", ["编号JL2026000123"]),
        ("禾龙　贷款，续贷", ["禾龙", "贷款", "续贷"]),
        ("（禾龙）", ["禾龙"]),
        ("禾龙（集团）", ["禾龙(集团)"]),
        ("nü zhuang", ["NV", "ZHUANG"]),
        ("𠮷祥", ["吉祥"]),
    ],
)
def test_words_as_they_are_compared(typed, words):
    assert search_words(typed) == words


def test_more_words_and_longer_ones_than_anybody_types_are_cut():
    assert len(search_words(" ".join("abcdefghijklm"))) == 8
    assert search_words("长" * 500) == ["长" * 60]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("通化县冠启机械有限公司", "thxgqjx"),
        ("通化县冠启机械有限公司", "tonghuaxianguanqi"),
        ("通化县冠启机械有限公司", "通化冠启"),
        ("通化县冠启机械有限公司", "thgq"),
        ("前郭尔罗斯蒙古族自治县松原粮油公司", "前郭尔罗斯松原"),
        ("长白山饮品", "zhangbaishan"),
        ("长白山饮品", "changbaishan"),
        ("重庆路商行", "zhongqing"),
        ("重庆路商行", "chongqinglushanghang"),
        ("绿园区商贸", "lvyuan"),
        ("绿园区商贸", "luyuan"),
        ("绿园区商贸", "lǜyuan"),
        ("𠮷祥饺子馆", "jixiang"),
        ("𠮷祥饺子馆", "吉祥"),
        ("䶮诚科技", "yancheng"),
        ("禾龙（集团）公司", "禾龙集团"),
        ("禾龙（集团）公司", "hljtgs"),
        ("阿・里", "阿里"),
        ("ＡＢＣ电子", "abcdz"),
    ],
)
def test_a_name_is_spelt_as_people_type_it(name, typed):
    words = search_words(typed)
    assert any(words[0] in way for way in spellings(name)), spellings(name)


def test_spellings_begin_with_the_name_and_repeat_nothing():
    ways = spellings("通化县冠启机械有限公司")
    assert ways[0] == "通化县冠启机械有限公司"
    assert len(ways) == len(set(ways))
    assert spellings("") == spellings("··") == []


def test_initials_read_signs_that_the_dictionary_lacks():
    assert pinyin_initials("𠮷祥") == "jx"


@pytest.mark.parametrize(
    "text",
    ["", "长春市禾龙装备制造有限公司", "前郭尔罗斯蒙古族自治县农业", "人参有", "ABC一心一", "莫名其", "行行出状元重庆"],
)
def test_names_are_read_in_the_words_of_the_dictionary(text):
    from pypinyin.seg.mmseg import seg

    assert _words(text) == list(seg.cut(text))


def test_the_index_knows_signs_and_pairs_by_the_numbers_a_query_asks_for(db):
    stored = "\n通化𠮷祥(AB)\nTHJX\n"
    for word in ("通化𠮷祥(AB)", "THJX", "化", "X\n"):
        condition, parameters = _as_condition(Holds(F("name"), word))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {condition} FROM (SELECT %s AS name) AS one", [*parameters, stored])
            assert cursor.fetchone()[0], word


@pytest.mark.parametrize(("word", "asks"), [("公司", False), ("有限公司", False), ("禾龙", True), ("公司街", True)])
def test_postgresql_asks_its_index_except_for_what_stands_in_every_name(word, asks):
    condition, _ = _as_condition(Holds(F("name"), word), "postgresql")
    assert ("liaison_grams(name) @>" in condition) == asks
    assert "name LIKE" in condition


def _as_condition(lookup, vendor: str = connection.vendor):
    lookup.process_lhs = lambda compiler, connection: ("name", [])
    return getattr(lookup, f"as_{vendor}", lookup.as_sql)(None, connection)
