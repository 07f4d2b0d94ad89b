"""Who wrote what cannot be told from anything that others are served.

The first test is the strongest: two worlds in which the same words were written by other people of another side, in another language,
at other hours and in another order are served word for word alike. Whatever a reader concludes in one they would conclude in the other, so
no guess from what is served does better than chance. The others try what a curious reader would try.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import TestCase

from kenes.attribution import keys
from kenes.attribution.acts import hold, take_batch
from kenes.attribution.models import KeptAuthor
from kenes.base import clock
from kenes.councils.models import Member
from kenes.deliberation.acts import write_statement
from kenes.deliberation.models import Deliberation, Statement
from kenes.meetings.acts.agendas import open_agenda
from kenes.meetings.acts.questions import ask
from kenes.meetings.acts.topic_batches import hold_topic
from kenes.meetings.models import Meeting, Question
from kenes.notices.models import Notice
from tests.attribution import scenes
from tests.attribution.scenes import DAY, START, People, Said
from tests.factories import text

pytestmark = [pytest.mark.django_db, pytest.mark.in_run("first")]
WORDS = [f"Word{letter}{letter}" for letter in "bcdfghjk"]
END = START + 30 * DAY


@contextmanager
def world() -> Iterator[None]:
    """Whatever happens inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def deliberation_by(authors: Sequence[Member], language: str, *, hour: int, backwards: bool) -> list[Said]:
    """Eight statements on two days by six people, each at another minute."""
    order = [*(reversed(WORDS[:6]) if backwards else WORDS[:6]), *WORDS[6:]]
    return [
        Said(authors[place % 6], words, START + (place // 6) * DAY + timedelta(hours=hour, minutes=7 * place), language)
        for place, words in enumerate(order)
    ]


def meeting_by(authors: Sequence[Member], language: str, *, minute: int, backwards: bool) -> list[Said]:
    order = list(reversed(WORDS[:6])) if backwards else WORDS[:6]
    day = START + 20 * DAY
    return [Said(authors[place], words, day + timedelta(minutes=minute, seconds=31 * place), language) for place, words in enumerate(order)]


def topics_by(authors: Sequence[Member], language: str, *, hour: int, backwards: bool) -> list[Said]:
    """Seven topics on three days by six people, each at another minute."""
    order = [*(reversed(WORDS[:6]) if backwards else WORDS[:6]), *WORDS[6:7]]
    return [
        Said(authors[place % 6], words, START + (15 + place // 3) * DAY + timedelta(hours=hour, minutes=7 * place), language)
        for place, words in enumerate(order)
    ]


def onlookers(folk: People) -> dict[str, Member | None]:
    return {
        "a member of the other side": folk.onlooker,
        "the other secretariat": folk.secretaries[1],
        "a moderator": folk.moderator,
        "a visitor": None,
    }


def all_served(folk: People, talk: Deliberation, meeting: Meeting) -> dict[str, object]:
    urls = scenes.addresses(folk.council, talk, meeting)
    drawn = [one.pseudonym for one in scenes.released(talk, meeting)]
    with clock.at(END):
        pages = {who: scenes.served(reader, urls) for who, reader in onlookers(folk).items()}
    assert all(len(found) > 20 for found in pages.values())  # that is: they did get to see what there is
    assert {f"en {url}" for url in urls if "/agenda/" in url or "/minutes/" in url} <= set(pages["a member of the other side"])
    told = [(one.kind, one.object.partition("/")[0], sorted(one.details)) for one in Notice.objects.exclude(kind="deliberation.reminder")]
    return {
        "pages": {who: scenes.words_of(found, drawn) for who, found in pages.items()},
        "addresses": {who: len(found) for who, found in pages.items()},
        "notices": sorted(map(repr, told)),
    }


def test_what_is_served_is_the_same_whoever_wrote_when_and_in_which_language() -> None:
    folk = scenes.people()
    talk = scenes.deliberation(folk)
    found = []
    for authors, language, hour, minute, backwards in ((folk.authors[0], "kk", 2, 1, False), (folk.authors[1], "ru", 15, 5, True)):
        with world():
            made = scenes.deliberate(folk, talk, deliberation_by(authors, language, hour=hour, backwards=backwards))
            assert [len(made), len({one.pseudonym for one in made})] == [6, 6]  # two people's second words went back to them
            scenes.close(talk)
            said = meeting_by(authors, language, minute=minute, backwards=backwards)
            meeting = scenes.meet(folk, said, topics=topics_by(authors, language, hour=hour % 13, backwards=backwards))
            assert (meeting.questions.count(), meeting.agenda.items.count()) == (6, 6)  # a second topic went back to its author
            found.append(all_served(folk, talk, meeting))
    for who in found[0]["pages"]:  # type: ignore[attr-defined]
        one, other = (world["pages"][who] for world in found)  # type: ignore[index]
        assert (one - other, other - one) == ({}, {}), who
    assert found[0] == found[1]


def test_nothing_that_others_are_served_changes_when_somebody_writes() -> None:
    folk = scenes.people()
    talk, day = scenes.deliberation(folk), START + DAY
    with clock.at(START):
        meeting = scenes.called(folk)
        agenda = open_agenda(
            by=folk.secretaries[0],
            meeting=meeting,
            minutes=60,
            sessions=[{"offset": 0, "minutes": 60, "tracks": 1}],
            proposals_close_at=START + 10 * DAY,
            approvals_close_at=START + 12 * DAY,
            endowment="side",
        )
    urls = scenes.addresses(folk.council, talk, meeting)
    readers = onlookers(folk)
    with clock.at(day):
        before = {who: plain(scenes.served(reader, urls)) for who, reader in readers.items()}
        for place, author in enumerate(folk.authors[0]):
            write_statement(by=author, deliberation=talk, text=text(WORDS[place]), client_key=f"key-{place}-0000")
            ask(by=author, meeting=meeting, type="question", text=text(WORDS[place]), client_key=f"key-{place}-0000")
            said = text(WORDS[place])
            hold_topic(by=author, agenda=agenda, title=said, why_now=said, minutes=10, client_key=f"key-{place}-0000")
        scenes.tick()
        after = {who: plain(scenes.served(reader, urls)) for who, reader in readers.items()}
    assert before == after


def plain(pages: dict[str, str]) -> dict[str, str]:
    """Return pages without what every request draws anew."""
    return {url: scenes.CHANCE[-1].sub("", scenes.CHANCE[1].sub("", scenes.CHANCE[0].sub("", body))) for url, body in pages.items()}


def test_the_order_of_a_batch_tells_nothing_of_the_order_of_writing() -> None:
    """60 batches of five: whoever guesses that the first written is the first released is right once in five."""
    folk = scenes.people()
    subject, hits = folk.onlooker, 0  # any public object will do
    for batch in range(60):
        with clock.at(START + batch * DAY):
            for place in range(5):
                hold(by=folk.authors[0][place], subject=subject, type="question", text=text(f"{place}"), moderated=False)
        scenes.fill(subject.ref)
        with clock.at(START + (batch + 1) * DAY):
            found = [str(one.text) for one in take_batch(subject=subject, council=folk.council)]
        assert len(found) == 5
        hits += sum(int(words) == place for place, words in enumerate(found))
    assert 20 < hits < 110  # 60 expected; beyond is once in a hundred million


def marks_of(member: Member) -> set[str]:
    """Return what would point at a member: number, ids, region, walk of life, address; in all languages."""
    found = {member.public_id, f"{member.number:03d}", str(member.user.email) if member.user else "-"}
    found |= {str(entry["text"]) for entry in member.region.short.texts.values()} if member.region else set()
    found |= {str(entry["text"]) for job in member.professions.all() for entry in job.name.texts.values()}
    found |= {str(entry["text"]) for entry in member.side.name.texts.values()}
    return {mark.replace("\u00ad", "") for mark in found}


def guess(pages: dict[str, str], url: str, people: Sequence[Member]) -> list[Member]:
    """Return whom a contribution's page points at more often than the other contributions' pages do: all where it points at nobody."""

    def points(member: Member) -> float:
        found = {at: sum(len(re.findall(rf"\b{re.escape(mark)}\b", body)) for mark in marks_of(member)) for at, body in pages.items()}
        return round(found.pop(f"en {url}") - sum(found.values()) / len(found), 6)

    scores = [points(member) for member in people]
    return [member for member, score in zip(people, scores, strict=True) if score == max(scores)]


@pytest.mark.parametrize("rule", ["chatham", "open"])
def test_no_page_of_a_contribution_points_at_anybody(rule: str) -> None:
    """A reader counts all that could point at a member. Under the open rule the same reader finds every author."""
    folk = scenes.people()
    authors = [*folk.authors[0][:3], *folk.authors[1][:3]]
    said = [
        Said(by, words, START + timedelta(hours=1, minutes=place), "ru")
        for place, (by, words) in enumerate(zip(authors, WORDS, strict=False))
    ]
    talk = scenes.deliberation(folk, rule=rule)
    scenes.deliberate(folk, talk, said)
    meeting = scenes.meet(folk, [Said(one.by, one.words, START + 20 * DAY + timedelta(minutes=1), "ru") for one in said], rule=rule)
    whose = {one.words: one.by for one in said}
    found: list[Statement | Question] = [*talk.statements.filter(origin="member"), *meeting.questions.all()]
    assert len(found) == 12
    urls = [one.get_absolute_url() for one in found]
    with clock.at(END):
        pages = scenes.served(folk.moderator, urls)
    statements, questions = ({at: body for at, body in pages.items() if f"/{kind}/" in at} for kind in ("statements", "questions"))
    guesses = [guess(statements if one.kind == "statement" else questions, one.get_absolute_url(), authors) for one in found]
    right = [whose[str(one.text)] in pointed and len(pointed) == 1 for one, pointed in zip(found, guesses, strict=True)]
    if rule == "open":
        assert right == [True] * 12
    else:
        assert [len(pointed) for pointed in guesses] == [6] * 12  # at nobody more than at anybody else


def test_the_database_forgets_who_wrote() -> None:
    """After release nothing joins an author and a contribution but the key of the pseudonyms; after archiving nothing at all."""
    folk = scenes.people()
    talk = scenes.deliberation(folk)
    authors = folk.authors[0]
    made = scenes.deliberate(
        folk, talk, [Said(by, words, START + timedelta(hours=1), "kk") for by, words in zip(authors, WORDS, strict=False)]
    )
    assert {one.author for one in made} == {None}
    assert not KeptAuthor.objects.exists()
    names = {keys.pseudonym(keys.make(talk.ref), by.ref) for by in authors}
    assert {one.pseudonym for one in made} == names
    scenes.close(talk)
    with clock.at(END + 30 * DAY), TestCase.captureOnCommitCallbacks(execute=True):
        scenes.tick()
    assert keys.read(talk.ref) is None
    assert not Notice.objects.filter(to__in=[by.user_id for by in authors], kind="contribution.returned").exists()
