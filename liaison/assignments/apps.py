from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "liaison.assignments"
    verbose_name = "联系关系"

    def ready(self) -> None:
        from liaison.assignments import grants  # noqa: F401 - registers what an assignment lets one see
