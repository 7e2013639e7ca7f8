from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "liaison.visits"
    verbose_name = "走访"

    def ready(self) -> None:
        from django.core import checks

        from liaison.visits import enterprise_parts, movers, rhythm  # noqa: F401 - the first two register themselves

        checks.register(rhythm.check_settings)
