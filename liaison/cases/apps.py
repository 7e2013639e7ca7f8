from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "liaison.cases"
    verbose_name = "诉求办理"

    def ready(self) -> None:
        # Each registers itself: scope, the enterprise's page, hand-over, problems raised at events.
        from liaison.cases import enterprise_parts, grants, movers, raising, tree_columns, whereabouts  # noqa: F401
