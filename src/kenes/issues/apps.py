from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "kenes.issues"
    label = "issues"
