import datetime as dt

import pytest

from liaison.assignments.models import Assignment
from liaison.core.errors import Refused
from liaison.directory.models import Leader, Level, Region, Role, Tenure, User
from liaison.enterprises.models import Enterprise, EnterpriseAlias, EnterpriseContact
from liaison.ledgers import undoing

from .conftest import (
    CODES,
    HEADINGS,
    NOW,
    TODAY,
    bring_in,
    counts,
    enterprise_row,
    enterprises,
    messages,
    preview,
    workbook,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(nanguan, jilin_city):
    """The province, 长春 with 南关区, and 吉林市."""


def test_a_row_becomes_enterprise_contact_leader_post_officer_and_assignment():
    assert counts(bring_in(enterprises(enterprise_row(1)))) == {"new": 1}

    enterprise = Enterprise.objects.get()
    assert (enterprise.uscc, enterprise.region.code, enterprise.size) == (CODES[0], "220102", "M")
    assert (enterprise.is_above_scale, str(enterprise.annual_output)) == (True, "1200.50")
    assert enterprise.pinyin.startswith("ccsl") and enterprise.name_key
    contact = EnterpriseContact.objects.get()
    assert (contact.name, contact.phone, contact.is_primary) == ("孙示亚", "13481540521", True)
    assignment = Assignment.objects.get()
    assert (assignment.level, assignment.start_on, assignment.end_on) == (Level.COUNTY, None, None)
    assert (assignment.leader.name, assignment.leader.region.code) == ("周示晓", "220102")
    assert Tenure.objects.get().title == "副区长"
    officer = assignment.officer
    assert (officer.name, officer.phone, officer.role) == ("陈示胜", "13933996752", Role.OFFICER)
    assert not officer.has_usable_password()
    assert enterprise.history.get().history_type == "+"


def test_the_same_file_again_changes_nothing():
    content = enterprises()
    bring_in(content)
    before = list(Enterprise.objects.values_list("pk", "version", "updated_at"))

    assert counts(bring_in(content)) == {"unchanged": 2}
    assert list(Enterprise.objects.values_list("pk", "version", "updated_at")) == before


def test_a_preview_writes_no_record():
    result = preview(enterprises())
    assert counts(result) == {"new": 2}
    assert result.batch.rows.count() == 2
    assert not Enterprise.objects.exists() and not Leader.objects.exists() and not User.objects.exists()


def test_a_changed_cell_is_one_changed_field_with_history():
    bring_in(enterprises())
    result = bring_in(enterprises(enterprise_row(1), enterprise_row(2, 企业规模="大型")))

    assert counts(result) == {"changed": 1, "unchanged": 1}
    assert result.batch.rows.get(outcome="changed").changes == {"企业规模": ["中型", "大型"]}
    enterprise = Enterprise.objects.get(uscc=CODES[1])
    assert (enterprise.size, enterprise.version) == ("L", 2)
    assert [entry.history_type for entry in enterprise.history.all()] == ["~", "+"]


def test_an_empty_cell_leaves_what_is_on_record():
    bring_in(enterprises(enterprise_row(1)))
    result = bring_in(enterprises(enterprise_row(1, **{"企业规模": "", "上年产值（万元）": "", "企业联系人": ""})))
    assert counts(result) == {"unchanged": 1}


def test_the_same_code_twice_in_the_file_names_both_rows_and_writes_nothing():
    result = bring_in(enterprises(enterprise_row(1), enterprise_row(2, 统一社会信用代码=CODES[0])))

    assert not result.committed and counts(result) == {"new": 1, "error": 1}
    assert "4|统一社会信用代码" in messages(result) and "第 3 行重复" in messages(result)
    assert not Enterprise.objects.exists()


def test_partial_writes_the_good_rows_only():
    result = bring_in(
        enterprises(enterprise_row(1), enterprise_row(2, 统一社会信用代码=CODES[0], 联系领导="吴示岩")), partial=True
    )
    assert result.committed
    assert Enterprise.objects.get().uscc == CODES[0]
    assert list(Leader.objects.values_list("name", flat=True)) == ["周示晓"], "nobody from a row in error"


def test_a_changed_code_is_told_as_such_and_makes_no_second_enterprise():
    bring_in(enterprises(enterprise_row(1)))
    result = bring_in(enterprises(enterprise_row(1, 统一社会信用代码=CODES[4])))

    assert counts(result) == {"changed": 1}
    assert CODES[0] in messages(result, "warning")
    assert result.batch.rows.get().changes["统一社会信用代码"] == [CODES[0], CODES[4]]
    assert Enterprise.objects.get().uscc == CODES[4]


def test_a_changed_name_keeps_the_former_name():
    bring_in(enterprises(enterprise_row(1)))
    former = Enterprise.objects.get().name
    result = bring_in(enterprises(enterprise_row(1, 企业名称="长春更名以后机械有限公司")))

    assert counts(result) == {"changed": 1} and former in messages(result, "warning")
    assert Enterprise.objects.get().name == "长春更名以后机械有限公司"
    alias = EnterpriseAlias.objects.get()
    assert (alias.name, alias.kind, alias.valid_to) == (former, "former", TODAY - dt.timedelta(days=1))
    visit = workbook(["走访日期", "走访企业", "走访领导"], ["2026-06-01", former, "周示晓"], title="走访记录")
    assert counts(bring_in(visit, "visits")) == {"new": 1}, "older papers still find it"
    assert counts(bring_in(enterprises(enterprise_row(1, 企业名称=former)))) == {"unchanged": 1}, (
        "the former name is known"
    )


def test_a_former_name_in_its_own_column_is_kept_once():
    headings, row = [*HEADINGS, "曾用名"], [*enterprise_row(1), "长春旧名机械有限公司"]
    bring_in(workbook(headings, row))
    assert counts(bring_in(workbook(headings, row))) == {"unchanged": 1}
    assert EnterpriseAlias.objects.get().name == "长春旧名机械有限公司"


def test_a_name_given_up_twice_is_kept_once():
    bring_in(enterprises(enterprise_row(1)))
    enterprise = Enterprise.objects.get()
    EnterpriseAlias.objects.create(enterprise=enterprise, name=enterprise.name)
    result = bring_in(enterprises(enterprise_row(1, 企业名称="长春更名以后机械有限公司")))
    assert counts(result) == {"changed": 1}
    assert EnterpriseAlias.objects.count() == 1


def test_another_leader_is_a_hand_over_on_the_asked_day():
    bring_in(enterprises(enterprise_row(1)))
    day = dt.date(2026, 7, 1)
    result = bring_in(enterprises(enterprise_row(1, 联系领导="吴示岩")), effective_on=day)

    assert any("2026-07-01 交接" in label for label in result.batch.rows.get().changes)
    old, new = Assignment.objects.order_by("id")
    assert (old.leader.name, old.end_on) == ("周示晓", dt.date(2026, 6, 30))
    assert (new.leader.name, new.start_on, new.end_on) == ("吴示岩", day, None)


def test_a_new_title_ends_the_present_post():
    bring_in(enterprises(enterprise_row(1)))
    bring_in(enterprises(enterprise_row(1, 领导职务="区委常委")))

    old, new = Tenure.objects.order_by("id")
    assert (old.title, old.end_on) == ("副区长", TODAY - dt.timedelta(days=1))
    assert (new.title, new.start_on) == ("区委常委", TODAY)
    assert Leader.objects.count() == 1


def test_a_close_name_without_a_code_is_a_question_and_is_not_written():
    bring_in(enterprises(enterprise_row(1)))
    name = Enterprise.objects.get().name
    result = bring_in(
        enterprises(enterprise_row(2, 统一社会信用代码="", 企业名称=name.replace("有限公司", "有限责任公司")))
    )

    assert counts(result) == {"skipped": 1}
    question = result.report.notes["question"][0]
    assert question["candidates"][0]["value"] == name
    assert Enterprise.objects.count() == 1


def test_an_unknown_region_is_named():
    result = preview(enterprises(enterprise_row(1, **{"县（市、区）": "不存在区"})))
    assert counts(result) in ({"error": 1}, {"skipped": 1})
    assert "不存在区" in messages(result) + messages(result, "question")


def test_a_coordinator_imports_only_into_the_region_he_looks_after():
    region = Region.objects.get(code="220200")
    coordinator = User.objects.create_user(username="jl", name="吉示林", role=Role.COORDINATOR, region=region)
    result = bring_in(enterprises(enterprise_row(1)), by=coordinator)

    assert not result.committed and "不在您的管理范围内" in messages(result)
    assert not Enterprise.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空"),
        (b"not a spreadsheet at all", "表"),
        (workbook(["序号", "联系电话", "地址"], [1, "13800000000", "人民大街"]), "企业名称"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_in_words(content, words):
    with pytest.raises(Refused) as refusal:
        preview(content)
    assert words in refusal.value.message


def test_text_that_is_too_long_is_an_error_of_its_cell():
    content = workbook([*HEADINGS, "地址"], [*enterprise_row(1), "长" * 301])
    assert "最多 300 个字" in messages(preview(content))


def test_statements_do_not_grow_with_rows(django_assert_max_num_queries):
    with django_assert_max_num_queries(70) as one:
        bring_in(enterprises(enterprise_row(1)))
    with django_assert_max_num_queries(70) as five:
        bring_in(enterprises(*(enterprise_row(n, 企业联系人=f"孙示{n}") for n in range(1, 6))))
    assert abs(len(five) - len(one)) <= 8, "a few statements more for changes beside additions, none a row"


def test_now_is_the_callers_now():
    bring_in(enterprises(enterprise_row(1)))
    assert Enterprise.objects.get().created_at == NOW


def test_one_enterprise_may_have_a_leader_at_each_level_in_rows_of_its_own():
    rows = [enterprise_row(1), enterprise_row(1, 联系领导="李示市", 领导职务="市委常委", 层级="市级")]
    assert counts(bring_in(enterprises(*rows))) == {"new": 2}

    assert Enterprise.objects.count() == 1
    assert set(Assignment.objects.values_list("level", flat=True)) == {Level.COUNTY, Level.PREFECTURE}
    assert counts(bring_in(enterprises(*rows))) == {"unchanged": 2}


def test_a_status_that_a_sheet_changes_is_dated_and_taken_back_with_it():
    bring_in(enterprises())
    content = workbook([*HEADINGS, "经营状态"], [*enterprise_row(1), "注销"], [*enterprise_row(2), "正常"])
    batch = bring_in(content).batch
    gone = Enterprise.objects.get(uscc=CODES[0])
    change = gone.status_changes.get()
    assert (change.old, change.new, change.on) == ("normal", "deregistered", TODAY)
    eve = TODAY - dt.timedelta(days=1)
    assert (list(Enterprise.objects.gone(TODAY)), list(Enterprise.objects.gone(eve))) == ([gone], [])

    undoing.undo(batch_id=batch.pk, by=None, now=NOW)
    assert not gone.status_changes.exists()
    assert not Enterprise.objects.gone(TODAY).exists()
    bring_in(content)
    back = workbook([*HEADINGS, "经营状态"], [*enterprise_row(1), "正常"])
    bring_in(back)
    assert not Enterprise.objects.gone(TODAY + dt.timedelta(days=1)).exists()
