"""Entering what happens at a meeting into the record: by whom and when, as far as the meeting's rule lets the record say so."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from kenes.attribution.models import Attribution
from kenes.councils.models import Member
from kenes.meetings.models import Meeting
from kenes.record.acts import append
from kenes.sides.acts import give_consent


def enter(
    meeting: Meeting,
    type: str,
    object: str,
    *,
    by: Member | None,
    details: Mapping[str, Any] | None = None,
    sealed: Mapping[str, str] | None = None,
) -> None:
    """Append an entry about something of a meeting: under any rule but the open one without actor, and with the day only."""
    is_open = meeting.attribution == Attribution.OPEN
    actor = by.ref if by and is_open else ""
    append(meeting.council.public_id, type, object, actor=actor, details=details, sealed=sealed, day_only=not is_open)


def agree(meeting: Meeting, *, by: Member, subject: str, purpose: str, text_hash: str, seen_hash: str) -> None:
    """Agree for the acting member's side to something of a meeting; the record says no more of it than the meeting's rule allows."""
    named = meeting.attribution == Attribution.OPEN
    give_consent(by=by, subject=subject, purpose=purpose, text_hash=text_hash, seen_hash=seen_hash, named=named)


def show_anew(meeting: Meeting) -> None:
    """Let the live page fetch its state again. Part of every act that changes what it shows."""
    Meeting.objects.filter(pk=meeting.pk).update(version=F("version") + 1)
