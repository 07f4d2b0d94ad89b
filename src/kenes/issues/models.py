"""Signals from the regions, and the issues that the council makes of them: what is wrong."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base.refs import PublicModel
from kenes.base.text import Text, TextField
from kenes.councils.models import Council, Member, Region
from kenes.situation.models import FigureQuestion, Indicator, Practice

HEADLINE = 90  # characters


def beginning(text: Text) -> Text:
    """Return a text cut to a headline in each of its languages, at the end of a word."""

    def cut(whole: str) -> str:
        line = " ".join(whole.split())
        return line if len(line) <= HEADLINE else line[:HEADLINE].rsplit(" ", 1)[0].rstrip(",.;:–- ") + "…"

    return Text(text.original, {code: {**entry, "text": cut(str(entry["text"]))} for code, entry in text.texts.items()})


class Signal(PublicModel):
    """One member's report of a problem or change in a region, with evidence."""

    kind = "signal"

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("signal", "Received")
        ASKED = "asked", _("Author asked")  # the secretariat waits for the author's clarification
        IN_ISSUE = "in_issue", _("Part of an issue")
        DECLINED = "declined", _("Not taken further")
        WITHDRAWN = "withdrawn", _("Withdrawn by its author")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="signals")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="signals")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    what = TextField()  # what is wrong, in the author's words
    place = models.CharField(max_length=200, blank=True)
    since = models.CharField(max_length=200, blank=True)
    affected = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=300, blank=True)  # how do you know
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    reason = models.TextField(blank=True)  # why it was declined, or what the author was asked
    handled_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    is_public = models.BooleanField(default=False)  # publishing is a separate act
    # The official figure that it speaks about, and the question about a figure that it answers.
    indicator = models.ForeignKey(Indicator, null=True, on_delete=models.SET_NULL, related_name="signals")
    figure_period = models.CharField(max_length=7, blank=True)
    question = models.ForeignKey(FigureQuestion, null=True, on_delete=models.SET_NULL, related_name="signals")
    client_key = models.CharField(max_length=40)  # made on the phone: the same signal sent twice arrives once
    created_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "client_key"], name="signal_client_key_once"),
            models.UniqueConstraint(fields=["council", "number"], name="signal_number_once"),
            models.CheckConstraint(condition=~Q(state__in=["declined", "asked"]) | ~Q(reason=""), name="signal_refusal_has_reason"),
        ]
        indexes = [
            models.Index(fields=["council", "state", "-created_at"]),
            models.Index(fields=["council", "-created_at"]),
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("signal", args=[self.council.slug, self.public_id])

    @property
    def headline(self) -> Text:
        """What lists and links call the signal: the beginning of its text."""
        return beginning(self.what)


class Clarification(PublicModel):
    """What the secretariat asked a signal's author, and what the author answered."""

    kind = "clarification"
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="clarifications")
    question = models.TextField()
    asked_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    answer = TextField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["signal"], condition=Q(answered_at__isnull=True), name="clarification_one_open"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Issue(PublicModel):
    """The council's statement of a problem, made of one or more signals from one or more regions."""

    kind = "issue"

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("issue", "Open")
        DELIBERATED = "deliberated", _("Being deliberated")
        RECOMMENDED = "recommended", _("Recommendation made")
        SETTLED = "settled", _("Settled")
        CLOSED = "closed", _("Closed without a recommendation")
        MERGED = "merged", _("Merged into another issue")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="issues")
    number = models.PositiveIntegerField()
    title = TextField()
    summary = TextField()
    regions = models.ManyToManyField(Region, related_name="+")
    practices = models.ManyToManyField(Practice, related_name="issues")  # what some region already does about it
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    reason = models.TextField(blank=True)
    is_public = models.BooleanField(default=False)
    created_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="issue_number_once"),
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(reason=""), name="issue_closed_has_reason"),
        ]
        indexes = [
            models.Index(fields=["council", "state", "-changed_at"]),
            models.Index(fields=["council", "-changed_at"]),
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("issue", args=[self.council.slug, self.public_id])


class Part(models.Model):
    """A signal's place in an issue. Taking it out ends the row; nothing is deleted."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="parts")
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="parts")
    added_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            # A signal is in one issue at a time.
            models.UniqueConstraint(fields=["signal"], condition=Q(removed_at__isnull=True), name="part_signal_in_one_issue")
        ]

    def __str__(self) -> str:
        return f"{self.signal_id} in {self.issue_id}"


class Merge(PublicModel):
    """One issue taken into another, with the reason and the signals that moved, so that it can be undone."""

    kind = "merge"
    source = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="merges_out")
    target = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="merges_in")
    reason = models.TextField()
    source_state = models.CharField(max_length=12)  # what undoing restores
    moved_signals = models.ManyToManyField(Signal, related_name="+")
    added_regions = models.ManyToManyField(Region, related_name="+")
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="merge_two_issues"),
            models.UniqueConstraint(fields=["source"], condition=Q(undone_at__isnull=True), name="merge_source_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} into {self.target_id}"
