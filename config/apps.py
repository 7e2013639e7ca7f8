from django.apps import AppConfig


class ProductConfig(AppConfig):
    """The composition root as an app, so that its checks, commands and pages are found."""

    name = "config"
    verbose_name = "系统配置"

    def ready(self) -> None:
        from config import checks  # noqa: F401 - registers the checks
