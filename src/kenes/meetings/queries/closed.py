"""Closed meetings: only those who are invited, and those who prepare and moderate, know that there is one."""

from django.db.models import QuerySet

from kenes.attribution.models import Attribution
from kenes.councils.models import Member
from kenes.councils.queries import roster
from kenes.meetings.models import Meeting


def hidden_from(reader: Member) -> QuerySet[Meeting]:
    """Return the closed meetings of a member's council that the member knows nothing of, for use inside another query."""
    closed = Meeting.objects.filter(council=reader.council_id, attribution=Attribution.CLOSED)
    return closed.none() if reader.moderates else closed.exclude(attendances__member=reader)


def seats_at(meeting: Meeting) -> QuerySet[Member]:
    """Return the seats that vote and may know of a meeting: who forms its agenda."""
    seats = roster(meeting.council)
    return seats.filter(attendances__meeting=meeting) if meeting.attribution == Attribution.CLOSED else seats
