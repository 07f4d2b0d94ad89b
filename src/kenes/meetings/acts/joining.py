"""Making one topic of two, when both proposers agree; the parts are kept and can be put apart until approving opens."""

from typing import Any

from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import allowed, require
from kenes.councils.models import Member
from kenes.meetings.acts.topic_shared import (
    apart,
    authors,
    before_approving,
    drop_offers,
    fitting,
    locked,
    no_longer_mandatory,
    noted,
    told,
)
from kenes.meetings.errors import NotAProposer, NotJoined, NotTwoTopics, OfferedAlready, OfferOver
from kenes.meetings.models import Agenda, JoinOffer, Topic
from kenes.meetings.ownership import is_own

State = Topic.State
OfferState = JoinOffer.State


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
        offered_by=None if topic.pseudonym else by,  # whoever joins one's own topic with another would be told by it
        topic_agrees=is_own(topic, by),
        into_agrees=is_own(into, by),
        created_at=clock.now(),
    )
    noted(agenda, "topic.join_offered", topic, details=pair(offer), sealed={"member": by.ref})
    told(topic, authors(topic, into) - {by.user_id}, "topic.join_offered", into_number=into.number)
    if topic.pseudonym:
        return answered(offer)
    join_where_agreed(offer)
    return offer


@act
def answer_join(*, by: Member, offer: JoinOffer, agrees: bool) -> JoinOffer:
    """Agree to, or refuse, making one topic of two; it happens when the proposers of both agree.

    Where topics carry no author the answer is kept until the day is over (`settle_joins`).
    """
    agenda = before_approving(offer.agenda)
    offer = agenda.join_offers.select_related("topic__proposer", "into__proposer").select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.state != OfferState.OPEN:
        raise OfferOver
    of_topic, of_into = is_own(offer.topic, by), is_own(offer.into, by)
    if not (of_topic or of_into) or not allowed("meetings.propose_topic", by, agenda):
        raise NotAProposer
    if offer.topic.pseudonym:
        offer.topic_agrees, offer.topic_refuses = (agrees, not agrees) if of_topic else (offer.topic_agrees, offer.topic_refuses)
        offer.into_agrees, offer.into_refuses = (agrees, not agrees) if of_into else (offer.into_agrees, offer.into_refuses)
        return answered(offer)
    if not agrees:
        refuse(offer, by)
        others = authors(offer.topic, offer.into)
        others |= {offer.offered_by.user_id} if offer.offered_by else set()
        told(offer.topic, others - {by.user_id}, "topic.join_refused", into_number=offer.into.number)
        return offer
    offer.topic_agrees, offer.into_agrees = offer.topic_agrees or of_topic, offer.into_agrees or of_into
    offer.save(update_fields=["topic_agrees", "into_agrees"])
    noted(agenda, "topic.join_agreed", offer.topic, details=pair(offer), sealed={"member": by.ref})
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
    noted(agenda, "topic.unjoined", topic, details=details, sealed={"member": by.ref})
    told(topic, authors(topic, into) - {by.user_id}, "topic.unjoined", into_number=into.number)
    return topic


@act
def settle_joins(*, agenda: Agenda) -> None:
    """Let what authors without names have answered take effect, once the day is over on which the last of them did."""
    agenda = before_approving(agenda)
    due = agenda.join_offers.filter(answered_on__lt=clock.now().date())
    for known in due.order_by("pk"):  # one that is settled may drop another
        offer = due.select_related("topic__proposer", "into__proposer").filter(pk=known.pk, state=OfferState.OPEN).first()
        if offer and (offer.topic_refuses or offer.into_refuses):
            refuse(offer, None)
        elif offer:
            join_where_agreed(offer)


def answered(offer: JoinOffer) -> JoinOffer:
    """Keep the answers that an offer has so far, and the day."""
    offer.answered_on = clock.now().date()
    offer.save(update_fields=["topic_agrees", "topic_refuses", "into_agrees", "into_refuses", "answered_on"])
    return offer


def refuse(offer: JoinOffer, by: Member | None) -> None:
    offer.state = OfferState.REFUSED
    offer.save(update_fields=["state"])
    noted(offer.agenda, "topic.join_refused", offer.topic, details=pair(offer), sealed={"member": by.ref} if by else None)


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
    noted(offer.agenda, "topic.joined", topic, details=pair(offer))
    told(into, authors(topic, into), "topic.joined", part_number=topic.number)


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
