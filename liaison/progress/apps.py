from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "liaison.progress"
    verbose_name = "进展"

    def ready(self) -> None:
        from liaison.progress import list_filter

        list_filter.register()
