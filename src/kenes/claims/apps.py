from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "kenes.claims"
    label = "claims"
