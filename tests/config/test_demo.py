"""The demonstration touches nothing on a database that is in use."""

import pytest
from django.core.management import call_command

from config import demo
from liaison.directory.models import User

pytestmark = pytest.mark.django_db


def test_database_in_use_gets_no_demo_data_and_no_accounts(enterprise, capsys):
    before = User.objects.count()
    call_command("demo")
    assert User.objects.count() == before
    assert demo.PASSWORD not in capsys.readouterr().out


def test_every_beat_entry_names_an_existing_task():
    from config.celery import app

    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
