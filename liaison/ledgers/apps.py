from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "liaison.ledgers"
    verbose_name = "台账导入导出"
