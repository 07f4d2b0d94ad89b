"""Topics: proposed, changed, joined and put apart, admitted or not, made mandatory by all sides."""

from collections.abc import Callable

import pytest

from kenes.base import clock
from kenes.base.errors import KenesError, NotAllowed
from kenes.base.models import SearchDocument
from kenes.councils.models import Member
from kenes.meetings.acts import joining
from kenes.meetings.acts import topics as acts
from kenes.meetings.acts.running import cancel_meeting
from kenes.meetings.errors import (
    NotAProposer,
    NotTwoTopics,
    OfferedAlready,
    OfferOver,
    ProposalsOver,
    RuleFixed,
    TopicNotProposed,
    TopicTooLong,
    TopicTooShort,
)
from kenes.meetings.models import JoinOffer, Topic
from kenes.meetings.queries.rule import topic_hash
from kenes.meetings.similar import alike
from kenes.notices.models import Notice
from kenes.record.models import Entry
from kenes.sides.errors import TextMoved
from kenes.sides.queries import wanted_of
from tests import factories
from tests.factories import text
from tests.meetings.agenda_scenes import Table, approving, proposed, table

pytestmark = pytest.mark.django_db
State = Topic.State


@pytest.fixture
def there() -> Table:
    return table(each=3)


def told(member: Member) -> list[str]:
    return list(Notice.objects.filter(to=member.user).order_by("pk").values_list("kind", flat=True))


def refused(error: type[KenesError], act: Callable[[], object]) -> None:
    entries = Entry.objects.count()
    with pytest.raises(error):
        act()
    assert Entry.objects.count() == entries


def joined(there: Table) -> tuple[Topic, Topic]:
    part, whole = proposed(there, there.members[0][0]), proposed(there, there.members[1][0], minutes=20)
    offer = joining.offer_join(by=there.members[0][0], topic=part, into=whole, minutes=45)
    joining.answer_join(by=there.members[1][0], offer=offer, agrees=True)
    part.refresh_from_db()
    whole.refresh_from_db()
    return part, whole


def test_a_topic_is_proposed_once_and_recorded_without_its_author_or_words(there: Table) -> None:
    author = there.members[1][0]
    made = proposed(there, author, "Thaw the secret pipeline", client_key="phone-key-1")
    again = proposed(there, author, "Other words", client_key="phone-key-1")

    assert (again, made.number, made.side, Topic.objects.count()) == (made, 1, author.side, 1)
    body = Entry.objects.get(type="topic.proposed").body
    assert "pipeline" not in body
    assert author.public_id not in body
    assert told(author) == ["agenda.opened", "topic.received"]
    assert told(there.secretaries[0]) == ["topic.new"]


def test_a_topic_that_no_agenda_could_hold_is_refused_with_the_limit() -> None:
    there = table(each=1, minutes=180, sessions=[{"offset": 0, "minutes": 90, "tracks": 2}])
    author = there.members[0][0]
    with pytest.raises(TopicTooLong) as refusal:
        proposed(there, author, minutes=91)
    assert "90" in str(refusal.value)
    refused(TopicTooShort, lambda: proposed(there, author, minutes=0))
    assert proposed(there, author, minutes=90).minutes == 90


def test_observers_do_not_propose_and_nobody_does_after_the_date(there: Table) -> None:
    observer = factories.member(there.council, role=Member.Role.OBSERVER)
    refused(NotAllowed, lambda: proposed(there, observer))
    with clock.at(there.proposals_over):
        refused(ProposalsOver, lambda: proposed(there, there.members[0][0]))


def test_two_topics_become_one_when_both_proposers_agree_and_can_be_put_apart(there: Table) -> None:
    part, whole = joined(there)
    assert (part.state, part.joined_into, part.minutes, whole.minutes) == (State.JOINED, whole, 30, 45)
    assert "topic.joined" in told(part.proposer)
    assert "topic.joined" in told(whole.proposer)

    refused(NotAProposer, lambda: joining.undo_join(by=there.members[0][1], topic=part))
    joining.undo_join(by=there.secretaries[1], topic=part)
    part.refresh_from_db()
    whole.refresh_from_db()
    assert (part.state, part.joined_into, whole.minutes) == (State.PROPOSED, None, 20)
    assert JoinOffer.objects.get().state == JoinOffer.State.UNDONE


def test_an_offer_of_somebody_else_needs_both_proposers(there: Table) -> None:
    first, second = proposed(there, there.members[0][0]), proposed(there, there.members[1][0])
    offer = joining.offer_join(by=there.secretaries[0], topic=first, into=second, minutes=30)
    refused(OfferedAlready, lambda: joining.offer_join(by=there.members[0][1], topic=second, into=first, minutes=30))
    refused(NotTwoTopics, lambda: joining.offer_join(by=there.members[0][1], topic=first, into=first, minutes=30))
    refused(NotAProposer, lambda: joining.answer_join(by=there.secretaries[0], offer=offer, agrees=True))

    joining.answer_join(by=there.members[0][0], offer=offer, agrees=True)
    assert Topic.objects.filter(state=State.JOINED).count() == 0
    joining.answer_join(by=there.members[1][0], offer=offer, agrees=False)
    assert "topic.join_refused" in told(there.secretaries[0])
    refused(OfferOver, lambda: joining.answer_join(by=there.members[1][0], offer=offer, agrees=True))


def test_a_withdrawn_topic_lets_its_parts_stand_alone(there: Table) -> None:
    part, whole = joined(there)
    acts.withdraw_topic(by=whole.proposer, topic=whole)
    part.refresh_from_db()
    assert (part.state, part.joined_into) == (State.PROPOSED, None)
    assert "topic.unjoined" in told(part.proposer)
    assert not SearchDocument.objects.filter(ref=whole.ref).exists()


def test_each_secretariat_vets_its_own_side_and_the_author_reads_why(there: Table) -> None:
    topic = proposed(there, there.members[1][0])
    refused(NotAllowed, lambda: acts.decline_topic(by=there.secretaries[0], topic=topic, reason="No"))
    acts.decline_topic(by=there.secretaries[1], topic=topic, reason="Spoken about in May")
    notice = Notice.objects.get(to=topic.proposer.user, kind="topic.declined")
    assert notice.details["reason"] == "Spoken about in May"
    assert "May" not in Entry.objects.get(type="topic.declined").body
    refused(TopicNotProposed, lambda: acts.withdraw_topic(by=topic.proposer, topic=topic))
    assert acts.readmit_topic(by=there.secretaries[1], topic=topic).state == State.PROPOSED


def test_a_topic_is_mandatory_when_every_side_wants_it_and_no_longer_once_it_is_changed(there: Table) -> None:
    topic = proposed(there, there.members[0][0])
    acts.mark_mandatory(by=there.secretaries[0], topic=topic, seen_hash=topic_hash(topic))
    assert not Topic.objects.get().mandatory
    refused(TextMoved, lambda: acts.mark_mandatory(by=there.secretaries[1], topic=topic, seen_hash="0" * 64))
    acts.mark_mandatory(by=there.secretaries[1], topic=topic, seen_hash=topic_hash(topic))
    assert Topic.objects.get().mandatory

    author = topic.proposer
    assert author.region is not None
    acts.change_topic(by=author, topic=topic, title="Longer", why_now="Because", regions=[author.region], minutes=60)
    assert not Topic.objects.get().mandatory
    acts.mark_mandatory(by=there.secretaries[0], topic=topic, seen_hash=topic_hash(Topic.objects.get()))
    assert not Topic.objects.get().mandatory


def test_one_side_is_enough_in_a_council_of_one_side() -> None:
    there = table(sides=("KZ",), each=3)
    topic = proposed(there, there.members[0][0])
    acts.mark_mandatory(by=there.secretaries[0], topic=topic, seen_hash=topic_hash(topic))
    assert Topic.objects.get().mandatory
    acts.unmark_mandatory(by=there.secretaries[0], topic=topic)
    assert not Topic.objects.get().mandatory


def test_nothing_happens_to_topics_once_approving_has_begun(there: Table) -> None:
    topic, other = proposed(there, there.members[0][0]), proposed(there, there.members[0][0])
    author, secretary = topic.proposer, there.secretaries[0]
    assert author.region is not None
    region = author.region
    offer = joining.offer_join(by=secretary, topic=topic, into=other, minutes=30)
    approving(there)
    for act in (
        lambda: acts.change_topic(by=author, topic=topic, title="New", why_now="New", regions=[region], minutes=30),
        lambda: acts.withdraw_topic(by=author, topic=topic),
        lambda: acts.decline_topic(by=secretary, topic=topic, reason="No"),
        lambda: joining.answer_join(by=author, offer=offer, agrees=True),
        lambda: acts.mark_mandatory(by=secretary, topic=topic, seen_hash=topic_hash(topic)),
    ):
        refused(RuleFixed, act)
    assert JoinOffer.objects.get().state == JoinOffer.State.DROPPED


def test_topics_that_say_the_same_are_suggested_at_once(there: Table) -> None:
    first = proposed(there, there.members[0][0], "Queues of trucks at the Zhibek Zholy border crossing: how to shorten them?")
    proposed(there, there.members[0][1], "School exchange of pupils", why_now=text("Pupils of sister cities hardly ever meet"))
    second = proposed(there, there.members[1][0], "How can queues of trucks at the border crossing Zhibek Zholy be shortened?")
    assert [hint.topic for hint in alike(second)] == [first]
    assert "100" in alike(second)[0].words
    acts.withdraw_topic(by=first.proposer, topic=first)
    assert alike(second) == []


def test_what_one_side_wanted_mandatory_is_not_asked_for_once_approving_is_open() -> None:
    there = table(each=5)
    topic = proposed(there, there.members[0][0])
    acts.mark_mandatory(by=there.secretaries[0], topic=topic, seen_hash=topic_hash(topic))
    assert [one.purpose for one in wanted_of(there.secretaries[1].side)] == ["mandatory"]
    approving(there)
    assert wanted_of(there.secretaries[1].side) == []


def test_a_side_is_asked_nothing_more_about_the_agenda_of_a_meeting_called_off() -> None:
    there = table(each=5)
    topic = proposed(there, there.members[0][0])
    acts.mark_mandatory(by=there.secretaries[0], topic=topic, seen_hash=topic_hash(topic))
    cancel_meeting(by=there.secretaries[0], meeting=there.meeting, reason="The road is closed")
    assert wanted_of(there.secretaries[1].side) == []
