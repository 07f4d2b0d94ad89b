"""Whose a topic is: told by its seat, or where the meeting's rule hides that, known to its author alone."""

from django.db.models import Q

from kenes.attribution.queries import own_pseudonym
from kenes.attribution.table import Field, Occasion, Reader, Shown, shown
from kenes.councils.models import Member
from kenes.meetings.models import Agenda, Meeting, Topic


def tells_who(meeting: Meeting) -> bool:
    """Return whether those who read topics see beside them whose they are."""
    return shown(Occasion.MEETING, meeting.attribution, Reader.OTHER_SIDE, Field.NAME) == Shown.FULL


def own_name(agenda: Agenda, reader: Member) -> str:
    """Return what a reader's topics are signed with where they carry no author; "" where they do, and for who has none."""
    return "" if tells_who(agenda.meeting) else own_pseudonym(agenda, reader)


def is_own(topic: Topic, reader: Member) -> bool:
    """Return whether a topic is the reader's, under a name or without."""
    if topic.pseudonym:
        return topic.pseudonym == own_name(topic.agenda, reader)
    return topic.proposer_id == reader.pk


def owned(agenda: Agenda, reader: Member) -> Q:
    """Return the condition that a topic of an agenda is the reader's."""
    name = own_name(agenda, reader)
    return Q(pseudonym=name) if name else Q(proposer=reader)
