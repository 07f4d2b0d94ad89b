"""What binds all sides is agreed to by each of them, for one exact text."""

from django.db import models
from django.db.models import Q

from kenes.base.refs import PublicModel
from kenes.councils.models import Council, Member, Side


class Consent(PublicModel):
    """One side's yes to one text. It holds for this text only: another text has another hash and needs the sides again."""

    kind = "consent"

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="consents")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="consents")
    subject = models.CharField(max_length=60)  # reference of what is agreed to
    purpose = models.CharField(max_length=30)  # "agenda", "finding", "minutes", "adoption", "meeting-public"
    text_hash = models.CharField(max_length=64)
    given_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["given_at", "pk"]
        indexes = [models.Index(fields=["subject", "purpose"])]
        constraints = [
            models.UniqueConstraint(
                fields=["side", "subject", "purpose", "text_hash"], condition=Q(withdrawn_at__isnull=True), name="consent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.side_id} {self.subject} {self.purpose}"
