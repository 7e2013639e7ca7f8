"""The verbs of the room: find what is due, remind once, make good what was missed; read."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from liaison.core.rooms import handed_in
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import User

from . import delivery, outbox
from .kinds import ReminderKind
from .models import DailyScan, Reminder

# Takes the ids of a batch of e-mails, returns how many failed (0 where others send them later).
Post = Callable[[list[int]], int]

# Beat looks at 08:30 on working days; a day that was missed is made good from then on.
SCAN_FROM = dt.time(8, 30)


@dataclass
class Outcome:
    """What one run did. ``due`` things were found; ``created`` of them are new reminders, the rest was suppressed."""

    at: dt.datetime
    due: int = 0
    created: int = 0
    sent: int = 0
    failed: int = 0

    def as_dict(self) -> dict:
        """Return the figures in the form that offices' scripts read."""
        return {
            "at": timezone.localtime(self.at).isoformat(timespec="seconds"),
            "due": self.due,
            "created": self.created,
            "sent": self.sent,
            "failed": self.failed,
            "suppressed": self.due - self.created,
        }


def send_reminders(*, now: dt.datetime, post: Post, dry_run: bool = False) -> Outcome:
    """Scan, create, deliver: what beat runs every working morning. Run twice, or by two at once, it sends once.

    Inboxes are filled here; ``post`` sends the e-mails, or hands them to workers. On days off things are counted
    and suppressed. ``dry_run`` writes nothing and tells what would be created.
    """
    today = timezone.localdate(now)
    calendar = WorkCalendar.load()
    outcome = Outcome(at=now)
    works = calendar.is_workday(today)
    for kind in handed_in(ReminderKind):
        for find in kind.find:
            rows = find(today, calendar)
            outcome.due += rows.count()
            if works:
                outcome.created += outbox.count_new(rows, kind) if dry_run else outbox.create(rows, kind, now=now)
    if works and not dry_run:
        DailyScan.objects.get_or_create(day=today, defaults={"done_at": now})
        _deliver(outcome, post)
    return outcome


def sweep(*, now: dt.datetime, post: Post) -> Outcome | None:
    """Make good what was missed: the day's scan, inboxes not filled, e-mails abandoned or due for another try.

    Returns None outside working days and hours: nobody is disturbed then.
    """
    local = timezone.localtime(now)
    if local.time() < SCAN_FROM or not WorkCalendar.load().is_workday(local.date()):
        return None
    if not DailyScan.objects.filter(day=local.date()).exists():
        return send_reminders(now=now, post=post)
    outcome = Outcome(at=now)
    _deliver(outcome, post)
    return outcome


def _deliver(outcome: Outcome, post: Post) -> None:
    delivery.release_abandoned(now=outcome.at)
    outcome.sent = delivery.fill_inboxes(now=outcome.at)
    outcome.failed = sum(post(ids) for ids in delivery.waiting_emails(now=outcome.at))


def mark_read(*, reminder: Reminder, now: dt.datetime) -> None:
    """Note that the recipient has seen it; the first time stands."""
    Reminder.objects.unread().filter(pk=reminder.pk).update(read_at=now)


def mark_all_read(*, user: User, now: dt.datetime) -> int:
    """Mark ``user``'s whole inbox as read; return how many were not."""
    return Reminder.objects.inbox(user).unread().update(read_at=now)
