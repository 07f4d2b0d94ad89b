"""What the live page shows, and the one query that says whether it has changed."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from kenes.attribution.models import Attribution
from kenes.base import clock
from kenes.councils.models import Member, Session, Side
from kenes.deliberation.queries.ballot import is_genuine
from kenes.meetings.models import Attendance, Meeting, Question, Task
from kenes.meetings.queries.meetings import Line, clock_words, programme, spoken
from kenes.meetings.queries.questions import newest, tasks_of
from kenes.sides.queries import letter

NEXT = 3
NEWEST = 10
DESK = (Member.Role.SECRETARY, Member.Role.CHAIR)
SEAT, MEETING = "user__seats", "user__seats__council__meetings"


class Version(NamedTuple):
    """Which state of a meeting a seat would read."""

    seat: int
    version: int


def version_by_session(request: HttpRequest, council: str, meeting: str) -> Version | None:
    """Return the version of a meeting for the session of a request, in one query; None: the long way round says what is wrong.

    Asks of the session what Django asks (deliberation.queries.ballot), and of the seat what council pages ask. The desk always goes
    the long way, which asks for its second factor, too.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    place = Attendance.objects.filter(meeting=OuterRef(f"{MEETING}__pk"), member=OuterRef(f"{SEAT}__pk"))
    rows = Session.objects.filter(
        session_key=key,
        expire_date__gt=clock.now(),
        user__is_active=True,
        **{f"{SEAT}__state": Member.State.ACTIVE, f"{SEAT}__council__slug": council, f"{MEETING}__public_id": meeting},
    )
    seat = ("pk", "role", "term_from", "term_to", "state")
    names = ["user_id", "user__password", "session_data", *(f"{SEAT}__{name}" for name in seat)]
    row = rows.values_list(*names, f"{MEETING}__version", f"{MEETING}__attribution", Exists(place)).first()
    if row is None or not is_genuine(*row[:3]):
        return None
    member = Member(**dict(zip(seat, row[3:8], strict=True)))
    version, attribution, is_invited = row[8:]
    if member.role in DESK or not member.is_active or (attribution == Attribution.CLOSED and not is_invited):
        return None
    return Version(member.pk, version)


@dataclass(frozen=True)
class Spoken:
    """How long a side has spoken, and whether its clock runs."""

    side: Side
    seconds: int
    runs: bool
    on_item: int = 0

    @property
    def clock(self) -> str:
        return clock_words(self.seconds)

    @property
    def letter(self) -> str:
        return letter(self.side)


@dataclass(frozen=True)
class Live:
    """The state of a meeting as one reader sees it."""

    meeting: Meeting
    now: list[Line]
    following: list[Line]
    done: int
    total: int
    questions: list[Question]
    decisions: list[Task]
    spoken: list[Spoken] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def live(meeting: Meeting, reader: Member) -> Live:
    """Return what the live page shows, in a fixed number of queries."""
    lines = programme(meeting)
    now = [line for line in lines if line.state == "now"]
    waiting = [line for line in lines if line.state == ""]
    return Live(
        meeting=meeting,
        now=now,
        following=waiting[:NEXT],
        done=sum(line.state == "done" for line in lines),
        total=len(lines),
        questions=newest(meeting, reader, NEWEST),
        decisions=tasks_of(meeting, type=Task.Kind.DECISION),
        spoken=clocks(meeting, now[0] if now else None) if lines else [],
        lines=lines,
    )


def clocks(meeting: Meeting, now: Line | None) -> list[Spoken]:
    """Return each side's time at the meeting and on the item that is discussed."""
    sides = list(Side.objects.filter(council=meeting.council_id))
    whole = spoken(meeting, sides)
    on_item = spoken(meeting, sides, now.item) if now else {}
    return [Spoken(side, whole[side.pk], meeting.speaking_side_id == side.pk, on_item.get(side.pk, 0)) for side in sides]
