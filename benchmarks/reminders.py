"""The scan: what is due among many promises becomes reminders, beside the way it is usually written."""

import datetime as dt
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.directory.models import Level, Region, User
from liaison.enterprises.models import Enterprise
from liaison.reminders.models import Channel, Delivery, DeliveryState, Reminder
from liaison.reminders.services import send_reminders
from liaison.visits.models import FollowUp, Visit

TODAY = dt.date(2026, 6, 24)
NOW = dt.datetime.combine(TODAY, dt.time(8, 30), tzinfo=dt.timezone(dt.timedelta(hours=8)))
SIZES = (2_000, 20_000)
OFFICERS = 200


def run() -> list[dict]:
    """Return due promises a CPU second: the usual loop, our first scan, our second; and SQL statements of the first."""
    rows = []
    for size in SIZES:
        prepare(size)
        stock = cpu_seconds(lambda: usual_loop()) if size == SIZES[0] else None
        Reminder.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            first = cpu_seconds(scan)
        second = cpu_seconds(scan)
        assert Reminder.objects.exclude(delivered_at=None).count() == size
        rows.append(
            {
                "work": f"{size} due promises",
                "stock per CPU s": round(size / stock) if stock else None,
                "first scan per CPU s": round(size / first),
                "second scan per CPU s": round(size / second),
                "stock / first": round(stock / first, 1) if stock else None,
                "SQL": len(queries),
            }
        )
    return rows


def scan() -> None:
    send_reminders(now=NOW, post=lambda ids: 0)


def usual_loop() -> None:
    """Remind the way it is written in a day: look, create, deliver, object by object."""
    for follow_up in FollowUp.objects.filter(done_on=None, due_on__lt=TODAY).select_related("visit__enterprise"):
        reminder, created = Reminder.objects.get_or_create(
            key=f"stock:{follow_up.pk}:{follow_up.due_on}:{follow_up.responsible_id}",
            defaults={
                "kind": "followup_overdue",
                "recipient_id": follow_up.responsible_id,
                "subject_id": follow_up.pk,
                "enterprise": follow_up.visit.enterprise,
                "title": follow_up.promise,
                "due_on": follow_up.due_on,
            },
        )
        if created:
            Delivery.objects.create(reminder=reminder, channel=Channel.INBOX, state=DeliveryState.SENT, sent_at=NOW)
            reminder.delivered_at = NOW
            reminder.save()


def prepare(size: int) -> None:
    """Leave ``size`` overdue promises, ten a visit, and nothing else."""
    for model in (Reminder, FollowUp, Visit, Enterprise, Region):
        model.objects.all().delete()
    User.objects.filter(username__startswith="bench").delete()
    region = Region.objects.create(code="220102", name="南关区", level=Level.COUNTY, lineage="220102/")
    people = User.objects.bulk_create([User(username=f"bench{n}", name=f"示{n}") for n in range(OFFICERS)])
    enterprise = Enterprise.objects.create(name="长春市禾龙装备制造有限公司", region=region)
    held = TODAY - dt.timedelta(days=30)
    visits = Visit.objects.bulk_create(
        [Visit(enterprise=enterprise, held_on=held, held_until=held) for _ in range(size // 10)], batch_size=1000
    )
    FollowUp.objects.bulk_create(
        [
            FollowUp(
                visit=visits[n // 10],
                promise=f"协调事项{n}",
                responsible=people[n % OFFICERS],
                due_on=TODAY - dt.timedelta(days=1 + n % 20),
            )
            for n in range(size)
        ],
        batch_size=1000,
    )


def cpu_seconds(work) -> float:
    """Return the CPU seconds of this process that ``work()`` takes (a database server's are its own)."""
    before = time.process_time()
    work()
    return time.process_time() - before
