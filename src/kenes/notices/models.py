"""In-app notices, and how each person wants them by mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One thing that one person is told. Its words are found by `kind` when it is read, in the reader's language."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    council = models.CharField(max_length=16)
    kind = models.CharField(max_length=60)
    object = models.CharField(max_length=60)
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["to", "-created_at"]), models.Index(fields=["object"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.object}"


class NoticeSetting(models.Model):
    """How a person wants notices. Off means off: no mail, and with `in_app` off no notice is even written."""

    class Digest(models.TextChoices):
        OFF = "off", _("No mail")
        DAILY = "daily", _("One mail a day")
        WEEKLY = "weekly", _("One mail a week")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_setting")
    in_app = models.BooleanField(default=True)
    digest = models.CharField(max_length=6, choices=Digest, default=Digest.DAILY)
    last_digest_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.digest}"
