"""How the agendas of the bilateral sample council are formed: proposed, joined, approved, formed, changed by hand, confirmed."""

import random
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kenes.attribution.acts import prepare_held
from kenes.attribution.models import Held
from kenes.councils.models import Member, Region
from kenes.meetings import agenda_clock
from kenes.meetings.acts.agenda_changes import change_agenda, confirm_agenda
from kenes.meetings.acts.agendas import approve_topics, open_agenda
from kenes.meetings.acts.agendas import open_approving as agree_to_open
from kenes.meetings.acts.joining import answer_join, offer_join
from kenes.meetings.acts.topic_batches import close_topics, hold_topic
from kenes.meetings.acts.topics import mark_mandatory as agree_to_mandatory
from kenes.meetings.acts.topics import propose_topic
from kenes.meetings.models import Agenda, JoinOffer, Topic
from kenes.meetings.queries.agendas import agenda_hash
from kenes.meetings.queries.rule import on_the_list, rule_hash, topic_hash
from kenes.site.sample.content import text

if TYPE_CHECKING:
    from kenes.site.sample.meetings import Gathering

PROPOSES = 1  # of a region's seats
JOINED_MINUTES = 40  # of two topics that became one


def open_it(to: "Gathering", proposals_close: datetime, approvals_close: datetime) -> None:
    to.agenda = open_agenda(
        by=to.cast.secretary,
        meeting=to.meeting,
        minutes=to.words["minutes"],
        sessions=to.words["sessions"],
        proposals_close_at=proposals_close,
        approvals_close_at=approvals_close,
        endowment=Agenda.Endowment.SIDE,
    )


def propose(to: "Gathering", row: dict[str, Any]) -> None:
    """Let a member propose a topic, and speak on it."""
    by = to.cast.members[row["region"]][PROPOSES]
    to.topics[row["key"]] = propose_topic(
        by=by,
        agenda=to.agenda,
        title=text(row["title"], row["original"]),
        why_now=text(row["why"], row["original"]),
        regions=Region.objects.filter(code__in=row["regions"]),
        minutes=row["minutes"],
        issue=to.council.issue if row.get("issue") else None,
        paper=to.council.papers[row["paper"]] if "paper" in row else None,
        speakers=[by],
        client_key=f"sample-topic-{row['key']}",
    )


def propose_unnamed(to: "Gathering", row: dict[str, Any]) -> None:
    """Let a member propose a topic under the Chatham House Rule, in all languages at once."""
    hold_topic(
        by=to.cast.members[row["region"]][PROPOSES],
        agenda=to.agenda,
        title=text(row["title"], row["original"]),
        why_now=text(row["why"], row["original"]),
        minutes=row["minutes"],
        client_key=f"sample-topic-{row['key']}",
    )


def close_list(to: "Gathering") -> None:
    """Let a secretariat accept what was proposed without authors, and close the list: all of it comes at once, in drawn order."""
    for held in Held.objects.filter(subject=to.agenda.ref):
        prepare_held(by=to.cast.secretary, held=held, accept=True)
    released = {str(topic.title): topic for topic in close_topics(by=to.cast.secretary, agenda=to.agenda)}
    to.topics = {row["key"]: released[str(text(row["title"], row["original"]))] for row in to.words["topics"]}


def join(to: "Gathering") -> None:
    """Let one proposer offer to make one topic of two, and the other agree."""
    row = next(row for row in to.words["topics"] if "join" in row)
    topic, into = to.topics[row["key"]], to.topics[row["join"]]
    first, second = (Member.objects.get(proposed_topics=one) for one in (topic, into))
    offer: JoinOffer = offer_join(by=first, topic=topic, into=into, minutes=JOINED_MINUTES)
    answer_join(by=second, offer=offer, agrees=True)


def mark_mandatory(to: "Gathering") -> None:
    """Let both sides agree to what must be on the agenda."""
    row = next(row for row in to.words["topics"] if row.get("mandatory"))
    for by in to.cast.secretaries:
        topic = Topic.objects.get(pk=to.topics[row["key"]].pk)
        agree_to_mandatory(by=by, topic=topic, seen_hash=topic_hash(topic))


def open_approving(to: "Gathering") -> None:
    """Let both sides agree to the rule and the topics: from then on members say what they want to discuss."""
    for by in to.cast.secretaries:
        agenda = current(to)
        agree_to_open(by=by, agenda=agenda, seen_hash=rule_hash(agenda, on_the_list(agenda)))


def approve(to: "Gathering", share: float) -> None:
    """Let some members say which topics they want, each side with its own leaning."""
    wants = {row["key"]: row["want"] for row in to.words["topics"]}
    listed = {topic.pk for topic in on_the_list(to.agenda) if not topic.mandatory}
    open_ones = {key: topic for key, topic in to.topics.items() if topic.pk in listed}
    for seat in to.cast.turnout(share, f"approvals {to.meeting.number}"):
        chance = random.Random(f"{to.meeting.number} {seat.number}")
        wanted = [topic.public_id for key, topic in open_ones.items() if chance.random() < wants[key][seat.side.order]]
        approve_topics(by=seat, agenda=to.agenda, topics=wanted)


def form(to: "Gathering") -> None:
    agenda_clock.form(by=None, agenda=to.agenda)


def change_by_hand(to: "Gathering") -> None:
    """Let the chairs put on a topic that was left out, with the reason."""
    change = to.words["by_hand"]
    change_agenda(by=to.cast.chairs[1], agenda=to.agenda, kind="added", topic=to.topics[change["topic"]], reason=change["reason"])


def confirm(to: "Gathering") -> None:
    """Let both chairs confirm what is now on it."""
    for by in to.cast.chairs:
        agenda = current(to)
        confirm_agenda(by=by, agenda=agenda, seen_hash=agenda_hash(agenda))


def current(to: "Gathering") -> Agenda:
    return Agenda.objects.select_related("council", "meeting").get(pk=to.agenda.pk)
