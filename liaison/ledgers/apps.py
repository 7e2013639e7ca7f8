from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "liaison.ledgers"
    verbose_name = "台账导入导出"

    def ready(self) -> None:
        from django.core import checks

        from liaison.ledgers import enterprise_parts, limits  # noqa: F401 - the first registers itself

        checks.register(limits.check_settings)
