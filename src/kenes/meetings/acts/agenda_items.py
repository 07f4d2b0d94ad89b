"""Where items stand: packed into sessions by the engine, or laid out again in the chairs' own order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kenes.engine.agenda import Piece, Session, pack
from kenes.meetings.acts.entering import show_anew
from kenes.meetings.forming import Formed
from kenes.meetings.models import Agenda, AgendaItem, Topic
from kenes.meetings.queries.rule import spans

LAST = 1000
Place = tuple[int | None, int, int]  # session from 1 (None: none has room), track, minute of the session


def write_items(agenda: Agenda, formed: Formed) -> None:
    """Write the agenda's items in the order of the programme, packed so that nobody has to speak in two rooms at once."""
    topics = {topic.pk: topic for topic, _stage in formed.chosen}
    speakers = speakers_of(list(topics.values()))
    pieces = [
        Piece(topic.pk, topic.minutes, speakers=frozenset(speakers[topic.pk]), mandatory=topic.mandatory) for topic, _stage in formed.chosen
    ]
    packed = pack(pieces, [Session(row["minutes"], tracks=row["tracks"]) for row in agenda.sessions])
    places: dict[int, Place] = {spot.topic: (spot.session + 1, spot.track, spot.start) for spot in packed}
    stages = {topic.pk: stage for topic, stage in formed.chosen}
    order = sorted(stages, key=lambda pk: when(places.get(pk)))
    AgendaItem.objects.bulk_create(
        placed(AgendaItem(agenda=agenda, topic=topics[pk], order=n, stage=stages[pk], minutes=topics[pk].minutes), places.get(pk), agenda)
        for n, pk in enumerate(order, 1)
    )
    show_anew(agenda.meeting)


def when(place: Place | None) -> tuple[int, int, int]:
    """Return a place for sorting; what no session has room for comes last: the chairs see it and decide."""
    session, track, minute = place or (None, 0, 0)
    return (session or LAST, minute, track)


def lay_out(agenda: Agenda, items: Sequence[AgendaItem]) -> None:
    """Give items their times in the order in which they stand; what finds no room behind the others goes where there is some."""
    speakers = speakers_of([item.topic for item in items])
    places = in_order([(item.topic_id, item.minutes, speakers[item.topic_id]) for item in items], agenda.sessions)
    for n, item in enumerate(sorted(items, key=lambda item: when(places.get(item.topic_id))), 1):
        item.order = n
        placed(item, places.get(item.topic_id), agenda)
        item.save()
    show_anew(agenda.meeting)


def in_order(pieces: Sequence[tuple[int, int, set[int]]], sessions: Sequence[dict[str, Any]]) -> dict[int, Place]:
    """Return where pieces (topic, minutes, speakers) stand: none in an earlier session than the one before it, as long as that goes.

    In a session with several rooms a piece goes where it can begin first; nobody speaks in two rooms at once. What fits into no
    session that is left then goes to the end of the first one that has room.
    """
    found: dict[int, Place] = {}
    books = [Book([0] * int(row["tracks"]), int(row["minutes"])) for row in sessions]
    current = 0
    for topic, minutes, people in pieces:
        for number in range(current, len(books)):
            if spot := books[number].take(minutes, people):
                current, found[topic] = number, (number + 1, *spot)
                break
    for topic, minutes, people in pieces:
        spots = ((number, book.take(minutes, people)) for number, book in enumerate(books, 1) if topic not in found)
        if first := next(((number, spot) for number, spot in spots if spot), None):
            found[topic] = (first[0], *first[1])
    return found


@dataclass
class Book:
    """One session being filled: when each of its rooms is free, and who speaks from when to when."""

    free: list[int]
    minutes: int
    taken: list[tuple[int, int, set[int]]] = field(default_factory=list)

    def take(self, minutes: int, people: set[int]) -> tuple[int, int] | None:
        """Put a piece where it can begin first; return its room and minute, None where it does not fit any more."""
        start, track = first_free(self.free, self.taken, minutes, people)
        if start + minutes > self.minutes:
            return None
        self.free[track] = start + minutes
        self.taken.append((start, start + minutes, people))
        return track, start


def first_free(busy: list[int], taken: list[tuple[int, int, set[int]]], minutes: int, people: set[int]) -> tuple[int, int]:
    """Return when and in which room a piece can begin first without a speaker being elsewhere."""
    starts = []
    for track, free in enumerate(busy):
        start = free
        while clash := [to for begins, to, others in taken if begins < start + minutes and to > start and people & others]:
            start = min(clash)
        starts.append((start, track))
    return min(starts)


def placed(item: AgendaItem, place: Place | None, agenda: Agenda) -> AgendaItem:
    """Put an item into its place; without one it has no time."""
    session, track, minute = place or (None, 0, 0)
    item.session, item.track, item.minute = session, track, minute
    item.starts_at = spans(agenda)[session - 1].starts_at + timedelta(minutes=minute) if session else None
    return item


def speakers_of(topics: Sequence[Topic]) -> dict[int, set[int]]:
    """Return topic id -> ids of the members who speak on it, its joined parts included."""
    found: dict[int, set[int]] = {topic.pk: set() for topic in topics}
    parts = Topic.objects.filter(joined_into__in=found).values_list("pk", "joined_into_id")
    into = {part: whole for part, whole in parts if whole is not None}
    rows = Topic.speakers.through.objects.filter(topic_id__in=[*found, *into]).values_list("topic_id", "member_id")
    for topic, member in rows:
        found[into.get(topic, topic)].add(member)
    return found
