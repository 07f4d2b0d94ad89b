"""Every kind of page of the sample councils, for a visitor, a member and the secretariat: WCAG, width, console, other hosts."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from kenes.claims.models import Claim, Finding
from kenes.councils.models import Council, Member
from kenes.councils.sessions import SessionStore
from kenes.deliberation.models import Deliberation
from kenes.issues.models import Issue, Signal
from kenes.library.models import Paper
from kenes.meetings.models import Meeting
from kenes.promotion.models import Brief, Commitment, Dispatch, Verdict
from kenes.recommendations.models import Adoption, Recommendation
from kenes.sides.models import RoomThread
from tests.browser.conftest import Phone

pytestmark = [pytest.mark.browser, pytest.mark.in_run("first"), pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
LOOKS = [("light", 360, "kk"), ("dark", 1280, "ru")]
OF_COUNCIL = ["council", "signals", "issues", "deliberations", "recommendations", "dispatches", "commitments", "regions", "record", "voice"]
OF_MEMBER = ["my-page", "report-signal", "search", "members", "new-recommendation"]
OF_SECRETARIAT = [
    "triage",
    "make-issue",
    "prepare-deliberation",
    "import-polis",
    "statements-queue",
    "bodies",
    "new-body",
    "briefs",
    "new-brief",
    "calendar",
    "new-seat",
    "roster",
    "coverage",
    "applications",
    "council-settings",
    "translations",
]
OF_TWO_SIDES = ["meetings", "claims", "papers", "sides", "attribution-rules"]
OF_ONE_SIDE = ["my-page", "side-room", "new-room-thread", "tasks", "new-claim", "new-paper"]
OF_DESK = ["new-meeting", "held", "import-claims", "import-papers"]


def session_of(member: Member) -> str:
    store = SessionStore()
    user = member.user
    assert user is not None
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def addresses(council: Council) -> dict[str, list[str]]:
    """Return the addresses that a visitor, a member and the secretariat look at."""

    def of(name: str, *args: str) -> str:
        return reverse(name, args=[council.slug, *args])

    settled = Issue.objects.filter(council=council, state="settled").get()
    chain = Recommendation.objects.get(issues=settled)
    closed = Deliberation.objects.get(council=council, state="closed")
    running = Deliberation.objects.get(council=council, state="open")
    secret = Adoption.objects.get(recommendation__council=council, state="open")
    draft = Recommendation.objects.get(council=council, state="draft")
    dispatch = Dispatch.objects.get(brief__recommendations=chain)
    asked = Verdict.objects.get(commitment__body__council=council, outcome="asked")
    signal = Signal.objects.filter(council=council, is_public=True).first()
    brief = Brief.objects.filter(council=council).first()
    seat = Member.objects.filter(council=council).order_by("number").last()
    assert signal is not None
    assert brief is not None
    assert seat is not None
    visitor = [of(name) for name in OF_COUNCIL] + [
        "/sign-in/",
        of("apply"),
        of("issue", settled.public_id),
        of("deliberation", closed.public_id),
        of("results", closed.public_id),
        of("results", closed.public_id) + "?by=profession&numbers=1&show=common",
        of("results-divided", closed.public_id),
        of("results-groups", closed.public_id),
        of("results-slate", closed.public_id),
        of("results-method", closed.public_id),
        closed.statements.get(number=1).get_absolute_url(),
        of("recommendation", chain.public_id),
        of("dispatch", dispatch.public_id),
        of("commitment", Commitment.objects.get(recommendation=chain).public_id),
        of("region", "KZ-63"),
    ]
    member = [of(name) for name in OF_MEMBER] + [
        "/notices/",
        "/account/",
        of("signal", signal.public_id),
        of("vote", running.public_id),
        of("results-groups", closed.public_id),  # with where the member stands
        of("ballot", secret.public_id),
        of("adoption", secret.public_id),
        of("verdict", asked.public_id),
        of("dissent", secret.public_id),
    ]
    secretariat = [of(name) for name in OF_SECRETARIAT] + [
        of("brief", brief.public_id),
        of("seat", seat.public_id),
        of("new-version", draft.public_id),
        of("open-adoption", draft.public_id),
        of("merge-issue", settled.public_id),
    ]
    return {"visitor": visitor, "member": member, "secretary": secretariat}


def addresses_of_two_sides(council: Council) -> dict[str, list[str]]:
    """Return what the sides of a bilateral council share: meetings, agendas, minutes, claims, papers, their own rooms."""

    def of(name: str, *args: object) -> str:
        return reverse(name, args=[council.slug, *args])

    held, coming = Meeting.objects.get(council=council, state="held"), Meeting.objects.get(council=council, state="planned")
    findings = {one.category: one for one in Finding.objects.filter(claim__council=council, state="published")}
    corrected, explained = findings["misleading"], findings["explained"]
    in_review = Claim.objects.get(council=council, state="reviewing")
    waiting = Claim.objects.filter(council=council, state="registered").latest("number")
    imported = Claim.objects.exclude(imported_from="").get(council=council)
    thread = RoomThread.objects.filter(side__council=council, side__order=0, texts__isnull=False).get()
    paper = Paper.objects.get(council=council, number=2)
    meeting = [held.public_id]
    visitor = [of(name) for name in OF_TWO_SIDES] + [of(name, *meeting) for name in ("meeting", "agenda", "agenda-certificate", "minutes")]
    visitor += [one.get_absolute_url() for one in (coming, corrected.claim, *findings.values(), paper, explained.panel) if one]
    visitor += [of("appeal", explained.claim.public_id, explained.number)]
    member = [of(name) for name in OF_ONE_SIDE] + [of(name, *meeting) for name in ("my-share", "meeting-questions", "live")]
    member += [of(name, coming.public_id) for name in ("meeting", "agenda", "topics", "approve-topics", "ask")]
    member += [of("room-thread", thread.public_id), held.questions.get(number=1).get_absolute_url()]
    member += [one.get_absolute_url() for one in (imported, held.agenda.topics.get(number=1), held.tasks.get(type="decision"))]
    desk = [of(name) for name in OF_DESK] + [of(name, *meeting) for name in ("meeting-attendance", "agenda", "minutes")]
    desk += [of(name, waiting.public_id) for name in ("claim", "open-panel", "join-claim")] + [in_review.panels.get().get_absolute_url()]
    return {"visitor": visitor, "member": member, "secretary": desk}


def faults_of(page: Page, address: str, heard: list[str]) -> Iterator[str]:
    """Look at one page and yield what is wrong with it."""
    heard.clear()
    response = page.goto(address)
    if response is None or response.status != 200:
        yield f"status {response and response.status}"
        return
    yield from heard
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if width > 1:
        yield f"scrolls sideways by {width} px"
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} headings of the first rank"
    for violation in Axe().run(page, options=RULES).response["violations"]:
        places = ", ".join(str(node["target"][0]) for node in violation["nodes"][:3])
        yield f"{violation['id']} at {places}"


def listen(page: Page, heard: list[str]) -> None:
    """Note errors in the console (those of the content policy too) and requests to other hosts."""
    page.on("console", lambda message: heard.append(f"console: {message.text[:160]}") if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    page.on("request", lambda request: heard.append(f"asks {request.url}") if is_foreign(request.url) else None)


def is_foreign(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme.startswith("http") and parts.hostname not in ("localhost", "127.0.0.1")


def prepared(context: BrowserContext, server: str, language: str, session: str) -> None:
    cookies = [{"name": "django_language", "value": language, "url": server}]
    if session:
        cookies.append({"name": "sessionid", "value": session, "url": server})
    context.add_cookies(cookies)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sample's files lie, and its database once it is loaded."""
    return tmp_path_factory.mktemp("sample")


@pytest.fixture
def sample(live_server: object, kept: Path, settings: Any) -> None:
    """The sample councils, loaded once: each test leaves an empty database behind, and SQLite takes a copy back in no time."""
    settings.MEDIA_ROOT = kept / "files"
    file = kept / "sample.sqlite3"
    if file.exists():
        with closing(sqlite3.connect(file)) as copy:
            copy.backup(connection.connection)
        return
    call_command("sample", "load", verbosity=0)
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)


@pytest.mark.parametrize(("theme", "width", "language"), LOOKS)
def test_every_screen_is_accessible_fits_and_speaks_to_nobody_else(
    phone: Phone, live_server: object, sample: None, theme: str, width: int, language: str
) -> None:
    found: list[str] = []
    server = str(live_server.url)  # type: ignore[attr-defined]
    for slug, region, pages_of in (("regional", "KZ-61", addresses), ("bilateral", "KZ-59", addresses_of_two_sides)):
        council = Council.objects.get(slug=slug)
        seats = {
            "visitor": None,
            # of a region that the open question about a verdict concerns; and one that has been asked for its topics
            "member": council.members.filter(role="member", region__code=region).order_by("number").first(),
            "secretary": council.members.filter(role="secretary").order_by("number").first(),
        }
        for role, pages in pages_of(council).items():
            context = phone(viewport={"width": width, "height": 800}, color_scheme=theme, base_url=server, is_mobile=False, has_touch=False)
            seat = seats[role]
            prepared(context, server, language, session_of(seat) if seat else "")
            page, heard = context.new_page(), list[str]()
            listen(page, heard)
            found += [f"{role} {theme} {width} {address}: {fault}" for address in pages for fault in faults_of(page, address, heard)]
            context.close()
    assert found == []
