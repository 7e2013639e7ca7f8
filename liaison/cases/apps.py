from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "liaison.cases"
    verbose_name = "诉求办理"

    def ready(self) -> None:
        from liaison.cases import grants  # noqa: F401 - registers what handling a case lets one see
