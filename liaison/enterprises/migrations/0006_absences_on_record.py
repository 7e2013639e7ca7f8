"""Say since when the enterprises on record are 注销 or 迁出: by their status changes, else by the history of the row."""

import datetime as dt
from collections import defaultdict

from django.db import migrations
from django.utils import timezone

GONE = ("deregistered", "moved_out")


def fill(apps, schema_editor):
    changes = defaultdict(list)
    rows = apps.get_model("enterprises", "StatusChange").objects.order_by("on", "id")
    for enterprise, old, new, on in rows.values_list("enterprise", "old", "new", "on"):
        changes[enterprise].append((old, new, on))
    away = {pk: _spans(moves) for pk, moves in changes.items()}
    gone_now = apps.get_model("enterprises", "Enterprise").objects.filter(status__in=GONE).values_list("pk", flat=True)
    undated = [pk for pk in gone_now if not any(last is None for _, last in away.get(pk, []))]
    for pk, first in _by_history(apps, undated).items():
        away.setdefault(pk, []).append((first, None))
    gone = set(gone_now)
    absence = apps.get_model("enterprises", "Absence")
    absence.objects.bulk_create(
        absence(enterprise_id=pk, first_on=first, last_on=last)
        for pk, spans in away.items()
        for first, last in spans
        if last is not None or pk in gone
    )


def _spans(moves):
    """Return (first, last) of each stay away, last day None while it lasts."""
    spans, since = [], None
    for _old, new, on in moves:
        if new in GONE and since is None:
            since = on
        elif new not in GONE and since is not None:
            if since < on:
                spans.append((since, on - dt.timedelta(days=1)))
            since = None
    return [*spans, (since, None)] if since else spans


def _by_history(apps, ids):
    """Return the day of the save that made each of ``ids`` gone; nothing for those that came in so."""
    found, before = {}, {}
    history = apps.get_model("enterprises", "HistoricalEnterprise").objects.filter(id__in=ids)
    for pk, status, at in history.order_by("history_date", "history_id").values_list("id", "status", "history_date"):
        if status in GONE and before.get(pk) not in (None, *GONE):
            found[pk] = timezone.localdate(at)
        before[pk] = status
    return found


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0005_absences")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
