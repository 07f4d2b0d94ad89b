from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "kenes.record"
    label = "record"
