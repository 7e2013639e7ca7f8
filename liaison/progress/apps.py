from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "liaison.progress"
    verbose_name = "进展"
