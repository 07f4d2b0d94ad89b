"""Topics under the Chatham House Rule: held back, let out together, joined and closed without anybody being named."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from kenes.attribution.acts import open_parts, prepare_held
from kenes.attribution.errors import EnoughHeld
from kenes.attribution.models import Held, Holding
from kenes.base import clock
from kenes.base.errors import NotAllowed
from kenes.base.text import Text
from kenes.councils.models import Member
from kenes.meetings.acts.agendas import change_rule, open_approving
from kenes.meetings.acts.joining import answer_join, offer_join, undo_join
from kenes.meetings.acts.meetings import change_meeting
from kenes.meetings.acts.questions import ask
from kenes.meetings.acts.running import cancel_meeting
from kenes.meetings.acts.topic_batches import OWN_MOST, close_topics, hold_topic
from kenes.meetings.acts.topics import decline_topic
from kenes.meetings.agenda_clock import release_held_topics
from kenes.meetings.errors import (
    AttributionFixed,
    DateTooNear,
    ModerationFirst,
    NotAProposer,
    OtherRule,
    ProposalsOpen,
    ProposalsOver,
    TopicsHeld,
)
from kenes.meetings.models import JoinOffer, Topic
from kenes.meetings.queries.rule import on_the_list, rule_hash
from kenes.notices.models import Notice
from kenes.record.acts import append
from kenes.record.models import Entry, Sealed
from kenes.site.queries.mine import asked
from tests.factories import meeting as a_meeting
from tests.factories import text
from tests.meetings.agenda_scenes import DAY, Table, opened, proposed, table
from tests.meetings.test_agenda_pages import entered, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> Table:
    made = table(each=4)
    made.meeting = a_meeting(made.council, attribution="chatham")
    made.agenda = opened(made.secretaries[0], made.meeting)
    return made


def held(there: Table, by: Member, said: str = "Open the crossing", minutes: int = 30) -> Held | Topic:
    in_all = Text.in_all("kk", kk=said, ru=said, en=said)
    return hold_topic(
        by=by, agenda=there.agenda, title=in_all, why_now=in_all, minutes=minutes, client_key=f"key-{len(said):03d}-{by.number:06d}"
    )


def after_a_day(there: Table) -> None:
    with clock.at(clock.now() + DAY):
        for one in Held.objects.all():
            prepare_held(by=there.secretaries[0], held=one, accept=True)
        release_held_topics()


def let_out(there: Table, *authors: Member) -> dict[int, Topic]:
    """Let five or more members propose, and the batch come; return member id -> topic."""
    for by in authors:
        held(there, by, f"Topic of {by.number}")
    after_a_day(there)
    found = {str(topic.title): topic for topic in Topic.objects.select_related("agenda__meeting", "council")}
    return {by.pk: found[f"Topic of {by.number}"] for by in authors}


def test_a_topic_waits_for_four_others_and_comes_without_anything_that_tells_whose_it_is(there: Table) -> None:
    for by in there.everybody[:4]:
        held(there, by)
    after_a_day(there)
    assert not Topic.objects.exists()
    assert not Notice.objects.filter(kind__startswith="topic.").exists()
    held(there, there.everybody[4])
    with clock.at(clock.now() + 1 * DAY):
        after_a_day(there)
    topics = list(Topic.objects.all())
    assert sorted(topic.number for topic in topics) == [1, 2, 3, 4, 5]
    for topic in topics:
        assert (topic.proposer, topic.side, topic.regions.count(), topic.speakers.count()) == (None, None, 0, 0)
        assert not topic.title.has_original
        assert topic.created_at.hour == 12
    assert len({topic.pseudonym for topic in topics}) == 5
    for entry in Entry.objects.filter(type="topic.proposed"):
        body = json.loads(entry.body)
        assert (body["actor"], len(body["utc"])) == ("", len("2026-11-26"))
        assert not entry.sealed.filter(name="member").exists()
    told = set(Notice.objects.filter(kind="agenda.topics").values_list("to_id", flat=True))
    assert {member.user_id for member in there.everybody} <= told


def test_pages_name_nobody_and_show_each_author_their_own(there: Table) -> None:
    made = let_out(there, *there.everybody[:5])
    author, other = there.everybody[0], there.everybody[4]
    topic = made[author.pk]
    for reader in (author, other, *there.secretaries):
        for address in (url("topics", there), url("topic", there, topic.public_id), url("agenda", there)):
            page = entered(reader).get(address).text
            assert not any(f"Member {member.number:03d}" in page for member in there.everybody if member != reader)
            assert "By side" not in page
    assert "yours" in entered(author).get(url("topic", there, topic.public_id)).text
    assert "yours" not in entered(other).get(url("topic", there, topic.public_id)).text
    mine = entered(author).get(url("topics", there), {"mine": "1"}).text
    assert (str(topic.title) in mine, str(made[other.pk].title) in mine) == (True, False)


def test_a_topic_is_proposed_in_several_languages_on_a_page_that_asks_for_nothing_that_tells(there: Table) -> None:
    author = there.everybody[0]
    client, address = entered(author), url("new-topic", there)
    page = client.get(address).text
    assert not any(f'name="{name}' in page for name in ("regions", "speakers", "issue", "paper"))
    typed = {"minutes": "30", "client_key": "key-00000001"}
    for said, where in (({}, "at least one language"), ({"title_ru": "Мост"}, "in this language, too")):
        answer = client.post(address, {**typed, **said})
        assert (answer.status_code, where in answer.text) == (422, True)
    for _ in range(2):
        answer = client.post(address, {**typed, "title_ru": "Мост", "text_ru": "Закрыт"}, follow=True)
    one = Held.objects.get()
    assert ("Yours, not released yet" in answer.text, "Мост" in answer.text) == (True, True)
    assert Notice.objects.filter(to=author.user, kind__startswith="topic").count() == 0
    with clock.at(clock.now() + DAY):
        moderator = entered(there.secretaries[1])
        queue = f"/c/{there.council.slug}/attribution/held/"
        assert "Мост" in moderator.get(queue).text
        names = open_parts(one, there.council.languages)
        words = {f"{one.public_id}-{name}": f"In {name}" for name in names} | {f"{one.public_id}-seen_{name}": "" for name in names}
        moderator.post(f"{queue}{one.public_id}/", {**words, "decision": "accept"})
    one.refresh_from_db()
    assert (one.state, one.missing(there.council.languages), one.title.render("en").text) == ("passed", [], "In title_en")


def test_two_authors_join_their_topics_and_nobody_learns_who_they_are(there: Table) -> None:
    first, second, third = there.everybody[0], there.everybody[4], there.everybody[1]
    made = let_out(there, *there.everybody[:5])
    before = Notice.objects.count()
    offer = offer_join(by=first, topic=made[first.pk], into=made[second.pk], minutes=40)
    assert (offer.offered_by, offer.topic_agrees, offer.into_agrees) == (None, True, False)
    cards = [{card.url for card in asked(member)} for member in (first, second, third)]
    assert [url("topic", there, made[second.pk].public_id) in urls for urls in cards] == [False, True, False]
    with pytest.raises(NotAProposer):
        answer_join(by=third, offer=offer, agrees=True)
    entries = Entry.objects.count()
    answer_join(by=second, offer=offer, agrees=True)
    release_held_topics()
    made[first.pk].refresh_from_db()
    assert (made[first.pk].state, Entry.objects.count()) == (Topic.State.PROPOSED, entries)  # not before the day is over
    assert not any(url("topic", there, made[second.pk].public_id) == card.url for card in asked(second))
    with clock.at(clock.now() + DAY):
        release_held_topics()
    made[first.pk].refresh_from_db()
    assert made[first.pk].state == Topic.State.JOINED
    undo_join(by=second, topic=made[first.pk])
    assert JoinOffer.objects.get().state == "undone"
    assert Notice.objects.count() == before
    assert not Sealed.objects.filter(entry__type__startswith="topic.", name="member").exists()


def test_a_refusal_without_a_name_is_told_to_nobody_and_takes_effect_on_another_day(there: Table) -> None:
    first, second = there.everybody[0], there.everybody[4]
    made = let_out(there, *there.everybody[:5])
    offer = offer_join(by=there.everybody[1], topic=made[first.pk], into=made[second.pk], minutes=40)
    answer_join(by=first, offer=offer, agrees=True)
    answer_join(by=second, offer=offer, agrees=False)
    release_held_topics()
    offer.refresh_from_db()
    assert offer.state == "open"
    with clock.at(clock.now() + DAY):
        release_held_topics()
    offer.refresh_from_db()
    assert offer.state == "refused"
    assert not Notice.objects.filter(kind="topic.join_refused").exists()


def test_what_was_released_is_changed_by_nobody_and_vetted_by_no_side(there: Table) -> None:
    author = there.everybody[0]
    topic = let_out(there, *there.everybody[:5])[author.pk]
    assert entered(author).get(url("change-topic", there, topic.public_id)).status_code == 404
    for secretary in there.secretaries:
        assert entered(secretary).post(url("decline-topic", there, topic.public_id), {"reason": "No"}).status_code == 422
    topic.refresh_from_db()
    assert topic.state == Topic.State.PROPOSED
    with pytest.raises(NotAllowed):
        decline_topic(by=there.secretaries[0], topic=topic, reason="No")


def test_approving_opens_once_the_list_is_closed_and_the_rest_has_gone_back(there: Table) -> None:
    made = let_out(there, *there.everybody[:5])
    with clock.at(there.agenda.proposals_close_at - timedelta(hours=2)):
        late = held(there, there.everybody[5], "Late")
        with pytest.raises(ProposalsOpen):
            close_topics(by=there.secretaries[0], agenda=there.agenda)
    assert late.ready_at == there.agenda.proposals_close_at  # nobody waits for the end of its day
    with clock.at(there.proposals_over):
        with pytest.raises(TopicsHeld):
            open_approving(by=there.secretaries[0], agenda=there.agenda, seen_hash=rule_hash(there.agenda, on_the_list(there.agenda)))
        with pytest.raises(ModerationFirst):
            close_topics(by=there.secretaries[0], agenda=there.agenda)
        prepare_held(by=there.secretaries[1], held=late, accept=True)
        page = entered(there.secretaries[0]).get(url("agenda", there)).text
        assert "Close the list" in page
        assert entered(there.secretaries[0]).post(url("close-topics", there), follow=True).status_code == 200
        late.refresh_from_db()
        assert late.state == Held.State.RETURNED
        assert list(Notice.objects.filter(kind="contribution.returned").values_list("to_id", flat=True)) == [there.everybody[5].user_id]
        for secretary in there.secretaries:
            there.agenda = open_approving(by=secretary, agenda=there.agenda, seen_hash=rule_hash(there.agenda, on_the_list(there.agenda)))
    assert there.agenda.state == "approving"
    entries = Entry.objects.filter(object=there.agenda.ref)
    assert {"side.agreed", "agenda.opened", "agenda.approving_opened"} <= set(entries.values_list("type", flat=True))
    for entry in entries:
        body = json.loads(entry.body)
        assert (body["actor"], len(body["utc"])) == ("", len("2026-11-26")), entry.type
    assert there.agenda.topics.count() == len(made)


def test_a_closed_list_takes_no_more_though_its_date_is_moved(there: Table) -> None:
    let_out(there, *there.everybody[:5])
    with clock.at(there.proposals_over):
        close_topics(by=there.secretaries[0], agenda=there.agenda)
        there.agenda.proposals_close_at += DAY
        there.agenda.save()
        with pytest.raises(ProposalsOver):
            held(there, there.everybody[6])


def moved(there: Table, date: datetime) -> None:
    rule = {name: getattr(there.agenda, name) for name in ("minutes", "sessions", "approvals_close_at", "endowment")}
    there.agenda = change_rule(by=there.secretaries[0], agenda=there.agenda, proposals_close_at=date, **rule)


def test_no_date_that_is_moved_tells_who_wrote_in_which_minutes(there: Table) -> None:
    noon = (clock.now() + DAY).replace(hour=12, minute=0)
    with clock.at(noon - timedelta(hours=20)):
        moved(there, noon + timedelta(hours=12, minutes=20))
    with clock.at(noon):
        first = held(there, there.everybody[0])
        assert first.ready_at == there.agenda.proposals_close_at  # the last twenty minutes are no slot of their own
        with pytest.raises(DateTooNear):
            moved(there, noon + timedelta(minutes=10))
        moved(there, noon + DAY)
        second = held(there, there.everybody[1])
        first.refresh_from_db()
        assert first.ready_at == second.ready_at
    told = set(Notice.objects.filter(kind="agenda.rule_changed").values_list("to_id", flat=True))
    assert {member.user_id for member in there.everybody} <= told


def test_sent_again_after_the_release_is_proposed_once_and_nobody_proposes_without_end(there: Table) -> None:
    author = there.everybody[0]
    topic = let_out(there, *there.everybody[:5])[author.pk]
    assert held(there, author, str(topic.title)) == topic
    assert not Held.objects.exists()
    for n in range(OWN_MOST - 1):
        held(there, author, "Another" + "!" * n)
    with pytest.raises(EnoughHeld):
        held(there, author, "One more than anybody may write here")


def test_the_topics_of_a_meeting_called_off_go_back_to_their_authors(there: Table) -> None:
    for by in there.everybody[:6]:
        held(there, by)
    cancel_meeting(by=there.secretaries[0], meeting=there.meeting, reason="The road is closed")
    assert not Topic.objects.exists()
    assert Notice.objects.filter(kind="contribution.returned").count() == 6


def test_each_rule_has_its_own_way_to_propose(there: Table) -> None:
    with pytest.raises(OtherRule):
        proposed(there, there.everybody[0])
    other = table(each=1)
    with pytest.raises(OtherRule):
        held(other, other.everybody[0])


@pytest.mark.parametrize("is_held", [True, False])
def test_nobody_finds_out_by_trying_to_change_the_rule_whether_something_is_held(there: Table, is_held: bool) -> None:
    if is_held:
        held(there, there.everybody[0])
    same = {name: getattr(there.meeting, name) for name in ("title", "about", "timezone")} | {"place": text("Hall"), "attribution": "open"}
    for starts_at in (there.meeting.starts_at, clock.now() - DAY):  # the second would be refused in any case: nobody would hear of the try
        with pytest.raises(AttributionFixed):
            change_meeting(by=there.secretaries[0], meeting=there.meeting, starts_at=starts_at, ends_at=starts_at + DAY / 8, **same)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_meeting_is_called_off_while_topics_are_let_out(there: Table) -> None:
    """Whoever lets topics out holds what is held and then waits for the record; who calls the meeting off takes both in that order."""
    held(there, there.everybody[0])
    ask(by=there.everybody[0], meeting=there.meeting, type="question", text=text("Why?"), client_key="key-0000001")

    def call_off() -> None:
        try:
            cancel_meeting(by=there.secretaries[0], meeting=there.meeting, reason="The road is closed")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Holding.objects.select_for_update().get(subject=there.agenda.ref)
            done = pool.submit(call_off)
            time.sleep(1)
            append(there.council.public_id, "contributions.released", there.agenda.ref, day_only=True)
        done.result()
    there.meeting.refresh_from_db()
    assert there.meeting.state == "cancelled"
