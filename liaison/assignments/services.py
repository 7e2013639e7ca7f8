"""The verbs of 联系关系: assign, end, claim what a leaders' sheet named before the enterprise was on record.

Hand-over of whole portfolios is in :mod:`liaison.assignments.handover`; ``hand_over`` here is its short form.
"""

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.db import transaction

from liaison.directory.models import Leader, Region, Unit, User
from liaison.enterprises.models import Enterprise

from . import bulk, handover
from .assigning import Assigned, assign_many
from .claims import Joined, claim, join_pending_links
from .errors import AssignmentRefused
from .models import Assignment, overlap_message

__all__ = [
    "Assigned",
    "AssignmentRefused",
    "Joined",
    "assign",
    "assign_many",
    "claim",
    "end",
    "hand_over",
    "join_pending_links",
    "responsible_on",
]


@transaction.atomic
def assign(
    *,
    leader: Leader,
    today: dt.date,
    enterprise: Enterprise | None = None,
    region: Region | None = None,
    officer: User | None = None,
    lead_unit: Unit | None = None,
    support_units: Iterable[Unit] = (),
    start_on: dt.date | None = None,
    end_on: dt.date | None = None,
    note: str = "",
    by: User | None = None,
) -> Assignment:
    """Let ``leader`` keep in touch with one enterprise or one region from ``start_on`` (default ``today``).

    Refuses two targets or none, a period that ends before it begins, and any day on which the enterprise has
    another leader at the same level, in the future included; a region or unit that is not in force then.
    """
    if (enterprise is None) == (region is None):
        raise AssignmentRefused("联系地区和联系企业必须且只能填写一项。")
    draft = Assignment(
        leader=leader,
        level=leader.level,
        enterprise=enterprise,
        region=region,
        officer=officer,
        lead_unit=lead_unit,
        start_on=start_on or today,
        end_on=end_on,
        note=note,
    )
    units = [unit.pk for unit in support_units]
    result = assign_many([draft], by=by, support_units={id(draft): units}, today=today)
    for _, other in [*result.refused, *result.unchanged]:
        raise AssignmentRefused(_refusal(draft, other))
    return result.created[0]


def _refusal(draft: Assignment, other: Assignment) -> str:
    if draft.region_id:
        return f"{draft.leader}已联系{draft.region}（{other.period}），无需重复分配。"
    if draft.leader_id == other.leader_id:
        return f"{draft.leader}已联系{draft.enterprise}（{other.period}），无需重复分配。"
    return overlap_message(draft, other)


@transaction.atomic
def end(*, assignment: Assignment, on: dt.date, by: User | None) -> Assignment:
    """Let ``assignment`` end with ``on`` as its last day. Refuses a day before its start or after its end."""
    row = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if row.start_on and on < row.start_on:
        raise AssignmentRefused(f"结束日期不能早于开始日期（{row.start_on:%Y-%m-%d}）。")
    if row.end_on and row.end_on <= on:
        raise AssignmentRefused(f"该联系关系已于 {row.end_on:%Y-%m-%d} 结束。")
    row.end_on = on
    bulk.update([row], ["end_on"], by=by, reason="结束联系")
    return row


def responsible_on(enterprise: Enterprise, level: str, day: dt.date) -> Assignment | None:
    """Return the assignment in force for ``enterprise`` at ``level`` on ``day``, or None."""
    rows = Assignment.objects.on(day).filter(enterprise=enterprise, level=level)
    return rows.select_related("leader", "officer").first()


def hand_over(
    *,
    on: dt.date,
    now: dt.datetime,
    by: User | None,
    leader: Leader | None = None,
    successor: Leader | None = None,
    officer: User | None = None,
    new_officer: User | None = None,
) -> handover.Outcome:
    """Pass a whole portfolio on: ``leader`` → ``successor`` (served by ``new_officer`` if given), or
    ``officer`` → ``new_officer`` where no leader changes."""
    if leader and successor:
        replan = partial(handover.plan_leader, leader=leader, successor=successor, on=on, officer=new_officer)
    elif officer and new_officer:
        replan = partial(handover.plan_officer, officer=officer, successor=new_officer, on=on)
    else:
        raise AssignmentRefused("请选择交接人和接任人。")
    return handover.apply(replan, by=by, now=now)
