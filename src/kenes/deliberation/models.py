"""Questions, statements, votes and the releases of their results: what we think."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kenes.attribution.models import Attribution
from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Council, MacroRegion, Member, Region, Side
from kenes.engine.routing import HEAVIEST
from kenes.issues.models import Issue

WEIGHT_NEW = HEAVIEST  # of a statement that no analysis has seen: it is asked early


class Deliberation(PublicModel):
    """A question put to members about an issue: short statements, each voted agree, disagree or pass."""

    kind = "deliberation"

    class State(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        OPEN = "open", _("Open for voting")
        CLOSED = "closed", _("Closed")

    class Results(models.TextChoices):
        AT_CLOSE = "at_close", _("Once, when voting closes")
        IN_BATCHES = "in_batches", _("In batches while voting goes on")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="deliberations")
    issue = models.ForeignKey(Issue, null=True, on_delete=models.PROTECT, related_name="deliberations")
    question = TextField()
    background = TextField()
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    results = models.CharField(max_length=10, choices=Results, default=Results.AT_CLOSE)
    attribution = models.CharField(max_length=7, choices=Attribution, default=Attribution.OPEN)  # chosen before opening, stays
    own_after = models.PositiveSmallIntegerField(default=5)  # votes before a member may write a statement
    publishes_votes = models.BooleanField(default=False)  # all answers, row by row and without names, once voting is over
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    released = models.PositiveSmallIntegerField(default=0)  # releases so far: new votes are stamped with it (Vote.batch)
    imported_from = models.CharField(max_length=200, blank=True)  # source of an imported conversation
    is_simulated = models.BooleanField(default=False)  # votes of sample data say that nobody cast them
    created_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["council", "state", "-created_at"])]
        # Who answered before a release is on the roster: with releases under way, rows could be told apart by who was early.
        constraints = [
            models.CheckConstraint(condition=Q(publishes_votes=False) | Q(results="at_close"), name="deliberation_votes_only_at_close")
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("deliberation", args=[self.council.slug, self.public_id])

    def is_known_to(self, member: Member) -> bool:
        """Whether a member may know of it under the closed rule."""
        return member.moderates or self.participants.filter(member=member).exists()


class Participant(models.Model):
    """One place on the roster, frozen at opening: side, region and professions as they were then.

    Imported participants have no member; without side or region they count as "not stated".
    """

    deliberation = models.ForeignKey(Deliberation, on_delete=models.CASCADE, related_name="participants")
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    side = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    macro_region = models.ForeignKey(MacroRegion, null=True, on_delete=models.SET_NULL, related_name="+")
    professions = models.JSONField(default=list)  # codes
    source_id = models.CharField(max_length=64, blank=True)  # in an imported conversation

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "member"], name="participant_once"),
            models.UniqueConstraint(fields=["deliberation", "source_id"], condition=~Q(source_id=""), name="participant_source_once"),
        ]

    def __str__(self) -> str:
        return f"{self.deliberation_id} {self.pk}"


class Statement(PublicModel):
    """A short sentence to agree or disagree with. Its text does not change once voting is open."""

    kind = "statement"

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for moderation")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Not accepted")

    class Origin(models.TextChoices):
        SEED = "seed", _("By the secretariat")
        MEMBER = "member", _("By a member")
        IMPORT = "import", _("Imported")

    deliberation = models.ForeignKey(Deliberation, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField()
    text = TextField()
    author = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="statements")  # none under Chatham House
    pseudonym = models.CharField(max_length=20, blank=True)  # of this deliberation only, where a member's statement has no author
    origin = models.CharField(max_length=6, choices=Origin, default=Origin.SEED)
    state = models.CharField(max_length=8, choices=State, default=State.ACCEPTED)
    reason = models.TextField(blank=True)
    moderated_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    client_key = models.CharField(max_length=40, blank=True)
    weight = models.PositiveIntegerField(default=WEIGHT_NEW)  # how early it is asked: 1 to WEIGHT_NEW (queries/ballot.py)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["deliberation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "number"], name="statement_number_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=WEIGHT_NEW), name="statement_weight_range"),
            models.UniqueConstraint(fields=["author", "client_key"], condition=~Q(client_key=""), name="statement_client_key_once"),
            models.CheckConstraint(condition=~Q(state="rejected", origin="member") | ~Q(reason=""), name="statement_rejected_has_reason"),
            models.CheckConstraint(condition=Q(pseudonym="") | Q(author__isnull=True), name="statement_author_or_pseudonym"),
        ]

    def __str__(self) -> str:
        return f"{self.deliberation_id} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("statement", args=[self.deliberation.council.slug, self.deliberation.public_id, self.public_id])


class Vote(models.Model):
    """One answer: agree 1, pass 0, disagree -1. Kept with its participant (undo, analysis) and shown to nobody else."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="votes")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="votes")
    value = models.SmallIntegerField()
    cast_at = models.DateTimeField()
    batch = models.PositiveSmallIntegerField(default=0)  # releases before this person's first answer: what the gate counts by

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="vote_once"),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="vote_value"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.statement_id}"


class Route(models.Model):
    """How early a statement is asked in one region; Statement.weight says it for people without one. Only while voting is open."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="routes")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    weight = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "region"], name="route_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=WEIGHT_NEW), name="route_weight_range"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.region_id}"


class Computation(models.Model):
    """One run of the engine over a deliberation's votes: never shown; what the gate lets out becomes a release."""

    deliberation = models.ForeignKey(Deliberation, on_delete=models.CASCADE, related_name="computations")
    input_hash = models.CharField(max_length=64)  # of few votes: whoever has it could try out all answers, so it is shown to nobody
    method = models.CharField(max_length=60)
    seed = models.BigIntegerField(default=0)
    last_vote = models.BigIntegerField(default=0)  # the newest vote that it read, by primary key
    result = models.JSONField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.deliberation_id} {self.method}"


class Release(PublicModel):
    """What the small-cell gate let out, once and for all. Pages, briefs and exports read releases, never votes."""

    kind = "release"
    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="releases")
    computation = models.OneToOneField(Computation, on_delete=models.PROTECT, related_name="release")
    number = models.PositiveIntegerField()
    threshold = models.PositiveSmallIntegerField()
    table = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["deliberation", "number"]
        constraints = [models.UniqueConstraint(fields=["deliberation", "number"], name="release_number_once")]

    def __str__(self) -> str:
        return f"{self.deliberation_id} {self.number}"
