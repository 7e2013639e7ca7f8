"""``manage.py send_reminders`` started twice at the same moment, as separate processes on one database."""

import datetime as dt
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from liaison.reminders.models import Delivery, Reminder

PROMISES = 200


def database_url() -> str:
    """Return the address of this test's own database, for another process."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    secret = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
    return f"postgres://{told['USER']}{secret}@{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_remind_once(promise, today, officer, tmp_path):
    for number in range(PROMISES):
        promise(today - dt.timedelta(days=1 + number % 3), text=f"承诺{number}")
    # Both are ready to go before either starts, so that they really meet.
    script = (
        "import django, sys; django.setup(); print('ready', flush=True); sys.stdin.readline()\n"
        "from django.core.management import call_command\n"
        "call_command('send_reminders', at='2026-06-24', json=True)"
    )
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "LIAISON_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [json.loads(process.communicate(timeout=120)[0]) for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sum(outcome["created"] for outcome in outcomes) == PROMISES
    assert sum(outcome["sent"] for outcome in outcomes) == PROMISES
    assert Reminder.objects.inbox(officer).count() == Delivery.objects.count() == PROMISES
