from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "kenes.library"
    label = "library"
