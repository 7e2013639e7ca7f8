"""Real concurrency for tests that need it (``transaction=True``)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, connections, transaction


def run_together(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Run ``jobs`` in threads that all start at one moment; return their results in order, raising what they raise."""
    start = threading.Barrier(len(jobs), timeout=30)

    def run(job):
        start.wait()
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, job) for job in jobs]]


def meet(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """Run ``first`` and keep its transaction open until ``second`` waits for it, or is through; then commit.

    Returns both results. What ``second`` decides on must therefore be what ``first`` has left.
    """
    saved, begun, done = threading.Event(), threading.Event(), threading.Event()

    def earlier():
        with transaction.atomic():
            result = first()
            saved.set()
            assert begun.wait(30)
            while connection.vendor == "postgresql" and not done.is_set() and not somebody_waits():
                pass
        return result

    def later():
        try:
            assert saved.wait(30)
            begun.set()
            return second()
        finally:
            done.set()

    return run_together([earlier, later])


def somebody_waits() -> bool:
    """Return whether a statement in this PostgreSQL database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # the view is otherwise one picture for a whole transaction
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock')"
        )
        return cursor.fetchone()[0]
