"""Merging two records and undoing it, compared row by row over every table that points at an enterprise."""

import datetime as dt

import pytest
from django.core import serializers

from liaison.assignments import services as assigning
from liaison.assignments.models import Assignment
from liaison.directory.models import Leader, Level, Unit
from liaison.enterprises import merging, services
from liaison.enterprises.choices import Status
from liaison.enterprises.merging import LOSER, WINNER, MergeRefused
from liaison.enterprises.merging.relations import relations
from liaison.enterprises.models import Enterprise, EnterpriseAlias, EnterpriseContact, Merge, Tag
from liaison.visits.models import Visit

DAY = dt.timedelta(days=1)


def picture():
    """Every row of every table that points at an enterprise, and the enterprises themselves but for their version."""
    models = sorted({relation.model for relation in relations()} - {Merge}, key=lambda model: model._meta.label)
    models += [Assignment.support_units.through]
    rows = {model._meta.label: serializers.serialize("json", model._base_manager.order_by("pk")) for model in models}
    enterprises = serializers.serialize("python", Enterprise.objects.order_by("pk"))
    for row in enterprises:
        row["fields"].pop("version")
    return rows, enterprises


@pytest.fixture
def winner(nanguan, leader, today):
    row = Enterprise.objects.create(name="长春市禾龙装备制造有限公司", region=nanguan, products="装备")
    EnterpriseContact.objects.create(enterprise=row, name="孙示亚", is_primary=True)
    row.tags.add(Tag.objects.create(name="汽车"))
    assigning.assign(leader=leader, enterprise=row, today=today - 90 * DAY)
    return row


@pytest.fixture
def loser(nanguan, today, winner, coordinator):
    row = Enterprise.objects.create(
        name="长春禾龙装备制造有限责任公司", region=nanguan, uscc="91220102MAETEATQX3", address="解放大街3043号"
    )
    EnterpriseContact.objects.create(enterprise=row, name="李示宁", is_primary=True)
    EnterpriseContact.objects.create(enterprise=row, name="赵示平")
    EnterpriseAlias.objects.create(enterprise=row, name="禾龙装备")
    row.tags.add(Tag.objects.get(name="汽车"), Tag.objects.create(name="小升规"))
    other = Leader.objects.create(name="吴示岩", level=Level.COUNTY, region=nanguan)
    unit = Unit.objects.create(code="u", name="工信局", short_name="工信局", level=Level.COUNTY, region=nanguan)
    assigning.assign(leader=other, enterprise=row, today=today, support_units=[unit])
    assigning.assign(leader=other, enterprise=row, today=today, start_on=today - 200 * DAY, end_on=today - 150 * DAY)
    services.change_status(
        enterprise=row, status=Status.SUSPENDED, reason="订单不足", on=today, today=today, by=coordinator
    )
    for days in range(3):
        Visit.objects.create(enterprise=row, held_on=today - days * DAY, logged_by=coordinator)
    row.refresh_from_db()
    return row


ANSWERS = {"contact": WINNER, "leader-county": WINNER}


@pytest.mark.parametrize("leaders", [WINNER, LOSER])
@pytest.mark.parametrize("contact", [WINNER, LOSER])
def test_undo_restores_every_row(winner, loser, coordinator, now, leaders, contact):
    before = picture()
    answers = {"contact": contact, "leader-county": leaders}
    done = merging.merge(winner=winner, loser=loser, choices=answers, by=coordinator)
    assert picture() != before
    merging.undo(merge=done, by=coordinator, now=now)
    assert picture() == before


def test_everything_of_the_duplicate_goes_to_the_record_that_stays(winner, loser, coordinator, today):
    merging.merge(winner=winner, loser=loser, choices=ANSWERS, by=coordinator)
    winner.refresh_from_db()
    assert not Enterprise.objects.filter(pk=loser.pk).exists()
    assert winner.visits.count() == 3
    assert sorted(winner.contacts.values_list("name", "is_primary")) == [
        ("孙示亚", True),
        ("李示宁", False),
        ("赵示平", False),
    ]
    assert sorted(tag.name for tag in winner.tags.all()) == ["小升规", "汽车"]
    assert sorted(alias.name for alias in winner.aliases.all()) == ["禾龙装备", "长春禾龙装备制造有限责任公司"]
    assert (winner.uscc, winner.address, winner.products) == ("91220102MAETEATQX3", "解放大街3043号", "装备")
    # The past without overlap came along; of the present only the chosen side stayed.
    assert sorted(row.leader.name for row in winner.assignments.all()) == ["吴示岩", "周示晓"]
    assert winner.assignments.on(today).get().leader.name == "周示晓"


def test_the_other_leader_stays_when_chosen(winner, loser, coordinator, today):
    merging.merge(winner=winner, loser=loser, choices=ANSWERS | {"leader-county": LOSER}, by=coordinator)
    assert winner.assignments.on(today).get().leader.name == "吴示岩"


def test_preview_counts_what_happens(winner, loser, coordinator):
    drawn = merging.plan(winner, loser, ANSWERS)
    counted = {group.relation.model.__name__: (len(group.moves), len(group.drops)) for group in drawn.groups}
    assert counted["Visit"] == (3, 0)
    assert counted["EnterpriseContact"] == (2, 0)
    assert counted["Enterprise_tags"] == (1, 1)
    assert counted["Assignment"] == (1, 1)
    assert counted["StatusChange"] == (1, 0)
    assert {field.name for field, _ in drawn.fills} >= {"uscc", "address"}


def test_open_questions_stop_the_merge(winner, loser):
    before = picture()
    with pytest.raises(MergeRefused, match="还有问题没有选择"):
        merging.merge(winner=winner, loser=loser, choices={}, by=None)
    assert picture() == before


def test_two_different_codes_are_asked_about(winner, loser, nanguan):
    Enterprise.objects.filter(pk=winner.pk).update(uscc="91220102MA62RPBCFR")
    winner.refresh_from_db()
    assert [clash.key for clash in merging.plan(winner, loser).clashes] == ["uscc", "contact", "leader-county"]
    merging.merge(winner=winner, loser=loser, choices=ANSWERS | {"uscc": LOSER}, by=None)
    winner.refresh_from_db()
    assert winner.uscc == "91220102MAETEATQX3"


def test_an_old_preview_is_not_carried_out(winner, loser, today, coordinator):
    agreed = merging.plan(winner, loser, ANSWERS).fingerprint()
    Visit.objects.create(enterprise=loser, held_on=today, logged_by=coordinator)
    with pytest.raises(MergeRefused, match="发生了变化"):
        merging.merge(winner=winner, loser=loser, choices=ANSWERS, by=None, expected=agreed)


def test_merging_with_itself_or_twice_is_refused(winner, loser):
    with pytest.raises(MergeRefused, match="自身"):
        merging.plan(winner, winner)
    merging.merge(winner=winner, loser=loser, choices=ANSWERS, by=None)
    with pytest.raises(MergeRefused, match="已不存在"):
        merging.merge(winner=winner, loser=loser, choices=ANSWERS, by=None)


def test_undo_is_refused_by_name_when_a_row_has_moved_on(winner, loser, now, nanguan):
    done = merging.merge(winner=winner, loser=loser, choices=ANSWERS, by=None)
    third = Enterprise.objects.create(name="第三家", region=nanguan)
    winner.visits.filter(pk=winner.visits.first().pk).update(enterprise=third)
    before = picture()
    with pytest.raises(MergeRefused, match="走访记录"):
        merging.undo(merge=done, by=None, now=now)
    assert picture() == before


def test_undo_twice_is_refused(winner, loser, now):
    done = merging.merge(winner=winner, loser=loser, choices=ANSWERS, by=None)
    merging.undo(merge=done, by=None, now=now)
    with pytest.raises(MergeRefused, match="已经撤销"):
        merging.undo(merge=done, by=None, now=now)


def test_what_was_logged_after_the_merge_stays_with_the_record_that_stayed(winner, loser, now, today, coordinator):
    done = merging.merge(winner=winner, loser=loser, choices=ANSWERS, by=None)
    later = Visit.objects.create(enterprise=winner, held_on=today, logged_by=coordinator)
    merging.undo(merge=done, by=None, now=now)
    later.refresh_from_db()
    assert later.enterprise == winner
    assert loser.visits.count() == 3


def test_chained_merges_come_apart_in_reverse_order(winner, loser, nanguan, now):
    third = Enterprise.objects.create(name="吉林禾龙", region=nanguan)
    before = picture()
    first = merging.merge(winner=winner, loser=loser, choices=ANSWERS, by=None)
    middle = picture()
    second = merging.merge(winner=third, loser=Enterprise.objects.get(pk=winner.pk), choices={}, by=None)
    with pytest.raises(MergeRefused):
        merging.undo(merge=first, by=None, now=now)
    merging.undo(merge=second, by=None, now=now)
    assert picture() == middle
    merging.undo(merge=first, by=None, now=now)
    assert picture() == before


def test_history_tells_of_the_merge(winner, loser, coordinator):
    merging.merge(winner=winner, loser=loser, choices=ANSWERS, by=coordinator)
    gone = Enterprise.history.filter(id=loser.pk).first()
    assert (gone.history_type, gone.history_user) == ("-", coordinator)
    assert "并入" in gone.history_change_reason
    assert Visit.history.filter(history_change_reason="合并重复企业").count() == 3


def test_every_room_that_points_at_an_enterprise_is_seen():
    seen = {relation.model.__name__ for relation in relations()}
    assert {"Assignment", "EnterpriseContact", "EnterpriseAlias", "Enterprise_tags", "StatusChange", "Visit"} <= seen
    assert not any(name.startswith("Historical") for name in seen)


def test_the_days_away_of_a_record_end_with_it_and_come_back_with_it(winner, loser, today, coordinator, now):
    services.change_status(
        enterprise=loser, status=Status.DEREGISTERED, reason="重复登记", on=today, today=today, by=coordinator
    )
    done = merging.merge(winner=winner, loser=loser, choices=ANSWERS, by=coordinator)
    assert not Enterprise.objects.gone(today).exists()
    merging.undo(merge=done, by=coordinator, now=now)
    assert [row.name for row in Enterprise.objects.gone(today)] == [loser.name]
