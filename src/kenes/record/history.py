"""The history of an object, as its page tells it: entries of the record in plain words."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from kenes.record.queries import about
from kenes.record.words import sentence


@dataclass(frozen=True)
class Happened:
    """One line of an object's history."""

    at: datetime | date
    words: str
    seq: int


def history(ref: str) -> list[Happened]:
    """Return what the record holds about an object, oldest first, in the reader's language."""
    return [Happened(entry.at, sentence(entry.type, json.loads(entry.body)["details"]), entry.seq) for entry in about(ref)]
