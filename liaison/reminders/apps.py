from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "liaison.reminders"
    verbose_name = "提醒"
