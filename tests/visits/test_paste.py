"""Rows copied from Excel become visits after a check; every doubtful cell is named, nothing is guessed."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from liaison.assignments.models import Assignment
from liaison.enterprises.models import Enterprise
from liaison.visits.models import Visit
from liaison.visits.paste.reading import read_rows

TODAY = dt.date(2026, 6, 24)
URL = reverse("admin:visits_paste")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-6-24", dt.date(2026, 6, 24)),
        ("2026.06.24.", dt.date(2026, 6, 24)),
        ("２０２６/６/24", dt.date(2026, 6, 24)),
        ("2026年6月2日", dt.date(2026, 6, 2)),
        ("2026-6-24 0:00:00", dt.date(2026, 6, 24)),
        ("2026-06-24 10:30", dt.date(2026, 6, 24)),
        ("2026-6-24（周三）", dt.date(2026, 6, 24)),
        ("20260624", dt.date(2026, 6, 24)),
        ("二〇二六年六月二十四日", dt.date(2026, 6, 24)),
        ("46197", dt.date(2026, 6, 24)),
        ("6/24/2026", dt.date(2026, 6, 24)),
    ],
)
def test_reads_the_dates_people_write(cell, day):
    row = read_rows(f"{cell}\t某公司", TODAY)[0]
    assert (row.held_on, row.errors, row.notes) == (day, [], [])


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("6月24日", dt.date(2026, 6, 24)),
        ("6月25日", dt.date(2025, 6, 25)),
        ("12月3日", dt.date(2025, 12, 3)),
        ("6.24", dt.date(2026, 6, 24)),
        ("6-25", dt.date(2025, 6, 25)),
        ("6月24日上午", dt.date(2026, 6, 24)),
        ("26.6.24", dt.date(2026, 6, 24)),
    ],
)
def test_an_assumed_year_is_said(cell, day):
    row = read_rows(f"{cell}\t某公司", TODAY)[0]
    assert (row.held_on, row.errors) == (day, [])
    assert str(day.year) in row.notes[0]


@pytest.mark.parametrize("cell", ["2026.6.31", "六月", "2026年6月", "", "今天", "6月31日", "2026.6.24-25", "3/4/2026"])
def test_never_invents_a_date(cell):
    row = read_rows(f"{cell}\t某公司", TODAY)[0]
    assert row.held_on is None
    assert row.errors


@given(st.dates(min_value=dt.date(2000, 1, 1), max_value=TODAY), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]))
def test_every_full_date_is_read_exactly(day, form):
    assert read_rows(f"{day.strftime(form)}\t某公司", TODAY)[0].held_on == day


@given(st.text(max_size=200))
def test_whatever_is_pasted_is_read_without_a_crash(text):
    read_rows(text, TODAY)


@pytest.mark.parametrize(
    ("cell", "problems", "none"),
    [
        ("1.融资难；2.用工缺口30人；3.用地", ["融资难", "用工缺口30人", "用地"], False),
        ("1、融资难\n2、用工", ["融资难", "用工"], False),
        ("（1）融资难（2）用工", ["融资难", "用工"], False),
        ("融资难\n用工", ["融资难", "用工"], False),
        ("缺口 3.5 亿元；利率高", ["缺口 3.5 亿元", "利率高"], False),
        ("需电工（1）人、焊工（2）人", ["需电工（1）人、焊工（2）人"], False),
        ("用工缺口（30）人；资金（20）万元", ["用工缺口（30）人", "资金（20）万元"], False),
        ("3、4月份订单不足\n10.月底前无法交货", ["3、4月份订单不足", "10.月底前无法交货"], False),
        ("没有困难", [], True),
        ("该企业目前暂无问题。", [], True),
        ("贷款3000万元到期，1.续贷难；2.利率高", ["贷款3000万元到期", "续贷难", "利率高"], False),
        ("暂无", [], True),
        ("／", [], True),
        ("—", [], True),
        ("", [], False),
    ],
)
def test_takes_several_problems_in_one_cell_apart(cell, problems, none):
    row = read_rows(f'2026-6-1\t某公司\t\t"{cell}"', TODAY)[0]
    assert (row.problems, row.no_issue) == (problems, none)


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("诉求及建议", "融资难", "problems", ["融资难"]),
        ("入企时间", "2026-6-2", "held_on", dt.date(2026, 6, 2)),
        ("走访形式", "座谈会", "method", "symposium"),
        ("带队领导", "副市长周示晓", "leader", "副市长周示晓"),
    ],
)
def test_headings_and_words_are_those_of_the_ledger_of_visits(heading, cell, field, value):
    row = read_rows(f"企业名称\t{heading}\n某公司\t{cell}", TODAY)[0]
    assert getattr(row, field) == value


def test_headings_name_the_columns_in_any_order():
    text = '企业名称\t序号\t存在问题\t时 间\n"甲\n公司"\t1\t无\t2026-6-1\n\t\t\t\n'
    rows = read_rows(text, TODAY)
    assert [(row.name, row.no_issue, row.held_on, row.number) for row in rows] == [
        ("甲 公司", True, dt.date(2026, 6, 1), 2)
    ]


WIDE = (
    "序号\t走访日期\t企业名称\t走访领导\t陪同人员\t走访内容\t存在问题\t下一步措施\t生产经营情况\t备注\t联系电话\n"
    "1\t2026-6-1\t{name}\t{leader}\t王某、李某\t订单饱满\t无\t协调银行\t产值3000万元\t待回访\t0431-1234567"
)


def test_columns_without_a_heading_are_refused_and_not_dropped():
    row = read_rows("2026-6-1\t甲公司\t好\t无\t协调银行", TODAY)[0]
    assert "请连同表头一起复制" in row.errors[0]


def test_a_text_over_its_limit_is_refused_by_name_limit_and_length():
    row = read_rows(f"走访日期\t企业名称\t走访地点\n2026-6-1\t甲公司\t{'某' * 201}", TODAY)[0]
    assert row.errors == ["地点有 201 个字，最多 200 个字，请精简。"]


@pytest.mark.django_db
@pytest.mark.usefixtures("at_now")
class TestPage:
    def test_every_column_of_a_wide_sheet_arrives(self, as_officer, enterprise, leader):
        text = WIDE.format(name=enterprise.name, leader=f"副市长{leader.name}、赵某某")
        page = as_officer.post(URL, {"text": text})
        assert "联系电话" in page.content.decode() and "协调银行" in page.content.decode()
        as_officer.post(URL, {"text": text, "batch": page.context["batch"], "confirm": "1"})
        visit = Visit.objects.get()
        assert (visit.leader, visit.companions) == (leader, "赵某某、王某、李某")
        assert (visit.content, visit.next_steps, visit.condition) == ("订单饱满", "协调银行", "产值3000万元")
        assert (visit.note, visit.extra) == ("待回访", {"联系电话": "0431-1234567"})
        shown = as_officer.get(reverse("admin:visits_visit_change", args=[visit.pk])).content.decode()
        assert "0431-1234567" in shown

    @pytest.mark.parametrize(
        ("cell", "kept"),
        [("查无此人", "查无此人、王某、李某"), ("赵某某等3人", "赵某某等3人、王某、李某"), ("无", "王某、李某")],
    )
    def test_who_went_is_not_guessed_where_the_column_names_nobody_on_record(self, as_officer, enterprise, cell, kept):
        text = WIDE.format(name=enterprise.name, leader=cell)
        page = as_officer.post(URL, {"text": text})
        as_officer.post(URL, {"text": text, "batch": page.context["batch"], "confirm": "1"})
        visit = Visit.objects.get()
        assert (visit.leader, visit.companions) == (None, kept)

    def test_checks_first_and_saves_on_confirmation_once(self, as_officer, enterprise, officer, leader):
        text = f"2026-6-1\t{enterprise.name}\t订单饱满\t1.融资难；2.用工\n2026-6-2\t{enterprise.uscc}\t电话\t无"
        page = as_officer.post(URL, {"text": text})
        assert not Visit.objects.exists()
        assert page.context["wrong"] == 0
        confirm = {"text": text, "batch": page.context["batch"], "confirm": "1"}
        for _ in range(2):
            assert as_officer.post(URL, confirm).status_code == 302
        first, second = Visit.objects.order_by("held_on")
        assert (first.leader, first.logged_by, first.problems.count()) == (None, officer, 2)
        assert second.no_issue

    def test_leaders_led_only_where_the_page_says_so(self, as_officer, enterprise, leader):
        Assignment.objects.update(start_on=dt.date(2026, 6, 2))
        text = f"2026-6-1\t{enterprise.name}\t好\t无\n2026-6-2\t{enterprise.name}\t好\t无"
        page = as_officer.post(URL, {"text": text, "went": "leader"})
        assert [row.leader for row in page.context["checked"]] == [None, leader], "nobody held it the day before"
        assert "周示晓带队" in page.content.decode()
        confirm = {"text": text, "batch": page.context["batch"], "confirm": "1", "went": "leader"}
        as_officer.post(URL, confirm)
        assert [visit.leader for visit in Visit.objects.order_by("held_on")] == [None, leader]

    def test_a_likely_name_is_offered_and_never_taken(self, as_officer, enterprise):
        text = "2026-6-1\t长春禾龙装备制造公司\t订单饱满\t无"
        page = as_officer.post(URL, {"text": text, "confirm": "1"})
        assert "一行都没有保存" in page.content.decode()
        page = as_officer.post(URL, {"text": text})
        assert [str(c) for c in page.context["checked"][0].candidates] == [enterprise.name]
        page = as_officer.post(URL, {"text": text, "choice_1": enterprise.pk, "confirm": "1"})
        assert Visit.objects.get().enterprise == enterprise

    def test_one_bad_row_saves_none_and_keeps_the_text(self, as_officer, enterprise):
        text = "\n".join(f"{day}\t{enterprise.name}\t好\t无" for day in ("2026-6-1", "2026-6-31", "2026-7-1"))
        page = as_officer.post(URL, {"text": text, "confirm": "1"})
        assert not Visit.objects.exists()
        page = as_officer.post(URL, {"text": text})
        assert [bool(row.errors) for row in page.context["checked"]] == [False, True, True]
        assert "2026-6-31" in page.content.decode()

    def test_enterprises_out_of_sight_are_not_found(self, as_officer, jilin_city):
        hidden = Enterprise.objects.create(name="吉林市某某公司", region=jilin_city)
        text = f"2026-6-1\t{hidden.name}\t好\t无"
        page = as_officer.post(URL, {"text": text, "choice_1": hidden.pk})
        assert "没有找到这家企业" in page.content.decode()
        assert not page.context["checked"][0].candidates

    def test_a_visit_on_record_that_day_is_pointed_out(self, as_officer, enterprise, officer):
        Visit.objects.create(enterprise=enterprise, held_on=dt.date(2026, 6, 1), logged_by=officer)
        page = as_officer.post(URL, {"text": f"2026-6-1\t{enterprise.name}\t好\t无"})
        assert "请确认不是重复" in page.content.decode()

    def test_nothing_and_too_much_are_refused(self, as_officer):
        assert "没有读到内容" in as_officer.post(URL, {"text": "  \n"}).content.decode()
        assert "最多粘贴" in as_officer.post(URL, {"text": "2026-6-1\t甲\n" * 201}).content.decode()
