"""State that every room uses: files, background jobs, the search index, limits."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kenes.base.refs import PublicModel
from kenes.base.text import TextField


class File(PublicModel):
    """An uploaded file, checked and (images) re-encoded without metadata. `council` and `visible_to` say who may open it."""

    kind = "file"
    council = models.CharField(max_length=16, db_index=True)  # the council's public id: this room knows no council
    subject = models.CharField(max_length=60, db_index=True)  # the reference of what it belongs to
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    visible_to = models.CharField(max_length=40, default="members")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name


class Job(PublicModel):
    """Long work in the background: how far it is, and whether somebody asked to stop it."""

    kind = "job"

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    council = models.CharField(max_length=16, db_index=True)
    subject = models.CharField(max_length=60, db_index=True)
    name = models.CharField(max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    message = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class SearchDocument(models.Model):
    """One row a findable object. `folded` holds all languages without case, so that SQLite and PostgreSQL find alike."""

    ref = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=30)
    council = models.CharField(max_length=16, db_index=True)
    visible_to = models.CharField(max_length=40)  # public, members, secretariat, or side/<id>
    title = TextField()
    folded = models.TextField()
    stems = models.TextField(default="")  # " kk:мектеп ru:школ ": base.stems
    changed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.ref


class Limit(models.Model):
    """A counter of attempts in a window of time. `key` is a hash: no address of a person is kept."""

    key = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
