from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "liaison.progress"
    verbose_name = "进展"

    def ready(self) -> None:
        from liaison.progress import leader_parts, list_filter  # noqa: F401 - the first registers itself

        list_filter.register()
