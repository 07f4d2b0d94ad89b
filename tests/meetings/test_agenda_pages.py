"""Pages of topics and agendas: what a member reads and does there, and what nobody ever reads."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from kenes.base import clock
from kenes.councils.models import Member
from kenes.engine.agenda import Endowment, form_agenda, read_pb, release
from kenes.engine.agenda.result import Settings
from kenes.meetings.models import Agenda, Approval, Topic
from kenes.notices.models import Notice
from kenes.record.models import Entry
from kenes.site.queries.mine import asked
from tests import factories
from tests.meetings.agenda_scenes import Table, approve, approving, confirmed, formed, proposed, table

pytestmark = pytest.mark.django_db


def entered(member: Member, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    assert member.user is not None
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def url(name: str, there: Table, *more: str) -> str:
    return reverse(name, args=[there.council.slug, there.meeting.public_id, *more])


def voted(**rule: object) -> tuple[Table, list[Topic]]:
    """Two sides of 12 that want different things, and one topic that both want; no two topics are equal, so no lot decides."""
    there = table(minutes=90, **rule)
    topics = [proposed(there, there.members[n % 2][0], f"Topic {n}", minutes=20 + 3 * n) for n in range(5)]
    approving(there)
    for side, members in enumerate(there.members):
        for member in members:
            approve(there, member, topics[4], topics[side], topics[side + 2])
    return there, topics


def test_a_topic_is_proposed_from_a_phone_and_what_is_wrong_with_it_is_said_beside_the_field() -> None:
    there = table(each=1)
    author = there.members[0][0]
    assert author.region is not None
    client, address = entered(author), url("new-topic", there)
    typed = {"title": "Open the crossing", "why_now": "Queues", "minutes": "30", "language": "en", "client_key": "key-00000001"}
    field = {"regions_0": author.region.code}
    for wrong, words in (
        ({**field, "minutes": "241"}, "at most 240 minutes"),
        ({**field, "minutes": "1,5"}, "Enter whole minutes"),
        ({**field, "minutes": "NaN"}, "Enter whole minutes"),
        ({**field, "minutes": str(2**63)}, "at most 240 minutes"),
        ({}, "Choose at least one region"),
        ({**field, "title": "\0"}, "characters that cannot be stored"),
        ({**field, "speakers": "9999"}, "no member with the number 9999"),
        ({"regions_0": "XX-1"}, "XX-1"),
    ):
        answer = client.post(address, {**typed, **wrong})
        assert (answer.status_code, words in answer.text) == (422, True), (wrong, answer.status_code)
    assert not Topic.objects.exists()
    for _ in range(2):
        answer = client.post(address, {**typed, **field, "title": "<script>alert(1)</script>", "mandatory": "1"}, follow=True)
    made = Topic.objects.get()
    assert (made.mandatory, "<script>alert" in answer.text) == (False, False)
    assert "What happens next" in answer.text


def test_the_list_shows_both_sides_filters_and_downloads_what_it_shows() -> None:
    there = table(each=2)
    for n in range(3):
        proposed(there, there.members[0][0], f"Ours {n}")
    proposed(there, there.members[1][0], "=cmd|theirs")
    client = entered(there.members[0][1])
    page = client.get(url("topics", there)).text
    assert ("Ours 1" in page, "theirs" in page, "By side" in page) == (True, True, True)
    side = there.council.sides.get(order=1)
    assert "Ours 1" not in client.get(url("topics", there), {"side": side.public_id}).text
    assert "Nothing matches these filters" in client.get(url("topics", there), {"q": "nowhere"}).text
    rows = list(csv.reader(io.StringIO(client.get(url("topics", there), {"format": "csv"}).text.lstrip("\ufeff"))))
    assert (len(rows), rows[-1][1]) == (5, "'=cmd|theirs")


def test_topics_are_approved_on_one_page_saved_at_once_and_changed() -> None:
    there = table(each=3)
    topics = [proposed(there, there.members[0][0], f"Topic {n}") for n in range(3)]
    approving(there)
    voter = there.members[1][0]
    client, address = entered(voter), url("approve-topics", there)
    with clock.at(there.proposals_over):
        card = next(card for card in asked(voter) if card.url == address)
        assert card.deadline == there.agenda.approvals_close_at
        page = client.get(address).text
        assert page.count('type="checkbox" name="topics"') == 3
        assert "Nobody sees which topics you mark" in page
        part = client.post(address, {"topics": [topics[0].public_id, topics[1].public_id]}, headers={"hx-request": "true"})
        assert ("Saved: 2 topics." in part.text, "<html" in part.text) == (True, False)
        client.post(address, {"topics": [topics[2].public_id]})
        client.post(address, {"topics": [topics[2].public_id]})
        assert list(Approval.objects.values_list("topic__title", flat=True)) == [topics[2].title]
        assert client.post(address, {"topics": ["unknown"]}).status_code == 422
        assert not [card for card in asked(voter) if card.url == address]
        for member in (there.secretaries[0], there.members[1][1]):
            assert " checked" not in entered(member).get(address).text
    with clock.at(there.approvals_over):
        late = client.post(address, {"topics": [topics[0].public_id]})
        assert (late.status_code, "not being approved now" in late.text) == (422, True)
        assert "disabled" in client.get(address).text


def test_no_result_is_shown_before_closing_not_even_to_the_secretariat() -> None:
    there, _topics = voted()
    with clock.at(there.proposals_over):
        for member in (there.secretaries[0], there.everybody[0]):
            client = entered(member)
            for name in ("agenda-certificate", "my-share"):
                assert client.get(url(name, there)).status_code in (302, 404)
            for format in ("json", "csv", "pb"):
                assert client.get(url("agenda-data", there, format)).status_code == 404
            page = client.get(url("agenda", there)).text
            assert ("Left out" in page, "Whose minutes" in page) == (False, False)


def test_the_result_gives_reasons_shortfalls_times_and_who_paid_in_three_languages() -> None:
    there, topics = voted()
    agenda = formed(there)
    left_out = next(topic for topic in topics if not agenda.items.filter(topic=topic).exists())
    words = {"en": "Those who want it lack", "ru": "не хватает", "kk": "жетпейді"}
    for language, lacking in words.items():
        page = entered(there.members[1][0], language).get(url("agenda", there)).text
        assert str(left_out.title) in page
        assert lacking in page
        assert "(UTC+5)" in page
        assert "(UTC+3)" in page
    assert visitor().get(url("agenda", there)).status_code in (302, 401)
    confirmed(there)
    page = visitor().get(url("agenda", there)).text
    assert (str(topics[4].title) in page, f"Member {topics[4].proposer.number:03d}" in page) == (True, False)


def test_the_own_share_is_shown_to_its_member_alone() -> None:
    there, topics = voted()
    formed(there)
    page = entered(there.members[0][3]).get(url("my-share", there))
    assert str(topics[4].title) in page.text
    assert "no-store" in page.headers["Cache-Control"]
    late = factories.member(there.council)
    assert entered(late).get(url("my-share", there)).status_code == 302


def test_confidential_approvals_leave_no_trace_in_anything_that_is_served() -> None:
    """The same agenda, formed when one member wants something else than everybody thinks: all that others can read is the same."""
    served = []
    for odd in (False, True):
        there, topics = voted()
        if odd:
            approve(there, there.members[0][5], topics[4], topics[0], topics[2], topics[1])
        formed(there)
        confirmed(there)
        found = []
        for reader in (there.secretaries[0], there.members[0][6]):
            client = entered(reader)
            for address in (
                url("agenda", there),
                url("agenda-certificate", there),
                url("agenda-data", there, "csv"),
                url("approve-topics", there),
            ):
                found.append(shape(client.get(address).text))
        published = json.loads(entered(there.members[0][6]).get(url("agenda-data", there, "json")).text)
        assert "approvals" not in {*published} - {"release"}
        assert "salt" not in published
        assert there.agenda.salt not in json.dumps(published)
        figures = {key: value for key, value in published["release"].items() if "hash" not in key}
        assert client.get(url("agenda-data", there, "pb")).status_code == 404
        notices = sorted(Notice.objects.filter(council=there.council.public_id).values_list("kind", flat=True))
        entries = list(Entry.objects.filter(log__origin=there.council.public_id).values_list("type", flat=True))
        served.append((found, figures, notices, entries))
    for even, odd_one in zip(*served, strict=True):
        assert even == odd_one


DIFFERS = (
    *(r"\b[0-9a-f]{64}\b", r"\d{4}-\d\d-\d\dT[\d:+]+", r"\d\d:\d\d", r"\d+ \w+ \d{4}"),
    *(r"entry \d+", r"(Council|Institute) \d+"),
)


def shape(page: str) -> str:
    """Return all words and numbers of a page, without what differs between any two councils: ids, hashes, times, numbers of entries."""
    words = re.sub(r"<[^>]*>", " ", page)
    for differs in DIFFERS:
        words = re.sub(differs, "", words)
    return " ".join(words.split())


def test_named_approvals_are_published_with_the_result_and_anyone_can_replay_them(tmp_path: Path) -> None:
    there, _topics = voted(approvals="named")
    formed(there)
    confirmed(there)
    client = visitor()
    page = client.get(url("agenda-certificate", there)).text
    assert "kenes agenda agenda-1.pb --endowment side" in page
    data = json.loads(client.get(url("agenda-data", there, "json")).text)
    assert len(data["approvals"]) == len(data["roster"]) == 24
    file = tmp_path / "agenda.pb"
    file.write_text(client.get(url("agenda-data", there, "pb")).text)
    read = read_pb(file)
    sides, _names = read.numbered("side")
    again = form_agenda(read.election(Endowment.by_side(sides)), settings=Settings(mode="named"), salt=b"x" * 16)
    chosen = {read.projects[index] for index in again.chosen}
    assert chosen == {str(item.topic.number) for item in there.agenda.items.select_related("topic")}
    assert release(again)["certificate"]["holds"]


def test_the_secretariat_opens_confirms_and_changes_from_its_pages() -> None:
    there, topics = voted()
    first, second = (entered(secretary) for secretary in there.secretaries)
    with clock.at(there.approvals_over):
        first.post(url("form-agenda", there))
        page = first.get(url("agenda", there))
        seen = page.context["hash"]
        assert [card.label for card in asked(there.secretaries[1]) if card.url == url("agenda", there)] == ["Read and decide"]
        first.post(url("confirm-agenda", there), {"seen": seen})
        refused = first.post(url("change-agenda", there), {"kind": "removed", "topic": topics[4].public_id, "reason": "", "seen": seen})
        assert (refused.status_code, Agenda.objects.get(pk=there.agenda.pk).changes.count()) == (422, 0)
        typed = {"kind": "removed", "topic": topics[4].public_id, "reason": "<b>Ill</b>", "seen": seen}
        assert first.post(url("change-agenda", there), typed).status_code == 302
        changed = second.get(url("agenda", there))
        assert ("&lt;b&gt;Ill&lt;/b&gt;" in changed.text, "<b>Ill" in changed.text) == (True, False)
        second.post(url("confirm-agenda", there), {"seen": seen})
        assert Agenda.objects.get(pk=there.agenda.pk).state == "formed"
        for client in (first, second):
            client.post(url("confirm-agenda", there), {"seen": changed.context["hash"]})
        assert Agenda.objects.get(pk=there.agenda.pk).state == "confirmed"


def test_an_agenda_is_opened_from_its_form_and_bad_input_is_named() -> None:
    council = factories.council()
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    there = Table(council, factories.meeting(council), Agenda(), [secretary], [[]])
    client, address = entered(secretary), url("open-agenda", there)
    empty = client.get(url("agenda", there)).text
    assert "Open the agenda" in empty
    begun = {name: bound.value() for name, bound in ((bound.name, bound) for bound in client.get(address).context["form"])}
    typed = {
        name: f"{value:%Y-%m-%dT%H:%M}" if hasattr(value, "hour") else value for name, value in begun.items() if value not in (None, "")
    }
    dates = {"proposals_close_at": f"{clock.now():%Y}-12-31T24:00"}
    for wrong in (
        dates,
        {"minutes": "1e9"},
        {"length_1": "9999"},
        {"tracks_1": "99"},
        {"endowment": "king"},
        {"starts_2": typed["starts_1"]},
    ):
        assert client.post(address, {**typed, **wrong}).status_code == 422, wrong
    assert not Agenda.objects.exists()
    soon = clock.now()
    for name, days in (("proposals_close_at", 2), ("approvals_close_at", 4)):
        typed[name] = f"{soon.replace(microsecond=0) + days * (there.meeting.starts_at - soon) / 14:%Y-%m-%dT%H:%M}"
    assert client.post(address, typed).status_code == 302
    agenda = Agenda.objects.get()
    assert (agenda.minutes, agenda.sessions, agenda.approvals) == (240, [{"offset": 0, "minutes": 240, "tracks": 1}], "confidential")
    assert client.post(address, {**typed, "minutes": "200"}).status_code == 302
    assert Agenda.objects.get().minutes == 200
