"""The agenda's row as the lock of what happens to it."""

from kenes.meetings.errors import MeetingNotPlanned
from kenes.meetings.models import Agenda, Meeting


def locked_agenda(agenda: Agenda) -> Agenda:
    """Return the row as it is now, locked until the act ends: approvals and closing come one after the other."""
    rows = Agenda.objects.select_for_update(of=("self",)).select_related("council", "meeting")
    return rows.get(pk=agenda.pk)


def still_planned(agenda: Agenda) -> None:
    if agenda.meeting.state != Meeting.State.PLANNED:
        raise MeetingNotPlanned
