import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison.core.text import match_key
from liaison.directory.models import Region, RegionAlias, Unit, UnitAlias
from liaison.directory.resolve import RegionResolver, UnitResolver

REGIONS = {
    "延边朝鲜族自治州": "222400",
    "延边州": "222400",
    "延边": "222400",
    "前郭县": "220721",
    "前郭": "220721",
    "前郭尔罗斯": "220721",
    "长白县": "220623",
    "长白": "220623",
    "长白山": "JL-CBS",
    "长白山管委会": "JL-CBS",
    "池北区": "JL-CBS-CB",
    "伊通": "220323",
    "公主岭": "220184",
    "公主岭（四平）": "220184",
    "公主岭市(长春)": "220184",
    "九台市": "220113",
    "九台": "220113",
    "扶余县": "220781",
    "江源县": "220605",
    "八道江区": "220602",
    "梅河口": "220581",
    "四平市铁西": "220302",
    "四平铁西区": "220302",
    "长 春\n市": "220100",
    "长春市/南关区": "220102",
    "吉林省长春市南关区": "220102",
    "吉林省吉林市昌邑区": "220202",
    "南关": "220102",
    "朝阳": "220104",
    "铁西": "220302",
    "西安区": "220403",
    "通化": "220500",
    "通化县": "220521",
    "二道": "220105",
    "二道江": "220503",
    "净月": "JL-CC-JY",
    "经开区": "JL-CC-JK",
    "高新": "JL-CC-GX",
    "汽开": "JL-CC-QK",
    "长春新区": "JL-CCXQ",
    "中韩(长春)国际合作示范区": "JL-ZHSF",
    "220381": "220184",
    "全省": "220000",
}


@pytest.fixture
def regions(reference) -> RegionResolver:
    return RegionResolver.load()


@pytest.fixture
def units(reference) -> UnitResolver:
    return UnitResolver.load()


def code(resolution) -> str | None:
    return resolution.match and resolution.match.code


def test_names_as_people_write_them(regions):
    assert {text: code(regions.resolve(text)) for text in REGIONS} == REGIONS


def test_jilin_alone_may_be_the_province_or_the_city(regions):
    resolution = regions.resolve("吉林")
    assert resolution.match is None
    assert {region.name for region, _score in resolution.candidates} == {"吉林省", "吉林市"}
    assert code(regions.resolve("吉林", within=regions.province)) == "220200"


@pytest.mark.parametrize(
    ("text", "within", "expected"),
    [
        ("通化", "220500", "220521"),
        ("通化市", "220500", "220500"),
        ("公主岭市", "220300", "220184"),
        ("市本级", "220500", "220500"),
        ("省直", "220500", "220000"),
        ("南关区", "220200", None),
        ("高新区", "220200", None),
        ("池北", "220000", "JL-CBS-CB"),
    ],
)
def test_the_context_limits_and_decides(regions, text, within, expected):
    assert code(regions.resolve(text, within=regions.by_code(within))) == expected


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("公主岭市", "2019-06-01", "220381"),
        ("公主岭市", "2021-06-01", "220184"),
        ("九台市", "2013-06-01", "220181"),
        ("九台市", "2026-06-01", "220113"),
        ("江源县", "2004-06-01", "220625"),
    ],
)
def test_the_day_decides_between_old_and_new_codes(regions, text, on, expected):
    assert code(regions.resolve(text, on=dt.date.fromisoformat(on))) == expected


def test_a_misspelt_region_is_offered_and_never_taken(regions):
    resolution = regions.resolve("长春市南关县")
    assert resolution.match is None
    assert resolution.candidates[0][0].code == "220102"
    assert all(0 <= score <= 1 for _region, score in resolution.candidates)


def test_a_place_elsewhere_is_not_forced_into_jilin(regions):
    assert regions.resolve("深圳市").match is None
    assert regions.resolve("　") == (None, [])


def test_an_alias_added_by_the_office_counts_at_once(reference):
    RegionAlias.objects.create(region=Region.objects.get(code="220102"), name="南关城区")
    assert code(RegionResolver.load().resolve("南关 城区")) == "220102"


def test_every_recorded_name_leads_home(regions):
    for region in Region.objects.filter(successor=None):
        for name in (region.name, region.short_name):
            assert code(regions.resolve(name)) == region.code


def test_no_query_after_loading(reference, django_assert_num_queries):
    with django_assert_num_queries(4):
        units = UnitResolver.load()
    with django_assert_num_queries(0):
        match = units.resolve("市工信局", units.regions.by_code("220102")).match
        assert match.region.prefecture.name == "长春市"
        assert units.resolve("不存在的局", match.region).match is None
        assert units.regions.resolve("九台市").match.reporting_unit.name == "长春市"


UNITS = [
    ("省工信厅", None, "220000-gongxin"),
    ("工信厅", None, "220000-gongxin"),
    ("吉林省工业和信息化厅", None, "220000-gongxin"),
    ("省委办公厅", None, "220000-dangweiban"),
    ("省政府办公厅", None, "220000-zhengfuban"),
    ("中共吉林省委统战部", None, "220000-tongzhan"),
    ("省政务服务和数字化局", None, "220000-zhengwufuwu"),
    ("全省促进中小企业(民营经济)发展工作领导小组办公室", None, "220000-xietiaoban"),
    ("长春市财政局", None, "220100-caizheng"),
    ("长春市南关区财政局", None, "220102-caizheng"),
    ("吉林工信局", None, "220200-gongxin"),
    ("九台市工信局", None, "220113-gongxin"),
    ("国家税务总局长春市税务局", None, "220100-shuiwu"),
    ("市工信局", "220102", "220100-gongxin"),
    ("市工信局", "220100", "220100-gongxin"),
    ("市工信局", "222402", "222400-gongxin"),
    ("州工信局", "222402", "222400-gongxin"),
    ("市工信局", "220581", "220581-gongxin"),
    ("市工信局", "JL-CBS-CB", "JL-CBS-jingfa"),
    ("县税务局", "220122", "220122-shuiwu"),
    ("区工信局", "220102", "220102-gongxin"),
    ("县委统战部", "220721", "220721-tongzhan"),
    ("税务局", "220100", "220100-shuiwu"),
    ("税务局", "220102", "220102-shuiwu"),
    ("省税务局", "220102", "220000-shuiwu"),
    ("软环境办", "220000", "220000-yingshanghuanjing"),
    ("市中院", "220102", "220100-fayuan"),
    ("法院", "220102", "220102-fayuan"),
    ("市工商局", "220102", "220100-shichangjianguan"),
    ("卫计局", "220102", "220102-weijian"),
    ("县工信局", "220100", None),
    ("税务局", None, None),
    ("市工信举", "220102", None),
    ("市工信局", None, None),
]


def test_units_as_people_write_them(units):
    found = [(text, place, code(units.resolve(text, units.regions.by_code(place)))) for text, place, _code in UNITS]
    assert found == UNITS


def test_a_county_level_city_keeps_its_own_unit_in_sight(units):
    resolution = units.resolve("市工信局", units.regions.by_code("220184"))
    assert [(unit.code, score) for unit, score in resolution.candidates] == [
        ("220100-gongxin", 1.0),
        ("220184-gongxin", 0.5),
    ]


def test_a_former_name_means_whoever_bore_it_that_day(units):
    bearer = Unit.objects.get(code="220100-caizheng")
    UnitAlias.objects.create(unit=bearer, name="企业局", valid_to=dt.date(2015, 12, 31))
    heir = Unit.objects.get(code="220100-gongxin")
    UnitAlias.objects.create(unit=heir, name="企业局", valid_from=dt.date(2016, 1, 1))
    resolver = UnitResolver.load()
    assert code(resolver.resolve("企业局", on=dt.date(2014, 1, 1))) == bearer.code
    assert code(resolver.resolve("企业局", on=dt.date(2020, 1, 1))) == heir.code
    assert code(resolver.resolve("企业局")) == heir.code


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="长春吉林市省县区州工信局厅税务财政延边（）()/ 　\n委办", max_size=14))
def test_any_text_is_answered_with_scores_in_range(units, text):
    for resolution in (units.resolve(text), units.regions.resolve(text)):
        assert all(0 <= score <= 1 for _target, score in resolution.candidates)
        if resolution.match is not None:
            assert match_key(text)
            assert resolution.candidates[0] == (resolution.match, 1.0)
