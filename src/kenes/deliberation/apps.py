from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "kenes.deliberation"
    label = "deliberation"
