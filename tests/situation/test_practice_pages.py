"""Pages of practices: who sees what, and what happens to what is typed."""

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kenes.base.models import File
from kenes.councils.acts import comment
from kenes.councils.models import Council, Member
from kenes.issues.acts import link_practice, publish_issue
from kenes.record.models import Entry
from kenes.situation.acts import change_practice, confirm_practice, publish_practice, withdraw_practice
from kenes.situation.models import Confirmation, Practice
from tests import factories
from tests.factories import text
from tests.issues.conftest import MakeIssue, issue, photo, signal
from tests.situation.practice_scenes import changed, say, shared

__all__ = ["issue", "signal"]  # fixtures of the issues' room
HOME = "KZ-63"
KEY = "form-key-0001"


@pytest.fixture(autouse=True)
def files_of_their_own(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def author(council: Council) -> Member:
    return factories.member(council, region=HOME)


@pytest.fixture
def neighbour(council: Council) -> Member:
    return factories.member(council, region=HOME)


def entered(member: Member, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    assert member.user is not None
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def url(name: str, council: Council, *args: str) -> str:
    return reverse(name, args=[council.slug, *args])


def typed(**fields: object) -> dict[str, object]:
    lines = {"for_whom": "11 villages", "since": "since 2024", "cost": "", "evidence": "The log", "transfer": "yes", "transfer_note": ""}
    texts = {"title": "One schedule", "mechanism": "Two graders, one list", "result": "Open by nine", "domain": "roads"}
    return {**lines, **texts, "language": "en", "client_key": KEY, **fields}


def test_a_practice_is_shared_from_a_phone_without_javascript_and_once(council: Council, author: Member) -> None:
    client = entered(author)
    form = client.get(url("new-practice", council)).text
    for words in (
        "Who will see this",
        f"Your seat, Member {author.number:03d} · ",
        "Your name: only the secretariat.",
        'data-draft="practice"',
    ):
        assert words in form
    for _ in range(2):
        picture = SimpleUploadedFile("road.jpg", photo(), "image/jpeg")
        answer = client.post(
            url("new-practice", council), typed(uploads=[picture], is_public="1", number="99", region="KZ-10"), follow=True
        )
    made = Practice.objects.get()
    assert answer.redirect_chain[-1][0] == made.get_absolute_url()
    assert "Others of your region are asked whether it works" in answer.text
    assert (made.number, made.region.code, made.is_public, made.title.original_text) == (1, HOME, False, "One schedule")
    assert File.objects.get().name == "road.jpg"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "\0"}, "characters that cannot be stored"),
        ({"mechanism": "x" * 5001}, "at most 5000"),
        ({"domain": "weather"}, "Select a valid choice"),
        ({"transfer": ""}, "This field is required"),
        ({"for_whom": "\u200b \u202e"}, "This field is required"),
        ({"language": "xx"}, "Select a valid choice"),
        ({"uploads": [SimpleUploadedFile("page.jpg", b"<html><script>alert(1)</script>", "image/jpeg")]}, "choose the photo or file again"),
    ],
)
def test_a_bad_field_is_named_and_nothing_typed_is_lost(council: Council, author: Member, fields: dict[str, object], words: str) -> None:
    answer = entered(author).post(url("new-practice", council), typed(evidence="Өзім көрдім") | fields)
    assert answer.status_code == 422
    for said in (words, "Өзім көрдім", KEY):
        assert said in answer.text
    assert (Practice.objects.count(), Entry.objects.count(), File.objects.count()) == (0, 0, 0)


def test_who_speaks_from_no_region_is_offered_no_form(council: Council) -> None:
    observer = factories.member(council, role=Member.Role.OBSERVER)
    assert entered(observer).get(url("new-practice", council)).status_code == 404
    assert url("new-practice", council) not in entered(observer).get(url("practices", council)).text


def test_an_answer_to_an_issue_is_shown_with_it_at_once(council: Council, author: Member, secretary: Member, issue: MakeIssue) -> None:
    floods, client = issue("Snow blocks the roads"), entered(author)
    page = client.get(floods.get_absolute_url()).text
    address = f"{url('new-practice', council)}?issue={floods.public_id}"
    assert address in page
    form = client.get(address).text
    assert ("We solve it like this in our region" in form, "Snow blocks the roads" in form) == (True, True)
    client.post(address, typed(issue=floods.public_id))
    assert list(floods.practices.all()) == [Practice.objects.get()]
    assert "Snow blocks the roads" in client.get(Practice.objects.get().get_absolute_url()).text
    client.post(url("new-practice", council), typed(issue="no-such-issue\0", client_key="form-key-0002"))
    client.post(url("new-practice", council), typed(issue="no-such-issue", client_key="form-key-0003"))
    assert [row.issues.count() for row in Practice.objects.order_by("number")] == [1, 0]


def test_a_neighbour_says_whether_it_works_on_the_page(council: Council, author: Member, neighbour: Member) -> None:
    practice, client = shared(author), entered(neighbour)
    page, mine = client.get(practice.get_absolute_url()).text, client.get(url("my-page", council)).text
    assert ("Asked of you" in page, "Members of the council see your word and note" in page) == (True, True)
    assert "Say whether 1 practice works" in mine
    assert "Does it work as described" not in entered(author).get(practice.get_absolute_url()).text
    there, read = url("confirm-practice", council, practice.public_id), practice.changed_at.isoformat()
    bad = client.post(there, {"word": "perhaps", "note": "Seen on Monday", "read": read})
    assert (bad.status_code, "Seen on Monday" in bad.text, Confirmation.objects.count()) == (422, True, 0)
    answer = client.post(there, {"word": "partly", "note": "Seen on Monday", "read": read}, follow=True)
    assert ("Your word:" in answer.text, "Has confirmations" in answer.text, "Seen on Monday" in answer.text) == (True, True, True)
    assert "Say whether 1 practice works" not in client.get(url("my-page", council)).text
    refused = entered(author).post(there, {"word": "works", "read": read})
    assert (refused.status_code, "not by its author" in refused.text) == (422, True)


def test_what_was_read_before_a_change_is_not_confirmed_but_kept_in_the_form(council: Council, author: Member, neighbour: Member) -> None:
    practice = shared(author)
    read = practice.changed_at.isoformat()
    practice = change_practice(by=author, practice=practice, **changed(practice, result="Nothing came of it"))
    there = url("confirm-practice", council, practice.public_id)
    answer = entered(neighbour).post(there, {"word": "works", "note": "Seen on Monday", "read": read})
    assert (answer.status_code, "Seen on Monday" in answer.text, "Nothing came of it" in answer.text) == (422, True, True)
    assert practice.changed_at.isoformat().replace("+", "&#x2B;") in answer.text or practice.changed_at.isoformat() in answer.text


def test_members_read_who_said_what_and_visitors_do_not(council: Council, author: Member, secretary: Member) -> None:
    others = factories.members(council, council.threshold, region=HOME)
    practice = shared(author)
    confirm_practice(by=others[0], practice=practice, word="not", note="The grader stands still")
    comment(by=others[1], subject=practice, text=text("Since when?"))
    assert "/sign-in/" in visitor().get(practice.get_absolute_url()).url  # whether or not there is one
    publish_practice(by=secretary, practice=practice)
    seats = [f"Member {seat.number:03d}" for seat in (author, *others)]
    member, public = (client.get(practice.get_absolute_url()).text for client in (entered(others[2]), visitor()))
    for words in (*seats[:3], "The grader stands still", "Since when?"):
        assert words in member
        assert words not in public
    assert ("Disputed" in public, "others of the region have spoken" in public) == (True, False)
    assert "said whether the practice works" not in public
    change_practice(by=author, practice=practice, **changed(practice, uploads=[SimpleUploadedFile("log.txt", b"Monday", "text/plain")]))
    record = visitor().get(url("record", council)).text
    assert (practice.title.original_text in record, any(seat in record for seat in seats[:2])) == (True, False)
    say(practice, *((seat, "works") for seat in others))
    assert "5 others of the region have spoken" in visitor().get(practice.get_absolute_url()).text


def test_nothing_of_confirmations_is_shown_where_few_could_have_spoken(
    council: Council, author: Member, neighbour: Member, secretary: Member
) -> None:
    practice = publish_practice(by=secretary, practice=shared(author))
    say(practice, (neighbour, "not"))
    for address in (practice.get_absolute_url(), url("practices", council), f"{url('practices', council)}?format=csv"):
        page = visitor().get(address).content.decode()
        assert "Confirmations not shown" in page
        assert "Disputed" not in page


def test_the_list_is_filtered_by_the_address_and_downloaded_as_it_is_shown(council: Council, author: Member, neighbour: Member) -> None:
    client = entered(author)
    assert "Be the first" in client.get(url("practices", council)).text
    shared(author, "=HYPERLINK(1)", domain="health")
    practice = shared(neighbour, "<script>alert(1)</script> {{7*7}}")
    say(practice, (author, "works"))
    page = client.get(url("practices", council)).text
    assert ("&lt;script&gt;alert(1)" in page, "<script>alert(1)" in page, "{{7*7}}" in page) == (True, False, True)
    lines = {
        query: shown(client, council, query) for query in ("", "?domain=health", "?state=has", "?mine=1", "?region=KZ-10", "?q=hyperlink")
    }
    assert {query: len(rows) for query, rows in lines.items()} == dict(zip(lines, (2, 1, 1, 1, 0, 1), strict=True))
    assert [(row["Practice"], row["Domain"], row["State"]) for row in lines["?domain=health"]] == [
        ("'=HYPERLINK(1)", "Health", "One source")
    ]
    assert "Nothing matches these filters" in client.get(f"{url('practices', council)}?region=KZ-10").text
    nonsense = client.get(f"{url('practices', council)}?domain=weather&state=%00&region=XX&page=999&q=%00")
    assert (nonsense.status_code, "One source" in nonsense.text) == (200, True)


def shown(client: Client, council: Council, query: str) -> list[dict[str, str]]:
    answer = client.get(f"{url('practices', council)}{query}{'&' if query else '?'}format=csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_an_author_changes_and_withdraws_what_others_read(council: Council, author: Member, neighbour: Member) -> None:
    practice, client = shared(author), entered(author)
    say(practice, (neighbour, "works"))
    there = url("change-practice", council, practice.public_id)
    assert "theirs no longer count" in client.get(there).text
    bad = client.post(there, typed(title="", result="Open by eight"))
    assert (bad.status_code, "Open by eight" in bad.text) == (422, True)
    page = client.post(there, typed(title="One schedule for 12 villages"), follow=True).text
    assert ("One schedule for 12 villages" in page, "does not count now" in page) == (True, True)
    assert "changed since you spoke" in entered(neighbour).get(practice.get_absolute_url()).text
    for name in ("change-practice", "withdraw-practice"):
        assert entered(neighbour).post(url(name, council, practice.public_id), typed()).status_code == 404
    assert "You have withdrawn" in client.post(url("withdraw-practice", council, practice.public_id), follow=True).text
    assert entered(neighbour).get(practice.get_absolute_url()).status_code == 404


def test_moderators_link_publish_and_take_off(council: Council, author: Member, secretary: Member, issue: MakeIssue) -> None:
    floods, practice, client = (
        issue("Spring floods cut villages off"),
        shared(author, "Villages cut off by floods are warned"),
        entered(secretary),
    )
    page = client.get(floods.get_absolute_url()).text
    assert ("These may fit" in page, "Show with this issue" in page) == (True, True)
    assert "Show with this issue" not in entered(author).get(floods.get_absolute_url()).text
    link = url("link-practice", council, practice.public_id)
    assert "Choose an issue" in client.post(link, {"target": "no-such\0"}, follow=True).text
    answer = client.post(link, {"target": floods.public_id, "from": "issue"}, follow=True)
    assert answer.redirect_chain[-1][0] == floods.get_absolute_url()
    take_off = url("unlink-practice", council, floods.public_id, practice.public_id)
    assert take_off in answer.text
    assert client.post(take_off, {"reason": ""}).status_code == 422
    publish, read = url("publish-practice", council, practice.public_id), practice.changed_at.isoformat()
    assert f'name="read" value="{read}"' in client.get(practice.get_absolute_url()).text.replace("&#x2B;", "+")
    late = client.post(publish, {"with_files": "1", "read": "2020-01-01T00:00:00+00:00"}, follow=True)
    assert ("Please read it again" in late.text, Practice.objects.get().is_public) == (True, False)
    client.post(publish, {"with_files": "1", "read": read})
    publish_issue(by=secretary, issue=floods)
    assert "Villages cut off by floods are warned" in visitor().get(floods.get_absolute_url()).text
    client.post(take_off, {"reason": "Another river"})
    assert floods.practices.count() == 0
    assert "Another river" not in client.get(practice.get_absolute_url()).text


def test_a_foreign_practice_is_nowhere(council: Council, secretary: Member, author: Member, issue: MakeIssue) -> None:
    foreign = shared(factories.member(factories.council(), region=HOME))
    client, floods = entered(secretary), issue()
    for name in ("practice", "change-practice"):
        assert client.get(url(name, council, foreign.public_id)).status_code == 404
    for name in ("confirm-practice", "publish-practice", "withdraw-practice", "link-practice"):
        assert client.post(url(name, council, foreign.public_id), {"target": floods.public_id}).status_code == 404
    own = shared(author)
    link_practice(by=author, issue=floods, practice=own)
    withdraw_practice(by=author, practice=own)
    assert client.get(url("unlink-practice", council, floods.public_id, own.public_id)).status_code == 404
    assert own.title.original_text not in client.get(floods.get_absolute_url()).text
