"""Topics that members propose, and the agenda that is formed of them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Council, MacroRegion, Member, Region, Side
from kenes.issues.models import Issue
from kenes.library.models import Paper
from kenes.meetings.models.meetings import Meeting


class Agenda(PublicModel):
    """How one meeting's agenda is formed. Its rule is fixed when approving opens, and printed with the result."""

    kind = "agenda"

    class State(models.TextChoices):
        PROPOSING = "proposing", _("Members propose topics")
        APPROVING = "approving", _("Members say what they want to discuss")
        FORMED = "formed", _("Formed, waiting for the sides")
        CONFIRMED = "confirmed", _("Confirmed by the sides")

    class Endowment(models.TextChoices):
        SIDE = "side", _("The same minutes for every side")
        REGION = "region", _("The same minutes for every region")
        MEMBER = "member", _("The same minutes for every member")

    class Utility(models.TextChoices):
        ITEM = "item", _("Each topic counts once")
        MINUTES = "minutes", _("Each minute counts")

    class Approvals(models.TextChoices):
        CONFIDENTIAL = "confidential", _("Confidential: nobody sees who wants which topic")
        NAMED = "named", _("Named: published with the result, anyone can replay it")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="agendas")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="agenda")
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSING)
    minutes = models.PositiveIntegerField()  # to be given out
    endowment = models.CharField(max_length=6, choices=Endowment, default=Endowment.SIDE)
    utility = models.CharField(max_length=7, choices=Utility, default=Utility.ITEM)
    approvals = models.CharField(max_length=12, choices=Approvals, default=Approvals.CONFIDENTIAL)
    sessions = models.JSONField(default=list)  # [{"offset": 0, "minutes": 90, "tracks": 1}, …]: minutes after the meeting begins
    proposals_close_at = models.DateTimeField()
    approvals_close_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)  # approving began: roster and rule are fixed
    formed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    threshold = models.PositiveSmallIntegerField(null=True)  # the council's when approving began: figures about fewer people are withheld
    salt = models.CharField(max_length=64, blank=True)  # of the input hash; never shown while approvals are confidential
    input_hash = models.CharField(max_length=64, blank=True)
    method = models.CharField(max_length=60, blank=True)
    result = models.JSONField(default=dict)  # what may be published: reasons, shortfalls, certificate
    replayed_at = models.DateTimeField(null=True)  # when the approvals that are kept were last computed anew
    replay_matches = models.BooleanField(null=True)
    reminded_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("agenda", args=[self.council.slug, self.meeting.public_id])

    @property
    def least_shown(self) -> int:
        """The fewest people a figure may be about: the council's threshold, as it was when approving began."""
        return self.threshold or self.council.threshold


class Topic(PublicModel):
    """A proposed item: a question, why now, for which regions, how long."""

    kind = "topic"

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("topic", "Proposed")
        JOINED = "joined", pgettext_lazy("topic", "Joined with another")
        WITHDRAWN = "withdrawn", pgettext_lazy("topic", "Withdrawn by its author")
        DECLINED = "declined", pgettext_lazy("topic", "Not admitted")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="topics")
    agenda = models.ForeignKey(Agenda, on_delete=models.CASCADE, related_name="topics")
    number = models.PositiveIntegerField()
    title = TextField()  # the question
    why_now = TextField()
    regions = models.ManyToManyField(Region, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    issue = models.ForeignKey(Issue, null=True, on_delete=models.PROTECT, related_name="topics")
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="topics")
    # Whose it is; under the Chatham House Rule a pseudonym only.
    proposer = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="proposed_topics")
    side = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="topics")
    pseudonym = models.CharField(max_length=20, blank=True)
    speakers = models.ManyToManyField(Member, related_name="+")
    mandatory = models.BooleanField(default=False)  # set by the secretariats before approving opens
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    reason = models.TextField(blank=True)
    joined_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    client_key = models.CharField(max_length=40, blank=True)
    vector = models.BinaryField(default=b"", editable=False)  # its meaning, where the installation compares meanings
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # of its words

    class Meta:
        ordering = ["agenda", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agenda", "number"], name="topic_number_once"),
            models.UniqueConstraint(fields=["proposer", "client_key"], condition=~Q(client_key=""), name="topic_client_key_once"),
            models.CheckConstraint(condition=Q(minutes__gte=5), name="topic_least_5_minutes"),
            models.CheckConstraint(
                condition=Q(proposer__isnull=False, side__isnull=False, pseudonym="")
                | (Q(proposer__isnull=True, side__isnull=True) & ~Q(pseudonym="")),
                name="topic_proposer_or_pseudonym",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="topic_declined_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.agenda_id} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.council.slug, self.agenda.meeting.public_id, self.public_id])


class JoinOffer(PublicModel):
    """An offer to make one topic of two: it happens when both proposers agree."""

    kind = "join-offer"

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("offer", "Waiting for the proposers")
        AGREED = "agreed", pgettext_lazy("offer", "Agreed")
        REFUSED = "refused", pgettext_lazy("offer", "Refused")
        DROPPED = "dropped", pgettext_lazy("offer", "Dropped")
        UNDONE = "undone", pgettext_lazy("offer", "Undone")

    agenda = models.ForeignKey(Agenda, on_delete=models.CASCADE, related_name="join_offers")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="offers_to_join")  # would be joined …
    into = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="offers_to_take_in")  # … into this one
    offered_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    minutes = models.PositiveSmallIntegerField()  # of the one topic, if it comes to that
    minutes_before = models.PositiveSmallIntegerField(null=True)  # of `into`, for undoing
    topic_agrees = models.BooleanField(default=False)
    into_agrees = models.BooleanField(default=False)
    # Where topics carry no author, what an author answers takes effect on a later day: the hour would tell who was there.
    topic_refuses = models.BooleanField(default=False)
    into_refuses = models.BooleanField(default=False)
    answered_on = models.DateField(null=True)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["topic", "into"], condition=Q(state="open"), name="join_offer_once")]

    def __str__(self) -> str:
        return self.public_id


class AgendaVoter(models.Model):
    """One place on the roster of an agenda, frozen when approving opens."""

    agenda = models.ForeignKey(Agenda, on_delete=models.CASCADE, related_name="voters")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    macro_region = models.ForeignKey(MacroRegion, null=True, on_delete=models.SET_NULL, related_name="+")
    has_answered = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agenda", "member"], name="agenda_voter_once")]

    def __str__(self) -> str:
        return f"{self.agenda_id} {self.member_id}"


class Approval(models.Model):
    """A member wants this topic discussed. Kept with its voter (undo, the private view of one's share), shown to nobody else
    while approvals are confidential."""

    voter = models.ForeignKey(AgendaVoter, on_delete=models.CASCADE, related_name="approvals")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="approvals")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voter", "topic"], name="approval_once")]

    def __str__(self) -> str:
        return f"{self.voter_id} {self.topic_id}"


class AgendaItem(PublicModel):
    """A place on the agenda, and why it is there."""

    kind = "agenda-item"

    class Stage(models.TextChoices):
        MANDATORY = "mandatory", _("Mandatory")
        OWN_SUPPORT = "own_support", _("By its own support")
        COMPLETION = "completion", _("By completion")
        FILL = "fill", _("Filled the time left")
        BY_HAND = "by_hand", _("Changed by the chairs")

    agenda = models.ForeignKey(Agenda, on_delete=models.CASCADE, related_name="items")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=11, choices=Stage)
    minutes = models.PositiveSmallIntegerField()
    session = models.PositiveSmallIntegerField(null=True)
    track = models.PositiveSmallIntegerField(default=0)
    minute = models.PositiveSmallIntegerField(default=0)  # of its session, at which it begins
    starts_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # of a change by hand
    began_at = models.DateTimeField(null=True)  # in the room
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["agenda", "order"]
        constraints = [
            models.UniqueConstraint(fields=["agenda", "topic"], name="agenda_item_once"),
            models.CheckConstraint(condition=~Q(stage="by_hand") | ~Q(reason=""), name="agenda_item_by_hand_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.agenda_id} {self.order}"


class AgendaChange(models.Model):
    """What the chairs changed by hand, and why: shown beside the item for good."""

    class Kind(models.TextChoices):
        ADDED = "added", pgettext_lazy("change by hand", "Added")
        REMOVED = "removed", pgettext_lazy("change by hand", "Taken off")
        MOVED = "moved", pgettext_lazy("change by hand", "Moved")

    agenda = models.ForeignKey(Agenda, on_delete=models.CASCADE, related_name="changes")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="changes")
    type = models.CharField(max_length=7, choices=Kind)
    place_before = models.PositiveSmallIntegerField(null=True)  # on the agenda, counted from 1
    place_after = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField()
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="agenda_change_has_reason")]

    def __str__(self) -> str:
        return f"{self.agenda_id} {self.type} {self.topic_id}"
