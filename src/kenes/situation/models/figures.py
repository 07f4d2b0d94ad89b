"""Official figures: what is measured, by whom, and every value that was ever published, with its vintage."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Council, Member
from kenes.situation.models.domains import Domain


class Status(models.TextChoices):
    """SDMX code list CL_OBS_STATUS, as far as it is used here."""

    NORMAL = "A", pgettext_lazy("observation", "Normal value")
    BREAK = "B", _("Break in the series")
    ESTIMATE = "E", _("Estimate")
    PROVISIONAL = "P", _("Provisional value")
    MISSING = "M", _("Missing value")


class Indicator(PublicModel):
    """An official statistic: what is counted, in what unit, by whom."""

    kind = "indicator"

    class Polarity(models.TextChoices):
        UP = "up", _("More is better")
        DOWN = "down", _("Less is better")
        NEUTRAL = "neutral", _("Neither is better")

    class Measure(models.TextChoices):
        RATE = "rate", _("Rate, share or average")  # may be coloured on a map
        COUNT = "count", _("Count")  # hangs on how many people live there: drawn as symbols, never as colour

    class Frequency(models.TextChoices):
        YEAR = "A", _("Yearly")
        HALF = "S", _("Half-yearly")
        QUARTER = "Q", _("Quarterly")
        MONTH = "M", _("Monthly")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField(max_length=40)  # LIFE_EXP
    name = TextField()
    unit = TextField()
    domain = models.CharField(max_length=12, choices=Domain)
    polarity = models.CharField(max_length=7, choices=Polarity)
    measure = models.CharField(max_length=5, choices=Measure)
    frequency = models.CharField(max_length=1, choices=Frequency)
    decimals = models.PositiveSmallIntegerField(default=1)
    producer = TextField()
    link = models.URLField(max_length=300, blank=True)
    licence = models.CharField(max_length=100)
    method = TextField()
    published = models.DateField(null=True)  # by the producer
    accessed = models.DateField(null=True)  # by us
    next_release = models.DateField(null=True)
    order = models.PositiveSmallIntegerField(default=100)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["council", "code"], name="indicator_code_once")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("indicator", args=[self.council.slug, self.code])


class Revision(PublicModel):
    """One import of figures, or the undoing of one. What it changed can be read from the observations that name it."""

    kind = "revision"

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    form = models.CharField(max_length=10, blank=True)  # tidy, wide, sdmx
    note = models.TextField(blank=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    decisions = models.JSONField(default=list)  # what was decided in the preview, in codes
    metadata_before = models.JSONField(default=dict)  # indicator code -> its fields before; null: the import made it
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["council", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.council_id} {self.number}"


class Observation(models.Model):
    """One value of an indicator for a place and a period, as one revision brought it. Nothing is overwritten:
    a later revision ends the row and adds another."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="observations")
    place = models.CharField(max_length=8)  # a region's code (KZ-63) or a country's (KZ)
    period = models.CharField(max_length=7)  # 2022, 2022-Q3, 2022-S1, 2022-07
    value = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    n = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=1, choices=Status, default=Status.NORMAL)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="observations")
    ended_by = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="ended")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "place", "period"], condition=Q(ended_by__isnull=True), name="observation_current_once"
            ),
            models.CheckConstraint(condition=Q(status="M") | Q(value__isnull=False), name="observation_has_value"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.period}"


class Board(models.Model):
    """All current values of an indicator in one row, as pages read them: written again with each revision (boards.py)."""

    indicator = models.OneToOneField(Indicator, on_delete=models.CASCADE, related_name="board")
    data = models.JSONField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.indicator_id}"


class ImportDraft(PublicModel):
    """An uploaded file that waits for its preview to be agreed to: its cells, and what was decided so far. Removed afterwards."""

    kind = "import"

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    form = models.CharField(max_length=10)
    cells = models.BinaryField()  # the sheets as JSON, compressed
    choices = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.public_id


class Geometry(models.Model):
    """The outlines of a country's regions as a map draws them: projected once, when they are loaded."""

    country = models.CharField(max_length=2, unique=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    attribution = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.country


class Shape(models.Model):
    """One region's outline, and where its label stands."""

    geometry = models.ForeignKey(Geometry, on_delete=models.CASCADE, related_name="shapes")
    place = models.CharField(max_length=8)
    path = models.TextField()
    x = models.FloatField()
    y = models.FloatField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["geometry", "place"], name="shape_once")]

    def __str__(self) -> str:
        return self.place
