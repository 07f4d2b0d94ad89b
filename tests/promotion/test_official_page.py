"""The official's page: GET only shows, POST answers once, nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kenes.base import clock
from kenes.base.models import Job
from kenes.councils.models import Member
from kenes.promotion import acts, tasks
from kenes.promotion.models import Answer, Commitment, Dispatch, Progress, Reply
from kenes.recommendations.models import Recommendation
from kenes.record.models import Entry
from tests.promotion import world

SENDER = {"sender_name": "A. Official", "sender_position": "Head of department", "sender_contact": "registry"}


@pytest.fixture
def client() -> Client:
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def two(secretary: Member) -> list[Recommendation]:
    return [world.recommendation(secretary.council) for _ in range(2)]


@pytest.fixture
def link(secretary: Member, two: list[Recommendation]) -> str:
    _, token = world.dispatched(secretary, two)
    return f"/a/{token}/"


def posted(two: list[Recommendation], **changes: Any) -> dict[str, Any]:
    first, second = (row.public_id for row in two)
    return {
        **SENDER,
        f"{first}-response": "accepted",
        f"{first}-due_on": "31.12.2099",
        f"{first}-unit": "Ambulance department",
        f"{second}-response": "declined",
        f"{second}-reason": "No money this year.",
    } | {name.replace("first", first).replace("second", second).replace("__", "-"): value for name, value in changes.items()}


def test_a_mail_scanner_that_opens_the_link_changes_nothing(client: Client, link: str) -> None:
    entries = Entry.objects.count()

    for _ in range(5):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200

    assert Dispatch.objects.get().state == Dispatch.State.SENT
    assert Entry.objects.count() == entries
    assert client.get(link)["Cache-Control"].count("no-store") == 1


def test_the_page_shows_who_asks_what_and_by_when(client: Client, link: str) -> None:
    page = client.get(link).content.decode()

    assert "2026/204" in page
    assert "Publish arrival times 2" in page
    assert "UTC+5" in page
    assert "Asked of you: 2 answers" in page
    assert page.count("<h1") == 1


def test_an_answer_is_sent_once_and_shown_as_received(client: Client, link: str, two: list[Recommendation]) -> None:
    reply = client.post(link, posted(two), follow=True)

    assert reply.status_code == 200
    assert "Your answer has been received" in reply.content.decode()
    found = [(row.response, str(row.reason)) for row in Reply.objects.order_by("pk")]
    assert found == [
        ("accepted", ""),
        ("declined", "No money this year."),
    ]
    again = client.post(link, posted(two, second__reason="Another reason."))
    assert again.status_code == 409
    assert "Another reason." in again.content.decode()
    assert Answer.objects.count() == 1


def test_what_is_wrong_is_named_and_nothing_typed_is_lost(client: Client, link: str, two: list[Recommendation]) -> None:
    reply = client.post(link, posted(two, second__reason="", first__unit="Қоғамдық денсаулық бөлімі", first__due_on="31.04.2099"))

    page = reply.content.decode()
    assert reply.status_code == 422
    assert "Write why you decline" in page
    assert "There is no such day" in page
    assert "Қоғамдық денсаулық бөлімі" in page
    assert 'value="31.04.2099"' in page
    assert f'href="#id_{two[1].public_id}-reason"' in page
    assert not Answer.objects.exists()


@pytest.mark.parametrize("day", ["NaN", "1e9", "31.04", "29.02.2027", "2026-13-01", "24:00", "0001-01-01", "9" * 40])
def test_a_day_that_is_none_is_refused_at_its_field(client: Client, link: str, two: list[Recommendation], day: str) -> None:
    reply = client.post(link, posted(two, first__due_on=day))

    assert reply.status_code == 422
    assert f"id_{two[0].public_id}-due_on_error" in reply.content.decode()


def test_a_promise_in_the_past_is_refused_at_its_field(client: Client, link: str, two: list[Recommendation]) -> None:
    reply = client.post(link, posted(two, first__due_on="2020-01-01"))

    assert reply.status_code == 422
    assert f"id_{two[0].public_id}-due_on_error" in reply.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("bad", ["a\x00b", "a\x07b"])
def test_unusable_characters_are_refused_at_their_field(client: Client, link: str, two: list[Recommendation], bad: str) -> None:
    reply = client.post(link, posted(two, second__reason=bad))

    assert reply.status_code == 422
    assert not Answer.objects.exists()


def test_script_in_an_answer_is_inert(client: Client, link: str, two: list[Recommendation]) -> None:
    evil = '<script>alert(1)</script><svg onload=x> {{1234*5678}} #panic("x")'
    client.post(link, posted(two, second__reason=evil))

    page = client.get(link).content.decode()
    assert "<script>alert" not in page
    assert "<svg onload" not in page
    assert "7006652" not in page


def test_doubled_and_unknown_fields_change_nothing_else(client: Client, link: str, two: list[Recommendation]) -> None:
    data = posted(two) | {"state": "answered", "is_staff": "1", f"{two[0].public_id}-response": ["declined", "accepted"]}

    client.post(link, data)

    assert Dispatch.objects.get().state == Dispatch.State.RECEIVED
    assert set(Reply.objects.values_list("response", flat=True)) == {"accepted", "declined"}


def test_a_form_without_its_token_is_refused(link: str, two: list[Recommendation]) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(link, posted(two)).status_code == 403
    assert not Answer.objects.exists()


def test_wrong_renewed_and_expired_links_open_nothing(client: Client, link: str, two: list[Recommendation], secretary: Member) -> None:
    acts.renew_link(by=secretary, dispatch=Dispatch.objects.get())
    for path in (link, "/a/nonsense/", "/a/%00/"):
        assert client.get(path).status_code == 404
        assert client.post(path, posted(two)).status_code == 404
    token = acts.renew_link(by=secretary, dispatch=Dispatch.objects.get())
    with clock.at(clock.now() + timedelta(days=400)):
        assert client.get(f"/a/{token}/").status_code == 404


def test_guessing_and_hammering_are_slowed_down(client: Client, link: str) -> None:
    codes = [client.post(link, {}).status_code for _ in range(32)]

    assert codes[:30] == [422] * 30
    assert codes[30:] == [429] * 2


def test_files_are_checked_and_hidden_until_the_sender_is_confirmed(
    client: Client, link: str, two: list[Recommendation], secretary: Member
) -> None:
    page = SimpleUploadedFile("plan.jpg", b"<html><script>alert(1)</script></html>", content_type="image/jpeg")
    reply = client.post(link, posted(two, first__file=page))
    assert reply.status_code == 422
    plan = SimpleUploadedFile("plan.txt", "Жоспар".encode(), content_type="text/plain")
    assert client.post(link, posted(two, first__file=plan)).status_code == 302

    file = Reply.objects.exclude(file=None).get().file
    assert file is not None
    assert file.visible_to == "secretariat"
    acts.confirm_sender(by=secretary, answer=Answer.objects.get(), note="Letter.")
    file.refresh_from_db()
    assert file.visible_to == "public"


def test_the_documents_of_this_dispatch_and_no_others_open_through_the_link(client: Client, link: str, secretary: Member) -> None:
    dispatch = Dispatch.objects.get()
    other, _ = world.dispatched(secretary, [world.recommendation(secretary.council)], registration="2026/205")
    for sent in (dispatch, other):
        tasks.make_documents.call(sent.pk, Job.objects.get(subject=sent.ref).pk)

    own = dispatch.documents.get(name="brief-1-kk.pdf")
    reply = client.get(f"{link}{own.public_id}/document/")
    assert (reply.status_code, reply["Content-Type"], reply.content[:5]) == (200, "application/pdf", b"%PDF-")
    foreign = other.documents.first()
    assert foreign is not None
    assert client.get(f"{link}{foreign.public_id}/document/").status_code == 404


def test_progress_is_reported_through_the_same_link(client: Client, link: str, two: list[Recommendation], secretary: Member) -> None:
    client.post(link, posted(two))
    acts.confirm_sender(by=secretary, answer=Answer.objects.get(), note="Letter.")
    promise = Commitment.objects.get()
    url = f"{link}{promise.public_id}/progress/"

    assert client.get(url).status_code == 405
    assert client.post(url, {f"{promise.public_id}-report": ""}).status_code == 422
    reply = client.post(url, {f"{promise.public_id}-report": "All publish.", f"{promise.public_id}-claims_done": "on"}, follow=True)

    assert "Your report is published" in reply.content.decode()
    assert Progress.objects.get().by_body
    promise.refresh_from_db()
    assert promise.claimed_done_at is not None
    assert not promise.verdicts.exists()


def test_an_unanswered_link_takes_no_progress(client: Client, link: str, secretary: Member) -> None:
    promise, _ = world.commitment(secretary, world.recommendation(secretary.council))

    assert client.post(f"{link}{promise.public_id}/progress/", {"x-report": "Done"}).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("kk", "Сізден күтіледі: 2 жауап"), ("ru", "От вас ждут: 2 ответа")])
def test_the_page_speaks_the_officials_language(client: Client, link: str, language: str, words: str) -> None:
    page = client.get(link, headers={"Accept-Language": language}).content.decode()

    assert f'<html lang="{language}"' in page
    assert words in page
