"""How long a ledger keeps others from saving: on SQLite there is one writer, whatever the writer does meanwhile."""

import threading
import time
from contextlib import ExitStack

import pytest
from django.db import connection, connections, transaction

from liaison.directory.models import Region
from liaison.enterprises.models import Enterprise
from liaison.ledgers import opening, services, undoing
from liaison.ledgers.models import ImportRow

from .conftest import DEMO, NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)

LONGEST = 1.0
"""Seconds of work (not of waiting for a busy machine) within one transaction."""


class Held:
    """The CPU seconds that this thread spends in each of its outermost transactions."""

    def __init__(self, monkeypatch) -> None:
        self.spans: list[float] = []
        begin, end = transaction.Atomic.__enter__, transaction.Atomic.__exit__
        mine = threading.get_ident()

        def enter(atomic):
            begin(atomic)
            if threading.get_ident() == mine and len(connection.atomic_blocks) == 1:
                self.since = time.thread_time()

        def leave(atomic, *error):
            outermost = threading.get_ident() == mine and len(connection.atomic_blocks) == 1
            try:
                end(atomic, *error)
            finally:
                if outermost:
                    self.spans.append(time.thread_time() - self.since)

        monkeypatch.setattr(transaction.Atomic, "__enter__", enter)
        monkeypatch.setattr(transaction.Atomic, "__exit__", leave)


@pytest.fixture
def somebody_saves(reference):
    """Another person saves again and again all the while; the number of saves that came through."""
    mine = Enterprise.objects.create(name="长春示例旁观机械有限公司", region=Region.objects.get(code="220102"))
    over, saves = threading.Event(), []

    def save():
        try:
            while not over.is_set():
                Enterprise.objects.filter(pk=mine.pk).update(address=f"示例路{len(saves)}号")
                saves.append(1)
                over.wait(0.02)
        finally:
            connections.close_all()

    thread = threading.Thread(target=save)
    with ExitStack() as after:
        after.callback(thread.join)
        after.callback(over.set)
        thread.start()
        yield saves


def test_2263_rows_are_previewed_committed_and_taken_back_beside_somebody_who_saves(somebody_saves, monkeypatch):
    held, read = Held(monkeypatch), opening.read
    monkeypatch.setattr(opening, "read", lambda *a: (_outside(), read(*a))[1])
    content = (DEMO / "联系企业台账.xlsx").read_bytes()
    result = services.upload(kind="enterprises", name="台账.xlsx", content=content, by=None, now=NOW, today=TODAY)
    assert services.claim(batch_id=result.batch.pk, now=NOW)
    assert services.commit(batch_id=result.batch.pk, now=NOW, today=TODAY).committed
    undoing.undo(batch_id=result.batch.pk, by=None, now=NOW)
    assert max(held.spans) < LONGEST
    assert len(somebody_saves) > 3
    assert (ImportRow.objects.count(), Enterprise.objects.count()) == (2263, 1)


def _outside() -> None:
    assert not connection.in_atomic_block, "nobody need wait for this"
