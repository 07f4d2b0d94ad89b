"""Under which rule something is said: open, Chatham House, closed; and how it is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Council, Member


class Attribution(models.TextChoices):
    """The rule of a meeting or a deliberation; what each reader sees of each field: `kenes.attribution.table`."""

    OPEN = "open", _("Open: contributions carry their author")
    CHATHAM = "chatham", _("Chatham House Rule: what was said may be used, not who said it")
    CLOSED = "closed", _("Closed: only those who take part read it")


class Holding(models.Model):
    """What is held back of one meeting or deliberation, from the first contribution until the key is destroyed."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=60, unique=True)  # its reference
    threshold = models.PositiveSmallIntegerField()  # the council's when the first of it was written: no batch is smaller
    minutes = models.PositiveIntegerField()  # length of a slot: nothing of a slot is seen before it is over
    looked_at = models.DateTimeField(null=True)  # beginning of the slot in which the last batch was tried
    batches = models.PositiveSmallIntegerField(default=0)
    closed_on = models.DateField(null=True)
    archived_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.subject


class Held(PublicModel):
    """A contribution that waits for its batch. It names no author and no time; its row goes when it is released."""

    kind = "held"

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("contribution", "Waiting for moderation")
        PASSED = "passed", pgettext_lazy("contribution", "Waiting for its batch")
        RETURNED = "returned", pgettext_lazy("contribution", "Returned to its author")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=60, db_index=True)
    type = models.CharField(max_length=20)
    title = TextField()  # empty where contributions of this type have none
    text = TextField()
    longest = models.PositiveIntegerField()  # characters that the text may have, in every language
    details = models.JSONField(default=dict)  # what the room needs to make its own object of it
    pseudonym = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True)
    ready_at = models.DateTimeField()  # the end of its slot: the same for all that was written in it
    is_told = models.BooleanField(default=False)  # whether moderators have heard that it waits
    client_key = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "pseudonym", "client_key"], condition=~models.Q(client_key=""), name="held_client_key_once"
            ),
            models.CheckConstraint(condition=~models.Q(state="returned") | ~models.Q(reason=""), name="held_returned_has_reason"),
        ]

    def __str__(self) -> str:
        return self.public_id

    def missing(self, languages: list[str]) -> list[str]:
        """Return the languages in which something of it is not there."""
        lacking = {code for part in (self.title, self.text) if part for code in part.missing(languages)}
        return [code for code in languages if code in lacking]


class KeptAuthor(models.Model):
    """Whose contribution it is, only while moderation may have to tell its author something. No page reads this table."""

    subject = models.CharField(max_length=60, db_index=True)
    contribution = models.CharField(max_length=60, unique=True)  # the reference of what is held
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    purge_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return self.contribution


__all__ = ["Attribution", "Held", "Holding", "KeptAuthor"]
