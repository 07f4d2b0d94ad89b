"""The agenda's row as the lock of what happens to it."""

from kenes.meetings.errors import MeetingNotPlanned
from kenes.meetings.models import Agenda, Meeting
from kenes.meetings.queries.rule import AGENDA, MANDATORY, RULE
from kenes.sides.acts import withdraw_consents


def locked_agenda(agenda: Agenda) -> Agenda:
    """Return the row as it is now, locked until the act ends: approvals and closing come one after the other."""
    rows = Agenda.objects.select_for_update(of=("self",)).select_related("council", "meeting__council")
    return rows.get(pk=agenda.pk)


def locked_with_meeting(agenda: Agenda) -> Agenda:
    """Return the agenda, locked, with its meeting, locked after it: the rule under which something is written stays until it is kept."""
    agenda = locked_agenda(agenda)
    agenda.meeting = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("council").get(pk=agenda.meeting_id)
    return agenda


def still_planned(agenda: Agenda) -> None:
    if agenda.meeting.state != Meeting.State.PLANNED:
        raise MeetingNotPlanned


def ask_about_topics_no_more(agenda: Agenda) -> None:
    """End the question which topics are mandatory: one that not every side wanted so is an ordinary one."""
    others = [topic.ref for topic in agenda.topics.filter(mandatory=False)]
    withdraw_consents(council=agenda.council, subject=others, purpose=MANDATORY)


def ask_about_agenda_no_more(meeting: Meeting) -> None:
    """End what the sides were asked about an agenda that was never settled: the meeting begins without it, or is called off."""
    agenda = Agenda.objects.select_related("council").filter(meeting=meeting).first()
    if agenda is None or agenda.state == Agenda.State.CONFIRMED:
        return
    ask_about_topics_no_more(agenda)
    if agenda.state != Agenda.State.APPROVING:
        withdraw_consents(council=agenda.council, subject=agenda.ref, purpose=RULE if agenda.state == Agenda.State.PROPOSING else AGENDA)
