from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "liaison.visits"
    verbose_name = "走访"

    def ready(self) -> None:
        from django.core import checks

        from liaison.visits import (  # noqa: F401 - they register themselves
            enterprise_parts,
            movers,
            rhythm,
            tree_columns,
            whereabouts,
        )

        checks.register(rhythm.check_settings)
