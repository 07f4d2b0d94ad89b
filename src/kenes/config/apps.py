from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "kenes.config"
    label = "config"
