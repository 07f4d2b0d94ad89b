"""The domains in which a region's situation is told: official figures and members' assessments stand side by side by them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Domain(models.TextChoices):
    ECONOMY = "economy", _("Economy and jobs")
    INCOMES = "incomes", _("Incomes and prices")
    HEALTH = "health", _("Health")
    EDUCATION = "education", _("Education")
    HOUSING = "housing", _("Housing and utilities")
    ROADS = "roads", _("Roads and transport")
    ENVIRONMENT = "environment", _("Environment and water")
    PROTECTION = "protection", _("Social protection")
    SAFETY = "safety", _("Safety")
    CULTURE = "culture", _("Language and culture")
    BUSINESS = "business", _("Business climate")
    CIVIC = "civic", _("Civic life")
