"""What acts on topics share: the agenda's lock, what fits, putting joined topics apart, and what the record holds."""

from collections.abc import Iterable
from typing import Any

from kenes.councils.models import Member
from kenes.meetings.acts.agenda_lock import locked_agenda, still_planned
from kenes.meetings.acts.entering import enter
from kenes.meetings.errors import NotJoined, RuleFixed, TopicNotProposed, TopicTooLong, TopicTooShort
from kenes.meetings.models import Agenda, JoinOffer, Topic
from kenes.meetings.queries.rule import LEAST_MINUTES, MANDATORY, longest_topic
from kenes.notices.acts import tell
from kenes.sides.acts import withdraw_consents

State = Topic.State
OfferState = JoinOffer.State


def before_approving(agenda: Agenda) -> Agenda:
    """Return the agenda, locked, if its topics are not fixed yet."""
    agenda = locked_agenda(agenda)
    if agenda.state != Agenda.State.PROPOSING:
        raise RuleFixed
    still_planned(agenda)
    return agenda


def locked(topic: Topic, *states: Topic.State) -> tuple[Agenda, Topic]:
    """Return an agenda whose topics are not fixed yet, locked, and the topic as it is now, in one of these states."""
    agenda = before_approving(topic.agenda)
    fresh = agenda.topics.select_related("proposer", "council", "agenda", "joined_into__proposer").get(pk=topic.pk)
    if fresh.state not in states:
        raise NotJoined if states == (State.JOINED,) else TopicNotProposed
    return agenda, fresh


def fitting(minutes: int, agenda: Agenda) -> None:
    """Refuse a topic that no agenda of this meeting could hold."""
    if minutes < LEAST_MINUTES:
        raise TopicTooShort(field="minutes", least=LEAST_MINUTES)
    if minutes > (most := longest_topic(agenda)):
        raise TopicTooLong(field="minutes", most=most)


def drop_offers(topic: Topic) -> None:
    for offers in (topic.offers_to_join, topic.offers_to_take_in):
        offers.filter(state=OfferState.OPEN).update(state=OfferState.DROPPED)


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


def noted(
    agenda: Agenda, type: str, topic: Topic, *, details: dict[str, Any], by: Member | None = None, sealed: dict[str, str] | None = None
) -> None:
    """Put what happened to a topic on the record. Where topics carry no author, nothing sealed names one either."""
    if sealed and topic.pseudonym:
        sealed = {name: words for name, words in sealed.items() if name != "member"}
    enter(agenda.meeting, type, topic.ref, by=by, details=details, sealed=sealed)


def authors(*topics: Topic) -> set[int | None]:
    """Return the user ids of those who proposed topics: of nobody where topics carry no author, who is told would be who wrote."""
    return {topic.proposer.user_id for topic in topics if topic.proposer}


def told(topic: Topic, user_ids: Iterable[int | None], kind: str, **details: object) -> None:
    tell(user_ids, kind, topic.ref, council=topic.council.public_id, details={"number": topic.number, **details})
