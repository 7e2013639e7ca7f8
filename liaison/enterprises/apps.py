from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "liaison.enterprises"
    verbose_name = "企业"

    def ready(self) -> None:
        from liaison.enterprises import sections  # noqa: F401 - registers this room's parts of the enterprise's page
