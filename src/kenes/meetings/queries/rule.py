"""The rule of an agenda: its sessions, what it can hold, and the hash of all that is fixed when approving opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from kenes.meetings.models import Agenda, Meeting, Topic
from kenes.record.canonical import canonical

LEAST_MINUTES = 5  # of a topic
TITLE_LONGEST = 200  # characters of its question
WHY_LONGEST = 3000  # and of why now
MOST_SESSIONS = 6
MOST_TRACKS = 4
RULE = "agenda-rule"  # what the sides agree to before approving opens
AGENDA = "agenda"  # and when it is formed
MANDATORY = "mandatory"  # that a topic must be on it


@dataclass(frozen=True)
class Span:
    """One session: when it begins and how long it lasts, with how many rooms side by side."""

    number: int  # from 1
    starts_at: datetime
    minutes: int
    tracks: int

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def spans(agenda: Agenda) -> list[Span]:
    """Return the sessions with their times: they follow the meeting when it is moved."""
    begins = agenda.meeting.starts_at
    return [
        Span(number, begins + timedelta(minutes=row["offset"]), row["minutes"], row["tracks"])
        for number, row in enumerate(agenda.sessions, 1)
    ]


def length_of(meeting: Meeting) -> int:
    """Return how many minutes a meeting lasts, breaks included."""
    return int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)


def room_in(sessions: Sequence[dict[str, Any]]) -> int:
    """Return how many minutes of topics the sessions hold, rooms side by side counted each."""
    return sum(int(row["minutes"]) * int(row["tracks"]) for row in sessions)


def longest_topic(agenda: Agenda) -> int:
    """Return the minutes of the longest topic that could be spoken about: within one session, within the time given out."""
    return min(agenda.minutes, max((int(row["minutes"]) for row in agenda.sessions), default=agenda.minutes))


def topic_hash(topic: Topic) -> str:
    """Return the hash of what a topic says, in its author's words, and how long it takes."""
    said = {
        "topic": topic.ref,
        "title": topic.title.original_text,
        "why_now": topic.why_now.original_text,
        "minutes": topic.minutes,
    }
    return sha256(canonical(said)).hexdigest()


def on_the_list(agenda: Agenda) -> list[Topic]:
    """Return the topics that members choose from, in the order of their numbers."""
    return list(agenda.topics.filter(state=Topic.State.PROPOSED).order_by("number"))


def rule_of(agenda: Agenda, topics: Sequence[Topic]) -> dict[str, Any]:
    """Return all that decides over the result, apart from the approvals: it is fixed and recorded when approving opens."""
    return {
        "agenda": agenda.ref,
        "minutes": agenda.minutes,
        "endowment": agenda.endowment,
        "utility": agenda.utility,
        "approvals": agenda.approvals,
        "threshold": agenda.least_shown,
        "sessions": agenda.sessions,
        "approvals_close_at": agenda.approvals_close_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "topics": [{"topic": topic.ref, "text_hash": topic_hash(topic), "mandatory": topic.mandatory} for topic in topics],
    }


def rule_hash(agenda: Agenda, topics: Sequence[Topic]) -> str:
    return sha256(canonical(rule_of(agenda, topics))).hexdigest()


def lottery_mark(agenda: Agenda, topic: Topic) -> str:
    """Return a topic's lot, the last word between equals: anyone can compute it, nobody chose it."""
    return sha256(f"{agenda.public_id} {topic.public_id}".encode()).hexdigest()
