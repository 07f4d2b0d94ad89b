"""Topics of a meeting under the Chatham House Rule: held back, let out in batches, the list closed before approving opens."""

from kenes.attribution.acts import Contribution, close_holding, hold, take_batch
from kenes.attribution.models import Held
from kenes.attribution.queries import waits_for_moderators
from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Member
from kenes.meetings.acts.agenda_lock import locked_with_meeting
from kenes.meetings.acts.questions import is_unattributed
from kenes.meetings.acts.topic_shared import before_approving, fitting, noted
from kenes.meetings.acts.topics import index, next_number, refuse_if_over, sealed, words
from kenes.meetings.errors import ModerationFirst, OtherRule, ProposalsOpen
from kenes.meetings.models import Agenda, Meeting, Topic
from kenes.meetings.queries.closed import seats_at
from kenes.meetings.queries.rule import WHY_LONGEST
from kenes.meetings.queries.topics import own_topics
from kenes.notices.acts import tell

OWN_MOST = 20  # of one member: nobody can be asked to stop, and moderators decide about each


@act
def hold_topic(*, by: Member, agenda: Agenda, title: Text, why_now: Text, minutes: int, client_key: str) -> Held | Topic:
    """Propose a topic for a meeting at which no name is told: it comes with those of others (`release_topics`).

    It names no region, speaker, issue or paper: where a region has one member, each of these would tell whose it is. A form that is
    sent again after its topic was released finds that.
    """
    require("meetings.propose_topic", by, agenda)
    agenda = locked_with_meeting(agenda)
    if not is_unattributed(agenda.meeting):
        raise OtherRule
    refuse_if_over(agenda)
    fitting(minutes, agenda)
    said = words(title, why_now)
    own = own_topics(agenda, by)
    if released := next((topic for topic in own if all(says(getattr(topic, name), text) for name, text in said.items())), None):
        return released
    return hold(
        by=by,
        subject=agenda,
        type=Topic.kind,
        title=said["title"],
        text=said["why_now"],
        details={"minutes": minutes},
        client_key=checks.key(client_key),
        most=OWN_MOST,
        written=len(own),
        longest=WHY_LONGEST,
        no_later=agenda.proposals_close_at,
    )


def says(there: Text, words: Text) -> bool:
    """Return whether a text that was released holds what an author wrote."""
    return all(there.texts.get(code, {}).get("text") == entry["text"] for code, entry in words.texts.items())


@act
def release_topics(*, agenda: Agenda) -> list[Topic]:
    """Let out the batch that is ready, if one is. Everybody who approves topics is told at once, of the batch and of no single topic."""
    agenda = before_approving(agenda)
    return let_out(agenda, take_batch(subject=agenda, council=agenda.council))


@act
def close_topics(*, by: Member, agenda: Agenda) -> list[Topic]:
    """Close the list once the time for proposing is over: what can be let out is, the rest goes back to its authors.

    Any side's secretariat may: nothing is chosen, and whatever waits was looked at before.
    """
    require("meetings.manage_agenda", by, agenda)
    agenda = before_approving(agenda)
    if clock.now() < agenda.proposals_close_at:
        raise ProposalsOpen
    if waits_for_moderators(agenda):
        raise ModerationFirst
    return let_out(agenda, close_holding(subject=agenda, council=agenda.council))


@act
def keep_meaning(*, topic: Topic, vector: bytes) -> None:
    """Keep what a topic means, worked out after it came: what resembles it is then found by meaning, too."""
    Topic.objects.filter(pk=topic.pk).update(vector=vector, changed_at=clock.now())  # so that indexes in memory read it again


def give_topics_back(meeting: Meeting) -> None:
    """Return what is held for an agenda that is not formed any more: part of the act that begins the meeting or calls it off."""
    agenda = Agenda.objects.select_related("council").filter(meeting=meeting).first()
    if agenda:
        close_holding(subject=agenda, council=agenda.council, last_batch=False)


def let_out(agenda: Agenda, batch: list[Contribution]) -> list[Topic]:
    made = []
    for one in batch:  # numbers and keys follow the order that was drawn
        topic = Topic.objects.create(
            council_id=agenda.council_id,
            agenda=agenda,
            number=next_number(agenda),
            title=one.title,
            why_now=one.text,
            minutes=one.details["minutes"],
            pseudonym=one.pseudonym,
            created_at=one.at,
            changed_at=one.at,
        )
        index(topic)
        details = {"number": topic.number, "agenda": agenda.ref, "minutes": topic.minutes}
        noted(agenda, "topic.proposed", topic, details=details, sealed=sealed(topic))
        made.append(topic)
    if made:
        people = seats_at(agenda.meeting).values_list("user_id", flat=True)
        told = {"number": agenda.meeting.number, "n": len(made)}
        tell(people, "agenda.topics", agenda.ref, council=agenda.council.public_id, details=told)
    return made
