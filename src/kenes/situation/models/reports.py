"""Members' assessments of their regions, period by period, and what of them may be shown."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Council, Member, Region
from kenes.situation.models.domains import Domain
from kenes.situation.models.figures import Indicator
from kenes.situation.periods import words


class ReportPeriod(PublicModel):
    """A span of time about which members are asked: opened and closed by the secretariat, one at a time."""

    kind = "period"

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("period", "Open")
        CLOSED = "closed", pgettext_lazy("period", "Closed")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="report_periods")
    period = models.CharField(max_length=7)  # 2026-Q3, 2026-S1 or 2026
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    is_public = models.BooleanField(default=False)  # publishing the results is a separate act

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "period"], name="report_period_once"),
            models.UniqueConstraint(fields=["council"], condition=Q(state="open"), name="report_period_one_open"),
        ]

    def __str__(self) -> str:
        return self.period

    def get_absolute_url(self) -> str:
        return reverse("report-period", args=[self.council.slug, self.public_id])

    @property
    def name(self) -> str:
        """The span of time in the reader's words."""
        return words(self.period)


class SituationReport(PublicModel):
    """One member's assessment of one domain in their region. Who rated how is shown to nobody."""

    kind = "report"

    class Rating(models.IntegerChoices):
        VERY_BAD = -2, pgettext_lazy("situation", "Very bad")
        BAD = -1, pgettext_lazy("situation", "Bad")
        MIDDLING = 0, pgettext_lazy("situation", "Neither good nor bad")
        GOOD = 1, pgettext_lazy("situation", "Good")
        VERY_GOOD = 2, pgettext_lazy("situation", "Very good")

    class Direction(models.TextChoices):
        WORSE = "worse", pgettext_lazy("direction", "Getting worse")
        SAME = "same", pgettext_lazy("direction", "No change")
        BETTER = "better", pgettext_lazy("direction", "Getting better")

    class Confidence(models.TextChoices):
        LOW = "low", pgettext_lazy("confidence", "Low")
        MEDIUM = "medium", pgettext_lazy("confidence", "Medium")
        HIGH = "high", pgettext_lazy("confidence", "High")

    report_period = models.ForeignKey(ReportPeriod, on_delete=models.CASCADE, related_name="reports")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="situation_reports")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    domain = models.CharField(max_length=12, choices=Domain)
    has_basis = models.BooleanField(default=True)  # "no basis to judge" is an answer
    rating = models.SmallIntegerField(null=True)  # -2 (very bad) to 2 (very good)
    direction = models.CharField(max_length=6, choices=Direction, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence, blank=True)
    change = TextField()  # what changed, and why
    evidence = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["report_period", "region", "domain", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report_period", "member", "domain"], name="report_once"),
            models.CheckConstraint(
                condition=Q(has_basis=False, rating__isnull=True) | Q(has_basis=True, rating__gte=-2, rating__lte=2),
                name="report_rating_or_no_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_period_id} {self.domain}"


class SituationRelease(PublicModel):
    """What a closed period's ratings may show, through the small-cell gate. Immutable."""

    kind = "situation_release"

    report_period = models.OneToOneField(ReportPeriod, on_delete=models.PROTECT, related_name="release")
    # {"threshold": 5, "domains": {domain: {"ratings": rows, "directions": rows, "no_basis": 7 or null}}}; rows: councils.trees.protected
    data = models.JSONField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.public_id


class FigureQuestion(PublicModel):
    """A change of a figure beyond the region's own usual band, put to its members as a question: what is behind it?"""

    kind = "question"

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("question", "Open")
        ANSWERED = "answered", pgettext_lazy("question", "Answered")
        DROPPED = "dropped", pgettext_lazy("question", "Dropped")  # the figure was revised, or nobody answered in time

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="figure_questions")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="questions")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    before = models.CharField(max_length=7)  # the period compared with
    change = models.FloatField()
    usual_low = models.FloatField()
    usual_high = models.FloatField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["indicator", "region", "period"], name="figure_question_once")]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("figure-question", args=[self.council.slug, self.public_id])


class SituationNote(PublicModel):
    """A member's reading of a figure: what is behind it, seen from the region."""

    kind = "note"

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="situation_notes")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="notes")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="situation_notes")
    question = models.ForeignKey(FigureQuestion, null=True, on_delete=models.SET_NULL, related_name="notes")
    text = TextField()
    confidence = models.CharField(max_length=6, choices=SituationReport.Confidence)
    client_key = models.CharField(max_length=40)
    is_public = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["member", "client_key"], name="note_client_key_once")]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("note", args=[self.council.slug, self.public_id])
