"""The queue of translations, and translating a text beside its original."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from kenes.base import clock, search
from kenes.base.errors import Conflict, Invalid, NotAllowed
from kenes.base.models import SearchDocument
from kenes.base.refs import PublicModel
from kenes.base.text import Text, TextField
from kenes.councils.models import Comment, Council, Member
from kenes.record.queries import about
from kenes.site.acts import VotedOn, translate_text
from kenes.site.queries.translations import NOT_TRANSLATED, PLACES, entry, find_text, rows
from kenes.situation.acts.reports import close_period
from tests import factories
from tests.recommendations import scenes
from tests.situation.periods_open import opened, rated

KAZAKH = "Көктемде жолды су шаяды"


def comment(by: Member, text: str = "The road floods every spring", subject: str = "issue/x") -> Comment:
    return Comment.objects.create(
        council=by.council, subject=subject, author=by, text=factories.text(text), created_at=clock.now(), client_key=""
    )


def queue(council: Council, *languages: str, kind: str = "comment") -> list[str]:
    return [row[2] for row in rows(council, languages or council.languages, [kind])]


def sign_in(client: Client, member: Member) -> None:
    assert member.user is not None
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")


def url(item: PublicModel, council: Council, field: str = "text", language: str = "kk") -> str:
    return reverse("translate", args=[council.slug, item.kind, item.public_id, field, language])


def test_every_text_of_a_council_is_in_the_queue_or_says_why_not() -> None:
    fields = {
        (model.kind, field.name)
        for model in apps.get_models()
        if issubclass(model, PublicModel)
        for field in model._meta.get_fields()
        if isinstance(field, TextField)
    }
    known = {(place.kind, field) for place in PLACES.values() for field in place.fields}
    assert fields == known | NOT_TRANSLATED.keys()
    assert known & NOT_TRANSLATED.keys() == set()


def test_the_whole_queue_can_be_asked_of_the_database(council: Council) -> None:
    assert {kind for kind, *_ in rows(council, council.languages)} == {"council", "side"}


def test_a_text_waits_until_it_is_there_in_all_working_languages(member: Member, secretary: Member) -> None:
    said, council = comment(member), member.council
    assert queue(council) == [said.public_id]
    translate_text(by=secretary, item=said, field="text", language="kk", text=KAZAKH)
    assert (queue(council, "kk"), queue(council, "ru")) == ([], [said.public_id])
    translate_text(by=secretary, item=said, field="text", language="ru", text="Весной дорогу размывает")
    assert queue(council) == []


def test_a_translation_older_than_its_original_waits_again(member: Member, secretary: Member) -> None:
    said = comment(member)
    said.text = translate_text(by=secretary, item=said, field="text", language="kk", text=KAZAKH).rewritten("The road is gone")
    said.save()
    assert queue(member.council, "kk") == [said.public_id]
    assert [(t.language, t.outdated) for t in entry(said, "text", member.council).targets] == [("kk", True), ("ru", False)]


def test_empty_texts_and_other_councils_texts_do_not_wait(member: Member) -> None:
    comment(member, "")
    comment(factories.member(factories.council()))
    assert queue(member.council) == []


def test_reports_wait_once_their_period_is_over_in_an_order_that_tells_nothing(council: Council, secretary: Member) -> None:
    seats = factories.members(council, 4)
    period = opened(secretary)
    told = [
        rated(period, seat, 1, domain, change=factories.text(f"{domain} of {seat.number}"))
        for seat in seats
        for domain in ("health", "roads", "safety")
    ]

    assert queue(council, kind="report") == []
    assert find_text(council, "report", told[0].public_id, "change") is None

    close_period(by=secretary, period=period)
    assert queue(council, kind="report") == sorted(report.public_id for report in told)


def test_a_translation_keeps_the_original_and_says_who_made_it(member: Member, secretary: Member) -> None:
    said = comment(member)
    translate_text(by=secretary, item=said, field="text", language="kk", text=f"  {KAZAKH} ")
    said.refresh_from_db()
    assert (said.text.original_text, said.text.render("kk").text) == ("The road floods every spring", KAZAKH)
    assert said.text.texts["kk"]["by"] == secretary.public_id


def test_a_translation_is_on_the_record_without_its_words(member: Member, secretary: Member) -> None:
    said = comment(member)
    translate_text(by=secretary, item=said, field="text", language="kk", text=KAZAKH)
    (made,) = about(said.ref)
    assert (made.type, KAZAKH in made.body, made.sealed.get().text) == ("text.translated", False, KAZAKH)


def test_a_translated_text_is_found_in_its_new_language(member: Member, secretary: Member) -> None:
    said = comment(member)
    search.index(said, council=member.council.public_id, title=said.text)
    translate_text(by=secretary, item=said, field="text", language="kk", text=KAZAKH)
    found = search.find("КӨКТЕМДЕ", council=member.council.public_id, visible_to=["members"])
    assert [document.title.render("kk").text for document in found] == [KAZAKH]
    assert SearchDocument.objects.count() == 1


def test_a_member_does_not_translate_for_the_council(member: Member) -> None:
    with pytest.raises(NotAllowed):
        translate_text(by=member, item=comment(member), field="text", language="kk", text=KAZAKH)


@pytest.mark.parametrize(
    ("field", "language", "text"),
    [("state", "kk", "x"), ("text", "en", "x"), ("text", "de", "x"), ("text", "kk", " "), ("text", "kk", "\0")],
)
def test_what_is_no_translation_is_refused(member: Member, secretary: Member, field: str, language: str, text: str) -> None:
    said = comment(member)
    with pytest.raises(Invalid):
        translate_text(by=secretary, item=said, field=field, language=language, text=text)
    assert list(about(said.ref)) == []


def test_another_councils_text_is_not_translated(secretary: Member) -> None:
    other = comment(factories.member(factories.council()))
    with pytest.raises(Invalid):
        translate_text(by=secretary, item=other, field="text", language="kk", text=KAZAKH)


def test_a_translation_of_an_original_that_changed_meanwhile_is_shown_again(client: Client, member: Member, secretary: Member) -> None:
    said = comment(member)
    said.text = said.text.rewritten("The road is gone")
    said.save()
    with pytest.raises(Conflict):
        translate_text(by=secretary, item=said, field="text", language="kk", text=KAZAKH, of=1)
    sign_in(client, secretary)
    shown = client.post(url(said, member.council), {"text": KAZAKH, "of": 1})
    assert (shown.status_code, KAZAKH in shown.content.decode(), 'value="2"' in shown.content.decode()) == (422, True, True)


def test_the_pages_lead_from_the_queue_to_the_saved_translation(client: Client, member: Member, secretary: Member) -> None:
    said = comment(member)
    sign_in(client, secretary)
    listed = client.get(reverse("translations", args=[member.council.slug]), {"kind": "comment"})
    assert url(said, member.council) in listed.content.decode()
    assert "The road floods every spring" in client.get(url(said, member.council)).content.decode()
    saved = client.post(url(said, member.council), {"text": KAZAKH, "of": 1}, follow=True)
    assert saved.redirect_chain == [(f"{reverse('translations', args=[member.council.slug])}?language=kk", 302)]
    said.refresh_from_db()
    assert said.text.render("kk").text == KAZAKH


def test_unknown_filters_show_the_whole_queue(client: Client, secretary: Member) -> None:
    sign_in(client, secretary)
    assert (
        client.get(reverse("translations", args=[secretary.council.slug]), {"kind": "x", "language": "\0", "page": "1e9"}).status_code
        == 200
    )


def test_texts_that_cannot_be_translated_are_not_found(client: Client, member: Member, secretary: Member) -> None:
    said, empty, foreign = comment(member), comment(member, "", "issue/y"), comment(factories.member(factories.council()))
    sign_in(client, secretary)
    wrong = [url(said, member.council, field="state"), url(said, member.council, language="en"), url(empty, member.council)]
    wrong += [url(foreign, member.council), reverse("translate", args=[member.council.slug, "nothing", said.public_id, "text", "kk"])]
    assert [client.get(address).status_code for address in wrong] == [404] * 5


def test_text_in_all_working_languages_needs_nothing(council: Council) -> None:
    assert Text.in_all("kk", kk="а", ru="б", en="c").missing(council.languages) == []


def test_a_translation_that_voters_read_stays_until_voting_closes(council: Council, secretary: Member) -> None:
    adoption, _ = scenes.voting(council)
    version = adoption.version
    translate_text(by=secretary, item=version, field="text", language="kk", text=KAZAKH)
    with pytest.raises(VotedOn):
        translate_text(by=secretary, item=version, field="text", language="kk", text="Басқа")
    version.refresh_from_db()
    assert version.text.render("kk").text == KAZAKH
    scenes.closed(adoption)
    translate_text(by=secretary, item=version, field="text", language="kk", text="Басқа")
