"""Topics, agenda, meetings, questions, suggestions, minutes: when we speak."""

from kenes.meetings.models.meetings import Attendance, Meeting, Question, SpeakingTime, Support, Task
from kenes.meetings.models.minutes import Bracket, Minutes, Paragraph, ParagraphConsent, ParagraphRevision, Wording
from kenes.meetings.models.topics import Agenda, AgendaItem, AgendaVoter, Approval, JoinOffer, Topic

__all__ = [
    "Agenda",
    "AgendaItem",
    "AgendaVoter",
    "Approval",
    "Attendance",
    "Bracket",
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
