"""``make run`` in a copy of the source, as a newcomer would: demo data, accounts, Ctrl-C, and again."""

import shutil
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import authenticate

from config import demo
from liaison.core.clock import today
from liaison.enterprises.models import Enterprise
from liaison.visits.models import FollowUp, Visit
from tests.services.product import Product

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis")


@pytest.fixture
def make_run(transactional_db, tmp_path):
    """The product of ``make run`` in a copy; the packages are those of this test run."""
    copy = tmp_path / "copy"
    shutil.copytree(settings.BASE_DIR, copy, ignore=LEFT_OUT)
    (copy / ".venv").symlink_to(Path(sys.prefix))
    product = Product(copy / "var")
    product.command = ("make", "--old-file=.venv/.product", "run")
    product.folder = copy
    yield product
    product.stop()


def test_make_run_brings_the_demonstration_and_keeps_the_data(make_run, client):
    make_run.start()
    told = "".join(make_run.lines)
    assert f"http://127.0.0.1:{make_run.port}/" in told
    assert Enterprise.objects.count() == 2263
    assert Visit.objects.exists()
    for username in (demo.OFFICER, demo.HANDLER, demo.COORDINATOR, demo.SUPERVISOR, demo.ADMIN):
        assert username in told
        user = authenticate(username=username, password=demo.PASSWORD)
        client.force_login(user)
        assert client.get("/admin/").status_code == 200
    officer = authenticate(username=demo.OFFICER, password=demo.PASSWORD)
    assert Enterprise.objects.visible_to(officer).count() > 5
    assert FollowUp.objects.of_person(officer).overdue(today()).count() == 1
    assert make_run.stop() != 0  # make itself says "Interrupt"
    assert make_run.processes() == []

    visits = Visit.objects.count()
    make_run.start()
    again = "".join(make_run.lines)
    assert "导入演示台账" not in again
    assert demo.OFFICER in again
    assert (Enterprise.objects.count(), Visit.objects.count()) == (2263, visits)
    make_run.stop()
    assert make_run.processes() == []
