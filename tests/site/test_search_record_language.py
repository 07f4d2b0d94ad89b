"""Search finds in either case what the reader may see; the record reads in words and verifies; the switch keeps the place."""

import json

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kenes.base import search
from kenes.base.sorting import KAZAKH, sort_key
from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.record import checks, merkle
from kenes.record.acts import append
from kenes.record.models import Entry
from kenes.record.queries import head
from tests import factories
from tests.promotion import chains

FORMS = ("Әлеуметтік", "Ғылым", "Қала", "Таңдау", "Өмір", "Ұлттық", "Үкімет", "Һәм", "Іс", "Ёлка")


def sign_in(client: Client, member: Member) -> None:
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")


def indexed(member: Member, words: str, visible_to: str = "public") -> None:
    signal = chains.signal(member)
    search.index(signal, council=member.council.public_id, title=Text.of("kk", words), visible_to=visible_to)


@pytest.mark.parametrize("word", FORMS)
def test_kazakh_letters_are_found_in_either_case(word: str, client: Client, council: Council, member: Member) -> None:
    indexed(member, f"Бір {word} екі")
    for typed in (word.upper(), word.lower(), word[:3].swapcase()):
        found = client.get(f"/c/{council.slug}/search/", {"q": typed})
        assert word in found.content.decode()


def test_search_keeps_to_what_the_reader_may_see(client: Client, council: Council, member: Member, secretary: Member) -> None:
    for audience in ("public", "members", "secretariat", f"side/{member.side.public_id}", "side/other"):
        indexed(member, f"мост {audience}", audience)

    def seen() -> int:
        return client.get(f"/c/{council.slug}/search/", {"q": "мост"}).content.decode().count('class="item"')

    assert seen() == 1
    sign_in(client, member)
    assert seen() == 3


def test_search_of_another_council_finds_nothing_here(client: Client, council: Council, member: Member) -> None:
    indexed(member, "мост")
    other = factories.council()
    assert 'class="item"' not in client.get(f"/c/{other.slug}/search/", {"q": "мост"}).content.decode()


@pytest.mark.parametrize(
    "typed", ["", " ", "%", "_", "'", '"', "\\", "<script>alert(1)</script>", "{{7*7}}", "a" * 300, "\x00", "\u202e", "x" * 50 + " " * 9]
)
def test_no_query_breaks_the_search(typed: str, client: Client, council: Council, member: Member) -> None:
    indexed(member, "мост")
    response = client.get(f"/c/{council.slug}/search/", {"q": typed, "page": "NaN", "kind": "x' or 1"})
    assert response.status_code in (200, 422)
    assert "<script>alert" not in response.content.decode()
    assert 'class="item"' not in response.content.decode()


def test_search_takes_as_many_queries_for_thirty_hits_as_for_one(client: Client, council: Council, member: Member) -> None:
    counts = []
    for more in (1, 29):
        for _ in range(more):
            indexed(member, "мост")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/c/{council.slug}/search/", {"q": "мост"})
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_kazakh_sorts_by_its_own_alphabet_and_numbers_by_value() -> None:
    assert sorted(set(KAZAKH), key=sort_key) == list(KAZAKH)
    assert sorted(["Шымкент", "Қостанай", "Ұлытау", "Өскемен", "Орал", "Үржар", "Абай", "Әулиеата", "Ырғыз", "Іле"], key=sort_key) == [
        "Абай", "Әулиеата", "Қостанай", "Орал", "Өскемен", "Ұлытау", "Үржар", "Шымкент", "Ырғыз", "Іле"
    ]  # fmt: skip
    assert sorted(["Member 10", "Member 9", "член 2"], key=sort_key) == ["Member 9", "Member 10", "член 2"]
    assert sort_key("«Ёлка»") > sort_key("ель")


def entry(council: Council, object: str, **fields: object) -> Entry:
    with transaction.atomic():
        return append(council.public_id, "test.done", object, **fields)  # type: ignore[arg-type]


def test_the_record_lists_actors_by_seat_for_members_and_by_number_for_visitors(client: Client, council: Council, member: Member) -> None:
    entry(council, "x/1", actor=member.ref)
    path = f"/c/{council.slug}/record/"
    assert "Member 001 · Abai" not in client.get(path, headers={"accept-language": "en"}).content.decode()
    assert "Member 001" in client.get(path, headers={"accept-language": "en"}).content.decode()
    sign_in(client, member)
    assert "Member 001 · Abai · teacher" in client.get(path, headers={"accept-language": "en"}).content.decode()


def test_the_record_is_filtered_by_type_and_object(client: Client, council: Council) -> None:
    for number in range(3):
        entry(council, f"x/{number}")
    path = f"/c/{council.slug}/record/"
    assert client.get(path, {"about": "x/1"}).content.decode().count('class="more"') == 1 + 1
    assert client.get(path, {"type": "nothing"}).status_code == 422
    assert client.get(path, {"about": "\x00"}).status_code == 422


def test_verify_now_says_that_the_record_adds_up_or_names_the_first_bad_entry(client: Client, council: Council) -> None:
    for number in range(5):
        entry(council, f"x/{number}")
    path = f"/c/{council.slug}/record/verify/"
    assert client.get(path).status_code == 405
    assert "5 entries were recomputed" in client.post(path, headers={"accept-language": "en"}).content.decode()
    Entry.objects.filter(log__origin=council.public_id, seq=3).update(type="forged")
    assert "The first bad entry is number 3" in client.post(path, headers={"accept-language": "en"}).content.decode()


def test_a_long_record_is_verified_in_the_background(client: Client, council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        entry(council, f"x/{number}")
    monkeypatch.setattr(checks, "AT_ONCE", 3)
    path = f"/c/{council.slug}/record/"
    assert client.post(f"{path}verify/")["Location"] == path
    assert "The record adds up: 5 entries" in client.get(path, headers={"accept-language": "en"}).content.decode()
    Entry.objects.filter(log__origin=council.public_id, seq=2).update(type="forged")
    client.post(f"{path}verify/")
    assert "The record does not add up: 2 the entry" in client.get(path, headers={"accept-language": "en"}).content.decode()


def test_the_download_gives_what_the_root_follows_from(client: Client, council: Council) -> None:
    for number in range(7):
        entry(council, f"x/{number}", details={"words": "Қазақша"})
    response = client.get(f"/c/{council.slug}/record/entries.jsonl")
    lines = b"".join(response.streaming_content).splitlines()  # type: ignore[attr-defined]
    frontier: list[bytes] = []
    for place, line in enumerate(lines):
        frontier = merkle.grow(frontier, place, merkle.leaf_hash(line))
    assert (
        (len(lines), merkle.root(frontier).hex()) == head(council.public_id) == (int(response["X-Record-Size"]), response["X-Record-Root"])
    )
    assert json.loads(lines[6])["object"] == "x/6"


def test_the_language_switch_keeps_the_place_and_its_query(client: Client, council: Council) -> None:
    there = f"/c/{council.slug}/search/?q=%D0%BC&page=2"
    response = client.post("/language/", {"language": "ru", "next": there})
    assert response["Location"] == there
    assert 'lang="ru"' in client.get(f"/c/{council.slug}/").content.decode()


def test_the_language_switch_is_kept_in_the_account(client: Client, member: Member) -> None:
    sign_in(client, member)
    client.post("/language/", {"language": "kk", "next": "/"})
    member.user.refresh_from_db()
    assert member.user.language == "kk"


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil", "", "http:///evil.example"]
)
def test_the_language_switch_leads_nowhere_else(there: str, client: Client, db: None) -> None:
    assert client.post("/language/", {"language": "en", "next": there})["Location"] == "/"


def test_an_unknown_language_and_a_foreign_form_are_refused(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/language/", {"language": "kk", "next": "/"}).status_code == 403
    assert Client().post("/language/", {"language": "de"}).status_code == 400
    assert Client().get("/language/").status_code == 405


def test_browsers_find_the_manifest_and_robots_stay_off_private_pages(client: Client, db: None) -> None:
    assert client.get("/manifest.webmanifest").json()["start_url"] == "/"
    assert "Disallow: /a/" in client.get("/robots.txt").content.decode()
