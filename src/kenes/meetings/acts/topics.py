"""A topic's way to an agenda: proposed, changed, joined with another, admitted or not, marked as mandatory.

The agenda's row is the lock of all that happens to its topics: whatever is decided here is decided before approving opens.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.permissions import allowed, require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Council, Member, Region
from kenes.councils.queries import secretariat_ids
from kenes.issues.models import Issue
from kenes.library.acts import note_use
from kenes.library.models import Paper
from kenes.meetings.acts.agenda_lock import locked_agenda, still_planned
from kenes.meetings.errors import (
    NotAProposer,
    NotJoined,
    NotTwoTopics,
    OfferedAlready,
    OfferOver,
    ProposalsOver,
    RuleFixed,
    TopicNotProposed,
    TopicTooLong,
    TopicTooShort,
)
from kenes.meetings.models import Agenda, JoinOffer, Topic
from kenes.meetings.queries.rule import LEAST_MINUTES, MANDATORY, longest_topic, topic_hash
from kenes.meetings.similar import meaning_of
from kenes.notices.acts import tell
from kenes.record.acts import append
from kenes.sides.acts import give_consent, withdraw_consents
from kenes.sides.queries import all_agree

TITLE_LONGEST = 200
WHY_LONGEST = 3000
State = Topic.State
OfferState = JoinOffer.State


@act
def propose_topic(
    *,
    by: Member,
    agenda: Agenda,
    title: Text,
    why_now: Text,
    regions: Iterable[Region],
    minutes: int,
    client_key: str,
    issue: Issue | None = None,
    paper: Paper | None = None,
    speakers: Iterable[Member] = (),
) -> Topic:
    """Propose what the meeting should speak about. The same client key sent again returns the first topic."""
    require("meetings.propose_topic", by, agenda)
    client_key = checks.key(client_key)
    agenda = locked_agenda(agenda)
    if first := Topic.objects.filter(proposer=by, client_key=client_key).first():
        return first
    takes_proposals(agenda)
    texts = words(title, why_now)
    fitting(minutes, agenda)
    covered, there = checks.regions(by.council, regions), speaking(by.council, speakers)
    now = clock.now()
    topic = Topic.objects.create(
        council_id=agenda.council_id,
        agenda=agenda,
        number=(agenda.topics.aggregate(n=Max("number"))["n"] or 0) + 1,
        minutes=minutes,
        issue=issue_of(by.council, issue),
        paper=paper_of(by.council, paper),
        proposer=by,
        side_id=by.side_id,
        client_key=client_key,
        vector=meaning_of(title, why_now),
        created_at=now,
        changed_at=now,
        **texts,
    )
    topic.regions.set(covered)
    topic.speakers.set(there)
    index(topic)
    rest_on_paper(topic, by)
    append(
        agenda.council.public_id,
        "topic.proposed",
        topic.ref,
        details={"number": topic.number, "agenda": agenda.ref, "minutes": minutes},
        sealed=sealed(topic),
    )
    told(topic, [by.user_id], "topic.received")
    told(topic, set(secretariat_ids(agenda.council)) - {by.user_id}, "topic.new")
    return topic


@act
def change_topic(
    *,
    by: Member,
    topic: Topic,
    title: str,
    why_now: str,
    regions: Iterable[Region],
    minutes: int,
    issue: Issue | None = None,
    paper: Paper | None = None,
    speakers: Iterable[Member] = (),
) -> Topic:
    """Change one's own topic until approving opens. What the sides agreed to about the old words no longer counts."""
    require("meetings.change_topic", by, topic)
    agenda, topic = locked(topic, State.PROPOSED)
    fitting(minutes, agenda)
    covered, there = checks.regions(by.council, regions), speaking(by.council, speakers)
    topic.title = rewritten(topic.title, checks.needed(title, "title", most=TITLE_LONGEST))
    topic.why_now = rewritten(topic.why_now, checks.needed(why_now, "why_now", most=WHY_LONGEST))
    topic.minutes, topic.issue, topic.changed_at = minutes, issue_of(by.council, issue), clock.now()
    topic.paper, topic.vector = paper_of(by.council, paper), meaning_of(topic.title, topic.why_now)
    topic.save(update_fields=["title", "why_now", "minutes", "issue", "paper", "changed_at", "vector"])
    topic.regions.set(covered)
    topic.speakers.set(there)
    no_longer_mandatory(topic)
    index(topic)
    rest_on_paper(topic, by)
    details = {"number": topic.number, "agenda": agenda.ref, "minutes": minutes}
    append(agenda.council.public_id, "topic.changed", topic.ref, details=details, sealed=sealed(topic))
    return topic


@act
def withdraw_topic(*, by: Member, topic: Topic) -> Topic:
    """Take one's own topic back before approving opens. What was joined with it stands alone again."""
    require("meetings.change_topic", by, topic)
    agenda, topic = locked(topic, State.PROPOSED)
    leave(topic, State.WITHDRAWN)
    details = {"number": topic.number, "agenda": agenda.ref}
    append(agenda.council.public_id, "topic.withdrawn", topic.ref, details=details, sealed={"member": by.ref})
    told(topic, set(secretariat_ids(agenda.council)) - {by.user_id}, "topic.withdrawn")
    return topic


@act
def decline_topic(*, by: Member, topic: Topic, reason: str) -> Topic:
    """Do not admit a topic of one's own side, with a reason that its author reads."""
    require("meetings.vet_topic", by, topic)
    reason = checks.needed(reason, "reason")
    agenda, topic = locked(topic, State.PROPOSED)
    leave(topic, State.DECLINED, reason)
    details = {"number": topic.number, "agenda": agenda.ref}
    append(agenda.council.public_id, "topic.declined", topic.ref, actor=by.ref, details=details, sealed={"reason": reason})
    told(topic, [topic.proposer.user_id], "topic.declined", reason=reason)
    return topic


@act
def readmit_topic(*, by: Member, topic: Topic) -> Topic:
    """Admit a topic after all, before approving opens."""
    require("meetings.vet_topic", by, topic)
    agenda, topic = locked(topic, State.DECLINED)
    topic.state, topic.reason = State.PROPOSED, ""
    topic.save(update_fields=["state", "reason"])
    index(topic)
    append(agenda.council.public_id, "topic.readmitted", topic.ref, actor=by.ref, details={"number": topic.number, "agenda": agenda.ref})
    told(topic, [topic.proposer.user_id], "topic.readmitted")
    return topic


@act
def offer_join(*, by: Member, topic: Topic, into: Topic, minutes: int) -> JoinOffer:
    """Offer to make one topic of two, lasting `minutes`. Whoever proposed one of them agrees for it by offering."""
    require("meetings.propose_topic", by, topic)
    agenda, topic = locked(topic, State.PROPOSED)
    into = agenda.topics.select_related("proposer").filter(pk=into.pk, state=State.PROPOSED).exclude(pk=topic.pk).first() or no_pair()
    fitting(minutes, agenda)
    if JoinOffer.objects.filter(topic__in=[topic, into], into__in=[topic, into], state=OfferState.OPEN).exists():
        raise OfferedAlready
    offer = JoinOffer.objects.create(
        agenda=agenda,
        topic=topic,
        into=into,
        minutes=minutes,
        offered_by=by,
        topic_agrees=topic.proposer_id == by.pk,
        into_agrees=into.proposer_id == by.pk,
        created_at=clock.now(),
    )
    append(agenda.council.public_id, "topic.join_offered", topic.ref, details=pair(offer), sealed={"member": by.ref})
    told(topic, {topic.proposer.user_id, into.proposer.user_id} - {by.user_id}, "topic.join_offered", into_number=into.number)
    join_where_agreed(offer)
    return offer


@act
def answer_join(*, by: Member, offer: JoinOffer, agrees: bool) -> JoinOffer:
    """Agree to, or refuse, making one topic of two; it happens when the proposers of both agree."""
    agenda = before_approving(offer.agenda)
    offer = agenda.join_offers.select_related("topic__proposer", "into__proposer").select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.state != OfferState.OPEN:
        raise OfferOver
    if by.pk not in (offer.topic.proposer_id, offer.into.proposer_id) or not allowed("meetings.propose_topic", by, agenda):
        raise NotAProposer
    if not agrees:
        offer.state = OfferState.REFUSED
        offer.save(update_fields=["state"])
        append(agenda.council.public_id, "topic.join_refused", offer.topic.ref, details=pair(offer), sealed={"member": by.ref})
        others = {offer.topic.proposer.user_id, offer.into.proposer.user_id, offer.offered_by and offer.offered_by.user_id}
        told(offer.topic, others - {by.user_id}, "topic.join_refused", into_number=offer.into.number)
        return offer
    offer.topic_agrees = offer.topic_agrees or by.pk == offer.topic.proposer_id
    offer.into_agrees = offer.into_agrees or by.pk == offer.into.proposer_id
    offer.save(update_fields=["topic_agrees", "into_agrees"])
    append(agenda.council.public_id, "topic.join_agreed", offer.topic.ref, details=pair(offer), sealed={"member": by.ref})
    join_where_agreed(offer)
    return offer


@act
def undo_join(*, by: Member, topic: Topic) -> Topic:
    """Let a joined topic stand alone again, before approving opens: either proposer or a secretary may."""
    agenda, topic = locked(topic, State.JOINED)
    into = topic.joined_into or not_joined()
    if not (allowed("meetings.undo_join", by, topic) or allowed("meetings.undo_join", by, into)):
        raise NotAProposer
    apart(topic, into)
    details = {"number": topic.number, "into_number": into.number, "into": into.ref, "agenda": agenda.ref}
    append(agenda.council.public_id, "topic.unjoined", topic.ref, details=details, sealed={"member": by.ref})
    told(topic, {topic.proposer.user_id, into.proposer.user_id} - {by.user_id}, "topic.unjoined", into_number=into.number)
    return topic


@act
def mark_mandatory(*, by: Member, topic: Topic, seen_hash: str) -> Topic:
    """Agree for one's side that a topic must be on the agenda; it is mandatory once every side agrees."""
    require("meetings.manage_agenda", by, topic)
    _agenda, topic = locked(topic, State.PROPOSED)
    council, text_hash = topic.council, topic_hash(topic)
    give_consent(by=by, subject=topic.ref, purpose=MANDATORY, text_hash=text_hash, seen_hash=seen_hash)
    topic.mandatory = all_agree(council, topic.ref, MANDATORY, text_hash)
    topic.save(update_fields=["mandatory"])
    kind = "topic.mandatory" if topic.mandatory else "topic.mandatory_proposed"
    if topic.mandatory:
        append(council.public_id, kind, topic.ref, actor=by.ref, details={"number": topic.number, "text_hash": text_hash})
    told(topic, {topic.proposer.user_id, *secretariat_ids(council)} - {by.user_id}, kind)
    return topic


@act
def unmark_mandatory(*, by: Member, topic: Topic) -> Topic:
    """Take back that a topic must be on the agenda: one side is enough."""
    require("meetings.manage_agenda", by, topic)
    _agenda, topic = locked(topic, State.PROPOSED)
    if no_longer_mandatory(topic):
        append(topic.council.public_id, "topic.not_mandatory", topic.ref, actor=by.ref, details={"number": topic.number})
        told(topic, {topic.proposer.user_id, *secretariat_ids(topic.council)} - {by.user_id}, "topic.not_mandatory")
    return topic


# What these acts share


def before_approving(agenda: Agenda) -> Agenda:
    """Return the agenda, locked, if its topics are not fixed yet."""
    agenda = locked_agenda(agenda)
    if agenda.state != Agenda.State.PROPOSING:
        raise RuleFixed
    still_planned(agenda)
    return agenda


def takes_proposals(agenda: Agenda) -> None:
    if agenda.state != Agenda.State.PROPOSING or clock.now() >= agenda.proposals_close_at:
        raise ProposalsOver
    still_planned(agenda)


def locked(topic: Topic, *states: Topic.State) -> tuple[Agenda, Topic]:
    """Return an agenda whose topics are not fixed yet, locked, and the topic as it is now, in one of these states."""
    agenda = before_approving(topic.agenda)
    fresh = agenda.topics.select_related("proposer", "council", "agenda", "joined_into__proposer").get(pk=topic.pk)
    if fresh.state not in states:
        raise NotJoined if states == (State.JOINED,) else TopicNotProposed
    return agenda, fresh


def words(title: Text, why_now: Text) -> dict[str, Text]:
    return {
        "title": checks.prose(title, "title", most=TITLE_LONGEST),
        "why_now": checks.prose(why_now, "why_now", most=WHY_LONGEST),
    }


def rewritten(text: Text, words: str) -> Text:
    return text if text.original_text == words else text.rewritten(words)


def fitting(minutes: int, agenda: Agenda) -> None:
    """Refuse a topic that no agenda of this meeting could hold."""
    if minutes < LEAST_MINUTES:
        raise TopicTooShort(field="minutes", least=LEAST_MINUTES)
    if minutes > (most := longest_topic(agenda)):
        raise TopicTooLong(field="minutes", most=most)


def speaking(council: Council, speakers: Iterable[Member]) -> list[Member]:
    """Return the speakers, those who are seats of this council."""
    return list(Member.objects.serving().filter(council=council, pk__in=[member.pk for member in speakers]))


def issue_of(council: Council, issue: Issue | None) -> Issue | None:
    return issue if issue and issue.council_id == council.pk else None


def paper_of(council: Council, paper: Paper | None) -> Paper | None:
    return paper if paper and paper.council_id == council.pk else None


def rest_on_paper(topic: Topic, by: Member) -> None:
    """Let the paper say that this topic rests on it."""
    if topic.paper:
        note_use(by=by, paper=topic.paper, used_in=topic)


def leave(topic: Topic, state: Topic.State, reason: str = "") -> None:
    """Take a topic out of those proposed: its offers fall, what was joined with it stands alone, it is mandatory no more."""
    drop_offers(topic)
    for part in Topic.objects.filter(joined_into=topic, state=State.JOINED).select_related("proposer", "council", "agenda"):
        apart(part, topic)
        told(part, [part.proposer.user_id], "topic.unjoined", into_number=topic.number)
    no_longer_mandatory(topic)
    topic.state, topic.reason = state, reason
    topic.save(update_fields=["state", "reason"])
    search.forget(topic)


def drop_offers(topic: Topic) -> None:
    for offers in (topic.offers_to_join, topic.offers_to_take_in):
        offers.filter(state=OfferState.OPEN).update(state=OfferState.DROPPED)


def join_where_agreed(offer: JoinOffer) -> None:
    """Make one topic of two once both proposers agree: the part keeps its words, its author and its number."""
    if not (offer.topic_agrees and offer.into_agrees):
        return
    topic, into = offer.topic, offer.into
    for part in Topic.objects.filter(joined_into=topic, state=State.JOINED):  # what it took in before comes along
        part.joined_into = into
        part.save(update_fields=["joined_into"])
    drop_offers(topic)
    offer.state, offer.minutes_before = OfferState.AGREED, into.minutes
    offer.save(update_fields=["state", "minutes_before"])
    no_longer_mandatory(topic)
    topic.state, topic.joined_into = State.JOINED, into
    topic.save(update_fields=["state", "joined_into"])
    into.minutes = offer.minutes
    into.save(update_fields=["minutes"])
    no_longer_mandatory(into)
    append(into.council.public_id, "topic.joined", topic.ref, details=pair(offer))
    told(into, {topic.proposer.user_id, into.proposer.user_id}, "topic.joined", part_number=topic.number)


def apart(topic: Topic, into: Topic) -> None:
    """Put two joined topics apart; the one that stayed lasts as long as before, unless others changed that since."""
    offer = JoinOffer.objects.filter(topic=topic, into=into, state=OfferState.AGREED).order_by("-pk").first()
    topic.state, topic.joined_into = State.PROPOSED, None
    topic.save(update_fields=["state", "joined_into"])
    if offer:
        if offer.minutes_before and into.minutes == offer.minutes:
            into.minutes = offer.minutes_before
            into.save(update_fields=["minutes"])
        offer.state = OfferState.UNDONE
        offer.save(update_fields=["state"])
    no_longer_mandatory(into)


def no_longer_mandatory(topic: Topic) -> bool:
    """End what the sides agreed to about a topic; return whether there was anything to end."""
    ended = withdraw_consents(council=topic.council, subject=topic.ref, purpose=MANDATORY)
    if topic.mandatory:
        topic.mandatory = False
        topic.save(update_fields=["mandatory"])
    return bool(ended)


def no_pair() -> Any:
    raise NotTwoTopics(field="into")


def not_joined() -> Any:
    raise NotJoined


def pair(offer: JoinOffer) -> dict[str, Any]:
    return {
        "number": offer.topic.number,
        "into_number": offer.into.number,
        "into": offer.into.ref,
        "agenda": offer.agenda.ref,
        "minutes": offer.minutes,
    }


def sealed(topic: Topic) -> dict[str, str]:
    """Return who proposes and what, for the record: kept apart, erasable."""
    return {"member": topic.proposer.ref, "title": topic.title.original_text, "why_now": topic.why_now.original_text}


def index(topic: Topic) -> None:
    search.index(topic, council=topic.council.public_id, title=topic.title, body=topic.why_now)


def told(topic: Topic, user_ids: Iterable[int | None], kind: str, **details: object) -> None:
    tell(user_ids, kind, topic.ref, council=topic.council.public_id, details={"number": topic.number, **details})
