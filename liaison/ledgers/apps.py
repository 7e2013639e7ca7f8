from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "liaison.ledgers"
    verbose_name = "台账导入导出"

    def ready(self) -> None:
        from liaison.ledgers import enterprise_parts  # noqa: F401 - registers itself on the enterprise's page
