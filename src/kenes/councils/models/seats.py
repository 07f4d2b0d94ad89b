"""A council, its sides, its seats, and how people come to them."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base import clock
from kenes.base.ids import token_hash
from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models.accounts import User
from kenes.councils.models.places import Country, Profession, Region


class Council(PublicModel):
    """A standing body of experts with a purpose, working languages and rules."""

    kind = "council"
    slug = models.SlugField(max_length=40, unique=True)
    name = TextField()
    purpose = TextField()
    languages = models.JSONField(default=list)  # working languages: ["kk", "ru", "en"]
    is_sample = models.BooleanField(default=False)
    threshold = models.PositiveSmallIntegerField(default=5)  # cells with fewer people are withheld
    target_per_region = models.PositiveSmallIntegerField(default=6)
    quorum_percent = models.PositiveSmallIntegerField(default=50)
    majority_percent = models.PositiveSmallIntegerField(default=50)
    answer_days = models.PositiveSmallIntegerField(default=15)  # working days that a body has
    verdict_days = models.PositiveSmallIntegerField(default=14)
    verdict_least = models.PositiveSmallIntegerField(default=5)  # fewer answers: "not known"
    takes_applications = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(threshold__gte=2), name="council_threshold_least_2")]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("council", args=[self.slug])


class Side(PublicModel):
    """One party of a council: a country with its convening institute."""

    kind = "side"
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="sides")
    order = models.PositiveSmallIntegerField(default=0)
    name = TextField()
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    institute = TextField()
    timezone = models.CharField(max_length=40, default="Asia/Almaty")  # of its capital: deadlines hang on it

    class Meta:
        ordering = ["council", "order"]
        constraints = [models.UniqueConstraint(fields=["council", "order"], name="side_order_once")]

    def __str__(self) -> str:
        return f"{self.council_id} {self.order}"


class MacroRegion(PublicModel):
    """Regions that a side reports together where one alone would be too small."""

    kind = "macroregion"
    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="macro_regions")
    name = TextField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["side", "order"]

    def __str__(self) -> str:
        return str(self.name)


class SideRegion(models.Model):
    """A region that takes part on a side, and the macro-region it is reported in when small."""

    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="side_regions")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    macro_region = models.ForeignKey(MacroRegion, null=True, on_delete=models.SET_NULL, related_name="side_regions")

    class Meta:
        ordering = ["side", "region__code"]
        constraints = [models.UniqueConstraint(fields=["side", "region"], name="side_region_once")]

    def __str__(self) -> str:
        return f"{self.side_id} {self.region_id}"


class MemberQuerySet(models.QuerySet["Member"]):
    """Seats in bulk."""

    def serving(self) -> "MemberQuerySet":
        """Return the seats that count today: active, and in their term (see `Member.is_active`)."""
        day = clock.now().date()
        begun, running = Q(term_from__isnull=True) | Q(term_from__lte=day), Q(term_to__isnull=True) | Q(term_to__gte=day)
        return self.filter(Q(role=Member.Role.SECRETARY) | begun & running, state=Member.State.ACTIVE)


class Member(PublicModel):
    """A person's seat in a council. A seat exists before its person joins, and stays in the history after they leave."""

    kind = "member"

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        MODERATOR = "moderator", _("Moderator")
        SECRETARY = "secretary", _("Secretary")
        CHAIR = "chair", _("Chair")
        OBSERVER = "observer", _("Observer")

    class State(models.TextChoices):
        INVITED = "invited", pgettext_lazy("seat", "Invited")
        ACTIVE = "active", pgettext_lazy("seat", "Active")
        SUSPENDED = "suspended", pgettext_lazy("seat", "Suspended")
        ENDED = "ended", pgettext_lazy("seat", "Ended")

    # Roles whose holders deliberate, vote and give verdicts.
    VOTING = (Role.MEMBER, Role.MODERATOR, Role.CHAIR)
    MODERATING = (Role.MODERATOR, Role.SECRETARY, Role.CHAIR)

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="members")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="members")
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="seats")
    number = models.PositiveIntegerField()  # "Member 014"
    professions = models.ManyToManyField(Profession, related_name="members")
    topics = models.JSONField(default=list)
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    term_from = models.DateField(null=True)
    term_to = models.DateField(null=True)
    joined_at = models.DateTimeField(null=True)
    objects = MemberQuerySet.as_manager()
    folded = models.TextField(blank=True, editable=False)  # what the list of members is searched by (acts.seats.fold_seat)

    class Meta:
        ordering = ["council", "number"]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="member_number_once"),
            models.UniqueConstraint(fields=["council", "user"], name="member_user_once"),
            models.CheckConstraint(
                condition=Q(region__isnull=False) | Q(role__in=["secretary", "chair", "observer", "moderator"]), name="member_has_region"
            ),
            models.CheckConstraint(condition=Q(term_to__isnull=True) | Q(term_to__gte=F("term_from")), name="member_term_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.council_id} {self.number:03d}"

    def get_absolute_url(self) -> str:
        return reverse("seat", args=[self.council.slug, self.public_id])

    @property
    def is_active(self) -> bool:
        """Whether the seat counts today. Outside its term a seat reads and writes nothing and has no vote.

        A secretary keeps the desk until the seat is ended: otherwise a council could lock itself out at midnight.
        """
        return self.state == self.State.ACTIVE and (self.role == self.Role.SECRETARY or self.in_term(clock.now().date()))

    @property
    def standing(self) -> str:
        """Return the state as pages show it: a seat whose term is over has ended, whatever its row says."""
        over = self.term_to is not None and self.term_to < clock.now().date()
        return self.State.ENDED if self.state == self.State.ACTIVE and over and not self.is_active else self.state

    def get_standing_display(self) -> str:
        return str(self.State(self.standing).label)

    @property
    def is_secretariat(self) -> bool:
        return self.is_active and self.role in (self.Role.SECRETARY, self.Role.CHAIR)

    @property
    def moderates(self) -> bool:
        return self.is_active and self.role in self.MODERATING

    @property
    def has_vote(self) -> bool:
        return self.is_active and self.role in self.VOTING

    def in_term(self, day: date) -> bool:
        """Whether a day (in UTC) lies in the term."""
        return (self.term_from is None or self.term_from <= day) and (self.term_to is None or day <= self.term_to)


class Invitation(PublicModel):
    """A link that seats one person. Only the hash of its token is kept."""

    kind = "invitation"
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)  # from a roster: proposed to the person who joins
    created_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.public_id

    def is_open(self, moment: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and moment < self.expires_at


class SignInCode(PublicModel):
    """A one-time code that a secretary hands over. Hashed, single use, expiring; issuing one is on the record."""

    kind = "code"
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64, db_index=True)
    issued_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return self.public_id


class Application(PublicModel):
    """Somebody's wish to join, vetted by the secretariat of the side they apply to."""

    kind = "application"

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="applications")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    contact = models.CharField(max_length=200)
    reason = TextField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    answer = models.TextField(blank=True)
    member = models.OneToOneField(Member, null=True, on_delete=models.SET_NULL, related_name="application")
    vetted_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    vetted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("application", args=[self.council.slug, self.public_id])

    @property
    def record_ref(self) -> str:
        """Return what the public record calls it: the public id opens the applicant's page, so the record holds its hash."""
        return f"{self.kind}/{token_hash(self.public_id)[:16]}"


class Comment(PublicModel):
    """One contribution to the moderated thread of an object. Hidden ones stay, with the reason that their author sees."""

    kind = "comment"

    class State(models.TextChoices):
        SHOWN = "shown", _("Shown")
        HIDDEN = "hidden", _("Hidden")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=60, db_index=True)  # reference of the object it discusses
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="comments")
    text = TextField()
    state = models.CharField(max_length=6, choices=State, default=State.SHOWN)
    reason = models.TextField(blank=True)
    moderated_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    client_key = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "client_key"], condition=~Q(client_key=""), name="comment_client_key_once"),
            models.CheckConstraint(condition=Q(state="shown") | ~Q(reason=""), name="comment_hidden_has_reason"),
        ]

    def __str__(self) -> str:
        return self.public_id
