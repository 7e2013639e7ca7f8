from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "liaison.visits"
    verbose_name = "走访"

    def ready(self) -> None:
        from django.core import checks

        from liaison.visits import enterprise_parts, movers, rhythm, tree_columns  # noqa: F401 - they register themselves

        checks.register(rhythm.check_settings)
