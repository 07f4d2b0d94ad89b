"""Role × address × council, generated from the URLconf: every address is requested as every kind of reader."""

from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from kenes.councils.access import Access
from tests.architecture import world as worlds
from tests.architecture.permissions import PAGE, Address, addresses, page
from tests.architecture.test_list_queries import LISTS
from tests.architecture.world import (
    FOREIGN,
    OTHER_SIDE,
    READERS,
    SEATS,
    SECRETS,
    SHARED,
    STAFF,
    STRANGER,
    SUSPENDED,
    VISITOR,
    Furnished,
    World,
)

pytestmark = pytest.mark.django_db
ALL = set(READERS)
ADMITTED: dict[str, set[str]] = {
    Access.PUBLIC: ALL,
    Access.LINK: ALL,
    Access.SIGNED_IN: ALL - {VISITOR},
    Access.MEMBER: set(SEATS),
    Access.VOTER: {"member", "moderator", "chair"},
    Access.MODERATOR: {"moderator", "secretary", "chair"},
    Access.SECRETARIAT: {"secretary", "chair"},
    Access.STAFF: {STAFF},
}
# Addresses that open for fewer than their access says, and why.
CONTRIBUTORS, DRAFTERS, OWNER = set(SEATS) - {"observer"}, {"moderator", "secretary", "chair"}, {"member"}
NARROWER: dict[str, tuple[set[str], str]] = {
    "start": ({STAFF}, "founding the first council is open to all, further ones are for staff"),
    "report-signal": (CONTRIBUTORS, "observers read"),
    "ask": (CONTRIBUTORS, "observers read"),
    "signal-received": (OWNER, "its author"),
    "new-recommendation": (CONTRIBUTORS, "observers read"),
    "new-version": (DRAFTERS, "who drafted it, moderators and the secretariat"),
    "new-evidence": (DRAFTERS, "who drafted it, moderators and the secretariat"),
    "withdraw-recommendation": ({"secretary", "chair"}, "who drafted it, and the secretariat"),
    "new-practice": (CONTRIBUTORS, "observers read"),
    "declare-interest": ({"member", "moderator"}, "who may be drawn: the chair puts the question"),
    "accept-seat": ({"member", "moderator"}, "who was drawn"),
    "write-review": (OWNER, "who accepted a seat"),
    "change-practice": (OWNER, "its author"),
    "new-paper": (CONTRIBUTORS, "observers read"),
    "import-papers": (CONTRIBUTORS, "observers read"),
    "change-paper": (OWNER | DRAFTERS, "who shared it, and the moderators of that side"),
    "paper-version": (OWNER | DRAFTERS, "who shared it, and the moderators of that side"),
    "withdraw-paper": (OWNER | DRAFTERS, "who shared it, and the moderators of that side"),
    "new-topic": (CONTRIBUTORS, "observers read"),
    "change-topic": (OWNER, "its author"),
    "join-topics": (CONTRIBUTORS, "observers read"),
    "write-note": (CONTRIBUTORS, "observers read"),
    "new-claim": (CONTRIBUTORS, "observers read"),
    "add-appearance": (CONTRIBUTORS, "observers read"),
    "new-room-thread": (CONTRIBUTORS, "observers read"),
    "new-room-text": (CONTRIBUTORS, "observers read"),
    "account_reauthenticate": (OWNER, "who has a password"),
    "mfa_reauthenticate": (OWNER, "who has a second factor"),
    "mfa_reauthenticate_webauthn": (OWNER, "who has a key"),
    "mfa_deactivate_totp": (OWNER, "who has an authenticator"),
    "mfa_view_recovery_codes": (OWNER, "who has recovery codes"),
    "mfa_download_recovery_codes": (OWNER, "who has recovery codes"),
    "mfa_edit_webauthn": (OWNER, "whose key it is"),
    "mfa_remove_webauthn": (OWNER, "whose key it is"),
}
# Addresses that do nothing but lead to the sign-in page.
TO_SIGN_IN = {"account_login"}


def admitted(address: Address) -> set[str]:
    assert address.access is not None
    return NARROWER.get(address.name, (ADMITTED[address.access], ""))[0]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all addresses: what a request changes is rolled back after it."""
    from django.conf import settings

    kept, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield worlds.build()
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = kept


CLIENT = Client(raise_request_exception=False)  # one for all requests: each would load the middleware anew


def ask(world: World, reader: str, method: str, url: str, data: dict[str, str]) -> int:
    """Return the status of one request; a redirect to the sign-in page counts as 401."""
    CLIENT.cookies = SimpleCookie(world.cookies[reader])
    with transaction.atomic():
        response = CLIENT.get(url) if method == "GET" else CLIENT.post(url, data)
        transaction.set_rollback(True)
    to = response.headers.get("Location", "")
    return 401 if response.status_code == 302 and to.startswith(reverse("sign-in")) else response.status_code


def posted(council: Furnished, address: Address) -> dict[str, str]:
    """Return what is posted: nothing, except where a page reads what was sent before it asks who sends."""
    return {"statement": council.named["statement"], "value": "1"} if address.name == "vote" else {}


def right(address: Address, reader: str, method: str, status: int) -> bool:
    """Return whether a reader got what the address says."""
    if reader in admitted(address):
        # Posting nothing may name nothing (404); opening the page must work.
        closed = {403} if method == "POST" else {403, 404}
        return status < 500 and status not in closed and (status != 401 or address.name in TO_SIGN_IN)
    hidden = {401, 404, 405} if reader == VISITOR else {404, 405}
    # Where the page's own rule says no to somebody whom its access admits, it may say so.
    says_no = address.name in NARROWER and reader in ADMITTED[str(address.access)]
    return status in (hidden | {403} if says_no else hidden)


@pytest.fixture
def readers(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Everybody; where both databases are tested, on the second whose pages ask it most: who may do what was seen on the first."""
    return ("member", "secretary") if request.config.getoption("--of-two") == "second" else READERS


@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.name or address.route)
def test_an_address_opens_for_whom_it_says(world: World, readers: tuple[str, ...], address: Address) -> None:
    assert address.access in ADMITTED, f"{address.route} declares no access"
    url = reverse(address.name, kwargs=world.home.arguments(address.name, list(address.kwargs)))
    wrong = []
    for reader in readers:
        for method in ("GET", "POST"):
            status = ask(world, reader, method, url, posted(world.home, address))
            if not right(address, reader, method, status):
                wrong.append(f"{method} {url} as {reader}: {status}")
    assert wrong == []


@pytest.mark.parametrize(
    "address",
    [a for a in addresses() if "council" in a.kwargs and len(a.kwargs) > 1 and a.name not in SHARED],
    ids=lambda address: address.name,
)
@pytest.mark.in_run("first")
def test_another_councils_object_is_not_found_here(world: World, address: Address) -> None:
    """The object of another council, under this council's address, as the one reader who may do most here."""
    foreign = world.other.arguments(address.name, list(address.kwargs)) | {"council": world.home.council.slug}
    if foreign == world.home.arguments(address.name, list(address.kwargs)):
        pytest.fail(f"{address.name} names no object: list it in world.PLAIN or give its object")
    url = reverse(address.name, kwargs=foreign)
    data = posted(world.other, address)
    assert {ask(world, reader, method, url, data) for reader in ("secretary", "member") for method in ("GET", "POST")} <= {404, 405}


NOT_OF_THE_SIDE = (*(reader for reader in READERS if reader not in SEATS), *OTHER_SIDE)
OF_THE_ROOM = [address for address in addresses() if "thread" in address.kwargs or address.name == "hide-room-note"]


def test_a_private_room_stays_private_on_every_address_that_names_it(world: World) -> None:
    """For the other side's people of every role, as for strangers and for who runs the installation."""
    assert {address.name for address in OF_THE_ROOM} >= {"room-thread", "new-room-text", "hide-room-note"}
    urls = [reverse(a.name, kwargs=world.home.arguments(a.name, list(a.kwargs))) for a in OF_THE_ROOM]
    urls.append(reverse("file", args=[world.home.council.slug, world.home.named["of the room.file"]]))
    for kind in ("room-thread", "room-note"):
        for public_id in (world.home.named["thread"], world.home.named["hide-room-note.note"]):
            urls.append(reverse("comment", args=[world.home.council.slug, kind, public_id]))
    assert ask(world, "observer", "GET", urls[0], {}) == 200
    assert ask(world, "observer", "GET", urls[len(OF_THE_ROOM)], {}) == 200
    said = {
        (url, reader, how): ask(world, reader, how, url, {"said": "x"})
        for url in urls
        for reader in NOT_OF_THE_SIDE
        for how in ("GET", "POST")
    }
    assert {asked: status for asked, status in said.items() if status not in (404, 405, 401 if asked[1] == VISITOR else 404)} == {}


@pytest.mark.parametrize("reader", ["secretary of the other side", VISITOR])
def test_no_page_file_or_list_holds_a_word_of_the_room(world: World, reader: str) -> None:
    """Every address there is, as the other side's secretary and as a visitor: also as CSV and by a search."""
    secret = [*SECRETS, world.home.named["thread"], world.home.named["hide-room-note.note"], world.home.named["of the room.file"]]
    client = Client(raise_request_exception=False)
    client.cookies = SimpleCookie(world.cookies[reader])
    found, opened = [], 0
    for address in addresses():
        if address in OF_THE_ROOM or (reader == VISITOR and address.access not in (Access.PUBLIC, Access.LINK)):
            continue
        url = reverse(address.name, kwargs=world.home.arguments(address.name, list(address.kwargs)))
        for asked in ("", "?format=csv", "?q=room-secret") if address.name in LISTS else ("",):
            with transaction.atomic():
                response = client.get(url + asked)
                content = b"".join(response.streaming_content) if response.streaming else response.content
                transaction.set_rollback(True)
            opened += response.status_code == 200
            found += [f"{url}{asked}: {word}" for word in secret if word.encode() in content]
    assert opened > (100 if reader != VISITOR else 40)
    assert found == []


def test_the_page_of_permissions_is_up_to_date() -> None:
    assert PAGE.exists(), "run .venv/bin/python -m tests.architecture.permissions"
    assert PAGE.read_text() == page(), "run .venv/bin/python -m tests.architecture.permissions"


def test_every_exception_names_an_address() -> None:
    assert NARROWER.keys() | SHARED.keys() | TO_SIGN_IN <= {address.name for address in addresses()}


def test_every_kind_of_reader_is_asked() -> None:
    assert {VISITOR, STRANGER, FOREIGN, SUSPENDED} <= ALL
