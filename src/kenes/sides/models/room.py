"""The private room of a side: what its people tell each other before they tell the other side.

Nothing of a room may be reached from where both sides read. So no field here is one that mixed lists take words from
(base.labels.TITLES), no object has a `council_id` (which comments and translations ask for), none is put into the search index,
and no act about a room writes an entry of the record: even that a side consults would tell the other one something.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Member, Side


class RoomThread(PublicModel):
    """One conversation of a side, with notes, files and drafts of the side's position."""

    kind = "room-thread"

    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="room_threads")
    heading = TextField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)
    client_key = models.CharField(max_length=40)
    folded = models.TextField(editable=False)  # all its words as the room's own search compares them

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["created_by", "client_key"], name="room_thread_client_key_once")]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("room-thread", args=[self.side.council.slug, self.public_id])


class RoomNote(PublicModel):
    """What one member of the side wrote. A hidden note stays, with the reason that its author sees."""

    kind = "room-note"

    thread = models.ForeignKey(RoomThread, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = TextField()
    created_at = models.DateTimeField()
    client_key = models.CharField(max_length=40)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "client_key"], name="room_note_client_key_once"),
            models.CheckConstraint(condition=Q(hidden_at__isnull=True) | ~Q(reason=""), name="room_note_hidden_has_reason"),
        ]

    def __str__(self) -> str:
        return self.public_id


class RoomText(models.Model):
    """One draft of the side's position. Drafts are never changed: a change is the next one."""

    thread = models.ForeignKey(RoomThread, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    words = TextField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["thread", "-number"]
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="room_text_number_once")]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.number}"
