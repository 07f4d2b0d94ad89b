"""How meetings look on pages: badges, times in everybody's zones, clocks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from kenes.attribution.models import Attribution
from kenes.base.dates import zone_of
from kenes.councils.models import Council, Member, Side
from kenes.councils.queries import plain
from kenes.meetings.models import Meeting, Question, Task
from kenes.meetings.queries.meetings import Line, clock_words, spoken

# State -> badge of the design system.
BADGES: dict[str, str] = {
    Meeting.State.PLANNED: "asked",
    Meeting.State.RUNNING: "talk",
    Meeting.State.HELD: "neutral",
    Meeting.State.CANCELLED: "stopped",
    Question.State.OPEN: "asked",
    Question.State.ANSWERED: "answered",
    Question.State.ASSIGNED: "talk",
    Question.State.DECLINED: "stopped",
    Task.State.DONE: "verified",
    Task.State.DROPPED: "stopped",
}


class Timed(Protocol):
    """What begins, somewhere."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def timezone(self) -> str: ...


@dataclass(frozen=True)
class Time:
    """A beginning as clocks of one place show it; `where` is "" for the meeting's own place."""

    zone: str
    where: str


def times_of(meeting: Timed, reader: Member | None, sides: list[Side] | None = None) -> list[Time]:
    """Return the zones in which a meeting's beginning is shown: the place's first, then others where clocks differ from it."""
    wanted = [(meeting.timezone, "")]
    if reader is not None:
        wanted += [(reader.side.timezone, plain(str(reader.side.name)))]
    wanted += [(side.timezone, plain(str(side.name))) for side in sides or []]
    found: dict[Any, Time] = {}
    for zone, where in wanted:
        found.setdefault(meeting.starts_at.astimezone(zone_of(zone)).utcoffset(), Time(zone, where))
    return list(found.values())


@dataclass(frozen=True)
class SideClock:
    """How long a side spoke, in words and as a share of all that was spoken, in percent."""

    side: Side
    words: str
    share: int


def clocks_of(meeting: Meeting, lines: list[Line], council: Council) -> list[SideClock]:
    """Return how long each side spoke at a meeting; under the Chatham House Rule nobody's side is told."""
    if meeting.attribution == Attribution.CHATHAM or not any(line.item.began_at for line in lines):
        return []
    sides = list(Side.objects.filter(council=council))
    found = spoken(meeting, sides)
    whole = sum(found.values())
    return [SideClock(side, clock_words(found[side.pk]), round(100 * found[side.pk] / whole)) for side in sides] if whole else []
