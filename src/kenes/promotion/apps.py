from django.apps import AppConfig


class PromotionConfig(AppConfig):
    name = "kenes.promotion"
    label = "promotion"
