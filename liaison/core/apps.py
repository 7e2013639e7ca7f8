from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "liaison.core"
    verbose_name = "系统基础"
