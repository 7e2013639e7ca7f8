from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "liaison.cases"
    verbose_name = "诉求办理"
