from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "liaison.enterprises"
    verbose_name = "企业"
