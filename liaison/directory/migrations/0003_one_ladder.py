"""Scope and figures climb ``reporting_parent or parent``: derive every lineage and reporting unit anew."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def climb_the_ladder(apps, schema_editor):
    regions = {region.pk: region for region in apps.get_model("directory", "Region").objects.all()}
    _below_a_reporting_unit(regions)
    _derive(regions, lambda region: region.reporting_parent_id or region.parent_id)


def climb_by_statute(apps, schema_editor):
    regions = {region.pk: region for region in apps.get_model("directory", "Region").objects.all()}
    _derive(regions, lambda region: region.parent_id)


def _below_a_reporting_unit(regions):
    """梅河新区 lies in 梅河口, which reports to the province: it reports by 梅河口, not beside it."""
    for region in regions.values():
        above = regions.get(region.parent_id)
        redundant = above and region.reporting_parent_id and region.reporting_parent_id == above.reporting_parent_id
        if redundant and region.code not in settings.LIAISON_REPORTING_UNITS:
            region.reporting_parent_id = None
            region.save(update_fields=["reporting_parent"])


def _derive(regions, above):
    for region in regions.values():
        line = [region]
        while (superior := regions.get(above(line[-1]))) is not None and superior not in line:
            line.append(superior)
        named = [rung for rung in line if rung.code in settings.LIAISON_REPORTING_UNITS]
        prefectures = [rung for rung in line if rung.level == "prefecture"]
        unit = next(iter(named + prefectures + line[-2:-1]), None)
        region.lineage = "".join(f"{rung.code}/" for rung in reversed(line))
        region.reporting_unit_id = unit.pk if unit else None
        region.save(update_fields=["lineage", "reporting_unit"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_fewer_indexes")]

    operations = [
        migrations.AlterField(
            model_name="region",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="directory.region",
                verbose_name="法定上级",
            ),
        ),
        migrations.AlterField(
            model_name="region",
            name="prefecture",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.region",
                verbose_name="法定所属市（州）",
            ),
        ),
        migrations.AlterField(
            model_name="region",
            name="reporting_parent",
            field=models.ForeignKey(
                blank=True,
                help_text="与法定上级不同时填写，例如梅河口市直接归省。管理范围、办理权限和统计都按这一栏。",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.region",
                verbose_name="统计归口",
            ),
        ),
        migrations.RunPython(climb_the_ladder, climb_by_statute),
    ]
