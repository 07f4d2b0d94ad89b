"""How meetings look on pages: badges, times in everybody's zones, clocks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from kenes.attribution.models import Attribution
from kenes.base.dates import Clock, zone_of
from kenes.councils.models import Member, Side
from kenes.councils.queries import plain
from kenes.councils.zones import capitals, clocks_of
from kenes.meetings.models import Meeting, Question, Task
from kenes.meetings.queries.attendance import coming_by_side
from kenes.meetings.queries.meetings import Line, spoken
from kenes.sides.parity import Parity, parity_of

# State -> badge of the design system.
BADGES: dict[str, str] = {
    Meeting.State.PLANNED: "neutral",
    Meeting.State.RUNNING: "talk",
    Meeting.State.HELD: "answered",
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


def times_of(meeting: Timed, reader: Member | None, sides: Iterable[Side] = ()) -> list[Clock]:
    """Return the zones in which a meeting's beginning is shown: the place's first, then those of the reader's clocks that differ.

    A member reads it by the clock of the capital and by that of the own region; a visitor by the capitals' of `sides`.
    """
    there = capitals(sides) if reader is None else clocks_of_member(reader)
    found: dict[Any, Clock] = {}
    for clock in [Clock(meeting.timezone), *there]:
        found.setdefault(meeting.starts_at.astimezone(zone_of(clock.zone)).utcoffset(), clock)
    return list(found.values())


def clocks_of_member(reader: Member) -> list[Clock]:
    side = Clock(reader.side.timezone, plain(str(reader.side.name)))
    return [side, *clocks_of(reader)[1:]]


def speaking_of(meeting: Meeting, lines: list[Line], sides: list[Side]) -> Parity | None:
    """Return how long each side spoke at a meeting; under the Chatham House Rule nobody's side is told."""
    if meeting.attribution == Attribution.CHATHAM or not any(line.item.began_at for line in lines):
        return None
    found = spoken(meeting, sides)
    return parity_of(meeting.council, found, _("Speaking time"), unit="minutes", sides=sides) if any(found.values()) else None


def coming_of(meeting: Meeting, sides: list[Side]) -> Parity | None:
    """Return how many seats of each side come or came: for those whom the rule lets see each seat."""
    held = meeting.state == Meeting.State.HELD
    label = _("Members who came") if held else _("Members who come or take part online")
    return parity_of(meeting.council, coming_by_side(meeting, came=held), label, sides=sides)
