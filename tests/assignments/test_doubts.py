"""What is unusual is asked about and can be saved all the same; what is not in force cannot be chosen."""

import datetime as dt
from functools import partial

import pytest
from django.urls import reverse

from liaison.assignments import handover, services, vacancies
from liaison.assignments.doubts import doubts_about, doubts_about_handing_over
from liaison.assignments.errors import AssignmentRefused
from liaison.assignments.models import Assignment
from liaison.core import clock
from liaison.directory.models import Leader, Level, Region, Tenure, Unit
from liaison.enterprises.choices import Status
from liaison.enterprises.models import Enterprise
from tests.pages import form_values, parse, text_of

ADD = "/admin/assignments/assignment/add/"
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_that_day(monkeypatch, today):
    monkeypatch.setattr(clock, "today", lambda: today)


@pytest.fixture
def unit(nanguan) -> Unit:
    return Unit.objects.create(code="ng-gx", name="南关区工信局", short_name="工信局", level="county", region=nanguan)


@pytest.fixture
def provincial(province) -> Leader:
    return Leader.objects.create(name="省示领", level=Level.PROVINCE, region=province)


def draft(leader, *, today, **target) -> Assignment:
    return Assignment(leader=leader, level=leader.level, start_on=today, **target)


@pytest.mark.parametrize(
    ("first", "last", "taken"),
    [(None, 30, True), (None, 0, True), (None, -1, False), (0, None, True), (1, None, False), (30, None, False)],
)
def test_a_unit_is_chosen_from_its_first_to_its_last_day(
    admin_client, leader, enterprise, unit, today, first, last, taken
):
    unit.valid_from, unit.valid_to = (None if n is None else today + n * DAY for n in (first, last))
    unit.save()
    box = {"app_label": "assignments", "model_name": "assignment", "field_name": "lead_unit"}
    offered = admin_client.get(reverse("admin:autocomplete"), {**box, "term": "工信"}).json()["results"]
    assert bool(offered) is taken
    typed = {"leader": leader.pk, "level": leader.level, "enterprise": enterprise.pk, "start_on": today.isoformat()}
    admin_client.post(ADD, {**typed, "lead_unit": unit.pk})
    assert Assignment.objects.exists() is taken
    Assignment.objects.all().delete()
    assign = partial(services.assign, leader=leader, enterprise=enterprise, today=today)
    for named in ({"lead_unit": unit}, {"support_units": [unit]}):
        if taken:
            assign(**named).delete()
        else:
            with pytest.raises(AssignmentRefused, match=r"南关区工信局.*不能用于这项联系"):
                assign(**named)


def test_a_unit_that_has_ended_stays_where_it_was_recorded(admin_client, leader, enterprise, unit, today):
    row = services.assign(leader=leader, enterprise=enterprise, today=today, lead_unit=unit, support_units=[unit])
    Unit.objects.update(valid_to=today - DAY)
    page = reverse("admin:assignments_assignment_change", args=[row.pk])
    values = form_values(admin_client.get(page), "assignment_form") | {"note": "改备注"}
    assert admin_client.post(page, values).status_code == 302
    row.refresh_from_db()
    assert (row.note, row.lead_unit, list(row.support_units.all())) == ("改备注", unit, [unit])


def test_a_region_that_has_ended_cannot_be_served_any_more(leader, nanguan, today):
    Region.objects.filter(pk=nanguan.pk).update(valid_to=today - DAY)
    nanguan.refresh_from_db()
    with pytest.raises(AssignmentRefused, match="南关区已于 2026-06-23 停用"):
        services.assign(leader=leader, region=nanguan, today=today)


class TestDoubts:
    def test_nothing_is_said_of_an_ordinary_link(self, leader, enterprise, today):
        assert doubts_about([draft(leader, today=today, enterprise=enterprise)], today=today) == []

    @pytest.mark.parametrize(("end", "asked"), [(0, False), (-1, True), (None, False)])
    def test_a_leader_out_of_post(self, leader, enterprise, today, end, asked):
        leader.tenures.update(end_on=None if end is None else today + end * DAY)
        said = doubts_about([draft(leader, today=today, enterprise=enterprise)], today=today)
        assert said == (["周示晓在 2026-06-24 没有在任的职务（登记的职务到 2026-06-23 为止）。"] if asked else [])

    def test_a_post_that_begins_later_counts_from_then(self, leader, enterprise, today):
        leader.tenures.update(start_on=today + 5 * DAY)
        later = draft(leader, today=today + 5 * DAY, enterprise=enterprise)
        assert doubts_about([later], today=today) == []
        later.start_on -= DAY
        assert len(doubts_about([later], today=today)) == 1

    def test_an_enterprise_that_is_gone(self, leader, enterprise, today):
        enterprise.status = Status.DEREGISTERED
        said = doubts_about([draft(leader, today=today, enterprise=enterprise)], today=today)
        assert said == [f"{enterprise}的经营状态是“注销”。"]

    def test_a_leader_outside_the_own_region(self, leader, jilin_city, today):
        row = Enterprise.objects.create(name="吉林市吉源商贸有限公司", region=jilin_city)
        said = doubts_about([draft(leader, today=today, enterprise=row)], today=today)
        assert said == ["吉林市吉源商贸有限公司（吉林市）不在周示晓的任职地区（南关区）内。"]

    def test_a_second_prefecture(self, provincial, changchun, nanguan, jilin_city, today):
        services.assign(leader=provincial, region=changchun, today=today)
        assert doubts_about([draft(provincial, today=today, region=nanguan)], today=today) == []
        said = doubts_about([draft(provincial, today=today, region=jilin_city)], today=today)
        assert said == ["省示领已联系长春市，再联系吉林市就跨了两个市（州）。"]

    def test_a_second_leader_for_a_prefecture_is_right(self, provincial, province, changchun, today):
        services.assign(leader=provincial, region=changchun, today=today)
        other = Leader.objects.create(name="另一位", level=Level.PROVINCE, region=province)
        assert doubts_about([draft(other, today=today, region=changchun)], today=today) == []
        services.assign(leader=other, region=changchun, today=today)
        assert Assignment.objects.on(today).filter(region=changchun).count() == 2


def test_the_form_asks_keeps_what_was_typed_and_saves_at_the_second_word(admin_client, leader, enterprise, today):
    leader.tenures.update(end_on=today - DAY)
    Enterprise.objects.update(status=Status.MOVED_OUT)
    typed = {
        "leader": leader.pk,
        "level": leader.level,
        "enterprise": enterprise.pk,
        "start_on": today.isoformat(),
        "note": "由原领导联系到月底",
    }
    asked = admin_client.post(ADD, typed)
    assert not Assignment.objects.exists()
    shown = text_of(asked)
    assert "周示晓在 2026-06-24 没有在任的职务" in shown and "经营状态是“迁出”" in shown and "仍要保存" in shown
    assert form_values(asked, "assignment_form")["note"] == "由原领导联系到月底"
    (button,) = parse(asked).xpath("//button[@name='_anyway']")
    assert admin_client.post(ADD, typed | {"_anyway": "x"}).status_code == 200
    assert not Assignment.objects.exists()
    assert admin_client.post(ADD, typed | {"_anyway": button.get("value")}).status_code == 302
    row = Assignment.objects.get()
    page = reverse("admin:assignments_assignment_change", args=[row.pk])
    assert (
        admin_client.post(page, form_values(admin_client.get(page), "assignment_form") | {"note": "改"}).status_code
        == 302
    )


def test_many_at_once_say_the_same_and_ask_once(admin_client, leader, jilin_city, today):
    row = Enterprise.objects.create(name="吉林市吉源商贸有限公司", region=jilin_city)
    address = reverse("admin:enterprises_enterprise_changelist")
    wish = {"action": "assign_leader", "_selected_action": [row.pk], "start_on": "2026-06-24", "leader": leader.pk}
    preview = admin_client.post(address, wish | {"step": "preview"})
    said = "吉林市吉源商贸有限公司（吉林市）不在周示晓的任职地区（南关区）内。"
    assert said in text_of(preview) and "仍要分配 1 户" in text_of(preview)
    assert said in text_of(admin_client.post(address, wish | {"step": "confirm"}))
    assert not Assignment.objects.exists()
    (mark,) = parse(preview).xpath("//input[@name='_anyway']/@value")
    assert admin_client.post(address, wish | {"step": "confirm", "_anyway": mark}).status_code == 302
    assert Assignment.objects.get().enterprise == row


def test_a_hand_over_says_the_same(admin_client, leader, successor, enterprise, unit, today):
    services.assign(leader=leader, enterprise=enterprise, today=today - 90 * DAY, lead_unit=unit)
    successor.tenures.update(end_on=today - 3 * DAY)
    Unit.objects.update(valid_to=today - DAY)
    planned = handover.plan_leader(leader=leader, successor=successor, on=today)
    said = doubts_about_handing_over(planned, today=today)
    assert said == [
        "薛示波在 2026-06-24 没有在任的职务（登记的职务到 2026-06-21 为止）。",
        "牵头部门南关区工信局已于 2026-06-23 停用，交接后请改为接续的单位。",
    ]
    asked = {"kind": "leader", "leader": leader.pk, "successor": successor.pk, "on": "2026-06-24"}
    shown = text_of(admin_client.get(reverse("admin:assignments_handover"), asked))
    assert all(sentence in shown for sentence in said) and "仍要交接" in shown


def test_vacancies_list_the_units_without_a_provincial_leader(
    admin_client, provincial, changchun, jilin_city, leader, today
):
    services.assign(leader=provincial, region=changchun, today=today)
    city = Leader.objects.create(name="市示领", level=Level.PREFECTURE, region=jilin_city)
    services.assign(leader=city, region=jilin_city, today=today)
    regions = Region.objects.all()
    assert list(vacancies.units_without_provincial_leader(regions, today)) == [jilin_city]
    shown = text_of(admin_client.get(reverse("admin:assignments_vacancies")))
    assert "没有省级领导联系的地区：1 个" in shown


def test_doubts_cost_the_same_for_many(leader, nanguan, today, django_assert_max_num_queries):
    Tenure.objects.update(end_on=today - DAY)
    rows = [Enterprise.objects.create(name=f"南关{n}号", region=nanguan) for n in range(30)]
    with django_assert_max_num_queries(2):
        doubts_about([draft(leader, today=today, enterprise=row) for row in rows], today=today)
