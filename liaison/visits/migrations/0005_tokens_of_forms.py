import datetime as dt

from django.db import migrations
from django.utils import timezone

PAGES = {"Visit": "/admin/visits/visit/{}/change/", "VisitEvent": "/admin/visits/visitevent/{}/page/"}


def keep_as_sent_forms(apps, schema_editor):
    """A draft on a phone may have been saved although the answer was lost: its token is known to the new mechanism too."""
    SentForm = apps.get_model("core", "SentForm")
    since = timezone.now() - dt.timedelta(days=90)
    for name, page in PAGES.items():
        rows = apps.get_model("visits", name).objects.filter(token__isnull=False, created_at__gte=since)
        known = rows.exclude(logged_by=None).values_list("pk", "token", "logged_by", "created_at")
        sent = (
            SentForm(person=person, token=token, digest="", address=page.format(pk), at=at)
            for pk, token, person, at in known.iterator()
        )
        SentForm.objects.bulk_create(sent, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_sent_forms"),
        ("visits", "0004_finding_again"),
    ]

    operations = [migrations.RunPython(keep_as_sent_forms, migrations.RunPython.noop)]
