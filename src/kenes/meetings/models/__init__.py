"""Topics, agenda, meetings, questions, suggestions, minutes: when we speak."""

from kenes.meetings.models.meetings import Attendance, CalendarLink, Meeting, Question, SpeakingTime, Support, Task
from kenes.meetings.models.minutes import Bracket, Minutes, Paragraph, ParagraphConsent, ParagraphRevision, Wording
from kenes.meetings.models.topics import Agenda, AgendaChange, AgendaItem, AgendaVoter, Approval, JoinOffer, Topic

__all__ = [
    "Agenda",
    "AgendaChange",
    "AgendaItem",
    "AgendaVoter",
    "Approval",
    "Attendance",
    "Bracket",
    "CalendarLink",
    "JoinOffer",
    "Meeting",
    "Minutes",
    "Paragraph",
    "ParagraphConsent",
    "ParagraphRevision",
    "Question",
    "SpeakingTime",
    "Support",
    "Task",
    "Topic",
    "Wording",
]
