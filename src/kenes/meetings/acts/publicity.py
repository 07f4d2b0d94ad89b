"""Letting everyone see a meeting that was called for members only: it takes every side."""

import hashlib

from kenes.councils.models import Member
from kenes.meetings.acts.entering import agree
from kenes.meetings.models import Meeting
from kenes.record.canonical import canonical
from kenes.sides.acts import withdraw_consents
from kenes.sides.queries import all_agree

PUBLIC = "meeting-public"


def shown_hash(meeting: Meeting) -> str:
    """Return the SHA-256 of what everyone would see: a side agrees to this, and to nothing that is written later."""
    texts = {name: getattr(meeting, name).texts for name in ("title", "about", "place")}
    times = [meeting.starts_at.isoformat(), meeting.ends_at.isoformat(), meeting.timezone]
    return hashlib.sha256(canonical({"meeting": meeting.ref, "texts": texts, "times": times})).hexdigest()


def agree_that_it_is_public(by: Member, meeting: Meeting, seen: str) -> bool:
    """Agree for the acting side, and return whether every side does. Part of the act that would make it public."""
    agree(meeting, by=by, subject=meeting.ref, purpose=PUBLIC, text_hash=shown_hash(meeting), seen_hash=seen)
    return all_agree(meeting.council, meeting.ref, PUBLIC, shown_hash(meeting))


def ask_to_publish_no_more(meeting: Meeting) -> None:
    """End what sides agreed to: the meeting is public, or another one than they read of, or over."""
    withdraw_consents(council=meeting.council, subject=meeting.ref, purpose=PUBLIC)
