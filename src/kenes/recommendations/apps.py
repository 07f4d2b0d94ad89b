from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "kenes.recommendations"
    label = "recommendations"
