from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "liaison.reminders"
    verbose_name = "提醒"

    def ready(self) -> None:
        from liaison.reminders import movers  # noqa: F401 - registers itself for hand-overs
