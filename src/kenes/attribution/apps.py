from django.apps import AppConfig


class AttributionConfig(AppConfig):
    name = "kenes.attribution"
    label = "attribution"
