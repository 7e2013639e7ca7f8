import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps

from liaison.enterprises import services
from liaison.enterprises.choices import Status
from liaison.enterprises.models import Absence, AliasKind, Enterprise
from liaison.enterprises.services import EnterpriseRefused


def test_rename_keeps_the_old_name_findable(enterprise, today, coordinator):
    services.rename(enterprise=enterprise, name="长春禾龙智能装备有限公司", on=today, by=coordinator)
    enterprise.refresh_from_db()
    alias = enterprise.aliases.get()
    assert enterprise.name == "长春禾龙智能装备有限公司"
    assert (alias.name, alias.kind) == ("长春市禾龙装备制造有限公司", AliasKind.FORMER)
    assert alias.valid_to == today - dt.timedelta(days=1)
    assert list(Enterprise.objects.matching("禾龙装备制造")) == [enterprise]
    assert enterprise.version == 2
    assert enterprise.history.first().history_user == coordinator


def test_second_rename_begins_where_the_first_ended(enterprise, today, coordinator):
    later = today + dt.timedelta(days=30)
    services.rename(enterprise=enterprise, name="第二个名称", on=today, by=coordinator)
    services.rename(enterprise=enterprise, name="第三个名称", on=later, by=coordinator)
    second = enterprise.aliases.get(name="第二个名称")
    assert (second.valid_from, second.valid_to) == (today, later - dt.timedelta(days=1))


def test_correcting_a_typing_error_leaves_no_former_name(enterprise, today):
    services.rename(enterprise=enterprise, name="长春市禾尤装备", on=today, by=None, keep_former=False)
    assert not enterprise.aliases.exists()


@pytest.mark.parametrize("name", ["", " ", "长春市禾龙装备制造有限公司"])
def test_rename_to_nothing_new_is_refused(enterprise, today, name):
    with pytest.raises(EnterpriseRefused):
        services.rename(enterprise=enterprise, name=name, on=today, by=None)


def test_status_moves_with_reason_and_day_and_is_kept(enterprise, today, coordinator):
    change = services.change_status(
        enterprise=enterprise, status=Status.SUSPENDED, reason="订单不足", on=today, today=today, by=coordinator
    )
    enterprise.refresh_from_db()
    assert enterprise.status == Status.SUSPENDED
    assert (change.old, change.new, change.reason) == (Status.NORMAL, Status.SUSPENDED, "订单不足")


@pytest.mark.parametrize(
    ("status", "reason", "days", "said"),
    [
        (Status.NORMAL, "无变化", 0, "已经是"),
        (Status.UNREACHABLE, "  ", 0, "原因"),
        (Status.UNREACHABLE, "联系不上", 1, "不能晚于今天"),
        ("gone", "写错", 0, "请选择"),
    ],
)
def test_status_moves_that_make_no_sense_are_refused(enterprise, today, status, reason, days, said):
    on = today + dt.timedelta(days=days)
    with pytest.raises(EnterpriseRefused, match=said):
        services.change_status(enterprise=enterprise, status=status, reason=reason, on=on, today=today, by=None)
    enterprise.refresh_from_db()
    assert enterprise.status == Status.NORMAL


def test_status_cannot_move_before_its_last_move(enterprise, today):
    move = {"enterprise": enterprise, "reason": "核实", "today": today, "by": None}
    services.change_status(status=Status.SUSPENDED, on=today, **move)
    with pytest.raises(EnterpriseRefused, match="不能早于"):
        services.change_status(status=Status.NORMAL, on=today - dt.timedelta(days=1), **move)


class TestDaysAway:
    """An enterprise that is 注销 or 迁出 is gone from the day that the status says, and there before."""

    def move(self, enterprise, status, on, today):
        services.change_status(enterprise=enterprise, status=status, reason="核实", on=on, today=today, by=None)

    def gone(self, *days):
        return [Enterprise.objects.gone(day).exists() for day in days]

    def test_begin_on_the_day_and_end_on_the_eve_of_the_return(self, enterprise, today):
        day = dt.timedelta(days=1)
        left, back = today - 20 * day, today - 5 * day
        self.move(enterprise, Status.MOVED_OUT, left, today)
        assert self.gone(left - day, left, today) == [False, True, True]
        self.move(enterprise, Status.DEREGISTERED, left + day, today)
        assert self.gone(left - day, left, today) == [False, True, True]
        self.move(enterprise, Status.NORMAL, back, today)
        assert self.gone(left - day, left, back - day, back, today) == [False, True, True, False, False]

    def test_a_move_taken_back_on_its_day_leaves_nothing(self, enterprise, today):
        self.move(enterprise, Status.DEREGISTERED, today, today)
        self.move(enterprise, Status.NORMAL, today, today)
        assert self.gone(today) == [False]

    @pytest.mark.parametrize("status", [Status.SUSPENDED, Status.UNREACHABLE, Status.ZOMBIE])
    def test_one_that_has_stopped_is_still_there(self, enterprise, today, status):
        self.move(enterprise, status, today, today)
        assert self.gone(today) == [False]

    def test_one_that_came_in_gone_always_was(self, enterprise, today):
        Enterprise.objects.update(status=Status.DEREGISTERED)
        assert self.gone(dt.date(2001, 1, 1), today) == [True, True]

    def test_those_on_record_are_dated_by_their_changes_or_their_history(self, enterprise, nanguan, today):
        late, always = (Enterprise.objects.create(name=name, region=nanguan) for name in ("后改公司", "一直注销公司"))
        self.move(enterprise, Status.MOVED_OUT, today - dt.timedelta(days=9), today)
        late.status = Status.DEREGISTERED
        late.save()
        late.history.filter(status=Status.DEREGISTERED).update(history_date=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
        late.history.filter(status=Status.NORMAL).update(history_date=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
        Enterprise.objects.filter(pk=always.pk).update(status=Status.DEREGISTERED)
        Absence.objects.all().delete()
        import_module("liaison.enterprises.migrations.0006_absences_on_record").fill(apps, None)
        found = dict(Absence.objects.filter(last_on=None).values_list("enterprise", "first_on"))
        assert found == {enterprise.pk: today - dt.timedelta(days=9), late.pk: dt.date(2026, 6, 1)}
