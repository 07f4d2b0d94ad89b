"""The agenda as readers see it: its items with their times and changes, what was left out, and the hash that the sides agree to."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Count, Q, QuerySet

from kenes.base import clock
from kenes.base.dates import clock_time, offset, zone_of
from kenes.councils.models import Council, Member
from kenes.meetings.models import Agenda, AgendaChange, AgendaItem, AgendaVoter, Meeting, Topic
from kenes.meetings.queries.closed import hidden_from
from kenes.meetings.queries.rule import AGENDA, RULE, Span, on_the_list, rule_hash, spans, topic_hash
from kenes.meetings.reasons import Reason
from kenes.record.canonical import canonical
from kenes.sides.models import Consent
from kenes.sides.queries import Standing, standing

State = Agenda.State
REMIND_BEFORE = timedelta(hours=24)
SECONDS_A_TOPIC = 12  # to read one line and mark it: what the card promises
BADGES = {
    AgendaItem.Stage.MANDATORY: "neutral",
    AgendaItem.Stage.OWN_SUPPORT: "verified",
    AgendaItem.Stage.COMPLETION: "talk",
    AgendaItem.Stage.FILL: "draft",
    AgendaItem.Stage.BY_HAND: "asked",
}
LISTED = Q(agenda__topics__state=Topic.State.PROPOSED)


def agenda_hash(agenda: Agenda) -> str:
    """Return the hash of an agenda as it stands: which topics, in which words, in which order and session, how long."""
    items = [
        {
            "topic": item.topic.ref,
            "text_hash": topic_hash(item.topic),
            "minutes": item.minutes,
            "stage": item.stage,
            "session": item.session or 0,
            "track": item.track,
            "minute": item.minute,
        }
        for item in agenda.items.select_related("topic").order_by("order")
    ]
    return sha256(canonical({"agenda": agenda.ref, "items": items})).hexdigest()


def visible_agenda(council: Council, reader: Member | None, meeting: str) -> Agenda | None:
    """Return a meeting's agenda if the reader may see it: visitors once the sides confirmed it, of a public meeting."""
    rows = Agenda.objects.filter(meeting__council=council, meeting__public_id=meeting).select_related("council", "meeting__council")
    if reader is None:
        return rows.filter(state=State.CONFIRMED, meeting__is_public=True).first()
    return rows.exclude(meeting__in=hidden_from(reader)).first()


def meeting_for(council: Council, reader: Member, meeting: str) -> Meeting | None:
    """Return a meeting of the council, for the pages that begin its agenda."""
    rows = Meeting.objects.filter(council=council, public_id=meeting).exclude(pk__in=hidden_from(reader))
    return rows.select_related("council").first()


@dataclass(frozen=True)
class Slot:
    """An item in its place: when it begins, in which room of the session."""

    item: AgendaItem
    place: int
    changes: list[AgendaChange]
    reason: Reason | None = None
    hours: str = ""  # "10:00–10:30 (UTC+5)", on the clocks where the room is
    own_hours: str = ""  # and on the reader's, where they differ

    @property
    def room(self) -> int:
        return self.item.track + 1

    @property
    def badge(self) -> str:
        return BADGES[AgendaItem.Stage(self.item.stage)]

    @property
    def moves(self) -> list[AgendaChange]:
        return [change for change in self.changes if change.type == AgendaChange.Kind.MOVED]


@dataclass
class Part:
    """A session of the programme with its items; `span` is None for those that no session has room for."""

    span: Span | None
    slots: list[Slot] = field(default_factory=list)

    @property
    def spoken(self) -> int:
        return sum(slot.item.minutes for slot in self.slots)

    @property
    def room(self) -> int:
        return self.span.minutes * self.span.tracks if self.span else 0


@dataclass(frozen=True)
class Programme:
    """A formed agenda: its sessions in order, what the chairs took off, and how many minutes it takes."""

    parts: list[Part]
    taken_off: list[AgendaChange]
    minutes: int
    count: int


def hours(item: AgendaItem, zone: str) -> str:
    """Return from when to when an item is spoken about, on the clocks of a zone: "10:00–10:30 (UTC+5)"."""
    begins = item.starts_at
    if begins is None:
        return ""
    ends = begins + timedelta(minutes=item.minutes)
    return f"{clock_time(begins, zone)}–{clock_time(ends, zone)}\u00a0({offset(begins.astimezone(zone_of(zone)))})"


def programme(agenda: Agenda, reasons: Mapping[int, Reason] | None = None, own_zone: str = "") -> Programme:
    """Return a formed agenda's items by session, with their reasons and the changes by hand beside them (two queries)."""
    items = list(agenda.items.select_related("topic__side").order_by("order"))
    changes: dict[int, list[AgendaChange]] = defaultdict(list)
    for change in agenda.changes.select_related("topic"):
        changes[change.topic_id].append(change)
    by_session = {span.number: Part(span) for span in spans(agenda)}
    rest = Part(None)
    for place, item in enumerate(items, 1):
        there = by_session.get(item.session or 0, rest)
        here, own = hours(item, agenda.meeting.timezone), hours(item, own_zone) if own_zone else ""
        reason = (reasons or {}).get(item.topic_id)
        there.slots.append(Slot(item, place, changes[item.topic_id], reason, here, own if own != here else ""))
    parts = [part for part in [*by_session.values(), rest] if part.slots]
    on_it = {item.topic_id for item in items}
    gone = [rows[-1] for topic, rows in changes.items() if rows and topic not in on_it]
    return Programme(parts, gone, sum(item.minutes for item in items), len(items))


def rule_standing(agenda: Agenda) -> tuple[list[Standing], str]:
    """Return which sides agree to open approving, and the hash of what they agree to."""
    text_hash = rule_hash(agenda, on_the_list(agenda))
    return standing(agenda.council, agenda.ref, RULE, text_hash), text_hash


def agenda_standing(agenda: Agenda) -> tuple[list[Standing], str]:
    """Return which sides have confirmed the agenda as it stands, and its hash."""
    text_hash = agenda_hash(agenda)
    return standing(agenda.council, agenda.ref, AGENDA, text_hash), text_hash


def place_of(agenda: Agenda, member: Member | None) -> AgendaVoter | None:
    """Return a member's place on the frozen roster."""
    return AgendaVoter.objects.filter(agenda=agenda, member=member).first() if member else None


def approved_by(voter: AgendaVoter) -> set[str]:
    """Return the public ids of the topics that a member wants discussed, for that member's own page only."""
    return set(Topic.objects.filter(approvals__voter=voter).values_list("public_id", flat=True))


def due_agendas() -> QuerySet[Agenda]:
    """Return the agendas whose time for approving is over, of meetings that lie ahead."""
    planned = Agenda.objects.filter(meeting__state=Meeting.State.PLANNED)
    return planned.filter(state=State.APPROVING, approvals_close_at__lte=clock.now())


def approving_is_over(agenda: Agenda) -> bool:
    """Return whether no approval is waited for any more: the time is over, or everybody has answered."""
    return clock.now() >= agenda.approvals_close_at or not agenda.voters.filter(has_answered=False).exists()


def agendas_to_remind() -> QuerySet[Agenda]:
    """Return the agendas whose time for approving ends within a day and began more than a day ago."""
    now = clock.now()
    running = Agenda.objects.filter(state=State.APPROVING, reminded_at__isnull=True, approvals_close_at__gt=now)
    return running.filter(approvals_close_at__lte=now + REMIND_BEFORE, opened_at__lte=now - REMIND_BEFORE)


def agendas_to_replay(since: datetime) -> QuerySet[Agenda]:
    """Return the agendas of meetings that lie ahead whose approvals were not computed anew since a moment."""
    formed = Agenda.objects.filter(state__in=[State.FORMED, State.CONFIRMED], meeting__state=Meeting.State.PLANNED)
    return formed.filter(Q(replayed_at__isnull=True) | Q(replayed_at__lt=since))


def to_approve(member: Member) -> list[tuple[AgendaVoter, int]]:
    """Return the member's places on rosters of agendas that wait for their answer, each with the number of topics to look at."""
    open_now = Q(agenda__state=State.APPROVING, agenda__approvals_close_at__gt=clock.now(), agenda__meeting__state=Meeting.State.PLANNED)
    rows = AgendaVoter.objects.filter(open_now, member=member, has_answered=False, agenda__council=member.council_id)
    places = rows.select_related("agenda__meeting").annotate(listed=Count("agenda__topics", filter=LISTED))
    return [(place, place.listed) for place in places]


def awaiting_secretariats(council: Council) -> list[tuple[Agenda, str]]:
    """Return the agendas with which the secretariats come next and no side has begun, each with what it waits for.

    Once one side has agreed, the others are asked by what the sides' room asks of them.
    """
    now = clock.now()
    planned = Agenda.objects.filter(council=council, meeting__state=Meeting.State.PLANNED).select_related("meeting", "council")
    over = Q(state=State.PROPOSING, proposals_close_at__lte=now, approvals_close_at__gt=now)
    waiting = list(planned.filter(over | Q(state=State.FORMED)))
    begun = Consent.objects.filter(subject__in=[agenda.ref for agenda in waiting], withdrawn_at__isnull=True)
    agreed = set(begun.values_list("subject", "purpose"))
    wanted = [(agenda, RULE if agenda.state == State.PROPOSING else AGENDA) for agenda in waiting]
    return [(agenda, purpose) for agenda, purpose in wanted if (agenda.ref, purpose) not in agreed]
