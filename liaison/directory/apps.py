from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "liaison.directory"
    verbose_name = "通讯录"
