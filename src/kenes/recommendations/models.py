"""Recommendations, their versions and evidence, adoption and dissent: what should be done."""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Council, Member, Region, Side
from kenes.deliberation.models import Release, Statement
from kenes.issues.models import Issue


def random_key() -> int:
    """Return a random primary key: the order of keys then tells nothing about the order of voting."""
    return secrets.randbits(62)


class Recommendation(PublicModel):
    """An actionable text for those who decide, with versions and evidence."""

    kind = "recommendation"

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        VOTING = "voting", _("Being adopted")
        ADOPTED = "adopted", _("Adopted")
        REJECTED = "rejected", _("Not adopted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="recommendations")
    number = models.PositiveIntegerField()
    title = TextField()
    issues = models.ManyToManyField(Issue, related_name="recommendations")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    reason = models.TextField(blank=True)
    created_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="recommendation_number_once"),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(reason=""), name="recommendation_withdrawn_has_reason"),
        ]
        indexes = [models.Index(fields=["council", "state", "-changed_at"])]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("recommendation", args=[self.council.slug, self.public_id])


class Version(PublicModel):
    """One wording. Versions are never changed: a change is a new version."""

    kind = "version"
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = TextField()
    text = TextField()  # what should be done, by whom
    rationale = TextField()  # why
    hash = models.CharField(max_length=64)  # of title, text and rationale in the original (texthash.py)
    created_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["recommendation", "number"]
        constraints = [models.UniqueConstraint(fields=["recommendation", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.recommendation_id} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("version", args=[self.recommendation.council.slug, self.recommendation.public_id, self.number])


class Evidence(PublicModel):
    """What a recommendation rests on: a statement in a release of results, or an outside source. References, not copies."""

    kind = "evidence"
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="evidence")
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="evidence")
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="evidence")
    text = TextField()  # of an outside source: the sentence it supports
    source = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    added_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "statement"], name="evidence_statement_once"),
            models.CheckConstraint(condition=Q(statement__isnull=False) | ~Q(source=""), name="evidence_has_source"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Adoption(PublicModel):
    """The council's decision on one version: roster, quorum and ballot are fixed at opening."""

    kind = "adoption"

    class Method(models.TextChoices):
        SECRET = "secret", _("Secret ballot")
        ROLL_CALL = "roll_call", _("Roll call")

    class State(models.TextChoices):
        OPEN = "open", _("Voting is open")
        ADOPTED = "adopted", _("Adopted")
        REJECTED = "rejected", _("Not adopted")
        NO_QUORUM = "no_quorum", _("No quorum")

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="adoptions")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="adoptions")
    text_hash = models.CharField(max_length=64)  # the version's hash at opening, compared again at closing
    method = models.CharField(max_length=10, choices=Method)
    quorum_percent = models.PositiveSmallIntegerField()  # of the roster, and of each side where there are two
    majority_percent = models.PositiveSmallIntegerField()  # more than this share of yes among yes and no
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    tally = models.JSONField(default=dict)  # at closing: yes, no, abstain; roster and voted in all and by side; reasons

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation"], condition=Q(state="open"), name="adoption_one_open"),
            models.UniqueConstraint(fields=["recommendation"], condition=Q(state="adopted"), name="adoption_one_adopted"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_secret(self) -> bool:
        return self.method == self.Method.SECRET

    def get_absolute_url(self) -> str:
        return reverse("adoption", args=[self.recommendation.council.slug, self.public_id])


class Choice(models.TextChoices):
    """What a ballot can say."""

    YES = "yes", _("In favour")
    NO = "no", _("Against")
    ABSTAIN = "abstain", _("Abstain")


class Voter(models.Model):
    """One place on an adoption's roster. `value` is filled for roll calls only: a secret ballot is not kept with its voter."""

    id = models.BigIntegerField(primary_key=True, default=random_key)
    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="voters")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    has_voted = models.BooleanField(default=False)
    value = models.CharField(max_length=7, choices=Choice, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["adoption", "member"], name="voter_once")]

    def __str__(self) -> str:
        return f"{self.adoption_id} {self.member_id}"


class Ballot(models.Model):
    """One secret ballot: no voter, no time, a random key. All of an adoption are written anew with each ballot (secrecy.py)."""

    id = models.BigIntegerField(primary_key=True, default=random_key)
    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="ballots")
    value = models.CharField(max_length=7, choices=Choice)

    def __str__(self) -> str:
        return str(self.adoption_id)


class Dissent(PublicModel):
    """A member's dissenting opinion, bound to the decision: it travels with the text into every brief."""

    kind = "dissent"
    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="dissents")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="dissents")
    text = TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["adoption", "member"], name="dissent_once")]

    def __str__(self) -> str:
        return self.public_id
