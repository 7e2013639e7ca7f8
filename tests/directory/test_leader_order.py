"""位次: leaders of one level and region stand 1 to n, whoever is added, moved, imported or taken away."""

import datetime as dt
import importlib

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse

from liaison.core.errors import Refused
from liaison.directory.models import Leader, Level, Tenure
from liaison.directory.services.order import LAST, append_ranks, close_gaps, make_room
from tests.pages import form_values, parse, text_of
from tests.threads import run_together

ADD = "/admin/directory/leader/add/"


@pytest.fixture
def three(province) -> list[Leader]:
    return [
        Leader.objects.create(name=name, level=Level.PROVINCE, region=province, rank_order=rank)
        for rank, name in enumerate(["一示省", "二示省", "三示省"], start=1)
    ]


def order(region, level=Level.PROVINCE) -> list[tuple[int, str]]:
    rows = Leader.objects.filter(level=level, region=region).order_by("rank_order", "pk")
    return list(rows.values_list("rank_order", "name"))


def numbered(*names: str) -> list[tuple[int, str]]:
    return list(enumerate(names, start=1))


def typed(region, **facts) -> dict:
    empty = {"tenures-TOTAL_FORMS": "0", "tenures-INITIAL_FORMS": "0"}
    return {"name": "新示省", "level": Level.PROVINCE, "region": region.pk, "note": "", **empty, **facts}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("", ["一示省", "二示省", "三示省", "新示省"]),
        ("last", ["一示省", "二示省", "三示省", "新示省"]),
        ("first", ["新示省", "一示省", "二示省", "三示省"]),
        ("一示省", ["一示省", "新示省", "二示省", "三示省"]),
    ],
)
def test_a_leader_added_by_hand_stands_where_it_is_said(admin_client, three, province, after, expected):
    named = {leader.name: leader.pk for leader in three}
    assert admin_client.post(ADD, typed(province, after=named.get(after, after))).status_code == 302
    assert order(province) == numbered(*expected)


def test_the_form_offers_the_leaders_of_the_same_level_and_region(admin_client, three, province, leader, nanguan):
    offered = admin_client.get(
        reverse("admin:directory_leader_places"), {"level": Level.COUNTY, "region": nanguan.pk}
    ).json()["places"]
    assert offered == [["last", "排在最后"], ["first", "排在最前"], [str(leader.pk), "1. 周示晓"]]
    page = admin_client.get(reverse("admin:directory_leader_change", args=[three[2].pk]))
    assert form_values(page, "leader_form")["after"] == str(three[1].pk)
    assert "排在谁之后" in text_of(page) and not parse(page).xpath("//*[@name='rank_order']")


def test_those_who_may_only_look_see_the_place(client, leader, officer):
    client.force_login(officer)
    page = text_of(client.get(reverse("admin:directory_leader_change", args=[leader.pk])))
    assert "位次" in page and "After" not in page


@pytest.mark.parametrize("odd", [{}, {"level": "x", "region": "²"}, {"level": "county", "region": "9" * 30}])
def test_odd_questions_get_the_two_ends(admin_client, db, odd):
    answer = admin_client.get(reverse("admin:directory_leader_places"), odd)
    assert len(answer.json()["places"]) == 2


def test_saving_untouched_moves_nobody_and_moving_closes_the_gap(admin_client, three, province):
    page = reverse("admin:directory_leader_change", args=[three[0].pk])
    values = form_values(admin_client.get(page), "leader_form")
    assert admin_client.post(page, values | {"note": "改"}).status_code == 302
    assert order(province) == numbered("一示省", "二示省", "三示省")
    values = form_values(admin_client.get(page), "leader_form")
    assert admin_client.post(page, values | {"after": three[2].pk}).status_code == 302
    assert order(province) == numbered("二示省", "三示省", "一示省")


def test_a_leader_who_goes_to_another_place_stands_last_there(admin_client, three, province, leader, nanguan):
    page = reverse("admin:directory_leader_change", args=[three[1].pk])
    values = form_values(admin_client.get(page), "leader_form")
    moved = values | {"level": Level.COUNTY, "region": nanguan.pk}
    assert admin_client.post(page, moved).status_code == 302
    assert order(province) == numbered("一示省", "三示省")
    assert order(nanguan, Level.COUNTY) == numbered("周示晓", "二示省")


def test_someone_of_another_group_cannot_stand_before(three, leader, province):
    with pytest.raises(Refused, match="请重新选择位次"):
        make_room(Leader(name="新示省", level=Level.PROVINCE, region=province), after=leader)


def test_deleting_closes_the_gap(admin_client, three, province):
    admin_client.post(reverse("admin:directory_leader_delete", args=[three[0].pk]), {"post": "yes"})
    assert order(province) == numbered("二示省", "三示省")


def test_ranks_for_a_ledger_follow_on(three, leader, province, nanguan):
    groups = [("province", province.pk), ("county", nanguan.pk), ("province", province.pk), ("prefecture", nanguan.pk)]
    assert append_ranks(groups) == [4, 2, 5, 1]


def test_the_list_goes_by_level_place_and_rank(admin_client, three, leader):
    page = text_of(admin_client.get(reverse("admin:directory_leader_changelist")))
    assert page.index("三示省") < page.index("周示晓")


def test_existing_orders_become_dense_in_the_same_sequence(three, leader, province, nanguan):
    for row, rank in zip(three, (0, 40, 40), strict=True):
        Leader.objects.filter(pk=row.pk).update(rank_order=rank)
    Leader.objects.filter(pk=leader.pk).update(rank_order=653)
    importlib.import_module("liaison.directory.migrations.0006_dense_order").number(apps, None)
    assert order(province) == numbered("一示省", "二示省", "三示省")
    assert order(nanguan, Level.COUNTY) == numbered("周示晓")


def test_closing_gaps_keeps_the_sequence(three, province):
    Leader.objects.filter(pk=three[0].pk).update(rank_order=9)
    close_gaps([(Level.PROVINCE, province.pk)])
    assert order(province) == numbered("二示省", "三示省", "一示省")


@pytest.mark.django_db(transaction=True)
def test_two_who_add_at_once_get_a_place_each(three, province):
    def add(name: str):
        with transaction.atomic():
            row = Leader(name=name, level=Level.PROVINCE, region=province)
            make_room(row, after=LAST)
            row.save()

    run_together([lambda: add("甲示省"), lambda: add("乙示省")])
    assert [rank for rank, _ in order(province)] == [1, 2, 3, 4, 5]


def test_a_post_held_since_ever_gives_way_to_one_with_a_first_day(three, today):
    """On PostgreSQL too, where blank days are the greatest."""
    for title, start in (("副省长", None), ("省委常委", today), ("秘书长", today + dt.timedelta(days=1))):
        Tenure.objects.create(leader=three[0], title=title, start_on=start)

    def post(day):
        return Leader.objects.with_post(day).get(pk=three[0].pk).post

    assert [post(today + dt.timedelta(days=days)) for days in (-1, 0, 1)] == ["副省长", "省委常委", "秘书长"]
    assert [held.title for held in three[0].tenures.all()] == ["秘书长", "省委常委", "副省长"]
