from django.apps import AppConfig
from django.core import checks
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "liaison.core"
    verbose_name = "系统基础"

    def ready(self) -> None:
        from .bounds import hold_within_bounds
        from .rooms import check_rooms

        checks.register(check_rooms)
        connection_created.connect(hold_within_bounds, dispatch_uid="core.bounds")
