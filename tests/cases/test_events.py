"""What happened stays written."""

import pytest
from django.db import DatabaseError, connection, transaction

from liaison.cases.models import AppendOnly, CaseEvent


def test_an_event_cannot_be_changed_or_deleted_through_the_models(case):
    event = case.events.get()
    event.reason = "改写"
    for rewrite in (
        event.save,
        event.delete,
        lambda: CaseEvent.objects.update(reason="改写"),
        case.events.all().delete,
    ):
        with pytest.raises(AppendOnly):
            rewrite()
    assert case.events.get().reason == ""


def test_the_database_refuses_an_update_too(case):
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_caseevent SET reason = 'x'")
    assert case.events.get().reason == ""


def test_postgresql_refuses_a_delete_too(case):
    """SQLite has no such trigger (see ``cases.triggers``); there the models alone refuse."""
    if connection.vendor != "postgresql":
        return
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_caseevent")
    assert case.events.count() == 1
