from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "liaison.directory"
    verbose_name = "通讯录"

    def ready(self) -> None:
        from liaison.core import listing
        from liaison.directory.saved_filters import panel

        listing.add_part(panel)
