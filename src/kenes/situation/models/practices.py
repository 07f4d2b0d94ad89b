"""Practices: what a region does to solve a problem, and whether others there confirm it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Council, Member, Region
from kenes.situation.models.domains import Domain


class Practice(PublicModel):
    """An effort a region is making: what was tried, for whom, with what result and evidence."""

    kind = "practice"

    class Transfer(models.TextChoices):
        YES = "yes", _("Yes, as it is")
        ADAPTED = "adapted", _("Yes, adapted to the place")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("Cannot be told yet")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="practices")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="practices")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    domain = models.CharField(max_length=12, choices=Domain)
    title = TextField()
    mechanism = TextField()  # how it works
    for_whom = models.CharField(max_length=300)
    since = models.CharField(max_length=100)
    cost = models.CharField(max_length=300, blank=True)
    result = TextField()
    evidence = models.CharField(max_length=500)  # how one knows
    transfer = models.CharField(max_length=8, choices=Transfer)
    transfer_note = models.CharField(max_length=500, blank=True)
    client_key = models.CharField(max_length=40)
    is_public = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "client_key"], name="practice_client_key_once"),
            models.UniqueConstraint(fields=["council", "number"], name="practice_number_once"),
        ]
        indexes = [models.Index(fields=["council", "domain", "-changed_at"]), models.Index(fields=["council", "region"])]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("practice", args=[self.council.slug, self.public_id])


class Confirmation(models.Model):
    """What another member of the practice's region says of it. The latest word of each member counts."""

    class Word(models.TextChoices):
        WORKS = "works", _("It works as described")
        PARTLY = "partly", _("It works in part")
        NOT = "not", _("It does not work, or no longer")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="confirmations")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=6, choices=Word)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["practice", "member"], name="confirmation_once")]

    def __str__(self) -> str:
        return f"{self.practice_id} {self.word}"
