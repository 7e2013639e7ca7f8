"""Turn due rows into reminders and their deliveries: the unique key decides what is new, not a look beforehand."""

import datetime as dt

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from .kinds import ReminderKind
from .models import Channel, Delivery, DeliveryState, Reminder


def with_key(rows: QuerySet, kind: ReminderKind) -> QuerySet:
    """Return the rows somebody can be reminded of, with ``once``: the unique key of the reminder each calls for."""
    parts = [
        Value(kind.key),
        Cast("subject", CharField()),
        Cast("due", CharField()),
        Cast("recipient_ref", CharField()),
    ]
    joined = [piece for part in parts for piece in (part, Value(":"))][:-1]
    return rows.filter(recipient_ref__isnull=False).annotate(once=Concat(*joined, output_field=CharField()))


def count_new(rows: QuerySet, kind: ReminderKind) -> int:
    """Return how many reminders :func:`create` would write."""
    known = Reminder.objects.filter(key=OuterRef("once"))
    return with_key(rows, kind).filter(~Exists(known)).count()


@transaction.atomic
def create(rows: QuerySet, kind: ReminderKind, *, now: dt.datetime) -> int:
    """Write a reminder for each row that has none yet, with its deliveries; return how many are new."""
    moment = Value(now, output_field=models.DateTimeField())
    new = insert_missing(
        Reminder,
        with_key(rows, kind),
        {
            "key": F("once"),
            "kind": Value(kind.key),
            "recipient": F("recipient_ref"),
            "subject_id": F("subject"),
            "enterprise": F("enterprise_ref"),
            "title": F("headline"),
            "body": F("detail"),
            "url": F("link"),
            "due_on": F("due"),
            "created_at": moment,
            "updated_at": moment,
        },
    )
    if new:
        _create_deliveries(moment)
    return new


def _create_deliveries(moment: Value) -> None:
    waiting = Reminder.objects.undelivered()
    channels = {Channel.INBOX: waiting}
    if settings.EMAIL_CONFIGURED:
        channels[Channel.EMAIL] = waiting.exclude(recipient__email="")
    for channel, reminders in channels.items():
        insert_missing(
            Delivery,
            reminders,
            {
                "reminder": F("pk"),
                "channel": Value(channel.value),
                "state": Value(DeliveryState.WAITING.value),
                "attempts": Value(0),
                "error": Value(""),
                "created_at": moment,
                "updated_at": moment,
            },
        )


def insert_missing(model: type[models.Model], rows: QuerySet, columns: dict[str, models.Expression]) -> int:
    """Insert one ``model`` row for each of ``rows``, leaving out what a unique constraint already has.

    ``columns`` maps field names of ``model`` to expressions over ``rows``. One statement
    (INSERT … SELECT … ON CONFLICT DO NOTHING), so any number of processes may run it at once.
    Returns the number of rows written.
    """
    quote = connection.ops.quote_name
    aliased = {f"new_{name}": expression for name, expression in columns.items()}
    chosen = rows.order_by().annotate(**aliased).values_list(*aliased)
    select, params = chosen.query.get_compiler(connection=connection).as_sql()
    names = ", ".join(quote(model._meta.get_field(name).column) for name in columns)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) {select} ON CONFLICT DO NOTHING RETURNING 1"
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return len(cursor.fetchall())
