"""Topics as members read them: the list, one topic with its parts and offers, and the sides' parity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from kenes.attribution.models import Attribution
from kenes.attribution.queries import is_over, signed
from kenes.base import clock, search
from kenes.base.text import fold
from kenes.councils.models import Council, Member, Region
from kenes.councils.queries import plain, seat_label, seats
from kenes.meetings.models import Agenda, JoinOffer, Meeting, Topic
from kenes.meetings.ownership import is_own, own_name, owned, tells_who
from kenes.meetings.queries.closed import hidden_from
from kenes.meetings.queries.rule import MANDATORY, topic_hash
from kenes.sides.queries import Standing, standing

State = Topic.State
BADGES: dict[str, str] = {State.PROPOSED: "talk", State.JOINED: "neutral", State.WITHDRAWN: "stopped", State.DECLINED: "stopped"}
NAMED = 3  # regions in a line; more are counted


def takes_proposals(agenda: Agenda) -> bool:
    """Return whether topics may be proposed now."""
    is_open = agenda.meeting.state == Meeting.State.PLANNED and agenda.state == Agenda.State.PROPOSING
    return is_open and clock.now() < agenda.proposals_close_at and not is_over(agenda)


def readable_topics(agenda: Agenda, reader: Member) -> QuerySet[Topic]:
    """Return the topics that a member reads: what was withdrawn or not admitted is for its author and who vets it."""
    rows = Topic.objects.filter(agenda=agenda)
    gone = Q(state__in=[State.WITHDRAWN, State.DECLINED])
    mine = owned(agenda, reader)
    return rows.filter(~gone | mine | Q(state=State.DECLINED, side=reader.side_id)) if reader.is_secretariat else rows.filter(~gone | mine)


def topics_list(
    agenda: Agenda, reader: Member, *, region: str = "", side: str = "", state: str = "", q: str = "", mine: bool = False
) -> QuerySet[Topic]:
    """Return topics for a list in the order of their numbers."""
    rows = readable_topics(agenda, reader)
    if region:
        rows = rows.filter(regions__code=region)
    if side and tells_who(agenda.meeting):
        rows = rows.filter(side__public_id=side)
    if state in State:
        rows = rows.filter(state=state)
    if mine:
        rows = rows.filter(owned(agenda, reader))
    if q and agenda.meeting.attribution == Attribution.CLOSED:  # in no index
        rows = rows.filter(pk__in=found_in(agenda, q))
    elif q:
        rows = rows.filter(public_id__in=search.ids(q, Topic.kind, council=agenda.council.public_id, visible_to=["members"]))
    return rows.order_by("number")


def found_in(agenda: Agenda, q: str) -> list[int]:
    """Return the ids of an agenda's topics that hold every word, read one by one."""
    words = fold(q).split()[: search.MOST_WORDS]
    rows = agenda.topics.values_list("pk", "title", "why_now")
    texts = {pk: fold(f"{title.everything()}\n{why.everything()}") for pk, title, why in rows}
    return [pk for pk, said in texts.items() if all(word in said for word in words)]


@dataclass(frozen=True)
class TopicRow:
    """A topic in a list."""

    topic: Topic
    regions: list[str]
    more_regions: int
    parts: int
    seat: str
    side: str

    @property
    def badge(self) -> str:
        return BADGES[self.topic.state]


def topic_rows(rows: QuerySet[Topic] | Sequence[Topic], meeting: Meeting) -> list[TopicRow]:
    """Make rows in a fixed number of queries."""
    topics = list(rows)
    ids = [topic.pk for topic in topics]
    found = {topic.pk: topic for topic in Topic.objects.filter(pk__in=ids).select_related("side").prefetch_related("regions")}
    parts = dict(Topic.objects.filter(joined_into__in=ids).order_by().values_list("joined_into").annotate(n=Count("pk")))
    known: dict[int, Member] = {}
    if tells_who(meeting):
        known = {seat.pk: seat for seat in seats(meeting.council).filter(pk__in=[topic.proposer_id for topic in topics])}
    return [row(found[topic.pk], topic, parts.get(topic.pk, 0), known.get(topic.proposer_id or 0)) for topic in topics]


def row(full: Topic, topic: Topic, parts: int, proposer: Member | None) -> TopicRow:
    names = [plain(str(region.short)) for region in full.regions.all()]
    return TopicRow(
        topic=topic,
        regions=names[:NAMED],
        more_regions=max(0, len(names) - NAMED),
        parts=parts,
        seat=seat_label(proposer) if proposer else signed(topic.pseudonym),
        side=str(full.side.name) if proposer and full.side else "",
    )


def state_counts(rows: QuerySet[Topic]) -> dict[str, int]:
    counts: dict[str, int] = dict(rows.order_by().values_list("state").annotate(n=Count("pk", distinct=True)))
    return counts


def per_side(agenda: Agenda) -> dict[int, int]:
    """Return how many topics each side has on the list, parts counted with those who proposed them."""
    rows = agenda.topics.filter(state__in=[State.PROPOSED, State.JOINED]).order_by()
    counts: dict[int, int] = dict(rows.values_list("side").annotate(n=Count("pk")))
    return counts


def topic_for(council: Council, reader: Member, meeting: str, topic: str) -> Topic | None:
    """Return a topic with what its page shows, if the reader may see it."""
    agenda = agenda_of(council, reader, meeting)
    if agenda is None:
        return None
    rows = readable_topics(agenda, reader).select_related(
        "council", "side", "issue", "paper", "agenda__meeting__council", "agenda__council", "joined_into"
    )
    found = rows.prefetch_related("regions", "speakers__professions", "speakers__region").filter(public_id=topic).first()
    if found and found.proposer_id:
        found.proposer = seats(council).select_related("user").get(pk=found.proposer_id)
    return found


def agenda_of(council: Council, reader: Member, meeting: str) -> Agenda | None:
    """Return the agenda of a meeting that the reader may know of, by the meeting's public id."""
    rows = Agenda.objects.select_related("council", "meeting__council").exclude(meeting__in=hidden_from(reader))
    return rows.filter(meeting__public_id=meeting, meeting__council=council).first()


@dataclass(frozen=True)
class Offer:
    """An offer to join two topics as one reader sees it."""

    offer: JoinOffer
    other: Topic  # the one that is not the page's own
    takes_in: bool  # whether the page's topic would take the other one in
    may_answer: bool


def offers_of(topic: Topic, reader: Member) -> list[Offer]:
    """Return the open offers that concern a topic."""
    rows = JoinOffer.objects.filter(Q(topic=topic) | Q(into=topic), state=JoinOffer.State.OPEN)
    return [offered(offer, topic, reader) for offer in rows.select_related("topic", "into")]


def offered(offer: JoinOffer, topic: Topic, reader: Member) -> Offer:
    waits = is_own(offer.topic, reader) and not (offer.topic_agrees or offer.topic_refuses)
    waits = waits or (is_own(offer.into, reader) and not (offer.into_agrees or offer.into_refuses))
    takes_in = offer.into_id == topic.pk
    return Offer(offer, offer.topic if takes_in else offer.into, takes_in, waits)


def unnamed_lists() -> QuerySet[Agenda]:
    """Return the agendas whose topics are proposed without their authors, and may still be."""
    rows = Agenda.objects.filter(
        state=Agenda.State.PROPOSING, meeting__attribution=Attribution.CHATHAM, meeting__state=Meeting.State.PLANNED
    )
    return rows.select_related("council", "meeting")


def topics_without_meaning() -> QuerySet[Topic]:
    """Return the topics that could still be joined and whose meaning nobody has worked out."""
    return Topic.objects.filter(state=State.PROPOSED, vector=b"", agenda__state=Agenda.State.PROPOSING)


def offers_to_answer(member: Member) -> QuerySet[JoinOffer]:
    """Return the offers that wait for a member's answer."""
    names = {own_name(agenda, member) for agenda in unnamed_lists().filter(council=member.council_id)} - {""}
    waits = Q(Q(topic__proposer=member) | Q(topic__pseudonym__in=names), topic_agrees=False, topic_refuses=False)
    waits |= Q(Q(into__proposer=member) | Q(into__pseudonym__in=names), into_agrees=False, into_refuses=False)
    rows = JoinOffer.objects.filter(waits, state=JoinOffer.State.OPEN, agenda__council=member.council_id)
    return rows.select_related("topic", "into", "agenda__meeting", "topic__agenda__meeting")


def parts_of(topic: Topic) -> list[Topic]:
    """Return the topics that were joined with one, with the seats of their proposers."""
    rows = list(topic.joined.filter(state=State.JOINED).select_related("side").order_by("number"))
    known = {seat.pk: seat for seat in seats(topic.council).filter(pk__in=[part.proposer_id for part in rows])}
    for part in rows:
        part.proposer = known.get(part.proposer_id or 0)
    return rows


def regions_with_parts(topic: Topic, parts: Iterable[Topic]) -> list[Region]:
    """Return the regions of a topic and of what was joined with it."""
    wanted = [topic.pk, *(part.pk for part in parts)]
    ids = Topic.regions.through.objects.filter(topic_id__in=wanted).values("region_id")
    return list(Region.objects.filter(pk__in=ids))


def mandatory_standing(topic: Topic) -> list[Standing]:
    """Return which sides want a topic to be mandatory."""
    return standing(topic.council, topic.ref, MANDATORY, topic_hash(topic))


def label_of(topic: Topic) -> str:
    """Return how the proposer is called: by the seat, or by a pseudonym where the meeting's rule hides that."""
    return seat_label(topic.proposer) if topic.proposer else signed(topic.pseudonym)


def own_topics(agenda: Agenda, reader: Member) -> list[Topic]:
    return list(agenda.topics.filter(owned(agenda, reader)).order_by("number"))


def csv_cells(entry: TopicRow) -> list[Any]:
    topic = entry.topic
    where = ", ".join(entry.regions) + (f" +{entry.more_regions}" if entry.more_regions else "")
    named = [topic.number, str(topic.title), str(topic.why_now), where, topic.minutes, entry.side, topic.get_state_display()]
    return [*named, topic.mandatory, topic.created_at.date().isoformat()]
