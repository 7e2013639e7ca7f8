from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_tell_the_days_of_cases_on_record'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on', None), ('state__in', ('draft', 'submitted', 'accepted', 'assigned', 'handling', 'tracking', 'answered', 'followup'))), models.Q(models.Q(('state__in', ('draft', 'submitted', 'accepted', 'assigned', 'handling', 'tracking', 'answered', 'followup')), _negated=True), models.Q(('ended_on', None), _negated=True)), _connector='OR'), name='case_ended_has_day'),
        ),
    ]
