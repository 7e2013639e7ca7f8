"""Pages of the packages underneath that nobody is to use: what they would turn is held by the code.

What a role may do stands in code (``core.rooms.Permits``), not in groups; the beat table is ``config.celery``.
"""

import django.contrib.auth.admin  # noqa: F401 - both register their pages on import
import django_celery_beat.admin  # noqa: F401
from django.contrib import admin
from django.contrib.auth.models import Group
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule

HELD_BY_CODE = [Group, PeriodicTask, ClockedSchedule, CrontabSchedule, IntervalSchedule, SolarSchedule]


def leave_out_what_the_code_holds() -> None:
    for model in HELD_BY_CODE:
        if admin.site.is_registered(model):
            admin.site.unregister(model)
