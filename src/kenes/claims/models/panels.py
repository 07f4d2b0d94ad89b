"""Reviewers drawn by lot with equal seats, and what each of them finds alone."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base.models import File
from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.claims.models.claims import Claim, Finding
from kenes.councils.models import Member, Side


class Panel(PublicModel):
    """One joint review of a claim: the pool is frozen first, each side commits a nonce, then both reveal."""

    kind = "panel"

    class State(models.TextChoices):
        CONFLICTS = "conflicts", pgettext_lazy("panel", "Interests are being declared")
        COMMITTING = "committing", pgettext_lazy("panel", "The sides commit their numbers")
        REVEALING = "revealing", pgettext_lazy("panel", "The sides reveal their numbers")
        REVIEWING = "reviewing", pgettext_lazy("panel", "The reviewers are at work")
        CLOSED = "closed", pgettext_lazy("panel", "Closed")
        VOID = "void", pgettext_lazy("panel", "The draw is void")

    class Names(models.TextChoices):
        PUBLIC = "public", pgettext_lazy("reviewers", "Names are public")
        COUNCIL = "council", pgettext_lazy("reviewers", "Names are shown in the council only")
        NEVER = "never", pgettext_lazy("reviewers", "Names are never shown")

    class Void(models.TextChoices):
        SILENT = "silent", _("A side did not commit or reveal its number in time")
        SMALL = "small", _("Too few people of a side could be drawn")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="panels")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.CONFLICTS)
    seats_per_side = models.PositiveSmallIntegerField(default=12)
    least_per_side = models.PositiveSmallIntegerField(default=8)
    names = models.CharField(max_length=7, choices=Names, default=Names.COUNCIL)
    answer_days = models.PositiveSmallIntegerField(default=3)  # that somebody who is asked has to accept
    pool_text = models.TextField(blank=True)  # frozen: exactly what is hashed (engine.panels.pool)
    pool_hash = models.CharField(max_length=64, blank=True)
    institute_salt = models.CharField(max_length=64, blank=True)  # told to nobody: institutes are few and could be guessed
    seed = models.CharField(max_length=64, blank=True)  # SHA-256(pool, a, b)
    void_because = models.CharField(max_length=6, choices=Void, blank=True)
    void_sides = models.JSONField(default=list)  # public ids of the sides that it was void for
    opened_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    declare_by = models.DateTimeField()  # interests are declared until then; then the pool is frozen
    draw_by = models.DateTimeField()  # commit and reveal until then, or the draw is void
    drawn_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["claim", "number"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="panel_number_once"),
            models.UniqueConstraint(fields=["claim"], condition=~Q(state__in=["closed", "void"]), name="panel_active_once"),
            models.CheckConstraint(condition=Q(least_per_side__gte=8), name="panel_least_8"),
            models.CheckConstraint(condition=~Q(state="void") | ~Q(void_because=""), name="panel_void_has_cause"),
            models.CheckConstraint(condition=Q(seats_per_side__gte=models.F("least_per_side")), name="panel_seats_enough"),
        ]

    @property
    def council_id(self) -> int:
        return self.claim.council_id

    @property
    def first_due(self) -> datetime:
        """When the first reviewers have to submit: two thirds of the time, so that the reserve still has a third of it."""
        begun = self.drawn_at or self.draw_by
        return begun + (self.closes_at - begun) * 2 / 3

    def due_if_accepted(self, now: datetime) -> datetime:
        """Return until when a review is due of who accepts a seat now: who is asked late has as many days as there were to accept."""
        return min(max(self.first_due, now + timedelta(days=self.answer_days)), self.closes_at)

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("panel", args=[self.claim.council.slug, self.claim.public_id, self.number])


class Affiliation(models.Model):
    """Where a member works, as they declare it before a draw: of one institute only one reviewer sits on a side.

    Seen by the member alone. A pool holds a salted hash of it.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="affiliation")
    institute = models.CharField(max_length=200)
    declared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id}"


class Interest(models.Model):
    """A declared conflict of interest: the member is not drawn for this claim, or gives the seat back. Why is nobody's business."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="interests")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "member"], name="interest_once")]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.member_id}"


class PoolPlace(models.Model):
    """Who a number of the frozen pool stands for, with the salt by which that member, and nobody else, can show it."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="places")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    salt = models.CharField(max_length=64)
    institute = models.CharField(max_length=64)  # as hashed into the pool; "-" where none was declared

    class Meta:
        ordering = ["panel", "number"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "number"], name="pool_number_once"),
            models.UniqueConstraint(fields=["panel", "member"], name="pool_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.number}"


class Nonce(models.Model):
    """A side's number for the draw: first its hash, then the number itself."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="nonces")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    commitment = models.CharField(max_length=64)
    value = models.CharField(max_length=64, blank=True)
    committed_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    committed_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "side"], name="nonce_once")]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.side_id}"


class Seat(PublicModel):
    """A drawn place in the order of the lot: a reviewer's seat, or the reserve."""

    kind = "review-seat"

    class State(models.TextChoices):
        RESERVE = "reserve", pgettext_lazy("review seat", "In reserve")
        OFFERED = "offered", pgettext_lazy("review seat", "Asked")
        ACCEPTED = "accepted", pgettext_lazy("review seat", "Accepted")
        DECLINED = "declined", pgettext_lazy("review seat", "Declined")
        SUBMITTED = "submitted", pgettext_lazy("review seat", "Review submitted")
        REPLACED = "replaced", pgettext_lazy("review seat", "Did not answer in time, replaced")

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="review_seats")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()  # in the drawn order of its side, from 1
    number = models.PositiveSmallIntegerField(null=True)  # under which the review is published, shuffled at closing
    state = models.CharField(max_length=9, choices=State, default=State.RESERVE)
    asked_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)  # while asked: to accept; once accepted: to submit
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["panel", "side", "place"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "member"], name="seat_member_once"),
            models.UniqueConstraint(fields=["panel", "side", "place"], name="seat_place_once"),
            models.UniqueConstraint(fields=["panel", "number"], name="seat_number_once"),
        ]

    @property
    def council_id(self) -> int:
        return self.panel.claim.council_id

    def __str__(self) -> str:
        return self.public_id


class Review(PublicModel):
    """One reviewer's own examination. Sealed: nobody else reads it before the panel closes, and nothing names it till then."""

    kind = "review"

    class Confidence(models.TextChoices):
        LOW = "low", pgettext_lazy("confidence", "Low")
        MEDIUM = "medium", pgettext_lazy("confidence", "Medium")
        HIGH = "high", pgettext_lazy("confidence", "High")

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="review")
    category = models.CharField(max_length=12, choices=Finding.Category, blank=True)  # a draft may lack it
    confidence = models.CharField(max_length=6, choices=Confidence, blank=True)
    text = TextField()
    is_submitted = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seat_id}"


class Source(models.Model):
    """What a review rests on: a link, and an uploaded copy with its hash. The server fetches nothing."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)
    copy = models.ForeignKey(File, null=True, on_delete=models.SET_NULL, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title or str(_("Source"))

    @property
    def copy_is_cleaned(self) -> bool:
        """Whether the copy, and so its hash, is another than was sent: pictures are drawn anew, under numbers all but text is cleaned."""
        kind = self.copy.content_type.partition("/")[0] if self.copy else "text"
        return kind == "image" or (kind != "text" and self.review.seat.panel.names != Panel.Names.PUBLIC)
