from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "liaison.assignments"
    verbose_name = "联系关系"

    def ready(self) -> None:
        from liaison.assignments import (  # noqa: F401 - each registers what it adds to the rooms below
            claims,
            enterprise_parts,
            grants,
            merging,
            whereabouts,
        )
