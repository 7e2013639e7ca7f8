import datetime as dt

import pytest

from liaison.enterprises import services
from liaison.enterprises.choices import Status
from liaison.enterprises.models import AliasKind, Enterprise
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
