from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "liaison.enterprises"
    verbose_name = "企业"

    def ready(self) -> None:
        from liaison.enterprises import (  # noqa: F401 - parts of the enterprise's page; what old addresses lead to
            sections,
            whereabouts,
        )
