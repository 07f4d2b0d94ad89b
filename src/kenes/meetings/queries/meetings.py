"""Reading meetings: the list, one meeting, its programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from kenes.base import clock, search
from kenes.base.dates import zone_of
from kenes.base.ids import token_hash
from kenes.base.text import Text
from kenes.councils.models import Council, Member, Side
from kenes.meetings.models import AgendaItem, Attendance, Meeting, SpeakingTime
from kenes.meetings.queries.closed import hidden_from

OVER = (Meeting.State.HELD, Meeting.State.CANCELLED)
WHEN = ("coming", "past")


def readable_meetings(council: Council, reader: Member | None) -> QuerySet[Meeting]:
    """Return what a reader may see: members every meeting but closed ones of others, visitors those that are public."""
    rows = Meeting.objects.filter(council=council)
    return rows.filter(is_public=True) if reader is None else rows.exclude(pk__in=hidden_from(reader))


def meeting_for(council: Council, reader: Member | None, public_id: str) -> Meeting | None:
    """Return a meeting with what its page shows, if the reader may see it."""
    rows = readable_meetings(council, reader).select_related("council", "created_by", "speaking_side", "speaking_item")
    return rows.filter(public_id=public_id).first()


def meetings_list(council: Council, reader: Member | None, *, when: str = "", q: str = "", state: str = "") -> QuerySet[Meeting, Any]:
    """Return meetings for a list: those to come with the nearest first, past ones with the latest first, else the latest first."""
    rows = readable_meetings(council, reader)
    if state in Meeting.State:
        rows = rows.filter(state=state)
    if when == "coming":
        rows = rows.exclude(state__in=OVER).filter(ends_at__gte=clock.now() - timedelta(days=1))
    elif when == "past":
        rows = rows.filter(Q(state__in=OVER) | Q(ends_at__lt=clock.now() - timedelta(days=1)))
    if q:
        readers = ["public"] if reader is None else ["public", "members"]
        rows = rows.filter(public_id__in=search.ids(q, "meeting", council=council.public_id, visible_to=readers))
    order = ["starts_at", "pk"] if when == "coming" else ["-starts_at", "-pk"]
    found: QuerySet[Meeting, Any] = rows.order_by(*order).values(*MeetingRow.__dataclass_fields__)
    return found


def next_meeting(council: Council, reader: Member | None) -> Meeting | None:
    """Return the meeting that is under way, or the next one, as far as the reader may know of it."""
    ahead = readable_meetings(council, reader).exclude(state__in=OVER).filter(ends_at__gte=clock.now())
    return ahead.select_related("council").order_by("starts_at", "pk").first()


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list."""

    public_id: str
    number: int
    title: Text
    state: str
    attribution: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    place: Text
    is_public: bool

    @property
    def state_label(self) -> str:
        return str(Meeting.State(self.state).label)


def when_counts(council: Council, reader: Member | None, *, q: str = "", state: str = "") -> dict[str, int]:
    """Return how many meetings are to come and how many are past, among what a list finds."""
    return {when: meetings_list(council, reader, when=when, q=q, state=state).count() for when in WHEN}


@dataclass(frozen=True)
class Line:
    """One item of the programme: planned and real times, and where it stands."""

    item: AgendaItem
    place: int
    state: str  # "", "now" or "done"
    zone: str  # of the place

    @property
    def planned_end(self) -> datetime | None:
        return self.item.starts_at + timedelta(minutes=self.item.minutes) if self.item.starts_at else None

    @property
    def is_late(self) -> bool:
        """Whether the item takes longer than planned, now."""
        return self.state == "now" and bool(self.item.began_at) and self.used > timedelta(minutes=self.item.minutes)

    @property
    def used(self) -> timedelta:
        began, ended = self.item.began_at, self.item.ended_at
        return (ended or clock.now()) - began if began else timedelta()

    @property
    def clock(self) -> str:
        return clock_words(int(self.used.total_seconds()))

    @property
    def seconds_planned(self) -> int:
        return self.item.minutes * 60

    @property
    def hour(self) -> str:
        """Return when it is planned to begin, as clocks at the place show it; the day is the meeting's."""
        return self.item.starts_at.astimezone(zone_of(self.zone)).strftime("%H:%M") if self.item.starts_at else ""


def clock_words(seconds: int) -> str:
    """Return "1:02:05" or "2:05"."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def programme(meeting: Meeting) -> list[Line]:
    """Return the items of a meeting's agenda, in their order (one query)."""
    items = AgendaItem.objects.filter(agenda__meeting=meeting).select_related("topic", "topic__issue").order_by("order")
    return [Line(item, place, standing(item), meeting.timezone) for place, item in enumerate(items, start=1)]


def standing(item: AgendaItem) -> str:
    return "" if item.began_at is None else "done" if item.ended_at else "now"


def spoken(meeting: Meeting, sides: list[Side], item: AgendaItem | None = None) -> dict[int, int]:
    """Return side id -> seconds spoken, on one item or at the whole meeting; the clock that runs is counted until now."""
    rows = SpeakingTime.objects.filter(item__agenda__meeting=meeting)
    if item is not None:
        rows = rows.filter(item=item)
    found = dict.fromkeys((side.pk for side in sides), 0)
    for side, seconds in rows.values_list("side_id", "seconds"):
        found[side] = found.get(side, 0) + seconds
    running = meeting.speaking_side_id and (item is None or meeting.speaking_item_id == item.pk)
    if running and meeting.speaking_side_id and meeting.speaking_since:
        found[meeting.speaking_side_id] += max(0, round((clock.now() - meeting.speaking_since).total_seconds()))
    return found


def places_waiting(member: Member) -> QuerySet[Attendance]:
    """Return the invitations that a member has not answered, the nearest meeting first."""
    waiting = Attendance.objects.filter(member=member, answer=Attendance.Answer.NONE, meeting__state=Meeting.State.PLANNED)
    return waiting.filter(meeting__ends_at__gt=clock.now()).select_related("meeting").order_by("meeting__starts_at")


def under_way(member: Member) -> QuerySet[Meeting]:
    """Return the meetings that are held now and that a member is invited to."""
    return Meeting.objects.filter(state=Meeting.State.RUNNING, attendances__member=member).order_by("starts_at")


def for_calendar(council: Council, reader: Member | None) -> QuerySet[Meeting]:
    """Return what a calendar holds: a year back, and all that is to come, the cancelled too."""
    rows = readable_meetings(council, reader).filter(ends_at__gte=clock.now() - timedelta(days=366))
    return rows.select_related("council").order_by("starts_at", "pk")[:1000]


def member_of_link(council: Council, token: str) -> Member | None:
    """Return the seat whose private calendar address this is, while it serves."""
    seats = Member.objects.serving().filter(council=council, calendar_link__token_hash=token_hash(token))
    return seats.select_related("user", "side").first()


def answers_of(member: Member, meetings: list[str]) -> Mapping[str, str]:
    """Return meeting's public id -> the member's answer to its invitation."""
    rows = Attendance.objects.filter(member=member, meeting__public_id__in=meetings)
    return dict(rows.values_list("meeting__public_id", "answer"))
