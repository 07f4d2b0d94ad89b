"""Minutes: paragraphs that the sides agree one by one, disputed wording in brackets."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Member, Side
from kenes.meetings.models.meetings import Meeting, Task
from kenes.meetings.models.topics import AgendaItem


class Minutes(PublicModel):
    """What was said and decided, as the sides agree that it was."""

    kind = "minutes"

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("minutes", "Draft")
        AGREEING = "agreeing", pgettext_lazy("minutes", "The sides are agreeing the text")
        AD_REFERENDUM = "ad_referendum", pgettext_lazy("minutes", "Agreed, to be confirmed at home (ad referendum)")
        AGREED = "agreed", pgettext_lazy("minutes", "Agreed by the sides")

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="minutes")
    state = models.CharField(max_length=13, choices=State, default=State.DRAFT)
    silence_days = models.PositiveSmallIntegerField(default=5)  # for each paragraph, from its last change on
    text_hash = models.CharField(max_length=64, blank=True)
    agreed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "minutes"

    @property
    def council_id(self) -> int:
        return self.meeting.council_id

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("minutes", args=[self.meeting.council.slug, self.meeting.public_id])


class Paragraph(PublicModel):
    """One paragraph. Changing it in one language asks the sides about it again, in all languages."""

    kind = "paragraph"

    class Kind(models.TextChoices):
        TEXT = "text", pgettext_lazy("minutes", "What was said")
        DECISION = "decision", pgettext_lazy("minutes", "Decision")

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="paragraphs")
    order = models.PositiveSmallIntegerField()
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.SET_NULL, related_name="+")
    type = models.CharField(max_length=8, choices=Kind, default=Kind.TEXT)
    text = TextField()
    revision = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")  # of a decision
    due_on = models.DateField(null=True)
    task = models.OneToOneField(Task, null=True, on_delete=models.SET_NULL, related_name="paragraph")
    silence_until = models.DateTimeField(null=True)  # a side that does not object by then agrees
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["minutes", "order", "pk"]

    @property
    def council_id(self) -> int:
        return self.minutes.meeting.council_id

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.order}"


class ParagraphRevision(models.Model):
    """A paragraph as it stood: nothing vanishes."""

    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = TextField()
    changed_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    side = models.ForeignKey(Side, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["paragraph", "number"]
        constraints = [models.UniqueConstraint(fields=["paragraph", "number"], name="paragraph_revision_once")]

    def __str__(self) -> str:
        return f"{self.paragraph_id} {self.number}"


class ParagraphConsent(models.Model):
    """A side agrees to one revision of a paragraph in one language, or objects to it, or was silent."""

    class Answer(models.TextChoices):
        AGREES = "agrees", pgettext_lazy("side", "Agrees")
        OBJECTS = "objects", pgettext_lazy("side", "Objects")
        SILENT = "silent", pgettext_lazy("side", "Did not object in time")

    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="consents")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    answer = models.CharField(max_length=7, choices=Answer)
    reason = TextField()  # of an objection
    given_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paragraph", "side", "revision"], name="paragraph_consent_once")]

    def __str__(self) -> str:
        return f"{self.paragraph_id} {self.side_id} {self.revision}"


class Bracket(PublicModel):
    """Disputed words: their place in the text is the mark [1]; each side may add its wording, until all sides take one."""

    kind = "bracket"

    class State(models.TextChoices):
        OPEN = "open", _("Disputed")
        RESOLVED = "resolved", _("Resolved")

    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="brackets")
    number = models.PositiveSmallIntegerField()  # its mark in the text: [1]
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opened_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["paragraph", "number"]
        constraints = [
            models.UniqueConstraint(fields=["paragraph", "number"], name="bracket_number_once"),
            models.CheckConstraint(condition=Q(state="open") | Q(resolved_at__isnull=False), name="bracket_resolved_has_time"),
        ]

    def __str__(self) -> str:
        return f"{self.paragraph_id} [{self.number}]"


class Wording(models.Model):
    """A wording of a bracket, and which sides would take it."""

    bracket = models.ForeignKey(Bracket, on_delete=models.CASCADE, related_name="wordings")
    side = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="+")  # none: as it was drafted
    text = TextField()  # empty: the words are left out
    accepted_by = models.ManyToManyField(Side, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["bracket", "pk"]

    def __str__(self) -> str:
        return f"{self.bracket_id} {self.side_id}"
