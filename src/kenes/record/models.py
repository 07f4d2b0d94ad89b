"""The append-only log of a council's acts. No act updates or deletes an entry, and no admin page offers to."""

import json
from datetime import date, datetime

from django.db import models
from django.db.models import Q

# How an entry's text writes when it was: to the microsecond, or the day alone where a time would tell who acted.
TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
DAY = "%Y-%m-%d"


class Log(models.Model):
    """One council's log: its size, and the frontier from which the root follows (record.merkle)."""

    origin = models.CharField(max_length=16, unique=True)  # the council's public id
    size = models.PositiveBigIntegerField(default=0)
    frontier = models.JSONField(default=list)  # hex hashes, largest subtree first
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.origin} ({self.size})"


class Entry(models.Model):
    """One act. `body` is the RFC 8785 (JCS) text that the leaf hash covers; the columns repeat it for the page's filters."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField()
    utc = models.DateTimeField()
    type = models.CharField(max_length=60)
    object = models.CharField(max_length=60)
    body = models.TextField()
    leaf = models.CharField(max_length=64)
    root = models.CharField(max_length=64)  # of the log with this entry as its last: names the first bad entry

    class Meta:
        ordering = ["log", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["log", "seq"], name="record_entry_seq_once"),
            models.CheckConstraint(condition=Q(seq__gte=0), name="record_entry_seq_from_0"),
        ]
        indexes = [models.Index(fields=["object"]), models.Index(fields=["log", "type"])]

    def __str__(self) -> str:
        return f"{self.seq} {self.type}"

    @property
    def at(self) -> datetime | date:
        """Return what the entry says of its time: the day alone where it says no more."""
        day = self.utc.strftime(DAY)
        return self.utc.date() if json.loads(self.body).get("utc") == day else self.utc


class Sealed(models.Model):
    """Personal text that an entry commits to. Erasing the row erases the text; the log still verifies."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="sealed")
    name = models.CharField(max_length=40)
    salt = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="record_sealed_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.name}"
