"""Switching off what must not be deleted: an account, a unit, a region, a leader's posts. ``day`` is the last one."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from liaison.core.errors import Refused
from liaison.directory.models import Leader, Region, Tenure, Unit, User


@transaction.atomic
def switch_off(row: User | Unit | Region | Leader, *, by: User, day: dt.date) -> str:
    """Retire ``row`` and return in words what was done; done twice it changes nothing."""
    match row:
        case User():
            return _account(row, by)
        case Leader():
            return _leader(row, day)
        case _:
            return _dated(row, day)


def _account(user: User, by: User) -> str:
    if user.pk == by.pk:
        raise Refused("不能停用自己的账号，请由另一位系统管理员办理。")
    User.objects.filter(pk=user.pk).update(is_active=False)
    return f"{user}的账号已停用，不能再登录；其名下的记录都保留。"


def _dated(row: Unit | Region, day: dt.date) -> str:
    if row.valid_from and row.valid_from > day:
        raise Refused(f"{row}{row.valid_from:%Y-%m-%d} 才启用，请先修改启用日期。")
    type(row).objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), pk=row.pk).update(valid_to=day)
    return f"{row}用到 {day:%Y-%m-%d}，之后不再可选；已有的记录都保留。"


def _leader(leader: Leader, day: dt.date) -> str:
    held = Tenure.objects.in_force(day).filter(Q(end_on=None) | Q(end_on__gt=day), leader=leader)
    if not held.update(end_on=day) and not leader.tenures.exists():
        raise Refused(f"{leader}没有登记职务，请先在“任职经历”中补登职务和离任日期。")
    return f"{leader}的职务登记到 {day:%Y-%m-%d} 为止；其联系关系请办理交接，已有的记录都保留。"
