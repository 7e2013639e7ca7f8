from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_end_the_pauses_on_record'),
    ]

    operations = [
        migrations.AlterField(
            model_name='pause',
            name='granted_days',
            field=models.PositiveSmallIntegerField(verbose_name='批准工作日'),
        ),
        migrations.AlterField(
            model_name='pause',
            name='until_on',
            field=models.DateField(verbose_name='暂停至'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_paused', False), ('paused_until', None)), models.Q(('paused_until__isnull', False), ('state', 'handling')), _connector='OR'), name='case_paused_while_handled'),
        ),
    ]
