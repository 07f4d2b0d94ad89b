"""Reference data: countries, regions and their versions, professions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kenes.base.text import TextField


class Country(models.Model):
    """A country by its ISO 3166-1 code. The list takes no position on any boundary or status."""

    code = models.CharField(max_length=2, primary_key=True)
    name = TextField()

    def __str__(self) -> str:
        return self.code


class Region(models.Model):
    """A first-level subdivision by its ISO 3166-2 code. What it covered, and its name, belong to its versions."""

    code = models.CharField(max_length=8, unique=True)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="regions")
    # The current version's names, repeated here because every list needs them.
    name = TextField()
    short = TextField()
    is_capital = models.BooleanField(default=False)
    timezone = models.CharField(max_length=40, blank=True, default="")  # IANA, of its centre; "": that of its side's capital
    grid_column = models.PositiveSmallIntegerField(null=True)
    grid_row = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["country", "code"]

    def __str__(self) -> str:
        return self.code


class RegionVersion(models.Model):
    """One territory that a code stood for, from a day to a day (exclusive). KZ-63 before and after June 2022 are two."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="versions")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    name = TextField()
    kind = models.CharField(max_length=40)
    population = models.PositiveIntegerField(null=True)
    population_date = models.DateField(null=True)
    population_source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "valid_from"], name="region_version_once"),
            models.UniqueConstraint(fields=["region"], condition=Q(valid_from__isnull=True), name="region_version_first_once"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.valid_from}"


class RegionChange(models.Model):
    """A territorial change: `source` gave territory to `target` on a day."""

    class Kind(models.TextChoices):
        SPLIT = "split", _("Split")
        MERGE = "merge", _("Merged")
        RENAME = "rename", _("Renamed")

    kind = models.CharField(max_length=6, choices=Kind)
    source_code = models.CharField(max_length=8)
    target_code = models.CharField(max_length=8)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_code", "target_code", "day"], name="region_change_once")]

    def __str__(self) -> str:
        return f"{self.source_code} {self.kind} {self.target_code}"


class Profession(models.Model):
    """The walk of life a member speaks from, not a rank."""

    code = models.CharField(max_length=30, unique=True)
    name = TextField()  # "teacher"
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.code
