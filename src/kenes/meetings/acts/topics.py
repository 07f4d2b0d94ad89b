"""A topic's way to an agenda: proposed, changed, admitted or not, marked as mandatory.

The agenda's row is the lock of all that happens to its topics: whatever is decided here is decided before approving opens.
"""

from collections.abc import Iterable

from django.db.models import Max

from kenes.attribution.models import Attribution
from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Council, Member, Region
from kenes.councils.queries import secretariat_ids
from kenes.issues.models import Issue
from kenes.library.acts import note_use
from kenes.library.models import Paper
from kenes.meetings.acts.agenda_lock import locked_with_meeting, still_planned
from kenes.meetings.acts.entering import agree
from kenes.meetings.acts.questions import is_unattributed
from kenes.meetings.acts.topic_shared import apart, authors, drop_offers, fitting, locked, no_longer_mandatory, noted, told
from kenes.meetings.errors import OtherRule, ProposalsOver
from kenes.meetings.models import Agenda, Topic
from kenes.meetings.queries.rule import MANDATORY, TITLE_LONGEST, WHY_LONGEST, topic_hash
from kenes.meetings.queries.topics import takes_proposals
from kenes.sides.queries import all_agree

State = Topic.State


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
    vector: bytes = b"",
) -> Topic:
    """Propose what the meeting should speak about. The same client key sent again returns the first topic.

    `vector`: what it means (`similar.meaning_of`), computed before: that is too slow for a transaction.
    """
    require("meetings.propose_topic", by, agenda)
    client_key = checks.key(client_key)
    agenda = locked_with_meeting(agenda)
    if is_unattributed(agenda.meeting):
        raise OtherRule
    if first := Topic.objects.filter(proposer=by, client_key=client_key).first():
        return first
    refuse_if_over(agenda)
    texts = words(title, why_now)
    fitting(minutes, agenda)
    covered, there = checks.regions(by.council, regions), speaking(by.council, speakers)
    now = clock.now()
    topic = Topic.objects.create(
        council_id=agenda.council_id,
        agenda=agenda,
        number=next_number(agenda),
        minutes=minutes,
        issue=issue_of(by.council, issue),
        paper=paper_of(by.council, paper),
        proposer=by,
        side_id=by.side_id,
        client_key=client_key,
        vector=vector,
        created_at=now,
        changed_at=now,
        **texts,
    )
    topic.regions.set(covered)
    topic.speakers.set(there)
    index(topic)
    rest_on_paper(topic, by)
    noted(
        agenda,
        "topic.proposed",
        topic,
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
    vector: bytes = b"",
) -> Topic:
    """Change one's own topic until approving opens. What the sides agreed to about the old words no longer counts."""
    require("meetings.change_topic", by, topic)
    agenda, topic = locked(topic, State.PROPOSED)
    fitting(minutes, agenda)
    covered, there = checks.regions(by.council, regions), speaking(by.council, speakers)
    topic.title = rewritten(topic.title, checks.needed(title, "title", most=TITLE_LONGEST))
    topic.why_now = rewritten(topic.why_now, checks.needed(why_now, "why_now", most=WHY_LONGEST))
    topic.minutes, topic.issue, topic.changed_at = minutes, issue_of(by.council, issue), clock.now()
    topic.paper, topic.vector = paper_of(by.council, paper), vector
    topic.save(update_fields=["title", "why_now", "minutes", "issue", "paper", "changed_at", "vector"])
    topic.regions.set(covered)
    topic.speakers.set(there)
    no_longer_mandatory(topic)
    index(topic)
    rest_on_paper(topic, by)
    details = {"number": topic.number, "agenda": agenda.ref, "minutes": minutes}
    noted(agenda, "topic.changed", topic, details=details, sealed=sealed(topic))
    return topic


@act
def withdraw_topic(*, by: Member, topic: Topic) -> Topic:
    """Take one's own topic back before approving opens. What was joined with it stands alone again."""
    require("meetings.change_topic", by, topic)
    agenda, topic = locked(topic, State.PROPOSED)
    leave(topic, State.WITHDRAWN)
    details = {"number": topic.number, "agenda": agenda.ref}
    noted(agenda, "topic.withdrawn", topic, details=details, sealed={"member": by.ref})
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
    noted(agenda, "topic.declined", topic, by=by, details=details, sealed={"reason": reason})
    told(topic, authors(topic), "topic.declined", reason=reason)
    return topic


@act
def readmit_topic(*, by: Member, topic: Topic) -> Topic:
    """Admit a topic after all, before approving opens."""
    require("meetings.vet_topic", by, topic)
    agenda, topic = locked(topic, State.DECLINED)
    topic.state, topic.reason = State.PROPOSED, ""
    topic.save(update_fields=["state", "reason"])
    index(topic)
    noted(agenda, "topic.readmitted", topic, by=by, details={"number": topic.number, "agenda": agenda.ref})
    told(topic, authors(topic), "topic.readmitted")
    return topic


@act
def mark_mandatory(*, by: Member, topic: Topic, seen_hash: str) -> Topic:
    """Agree for one's side that a topic must be on the agenda; it is mandatory once every side agrees."""
    require("meetings.manage_agenda", by, topic)
    agenda, topic = locked(topic, State.PROPOSED)
    council, text_hash = topic.council, topic_hash(topic)
    agree(agenda.meeting, by=by, subject=topic.ref, purpose=MANDATORY, text_hash=text_hash, seen_hash=seen_hash)
    topic.mandatory = all_agree(council, topic.ref, MANDATORY, text_hash)
    topic.save(update_fields=["mandatory"])
    kind = "topic.mandatory" if topic.mandatory else "topic.mandatory_proposed"
    if topic.mandatory:
        noted(agenda, kind, topic, by=by, details={"number": topic.number, "text_hash": text_hash})
    told(topic, {*authors(topic), *secretariat_ids(council)} - {by.user_id}, kind)
    return topic


@act
def unmark_mandatory(*, by: Member, topic: Topic) -> Topic:
    """Take back that a topic must be on the agenda: one side is enough."""
    require("meetings.manage_agenda", by, topic)
    agenda, topic = locked(topic, State.PROPOSED)
    if no_longer_mandatory(topic):
        noted(agenda, "topic.not_mandatory", topic, by=by, details={"number": topic.number})
        told(topic, {*authors(topic), *secretariat_ids(topic.council)} - {by.user_id}, "topic.not_mandatory")
    return topic


def refuse_if_over(agenda: Agenda) -> None:
    still_planned(agenda)
    if not takes_proposals(agenda):
        raise ProposalsOver


def next_number(agenda: Agenda) -> int:
    return int(agenda.topics.aggregate(n=Max("number"))["n"] or 0) + 1


def words(title: Text, why_now: Text) -> dict[str, Text]:
    return {
        "title": checks.prose(title, "title", most=TITLE_LONGEST),
        "why_now": checks.prose(why_now, "why_now", most=WHY_LONGEST),
    }


def rewritten(text: Text, words: str) -> Text:
    return text if text.original_text == words else text.rewritten(words)


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
        told(part, authors(part), "topic.unjoined", into_number=topic.number)
    no_longer_mandatory(topic)
    topic.state, topic.reason = state, reason
    topic.save(update_fields=["state", "reason"])
    search.forget(topic)


def sealed(topic: Topic) -> dict[str, str]:
    """Return who proposes, where that is told, and what, for the record: kept apart, erasable."""
    words = {"title": topic.title.original_text, "why_now": topic.why_now.original_text}
    return {"member": topic.proposer.ref, **words} if topic.proposer else words


def index(topic: Topic) -> None:
    if topic.agenda.meeting.attribution == Attribution.CLOSED:  # for those who know of the meeting, not for all members
        return
    search.index(topic, council=topic.council.public_id, title=topic.title, body=topic.why_now)
