"""Ledgers know what is in force on a row's day, and warn in the words of the form."""

import datetime as dt

import pytest

from liaison.directory.models import Leader, Level, Region, Tenure, Unit, UnitAlias
from liaison.enterprises.models import Enterprise

from .conftest import TODAY, bring_in, counts, enterprise_row, enterprises, messages, preview, workbook

DAY = dt.timedelta(days=1)
CASES = ["序号", "企业名称", "反映时间", "具体问题", "责任单位"]


@pytest.fixture
def on_record(reference) -> Enterprise:
    bring_in(enterprises(enterprise_row(1)))
    return Enterprise.objects.get()


@pytest.fixture
def bureau(reference) -> Unit:
    place = Region.objects.get(code="220102")
    return Unit.objects.create(code="own", name="南关区企服中心", short_name="企服中心", level="county", region=place)


def case_said(enterprise, day: dt.date, unit: str = "南关区企服中心"):
    rows = [CASES, [1, enterprise.name, day.isoformat(), "用电增容审批慢", unit]]
    return preview(workbook(*rows, title="诉求台账"), kind="cases")


@pytest.mark.parametrize(
    ("first", "last", "raised", "known"),
    [
        (None, 30, 0, True),
        (None, 0, 0, True),
        (None, -1, 0, False),
        (None, -1, -1, True),
        (1, None, 0, False),
        (0, None, -30, True),
        (30, None, -30, False),
    ],
)
def test_a_unit_is_known_while_it_exists(on_record, bureau, first, last, raised, known):
    bureau.valid_from, bureau.valid_to = (None if n is None else TODAY + n * DAY for n in (first, last))
    bureau.save()
    result = case_said(on_record, TODAY + raised * DAY)
    asked = messages(result, "question")
    assert bool(asked) is not known
    if not known:
        assert "请选择接续的单位" in asked


def test_another_name_counts_while_it_is_in_force(on_record, bureau):
    alias = UnitAlias.objects.create(unit=bureau, name="助企专班", valid_to=TODAY + 30 * DAY)
    other = Unit.objects.create(
        code="own2", name="南关区助企专班", short_name="区助企专班", level="county", region=bureau.region
    )
    UnitAlias.objects.create(unit=other, name="助企专班", valid_from=TODAY + 31 * DAY)
    assert not messages(case_said(on_record, TODAY, "助企专班"), "question")
    alias.valid_to = TODAY - DAY
    alias.save()
    UnitAlias.objects.filter(unit=other).update(valid_from=TODAY)
    assert not messages(case_said(on_record, TODAY, "助企专班"), "question")


def test_a_new_link_is_warned_of_in_the_forms_words_and_an_old_one_is_not(reference):
    place = Region.objects.get(code="220102")
    leader = Leader.objects.create(name="周示晓", level=Level.COUNTY, region=place)
    Tenure.objects.create(leader=leader, title="副区长", end_on=TODAY - DAY)
    content = enterprises(enterprise_row(1, 领导职务=""))
    first = bring_in(content)
    assert "周示晓在 2026-06-24 没有在任的职务（登记的职务到 2026-06-23 为止）。" in messages(first, "warning")
    again = bring_in(content)
    assert counts(again) == {"unchanged": 1}
    assert "没有在任" not in messages(again, "warning")


def test_the_leaders_sheet_warns_of_a_second_prefecture_and_of_what_lies_outside(reference):
    heads = ["序号", "姓名", "职务", "层级", "联系地区", "联系企业"]
    rows = [heads, [1, "省示领", "省委常委", "省级", "长春市", ""], [2, "省示领", "省委常委", "省级", "吉林市", ""]]
    result = bring_in(workbook(*rows, title="领导联系地区和民营企业分工表"), kind="leaders")
    assert "省示领已联系长春市，再联系吉林市就跨了两个市（州）。" in messages(result, "warning")
    far = Enterprise.objects.create(name="吉林市吉源商贸有限公司", region=Region.objects.get(code="220202"))
    rows = [heads, [1, "周示晓", "副区长", "县级", "长春市南关区", far.name]]
    result = bring_in(workbook(*rows, title="领导联系地区和民营企业分工表"), kind="leaders")
    assert "吉林市吉源商贸有限公司（昌邑区）不在周示晓的任职地区（南关区）内。" in messages(result, "warning")
