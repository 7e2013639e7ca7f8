from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "liaison.assignments"
    verbose_name = "联系关系"
