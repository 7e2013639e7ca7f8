"""What can be done to an enterprise: take it on, rename it, say that it has stopped, moved or gone."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from liaison.core.text import match_key, tidy
from liaison.directory.models import Region, User

from .choices import GONE, Status
from .errors import EnterpriseRefused
from .holding import hold_this
from .models import Absence, AliasKind, Enterprise, EnterpriseAlias, StatusChange, Tag

INCOMPLETE = "待补资料"


@transaction.atomic
def register(*, name: str, region: Region, by: User | None, origin: str, uscc: str = "") -> Enterprise:
    """Take an enterprise on record with what is known of it so far; its tag and note say that the rest is to come.

    ``origin`` says where it was heard of (96611热线登记). Refuses an empty name, and a code that is wrong or taken.
    """
    enterprise = Enterprise(name=tidy(name), region=region, uscc=uscc or None, note=f"{origin}，资料待补。")
    try:
        enterprise.full_clean()
    except ValidationError as error:
        raise EnterpriseRefused("".join(error.messages)) from error
    enterprise._change_reason, enterprise._history_user = origin, by
    enterprise.save()
    enterprise.tags.add(Tag.objects.get_or_create(name=INCOMPLETE)[0])
    return enterprise


@transaction.atomic
def rename(
    *, enterprise: Enterprise, name: str, on: dt.date, by: User | None, keep_former: bool = True
) -> EnterpriseAlias | None:
    """Give ``enterprise`` a new name from ``on``; the old one stays as 曾用名 unless it was a typing error.

    Return the alias kept, or None. Refuses an empty or unchanged name.
    """
    enterprise = hold_this(enterprise)
    name = tidy(name)
    if not name:
        raise EnterpriseRefused("请填写新的企业名称。")
    if name == enterprise.name:
        raise EnterpriseRefused("新名称与现名称相同，没有需要更改的内容。")
    former = enterprise.name
    enterprise.name = name
    enterprise.version += 1
    enterprise._change_reason = "更名" if keep_former else "更正名称"
    enterprise._history_user = by
    enterprise.save()
    if not keep_former:
        return None
    return _keep_former(enterprise, former, on)


def _keep_former(enterprise: Enterprise, former: str, on: dt.date) -> EnterpriseAlias | None:
    if match_key(former) == enterprise.name_key:
        return None
    previous = enterprise.aliases.filter(kind=AliasKind.FORMER).exclude(valid_to=None).order_by("-valid_to").first()
    until = on - dt.timedelta(days=1)
    since = previous.valid_to + dt.timedelta(days=1) if previous and previous.valid_to < until else None
    alias, _ = EnterpriseAlias.objects.update_or_create(
        enterprise=enterprise,
        key=match_key(former),
        defaults={"name": former, "kind": AliasKind.FORMER, "valid_from": since, "valid_to": until},
    )
    return alias


@transaction.atomic
def change_status(
    *, enterprise: Enterprise, status: str, reason: str, on: dt.date, today: dt.date, by: User | None
) -> StatusChange:
    """Move ``enterprise`` to ``status`` as of ``on``, with the reason. Nothing is ever deleted for having closed."""
    enterprise = hold_this(enterprise)
    if status not in Status.values:
        raise EnterpriseRefused("请选择经营状态。")
    if status == enterprise.status:
        raise EnterpriseRefused(f"该企业的经营状态已经是“{enterprise.get_status_display()}”。")
    if not reason.strip():
        raise EnterpriseRefused("请写明变更原因，便于日后查对。")
    if on > today:
        raise EnterpriseRefused("变更日期不能晚于今天。")
    last = enterprise.status_changes.first()
    if last and on < last.on:
        raise EnterpriseRefused(f"变更日期不能早于上一次变更（{last.on:%Y-%m-%d}）。")
    change = StatusChange.objects.create(
        enterprise=enterprise, old=enterprise.status, new=status, on=on, reason=reason.strip(), by=by
    )
    _note_absence(enterprise, status, on)
    enterprise.status = status
    enterprise.version += 1
    enterprise._change_reason = f"经营状态变更：{reason.strip()}"
    enterprise._history_user = by
    enterprise.save()
    return change


def _note_absence(enterprise: Enterprise, status: str, on: dt.date) -> None:
    """Begin the days away with 注销 or 迁出, and end them on the eve of the return."""
    if (status in GONE) == (enterprise.status in GONE):
        return
    if status in GONE:
        Absence.objects.create(enterprise=enterprise, first_on=on)
        return
    away = enterprise.absences.filter(last_on=None)
    away.filter(first_on__gte=on).delete()
    away.update(last_on=on - dt.timedelta(days=1))
