"""The history of an object, as its page tells it: entries of the record in plain words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kenes.record.models import Entry
from kenes.record.words import sentence


@dataclass(frozen=True)
class Happened:
    """One line of an object's history."""

    at: datetime | date
    words: str
    seq: int


def in_words(entries: Iterable[Entry]) -> list[Happened]:
    """Return entries of the record in the reader's language."""
    return [Happened(entry.at, sentence(entry.type, json.loads(entry.body)["details"]), entry.seq) for entry in entries]


def history(*refs: str) -> list[Happened]:
    """Return what the record holds about one object, or about several that one page shows, oldest first."""
    return in_words(Entry.objects.filter(object__in=refs).order_by("seq"))
