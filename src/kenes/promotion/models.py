"""Bodies, briefs, dispatches, answers, commitments, verdicts: who must act, and what became of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kenes.base.models import File
from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Council, Member, Region, Side
from kenes.recommendations.models import Recommendation


class Body(PublicModel):
    """An institution that decides: a ministry, an akimat, a parliament's committee."""

    kind = "body"
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="bodies")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="bodies")  # each institute dispatches to its own
    name = TextField()
    contact = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["council", "pk"]
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return str(self.name)


class DayOverride(models.Model):
    """A day that the secretariat counts otherwise than the calendar of holidays does."""

    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="day_overrides")
    day = models.DateField()
    works = models.BooleanField()
    note = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["side", "day"], name="day_override_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.works}"


class Brief(PublicModel):
    """The document that carries adopted recommendations to a body, in each working language."""

    kind = "brief"
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="briefs")
    number = models.PositiveIntegerField()
    title = TextField()
    summary = TextField()
    recommendations: models.ManyToManyField[Recommendation, "BriefItem"] = models.ManyToManyField(
        Recommendation, through="BriefItem", related_name="briefs"
    )
    created_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["council", "number"], name="brief_number_once")]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("brief", args=[self.council.slug, self.public_id])


class BriefItem(models.Model):
    """A recommendation's place in a brief."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="items")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="brief_items")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["brief", "order"]
        constraints = [models.UniqueConstraint(fields=["brief", "recommendation"], name="brief_item_once")]

    def __str__(self) -> str:
        return f"{self.brief_id} {self.order}"


class Dispatch(PublicModel):
    """A brief sent to a body: registration number, date and due date start the clock. The content is kept as sent."""

    kind = "dispatch"

    class State(models.TextChoices):
        SENT = "sent", _("Waiting for an answer")
        RECEIVED = "received", _("Answer received, sender not confirmed yet")
        ANSWERED = "answered", _("The body has answered")

    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="dispatches")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="dispatches")
    registration = models.CharField(max_length=40)
    sent_at = models.DateTimeField()
    due_on = models.DateField()  # stored at dispatch: later changes of the calendar do not move it
    working_days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.SENT)
    content = models.JSONField()  # the brief's dict, as sent
    documents = models.ManyToManyField(File, related_name="+")  # PDF and DOCX in each language, as sent
    link_hash = models.CharField(max_length=64, unique=True)  # of the official's private link
    link_made_at = models.DateTimeField()
    sent_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["brief", "body"], name="dispatch_once")]

    @property
    def council_id(self) -> int:
        return self.brief.council_id

    def __str__(self) -> str:
        return self.registration

    def get_absolute_url(self) -> str:
        return reverse("dispatch", args=[self.brief.council.slug, self.public_id])


class Answer(PublicModel):
    """A body's reply. It counts when the secretariat has confirmed its sender."""

    kind = "answer"

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        CONFIRMED = "confirmed", _("Sender confirmed")
        REFUSED = "refused", _("Not from the body")

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="answers")
    sender_name = models.CharField(max_length=120)
    sender_position = models.CharField(max_length=200)
    sender_contact = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVED)
    note = models.TextField(blank=True)  # how the sender was confirmed, or why not
    decided_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(state="received") | ~Q(note=""), name="answer_decision_has_note")]

    def __str__(self) -> str:
        return self.public_id


class Reply(PublicModel):
    """What an answer says to one recommendation. A body's claim, never the council's verdict."""

    kind = "reply"

    class Response(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        IN_PART = "in_part", _("Accepted in part")
        DECLINED = "declined", _("Declined")
        NEED_INFORMATION = "need_information", _("More information needed")

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="replies")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="replies")
    response = models.CharField(max_length=16, choices=Response)
    reason = TextField()
    unit = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    file = models.ForeignKey(File, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["answer", "pk"]
        verbose_name_plural = "replies"
        constraints = [models.UniqueConstraint(fields=["answer", "recommendation"], name="reply_once")]

    def __str__(self) -> str:
        return self.public_id


class Commitment(PublicModel):
    """What a body said that it will do, and by when."""

    kind = "commitment"
    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="commitment")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="commitments")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="commitments")
    text = TextField()
    unit = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    claimed_done_at = models.DateTimeField(null=True)  # the body says that it is done
    created_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    @property
    def council_id(self) -> int:
        return self.body.council_id

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("commitment", args=[self.recommendation.council.slug, self.public_id])


class Progress(PublicModel):
    """A report on a commitment: by a member (author), or the body's own words (no author)."""

    kind = "progress"
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="progress")
    author = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    by_body = models.BooleanField(default=False)
    text = TextField()
    claims_done = models.BooleanField(default=False)
    file = models.ForeignKey(File, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return self.public_id


class Verdict(PublicModel):
    """The council's own finding whether a commitment was really carried out, from members of the regions concerned.

    It runs for its stated period: nobody can close it early or write its outcome.
    """

    kind = "verdict"

    class Outcome(models.TextChoices):
        ASKED = "asked", _("Members are being asked")
        DONE = "done", _("Done")
        IN_PART = "in_part", _("Done in part")
        NOT_DONE = "not_done", _("Not done")
        NOT_KNOWN = "not_known", _("Not known: too few answers")

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="verdicts")
    regions = models.ManyToManyField(Region, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.ASKED)
    least = models.PositiveSmallIntegerField()  # answers needed for an outcome
    opened_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    table = models.JSONField(default=dict)  # counts by region through the small-cell gate, at closing
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment"], condition=Q(closed_at__isnull=True), name="verdict_one_open"),
            models.CheckConstraint(condition=Q(closed_at__isnull=False) | Q(outcome="asked"), name="verdict_outcome_at_close"),
        ]

    @property
    def council_id(self) -> int:
        return self.commitment.body.council_id

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("verdict", args=[self.commitment.recommendation.council.slug, self.public_id])


class Judgement(PublicModel):
    """One member's answer to "was it really done where you live?", with evidence."""

    kind = "judgement"

    class Value(models.TextChoices):
        DONE = "done", _("Done")
        IN_PART = "in_part", _("Done in part")
        NOT_DONE = "not_done", _("Not done")
        CANNOT_TELL = "cannot_tell", _("I cannot tell")

    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="judgements")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=11, choices=Value, blank=True)  # empty: asked, not answered yet
    evidence = TextField()
    file = models.ForeignKey(File, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["verdict", "member"], name="judgement_once"),
            models.CheckConstraint(condition=Q(value="") | Q(answered_at__isnull=False), name="judgement_answer_has_time"),
        ]

    def __str__(self) -> str:
        return self.public_id
