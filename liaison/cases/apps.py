from django.apps import AppConfig
from django.core import checks


class CasesConfig(AppConfig):
    name = "liaison.cases"
    verbose_name = "诉求办理"

    def ready(self) -> None:
        # Each registers itself: scope, the pages of enterprises and units, hand-over, events' problems, the calendar.
        from liaison.cases import (  # noqa: F401
            calendar_words,
            deadlines,
            enterprise_parts,
            grants,
            movers,
            raising,
            tree_columns,
            unit_parts,
            whereabouts,
        )

        checks.register(deadlines.check_settings)
