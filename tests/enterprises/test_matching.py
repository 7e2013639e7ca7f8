import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.enterprises.matching import EnterpriseIndex, NameParts
from liaison.enterprises.models import Enterprise, EnterpriseAlias

PARTS = NameParts(places=["长春市", "吉林市", "南关区", "公主岭市"], everywhere=["吉林省", "吉林"])
NAMES = [
    (1, "长春市禾龙装备制造有限公司", "91220102MAETEATQX3"),
    (2, "吉林嘉山装备制造（集团）有限公司", None),
    (3, "长春市达谷农业有限责任公司", None),
    (4, "吉林皓示食品集团有限公司", None),
    (5, "长春市德方商贸有限公司", None),
    (6, "吉林市德方商贸有限公司", None),
]


@pytest.fixture
def index():
    return EnterpriseIndex(NAMES, [(4, "皓示集团")], PARTS)


@pytest.mark.parametrize("code", ["91220102MAETEATQX3", " '91220102maeteatqx3", "９１２２０１０２ＭＡＥＴＥＡＴＱＸ３"])
def test_code_is_found_however_it_is_typed(index, code):
    assert index.by_uscc(code) == 1


def test_unknown_code_is_not_found(index):
    assert index.by_uscc("91220102MAETEATQX9") is None


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("长春市禾龙装备制造有限公司", [1]),
        ("长春市禾龙装备\n制造有限公司。", [1]),
        ("吉林嘉山装备制造(集团)有限公司", [2]),
        ("吉林嘉山装备制造集团有限公司", [2]),
        ("皓示集团", [4]),
        ("长春市达谷农业有限责任公司（原达谷粮油）", [3]),
        ("长春市达谷农业有限公司", []),
        ("", []),
    ],
)
def test_name_is_the_same_only_letter_by_letter(index, name, found):
    assert index.by_name(name) == found


def test_homonyms_are_all_returned():
    index = EnterpriseIndex([(1, "德方商贸", None), (2, "德方商贸", None)], [], PARTS)
    assert index.by_name("德方商贸") == [1, 2]


@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("长春禾龙装备制造有限责任公司", 1),
        ("禾龙装备制造有限公司", 1),
        ("吉林省长春市南关区禾龙装备制造公司", 1),
        ("禾龙装备", 1),
        ("长春市禾尤装备制造有限公司", 1),
        ("达谷农业", 3),
        ("皓示", 4),
    ],
)
def test_nearest_candidate_is_the_one_meant(index, name, best):
    assert index.near(name)[0][0] == best


def test_same_core_in_another_city_scores_less(index):
    scores = {pk: points for pk, _, points in index.near("长春德方商贸有限责任公司")}
    assert scores[5] > scores[6]


def test_strangers_are_not_proposed(index):
    assert index.near("松原市查干湖渔业有限公司") == []


def test_limit_is_kept(index):
    assert len(index.near("德方商贸", limit=1)) == 1


@settings(max_examples=200)
@given(st.text(alphabet="长春吉林省市禾龙装备制造有限责任公司集团（）() 原", max_size=24))
def test_any_text_gives_scores_between_nought_and_one_best_first(text):
    found = EnterpriseIndex(NAMES, [], PARTS).near(text)
    scores = [points for _, _, points in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= points <= 1 for points in scores)
    assert len({pk for pk, _, _ in found}) == len(found)


@given(st.sampled_from([name for _, name, _ in NAMES]))
def test_every_recorded_name_finds_itself(name):
    assert EnterpriseIndex(NAMES, [], PARTS).near(name)[0][1:] == (name, 1.0)


def test_place_and_legal_form_are_set_apart():
    assert PARTS.split("吉林省长春市禾龙装备制造有限责任公司") == ("长春市", "禾龙装备制造")
    assert PARTS.split("公司") == ("", "公司")
    assert PARTS.split("长春市") == ("", "长春市")


def test_loading_takes_three_statements(nanguan, django_assert_num_queries):
    rows = [Enterprise(name=f"长春市{n}号有限公司", name_key=f"长春市{n}号有限公司", region=nanguan) for n in range(50)]
    created = Enterprise.objects.bulk_create(rows)
    EnterpriseAlias.objects.create(enterprise=created[0], name="零号")
    with django_assert_num_queries(3):
        index = EnterpriseIndex.load(Enterprise.objects.all())
    assert len(index) == 50
    assert index.by_name("零号") == [created[0].pk]
