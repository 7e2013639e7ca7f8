"""A promise is kept, or turns out not to be kept yet."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from liaison.assignments.succession import Succession
from liaison.core.errors import Refused
from liaison.core.locking import claim
from liaison.directory.models import User
from liaison.enterprises.holding import hold_one
from liaison.visits.models import FollowUp

from . import promise_days


@transaction.atomic
def complete_follow_up(
    *, follow_up: FollowUp, by: User, note: str, now: dt.datetime, done_on: dt.date | None = None
) -> FollowUp:
    """Mark a promise as kept, with a note saying how; ``done_on`` defaults to the day of ``now``.

    Raises :class:`Refused` without a note, for a day to come or before the promise was made, or when somebody was
    quicker (``core.locking.Stale``).
    """
    today = timezone.localdate(now)
    note = note.strip()
    if not note:
        raise Refused("请写明完成情况，一句话即可。")
    if done_on and done_on > today:
        raise Refused("完成日期不能晚于今天。")
    promised_on = follow_up.visit.held_on
    if done_on and done_on < promised_on:
        raise Refused(f"完成日期不能早于承诺的日期（{promised_on:%Y-%m-%d} 走访）。")
    if follow_up.done_on:
        raise Refused(f"“{follow_up.promise}”已于 {follow_up.done_on:%Y-%m-%d} 标记完成，无需重复办理。")
    claim(follow_up)
    follow_up.done_on, follow_up.done_note, follow_up.done_by = done_on or today, note, by
    follow_up.save()
    promise_days.note(follow_up, today)
    return follow_up


@transaction.atomic
def reopen_follow_up(*, follow_up: FollowUp, by: User, reason: str, now: dt.datetime) -> FollowUp:
    """Take a completion back; the reason and what stood there stay in the history. It is open again for whoever
    serves the enterprise now."""
    reason = reason.strip()
    if not reason:
        raise Refused("请写明重新打开的理由。")
    if not follow_up.done_on:
        raise Refused("该事项尚未完成，无需重新打开。")
    enterprise = hold_one(follow_up.visit.enterprise)
    claim(follow_up)
    follow_up.done_on, follow_up.done_note, follow_up.done_by = None, "", None
    follow_up.responsible = Succession.of(enterprise).officer(follow_up.responsible)
    follow_up._change_reason = f"重新打开：{reason}"
    follow_up.save()
    promise_days.note(follow_up, timezone.localdate(now))
    return follow_up
