from django.apps import AppConfig


class SidesConfig(AppConfig):
    name = "kenes.sides"
    label = "sides"
