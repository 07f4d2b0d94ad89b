"""Preparing, writing and moderating under each rule; a closed deliberation is there for nobody else."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from kenes.attribution.models import Held
from kenes.base import clock
from kenes.base.models import SearchDocument
from kenes.councils.acts import comment
from kenes.councils.errors import Unattributed
from kenes.deliberation.acts import add_statement, open_deliberation, write_statement
from kenes.deliberation.errors import SaidAlready, StatementTooLong
from kenes.deliberation.models import Deliberation, Statement
from kenes.notices.models import Notice
from kenes.recommendations.acts import draft_recommendation
from kenes.recommendations.errors import SaidInClosed
from kenes.recommendations.offers import offers
from kenes.record.models import Entry
from tests import factories
from tests.attribution import scenes
from tests.attribution.scenes import DAY, START, People, Said
from tests.factories import text

pytestmark = pytest.mark.django_db
WORDS = ("Wordaa", "Wordbb", "Wordcc", "Worddd", "Wordee")


@pytest.fixture
def folk() -> People:
    return scenes.people()


def test_the_rule_is_chosen_when_a_question_is_put_and_shown_before_one_writes(folk: People) -> None:
    there = scenes.client(folk.secretaries[0])
    form = {
        "issue": scenes.issue(folk).public_id,
        "question": "What about the ferry?",
        "results": "at_close",
        "own_after": "0",
        "language": "en",
    }
    address = reverse("prepare-deliberation", args=[folk.council.slug])
    assert there.post(address, form | {"attribution": "secret"}).status_code == 422
    there.post(address, form | {"attribution": "chatham"})
    talk = Deliberation.objects.get()
    assert talk.attribution == "chatham"
    add_statement(by=folk.secretaries[0], deliberation=talk, text=text("Mend it"))
    open_deliberation(by=folk.secretaries[0], deliberation=talk, closes_at=clock.now() + DAY)
    author = scenes.client(folk.authors[0][0])
    for name in ("deliberation", "write-statement"):
        page = author.get(reverse(name, args=[folk.council.slug, talk.public_id])).content.decode()
        assert "Nobody is shown whose statement it is, moderators neither. It waits until at least 5 members have written" in page
    assert "Member 0" not in re.sub(r'(?s)<table class="table">.*?</table>', "", page)


def test_a_statement_is_written_in_several_languages_moderated_and_released(folk: People) -> None:
    talk = scenes.deliberation(folk)
    write = reverse("write-statement", args=[folk.council.slug, talk.public_id])
    with clock.at(START + timedelta(hours=1)):
        author = scenes.client(folk.authors[0][0])
        assert author.post(write, {"text_kk": "", "text_ru": " ", "client_key": "a" * 12}).status_code == 422
        assert author.post(write, {"text_kk": "я" * 141, "client_key": "a" * 12}).status_code == 422
        author.post(write, {"text_kk": "Паром", "text_ru": "Паром нужен", "text_en": "A ferry", "client_key": "a" * 12})
        scenes.client(folk.authors[1][0]).post(write, {"text_ru": "Мост нужен", "client_key": "b" * 12})
        assert "Waiting for moderation" in author.get(talk.get_absolute_url()).content.decode()
    queue = reverse("held", args=[folk.council.slug])
    moderator = scenes.client(folk.moderator)
    with clock.at(START + DAY):
        page = moderator.get(queue).content.decode()
        assert page.count("<section") == 2
        assert all(words in page for words in ("Паром", "Паром нужен", "A ferry", "Мост нужен"))  # nothing is released unread
        assert not any(f"{by.number:03d}" in page for by in (folk.authors[0][0], folk.authors[1][0]))
        whole, alone = sorted(Held.objects.all(), key=lambda held: -len(held.text.texts))
        decide = {held.pk: reverse("decide-held", args=[folk.council.slug, held.public_id]) for held in (whole, alone)}
        said = {f"{alone.public_id}-text_kk": "Көпір керек", f"{alone.public_id}-text_en": "A bridge"}
        assert moderator.post(decide[alone.pk], said | {"decision": "accept"}).status_code == 302
        assert moderator.post(decide[whole.pk], {"decision": "return", f"{whole.public_id}-reason": ""}).status_code == 422
        assert (
            moderator.post(decide[whole.pk], {"decision": "return", f"{whole.public_id}-reason": "It says two things."}).status_code == 302
        )
        assert scenes.client(folk.onlooker).get(queue).status_code == 404
        assert "It says two things." in author.get(talk.get_absolute_url()).content.decode()
        assert "It says two things." not in moderator.get(talk.get_absolute_url()).content.decode()
    alone.refresh_from_db()
    assert (alone.state, alone.text.missing(folk.council.languages)) == (Held.State.PASSED, [])


def test_what_was_released_is_not_said_again_in_any_language(folk: People) -> None:
    talk = scenes.deliberation(folk)
    scenes.deliberate(folk, talk, [Said(by, words, START, "kk") for by, words in zip(folk.authors[0], WORDS, strict=False)])
    own = scenes.client(folk.authors[0][0]).get(talk.get_absolute_url()).content.decode()
    assert own.count("Wordaa") > scenes.client(folk.authors[0][1]).get(talk.get_absolute_url()).content.decode().count("Wordaa")
    with clock.at(START + 5 * DAY):
        with pytest.raises(SaidAlready):
            write_statement(by=folk.authors[1][0], deliberation=talk, text=scenes.words("ru", "wordAA"))
        with pytest.raises(StatementTooLong):
            write_statement(by=folk.authors[1][0], deliberation=talk, text=scenes.words("ru", "w" * 141))
        with pytest.raises(Unattributed):
            comment(by=folk.authors[1][0], subject=talk, text=text("I wrote that"))
    told = Notice.objects.filter(kind="deliberation.statements")
    assert {notice.object for notice in told} == {talk.ref}
    assert told.count() == talk.participants.count()  # everybody, the authors neither more nor less


def closed_talk(folk: People) -> Deliberation:
    talk = scenes.deliberation(folk, rule="closed")
    scenes.close(talk)
    return talk


def test_a_closed_deliberation_is_there_for_those_who_take_part_and_moderate_alone(folk: People) -> None:
    talk = closed_talk(folk)
    later = factories.member(folk.council, region=folk.onlooker.region.code, side=1)  # type: ignore[union-attr]  # not on the roster
    statement = talk.statements.get(number=1)
    one = [folk.council.slug, talk.public_id]
    urls = [reverse(name, args=one) for name in ("deliberation", "results", "results-method", "results-divided", "results-groups")]
    urls += [f"{reverse('results', args=one)}?format=json", statement.get_absolute_url()]
    with clock.at(START + 13 * DAY):
        for reader, wanted in ((folk.onlooker, 200), (folk.secretaries[1], 200), (folk.moderator, 200), (later, 404), (None, 302)):
            found = [scenes.client(reader).get(url).status_code for url in urls]
            assert found == [wanted] * len(urls), reader
        everything = scenes.addresses(folk.council) + [talk.issue.get_absolute_url()]  # type: ignore[union-attr]
        for reader in (later, None):
            for url, page in scenes.served(reader, everything).items():
                assert "What about the ferry" not in page, url
                assert "Mend it" not in page, url
                if "record" not in url:
                    assert talk.public_id not in page, url


def test_a_closed_deliberation_is_in_no_index_no_offer_and_no_other_notice(folk: People) -> None:
    talk = closed_talk(folk)
    assert not SearchDocument.objects.filter(kind__in=["deliberation", "statement"]).exists()
    assert offers(folk.council) == []
    on_roster = set(talk.participants.values_list("member__user_id", flat=True))
    assert set(Notice.objects.filter(object=talk.ref).values_list("to", flat=True)) <= on_roster
    with pytest.raises(SaidInClosed):
        cite(folk, talk.statements.get(number=1))


def cite(folk: People, statement: Statement) -> None:
    draft_recommendation(
        by=folk.secretaries[0],
        title=text("A ferry"),
        text=text("To the body: mend it."),
        rationale=text("It is needed."),
        issues=[statement.deliberation.issue] if statement.deliberation.issue else [],
        statements=[statement],
    )


def test_the_record_names_no_author_of_a_statement_under_any_rule(folk: People) -> None:
    talk = scenes.deliberation(folk, rule="open")
    with clock.at(START):
        write_statement(by=folk.authors[0][0], deliberation=talk, text=text("Wordaa"))
    assert '"actor":""' in Entry.objects.get(type="statement.written").body
