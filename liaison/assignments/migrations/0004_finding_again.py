from django.db import migrations

from liaison.core.migrations._finding import rekey

def write(apps, schema_editor):
    rekey(apps.get_model("assignments", "PendingLink"), "enterprise_name", "enterprise_key", owner="leader_id")


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_grams'),
        ('assignments', '0003_texts_kept_whole'),
    ]

    operations = [
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
