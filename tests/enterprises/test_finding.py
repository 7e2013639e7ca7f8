"""Each way to type an enterprise finds it among the first five."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison.core.pinyin import pinyin_initials
from liaison.core.search import common_words, likeliest
from liaison.core.text import match_key
from liaison.directory.models import Level
from liaison.enterprises.models import Enterprise, EnterpriseAlias, EnterpriseContact
from tests.conftest import make_region

NAMES = (
    "通化县冠启机械有限公司",
    "吉林省𠮷祥食品有限公司",
    "延吉市䶮诚科技有限公司",
    "长春市阿里·达商贸有限公司",
    "长春市禾龙（集团）装备制造有限公司",
    "重庆路长青商行",
    "吉林市ＡＢＣ电子有限公司",
)
OTHERS = ("通化市冠达机械有限公司", "通化县启明机械有限公司", "长春市禾丰农业有限公司", "吉林市祥云食品有限公司")


@pytest.fixture
def enterprises(changchun, province):
    """Seven enterprises to be found, each with people of its own, among forty that resemble them."""
    place = make_region("220521", "通化县", Level.COUNTY, province)
    found = [Enterprise.objects.create(name=name, region=place) for name in NAMES]
    first = found[0]
    first.uscc, first.legal_representative = "91220102MAETEATQX3", "郑示恩"
    first.save()
    EnterpriseAlias.objects.create(enterprise=first, name="通化老机械厂")
    EnterpriseContact.objects.create(enterprise=first, name="冯示毅", phone="0435-8888 1234、13900007777")
    rows = [Enterprise(name=f"{name}{n}分公司", region=changchun) for name in OTHERS for n in range(10)]
    Enterprise.objects.bulk_create(rows)
    return found


@pytest.mark.parametrize(
    ("typed", "which"),
    [
        ("通化县冠启机械有限公司", 0),
        ("通化冠启", 0),
        ("通化县冠启有限公司", 0),
        ("通化冠启公司", 0),
        ("冠启机械", 0),
        ("冠启", 0),
        ("机械　冠启", 0),
        ("冠启 通化", 0),
        ("tonghuaxianguanqijixie", 0),
        ("TongHuaGuanQi", 0),
        ("thxgqjx", 0),
        ("thgq", 0),
        ("ＴＨＧＱ", 0),
        ("guanqi", 0),
        ("通化老机械厂", 0),
        ("老机械", 0),
        ("thljxc", 0),
        ("郑示恩", 0),
        ("zhengshien", 0),
        ("冯示毅", 0),
        ("0435-88881234", 0),
        ("04358888 1234", 0),
        ("13900007777", 0),
        ("7777", 0),
        ("91220102MAETEATQX3", 0),
        ("91220102 maeteatqx3", 0),
        ("TQX3", 0),
        ("ｔｑｘ３", 0),
        ("冠启 TQX3 郑示恩", 0),
        ("𠮷祥", 1),
        ("吉祥食品", 1),
        ("jixiangshipin", 1),
        ("jlsjxsp", 1),
        ("䶮诚", 2),
        ("yanchengkeji", 2),
        ("yjsyckj", 2),
        ("阿里·达", 3),
        ("阿里•达", 3),
        ("阿里・达", 3),
        ("阿里‧达", 3),
        ("阿里达", 3),
        ("禾龙集团", 4),
        ("禾龙(集团)", 4),
        ("禾龙（集团）", 4),
        ("长春禾龙", 4),
        ("ccshljt", 4),
        ("changqingshanghang", 5),
        ("zhangqing", 5),
        ("chongqinglu", 5),
        ("abc电子", 6),
        ("ＡＢＣ", 6),
        ("Abc", 6),
    ],
)
def test_found_among_the_first_five(enterprises, typed, which):
    first_five = list(Enterprise.objects.matching(typed).best_first(typed)[:5])
    assert enterprises[which] in first_five


@pytest.mark.parametrize("typed", ["\x00", "···", "！？", "%", "_", "\\", "'", "\u200b", "a" * 5000, "% _ ' \x00"])
def test_odd_input_finds_nothing_and_breaks_nothing(enterprises, typed):
    assert list(Enterprise.objects.matching(typed).best_first(typed)) == []


def test_nothing_typed_leaves_the_list_as_it_is(enterprises):
    assert Enterprise.objects.matching("  ").count() == Enterprise.objects.count()


def test_a_name_spelt_exactly_comes_before_those_that_begin_so(enterprises, changchun):
    exact = Enterprise.objects.create(name="冠启", region=changchun)
    Enterprise.objects.create(name="冠启甲有限公司", region=changchun)
    assert Enterprise.objects.matching("冠启").best_first("冠启").first() == exact
    assert Enterprise.objects.matching("通化老机械厂").best_first("通化老机械厂").first() == enterprises[0]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text("通化县冠启长春吉林𠮷䶮·（）机械ＡｂC科技有限公司", min_size=4, max_size=20), data=st.data())
def test_any_name_is_found_by_its_sound_its_pieces_and_its_width(db, province, name, data):
    key = match_key(name)
    if not any(sign.isalnum() for sign in key) or "(" in key or ")" in key:
        return
    row = Enterprise.objects.create(name=name, region=province)
    at = data.draw(st.integers(0, max(0, len(name) - 2)))
    pieces = [name, name.lower(), name.upper(), key, name[at : at + 2], pinyin_initials(name)]
    for typed in pieces:
        if match_key(typed).strip("·"):
            assert row in Enterprise.objects.matching(typed), typed
    row.delete()


def test_what_is_found_follows_every_way_to_write(enterprises, changchun):
    row = enterprises[0]
    row.name = "通化县新名机械有限公司"
    row.save()
    assert list(Enterprise.objects.matching("新名机械")) == [row]
    assert not Enterprise.objects.matching("冠启").exists()


def test_one_statement_however_many_words(enterprises, django_assert_num_queries):
    for typed in ("冠启", "冠启 机械 通化 TQX3"):
        with django_assert_num_queries(1):
            list(Enterprise.objects.matching(typed).best_first(typed)[:5])


class TestManyRows:
    """A word that stands in many rows is asked of the newest, a rare one of the index; both find what they found."""

    @pytest.fixture
    def many(self, changchun):
        rows = [Enterprise(pk=n, name=f"长春市{n}号公司", region=changchun) for n in range(1, 6001)]
        for row in rows:
            row.derive()
        Enterprise.objects.bulk_create(rows, batch_size=500)
        EnterpriseAlias.objects.create(enterprise=rows[2999], name="老机械厂")
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE enterprises_enterprise")

    def test_common_is_what_many_show(self, many):
        assert common_words(Enterprise, "公司 长春 老机械 4321号", Enterprise.objects.all().shows) == {"公司", "长春"}

    @pytest.mark.parametrize(
        "typed", ["公司", "长春", "公司 长春", "老机械", "公司 老机械", "4321号 长春", "没有这回事"]
    )
    def test_the_same_rows_either_way(self, many, typed):
        plain = set(Enterprise.objects.matching(typed).values_list("pk", flat=True))
        assert set(likeliest(Enterprise.objects.all(), typed).values_list("pk", flat=True)) == plain

    def test_newest_first_where_every_word_is_common(self, many):
        assert [row.pk for row in likeliest(Enterprise.objects.all(), "公司 长春")[:3]] == [6000, 5999, 5998]
        assert likeliest(Enterprise.objects.all(), "老机械 长春")[0].pk == 3000

    def test_postgresql_walks_no_table(self, many):
        """On SQLite there is no index to use, and the plan says nothing."""
        if connection.vendor != "postgresql":
            return
        for typed in ("公司", "4321号", "老机械", "公司 4321号"):
            plan = likeliest(Enterprise.objects.all(), typed)[:6].explain()
            assert (
                "Seq Scan on enterprises_enterprise\n" not in plan and "Seq Scan on enterprises_enterprise " not in plan
            )
