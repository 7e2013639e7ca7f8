"""Leaders of one level and region stand 1 to n; the sequence they stood in stays."""

from django.db import migrations, models


def number(apps, schema_editor):
    leader = apps.get_model("directory", "Leader")
    group, rank, moved = None, 0, []
    for row in leader.objects.order_by("level", "region_id", "rank_order", "id"):
        rank = rank + 1 if (row.level, row.region_id) == group else 1
        group = (row.level, row.region_id)
        if row.rank_order != rank:
            row.rank_order = rank
            moved.append(row)
    leader.objects.bulk_update(moved, ["rank_order"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_finding_again")]

    operations = [
        migrations.AlterField(
            model_name="historicalleader",
            name="rank_order",
            field=models.PositiveIntegerField(
                default=0, help_text="同一层级、同一地区的领导从 1 起排列。", verbose_name="位次"
            ),
        ),
        migrations.AlterField(
            model_name="leader",
            name="rank_order",
            field=models.PositiveIntegerField(
                default=0, help_text="同一层级、同一地区的领导从 1 起排列。", verbose_name="位次"
            ),
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
