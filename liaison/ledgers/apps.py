from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "liaison.ledgers"
    verbose_name = "台账导入导出"

    def ready(self) -> None:
        from django.core import checks

        from liaison.ledgers import enterprise_parts, limits, whereabouts  # noqa: F401 - two register themselves

        checks.register(limits.check_settings)
