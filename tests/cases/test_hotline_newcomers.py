"""96611: the caller's enterprise need not be on record; name and place are enough, after a look at those alike."""

import pytest
from django.urls import reverse

from liaison.cases.models import Case
from liaison.directory.models import Level
from liaison.enterprises.models import Enterprise
from tests.conftest import make_region
from tests.pages import parse, text_of

PAGE = "/admin/cases/case/intake/hotline/"


@pytest.fixture
def office(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def call(nanguan, category) -> dict:
    """What the operator typed: an enterprise that is not on record."""
    return {
        "new_name": "长春市新来食品有限公司",
        "new_region": nanguan.pk,
        "new_uscc": "",
        "raised_by": "张经理",
        "phone": "0431-88880000",
        "content": "厂区停电两天，请尽快恢复",
        "category": category.pk,
        "nature": "inquiry",
        "urgency": "1",
        "_forward": "",
    }


def test_name_and_place_are_enough(office, call, nanguan, coordinator):
    assert office.post(PAGE, call).status_code == 302
    case = Case.objects.get()
    assert (case.enterprise.name, case.enterprise.region, case.enterprise.uscc) == (call["new_name"], nanguan, None)
    assert (case.raised_by, case.filed_by) == ("张经理", coordinator)
    assert [tag.name for tag in case.enterprise.tags.all()] == ["待补资料"]
    assert case.enterprise.note == "96611热线登记，资料待补。"
    record = case.enterprise.history.latest()
    assert (record.history_change_reason, record.history_user) == ("96611热线登记", coordinator)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"new_name": "", "new_region": ""}, "请选择企业；名录里没有的，在下面填写名称和所在地区。"),
        ({"new_region": ""}, "请选择企业所在的县（市、区）。"),
        ({"new_uscc": "91220102MAETEATQX4"}, "校验位不符"),
        ({"content": ""}, "这一项必填"),
        ({"new_name": "长" * 121}, "120"),
    ],
)
def test_a_refusal_writes_nothing_and_keeps_everything(office, call, changes, said):
    answer = office.post(PAGE, call | changes)
    assert said in text_of(answer)
    assert not Case.objects.exists() and not Enterprise.objects.exists()
    shown = parse(answer)
    assert shown.xpath("//input[@name='raised_by']/@value") == ["张经理"]
    assert shown.xpath("//input[@name='phone']/@value") == ["0431-88880000"]


class TestAlike:
    @pytest.fixture
    def known(self, enterprise) -> Enterprise:
        """长春市禾龙装备制造有限公司."""
        return enterprise

    def test_candidates_are_shown_first_and_one_of_them_is_taken(self, office, call, known):
        call["new_name"] = "禾龙装备制造公司"
        asked = office.post(PAGE, call)
        assert "名录里有名称相近的企业" in text_of(asked) and known.name in text_of(asked)
        assert not Case.objects.exists()
        assert parse(asked).xpath("//input[@name='new_name']/@value") == ["禾龙装备制造公司"]
        assert office.post(PAGE, call | {"same_as": known.pk}).status_code == 302
        assert Case.objects.get().enterprise == known
        assert Enterprise.objects.count() == 1

    def test_none_of_them_is_an_answer_for_these_candidates_only(self, office, call, known):
        call["new_name"] = "禾龙装备制造公司"
        *_, none = parse(office.post(PAGE, call)).xpath("//input[@name='same_as']/@value")
        Enterprise.objects.create(name="长春禾龙装备有限公司", region=known.region)
        assert office.post(PAGE, call | {"same_as": none}).status_code == 200
        *_, none = parse(office.post(PAGE, call)).xpath("//input[@name='same_as']/@value")
        assert office.post(PAGE, call | {"same_as": none}).status_code == 302
        assert Case.objects.get().enterprise.name == "禾龙装备制造公司"

    def test_a_code_on_record_leads_to_its_enterprise(self, office, call, known):
        asked = office.post(PAGE, call | {"new_uscc": known.uscc.lower()})
        assert "这个信用代码已登记在下面这家企业名下" in text_of(asked) and known.name in text_of(asked)
        *_, none = parse(asked).xpath("//input[@name='same_as']/@value")
        assert office.post(PAGE, call | {"new_uscc": known.uscc, "same_as": none}).status_code == 200
        assert office.post(PAGE, call | {"new_uscc": known.uscc, "same_as": known.pk}).status_code == 302

    def test_what_lies_out_of_scope_is_neither_shown_nor_registered(
        self, client, call, known, coordinator, jilin_city, category
    ):
        coordinator.region = jilin_city
        coordinator.save()
        client.force_login(coordinator)
        place = make_region("220202", "昌邑区", Level.COUNTY, jilin_city)
        asked = client.post(PAGE, call | {"new_region": place.pk, "new_uscc": known.uscc})
        assert "您管理范围以外的一家企业" in text_of(asked) and known.name not in text_of(asked)
        assert client.post(PAGE, call).status_code == 200, "南关区 is not 吉林市's"
        assert not Case.objects.exists()

    def test_an_enterprise_chosen_and_one_typed_is_a_contradiction(self, office, call, known):
        assert "请先清空上面的选择" in text_of(office.post(PAGE, call | {"enterprise": known.pk}))


def test_the_page_offers_it(office, db):
    assert "名录里没有这家企业？" in text_of(office.get(reverse("admin:cases_case_hotline")))
