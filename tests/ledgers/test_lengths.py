"""A value longer than its column is an error of its cell in the preview, never a failure of the database."""

import pytest

from liaison.cases.models import Case, Category
from liaison.directory.models import Tenure
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit

from .conftest import CODES, HEADINGS, bring_in, counts, enterprise_row, enterprises, messages, preview, workbook

pytestmark = pytest.mark.django_db
LONG = "示" * 200


@pytest.fixture(autouse=True)
def _world(nanguan, jilin_city):
    """The province, 长春 with 南关区, and 吉林市."""


def _errors(result) -> list[tuple[int, str]]:
    return [(note["row"], note["column"]) for note in result.report.notes["error"]]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("企业名称", f"{LONG}有限公司"),
        ("企业联系人", "孙" * 60),
        ("联系电话", "、".join(f"1384408521{n}" for n in range(9))),
        ("联系领导", "周" * 60),
        ("领导职务", "副" * 100),
        ("联络员", "陈" * 60),
        ("从业人数（人）", 99999999999),
        ("上年产值（万元）", 1e17),
        ("法定代表人", "王" * 60),
        ("地址", LONG * 2),
        ("主要产品", LONG * 2),
    ],
)
def test_a_long_cell_of_an_enterprise_is_refused_and_the_other_rows_come_in(heading, cell):
    good, bad = enterprise_row(1), enterprise_row(2)
    headings = [*HEADINGS, *([heading] if heading not in HEADINGS else [])]
    good, bad = good + [""] * (len(headings) - len(good)), bad + [""] * (len(headings) - len(bad))
    bad[headings.index(heading)] = cell
    content = workbook(headings, good, bad)

    result = bring_in(content, partial=True)

    told = [*result.report.notes["error"], *result.report.notes["warning"]]
    assert (4, heading) in [(note["row"], note["column"]) for note in told], messages(result)
    assert Enterprise.objects.filter(uscc=CODES[0]).exists()


def test_a_long_post_is_not_written_through_another_row_of_the_same_leader():
    bring_in(enterprises(enterprise_row(1), enterprise_row(2)))
    rows = [enterprise_row(1, 领导职务="副" * 100), enterprise_row(2, 领导职务="区长")]
    result = bring_in(enterprises(*rows), partial=True)
    assert counts(result) == {"changed": 1, "error": 1}
    assert sorted(Tenure.objects.values_list("title", flat=True)) == ["副区长", "区长"]


LEADER_HEADINGS = ["序号", "领导姓名", "职务", "层级", "联系地区", "联系企业", "联络员", "联络员电话"]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("领导姓名", "周" * 60), ("职务", "副" * 100), ("联系企业", f"{LONG}有限公司"), ("联络员", "陈" * 60)],
)
def test_a_long_cell_of_a_leader_is_refused(heading, cell):
    row = [1, "周示晓", "副区长", "县级", "南关区", "长春示例甲有限公司", "陈示胜", "13933996752"]
    row[LEADER_HEADINGS.index(heading)] = cell
    result = preview(workbook(LEADER_HEADINGS, row, title="领导联系分工表"), "leaders")
    assert _errors(result) == [(3, heading)], messages(result)


VISIT_HEADINGS = ["序号", "走访日期", "走访企业", "走访领导"]


@pytest.mark.parametrize(("heading", "cell"), [("走访地点", LONG * 3), ("陪同人员", "、".join(["王示例"] * 300))])
def test_a_long_cell_of_a_visit_is_refused(heading, cell):
    bring_in(enterprises(enterprise_row(1)))
    row = [1, "2026-06-01", enterprise_row(1)[3], "周示晓", cell]
    result = preview(workbook([*VISIT_HEADINGS, heading], row, title="走访记录"), "visits")
    assert _errors(result) == [(3, heading)], messages(result)


@pytest.mark.parametrize("heading", ["生产经营情况", "现场解决情况", "备注"])
def test_what_a_visit_says_is_kept_whole(heading):
    bring_in(enterprises(enterprise_row(1)))
    row = [1, "2026-06-01", enterprise_row(1)[3], "周示晓", LONG * 3]
    result = bring_in(workbook([*VISIT_HEADINGS, heading], row, title="走访记录"), "visits")
    assert counts(result) == {"new": 1}, messages(result)
    visit = Visit.objects.get()
    assert LONG * 3 in (visit.condition, visit.resolved_on_spot, visit.note)


def test_a_title_of_a_case_is_kept_whole_and_what_is_too_long_is_refused():
    Category.objects.create(code="99", name="其他")
    bring_in(enterprises(enterprise_row(1)))
    headings = ["诉求编号", "反映时间", "企业名称", "诉求标题", "诉求内容", "办理状态"]
    row = ["2026-1", "2026-06-01", enterprise_row(1)[3], LONG, "用地手续办理缓慢", "正在办理"]
    result = bring_in(workbook(headings, row, title="诉求台账"), "cases")
    assert counts(result) == {"new": 1}, messages(result)
    assert Case.objects.get().title == LONG

    row[3] = LONG + "示"
    assert _errors(preview(workbook(headings, row, title="诉求台账"), "cases")) == [(3, "诉求标题")]
    row[3] = LONG
    row[0] = "9" * 40
    assert _errors(preview(workbook(headings, row, title="诉求台账"), "cases")) == [(3, "诉求编号")]
