from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "liaison.cases"
    verbose_name = "诉求办理"

    def ready(self) -> None:
        # Each registers itself: scope, the pages of enterprises and units, hand-over, events' problems, the calendar.
        from liaison.cases import (  # noqa: F401
            calendar_words,
            enterprise_parts,
            grants,
            movers,
            raising,
            tree_columns,
            unit_parts,
            whereabouts,
        )
