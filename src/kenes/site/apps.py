from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "kenes.site"
    label = "kenes_site"
