"""The Celery application and the whole beat table.

Beat only says *when to look*; what is due is found in the database, so a missed tick
delays work and never loses it.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("liaison")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # 08:30 every day; the task itself knows which days are working days (调休 included).
    "reminders-scan": {
        "task": "liaison.reminders.tasks.scan",
        "schedule": crontab(hour=8, minute=30),
    },
    # The sweeper: whatever could not be delivered when it was created is found again here.
    "reminders-sweep": {
        "task": "liaison.reminders.tasks.sweep",
        "schedule": crontab(minute="*/5"),
    },
    # An import whose worker died is read or written again from its file; nothing of it was written before.
    "ledgers-sweep": {
        "task": "liaison.ledgers.tasks.sweep",
        "schedule": crontab(minute="*"),
    },
    # What a file was understood as is good for its day; it is found by its day, so a missed hour only keeps it longer.
    "ledgers-forget-read": {
        "task": "liaison.ledgers.tasks.forget_read",
        "schedule": crontab(minute=23),
    },
    # A large export that the broker lost or whose worker died is written again from its row.
    "ledgers-exports-sweep": {
        "task": "liaison.ledgers.tasks.sweep_exports",
        "schedule": crontab(minute="*"),
    },
    # Exported files past their days are removed, by range: a missed hour only keeps them an hour longer.
    "ledgers-exports-expire": {
        "task": "liaison.ledgers.tasks.remove_expired_exports",
        "schedule": crontab(minute=17),
    },
    # Tokens of forms saved long ago, by range: a missed night only keeps them a night longer.
    "core-forget-sent-forms": {
        "task": "liaison.core.tasks.forget_sent_forms",
        "schedule": crontab(hour=3, minute=41),
    },
}
