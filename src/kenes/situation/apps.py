from django.apps import AppConfig


class SituationConfig(AppConfig):
    name = "kenes.situation"
    label = "situation"
