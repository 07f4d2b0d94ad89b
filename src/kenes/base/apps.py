from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "kenes.base"
    label = "base"
