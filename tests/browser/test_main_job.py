"""The main job on a phone: a real conversation taken from its import to the council's verdict, and walked back."""

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from kenes.base import clock
from kenes.councils.acts import issue_code
from kenes.councils.models import Council, Member
from kenes.deliberation.models import Deliberation
from kenes.issues.acts import make_issue, report_signal
from kenes.issues.models import Issue
from kenes.promotion.models import Commitment, Dispatch, Verdict
from kenes.promotion.tasks import tick
from kenes.recommendations.models import Adoption, Recommendation
from kenes.record.queries import verify
from tests import factories
from tests.browser.conftest import Phone

DATA = Path(os.environ.get("KENES_TEST_DATA", Path(__file__).resolve().parents[3] / "shared/data")) / "opinions/nz-biodiversity"
Open = Callable[[Member], Page]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def files_of_their_own(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def two_sides() -> Council:
    return factories.council(countries=("KZ", "RU"))


@pytest.fixture
def secretary_(two_sides: Council) -> Member:
    return factories.member(two_sides, role=Member.Role.SECRETARY)


@pytest.fixture
def people(two_sides: Council) -> list[Member]:
    """Three members a side, in one region each."""
    return factories.members(two_sides, 3, region="KZ-63") + factories.members(two_sides, 3, region="RU-OMS", side=1)


@pytest.fixture
def issue(secretary_: Member, people: list[Member]) -> Issue:
    """One member of each side reports, and the secretariat makes an issue of it."""
    authors = [people[0], people[3]]
    signals = [
        report_signal(by=author, region=author.region, what=factories.text("Forests here are cut down"), client_key="a-signal-of-mine")
        for author in authors
        if author.region
    ]
    return make_issue(by=secretary_, signals=signals, title=factories.text("Forests are lost"), summary=factories.text("On both sides."))


@pytest.fixture
def opened(phone: Phone, live_server: object) -> Open:
    """Sign a seat in on a phone of its own, with a code that was handed over, and return its page."""
    phones: dict[int, Page] = {}

    def open_for(member: Member) -> Page:
        if member.pk not in phones:
            page = phone(base_url=str(live_server.url)).new_page()  # type: ignore[attr-defined]
            _, code = issue_code(by=None, member=member)
            page.goto("/sign-in/")
            page.locator("input[name=code]").fill(code)
            page.get_by_role("button", name="Enter with the code").click()
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            phones[member.pk] = page
        return phones[member.pk]

    return open_for


def go(page: Page, name: str, *args: str) -> None:
    page.goto(reverse(name, args=args))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def import_it(page: Page, council: Council, issue: Issue) -> Deliberation:
    """The secretary uploads the two files of the export."""
    go(page, "import-polis", council.slug)
    page.locator("input[name=votes]").set_input_files(DATA / "votes.csv.gz")
    page.locator("input[name=comments]").set_input_files(DATA / "comments.csv")
    page.locator("input[name=question]").fill("What would protect biodiversity?")
    page.locator("select[name=issue]").select_option(issue.public_id)
    press(page, "Import")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would protect biodiversity?", timeout=60_000)
    return Deliberation.objects.get()


def draft(page: Page, council: Council) -> Recommendation:
    """The secretary drafts from the statements with the broadest agreement, which come first."""
    go(page, "new-recommendation", council.slug)
    page.locator("input[name=title]").fill("Protect the native forests of both countries")
    page.locator("textarea[name=text]").fill("To the ministry of ecology: publish a plan for native forests by spring 🌲.")
    page.locator("textarea[name=rationale]").fill("The broadest agreement of 536 people.")
    page.locator("input[name=issues]").first.check()
    for place in range(3):
        page.locator("input[name^=statements-]").nth(place).check()
    press(page, "Save the draft")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Protect the native forests")
    return Recommendation.objects.get()


def adopt(opened: Open, secretary: Member, people: list[Member], recommendation: Recommendation) -> Adoption:
    """Both sides agree to the text; then a secret ballot: everybody of both sides votes, and the secretary closes it."""
    council, page = recommendation.council.slug, opened(secretary)
    for staff in (secretary, factories.member(recommendation.council, role=Member.Role.SECRETARY, side=1)):
        go(opened(staff), "recommendation", council, recommendation.public_id)
        opened(staff).locator("form[action$='/agree/'] button.button").click()
        expect(opened(staff).locator("form[action$='/agree/']")).to_have_count(0)
    go(page, "open-adoption", council, recommendation.public_id)
    page.locator("input[name=method][value=secret]").check()
    press(page, "Open the vote")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    adoption = Adoption.objects.get()
    for member in people:
        ballot = opened(member)
        go(ballot, "ballot", council, adoption.public_id)
        ballot.locator("button[name=value][value=yes]").click()
        press(ballot, "Cast this ballot")
        expect(ballot.get_by_role("button", name="Cast this ballot")).to_have_count(0)
    go(page, "adoption", council, adoption.public_id)
    page.locator("form[action$='/close/'] button").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    adoption.refresh_from_db()
    return adoption


def send(page: Page, council: Council) -> str:
    """The secretary enters the body, composes the brief, sends it; returns the private link, which is shown once."""
    go(page, "new-body", council.slug)
    page.locator("input[name=name_en]").fill("Sample ministry of ecology")
    press(page, "Enter the body")
    go(page, "new-brief", council.slug)
    page.locator("input[name=title]").fill("Native forests are lost on both sides")
    page.locator("textarea[name=summary]").fill("536 people agree on what would help.")
    page.locator("input[name=recommendations]").first.check()
    press(page, "Compose the brief")
    page.get_by_role("link", name="Send to a body").click()
    page.locator("select[name=body]").select_option(index=1)
    page.locator("input[name=registration]").fill("2026/15")
    press(page, "Send the brief")
    expect(page.get_by_text("/a/").first).to_be_visible(timeout=60_000)
    link = page.locator("main").inner_text().split("/a/")[1].split("/")[0]
    return f"/a/{link}/"


def answer(phone: Phone, server: str, link: str) -> Page:
    """The official, without an account: looks (nothing changes), answers once."""
    page = phone(base_url=server).new_page()
    page.goto(link)
    assert Dispatch.objects.get().state == "sent"
    page.locator("input[name$=response][value=in_part]").check()
    page.locator("textarea[name$=reason]").fill("The plan will cover state forests only.")
    page.locator("input[name$=unit]").fill("Forest department")
    page.locator("input[name=sender_name]").fill("Sample official")
    page.locator("input[name=sender_position]").fill("Head of department")
    page.locator("input[name=sender_contact]").fill("+7 700 000 00 00")
    press(page, "Send 1 answer")
    expect(page.get_by_role("button", name="Send 1 answer")).to_have_count(0)
    assert Dispatch.objects.get().state == "received"
    return page


def confirm(page: Page, council: Council) -> Commitment:
    dispatch = Dispatch.objects.get()
    go(page, "dispatch", council.slug, dispatch.public_id)
    page.locator("input[name=note]").fill("Called the ministry's registry")
    press(page, "Confirm the sender")
    expect(page.get_by_role("button", name="Confirm the sender")).to_have_count(0)
    return Commitment.objects.get()


def judge(opened: Open, secretary: Member, people: list[Member], official: Page, link: str, commitment: Commitment) -> Verdict:
    """The body says that it is done; the members of the regions are asked, and say what they see."""
    council = commitment.body.council.slug
    official.goto(link)
    official.get_by_text("Report on it").click()
    official.locator("textarea[name$=report]").first.fill("The plan is published.")
    official.locator("input[name$=claims_done]").check()
    press(official, "Send the report")
    page = opened(secretary)
    go(page, "ask-verdict", council, commitment.public_id)
    press(page, "Ask the members")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    verdict = Verdict.objects.get()
    for member in people:
        own = opened(member)
        go(own, "verdict", council, verdict.public_id)
        own.locator("input[name=value][value=done]").check()
        own.locator("textarea[name=evidence]").fill("I have seen the plan.")
        press(own, "Give my verdict")
        expect(own.get_by_role("button", name="Change my answer")).to_be_visible()
    with clock.at(verdict.closes_at + timedelta(minutes=1)):
        tick()
    verdict.refresh_from_db()
    return verdict


def briefs_in_three_languages(page: Page) -> list[str]:
    """Download the PDFs as sent and return the text of each."""
    dispatch = Dispatch.objects.get()
    texts = []
    for file in dispatch.documents.filter(content_type="application/pdf").order_by("name"):
        response = page.request.get(reverse("file", args=[dispatch.brief.council.slug, file.public_id]))
        assert response.ok
        texts.append("\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(response.body())).pages))
    return texts


def test_a_real_conversation_becomes_a_verified_result_and_can_be_walked_back(
    opened: Open, phone: Phone, live_server: object, two_sides: Council, secretary_: Member, people: list[Member], issue: Issue
) -> None:
    page = opened(secretary_)

    deliberation = import_it(page, two_sides, issue)
    assert deliberation.participants.count() == 536

    recommendation = draft(page, two_sides)
    assert recommendation.evidence.count() == 3

    adoption = adopt(opened, secretary_, people, recommendation)
    assert (adoption.state, adoption.tally["yes"]) == ("adopted", 6)
    assert [side["voted"] for side in adoption.tally["sides"]] == [3, 3]

    link = send(page, two_sides)
    texts = briefs_in_three_languages(page)
    assert len(texts) == 3
    assert all("Protect the native forests" in text for text in texts)

    official = answer(phone, str(live_server.url), link)  # type: ignore[attr-defined]
    commitment = confirm(page, two_sides)
    verdict = judge(opened, secretary_, people, official, link, commitment)
    assert verdict.outcome == "done"

    go(page, "commitment", two_sides.slug, commitment.public_id)
    page.locator(f"main a[href='{reverse('recommendation', args=[two_sides.slug, recommendation.public_id])}']").first.click()
    page.locator(f"main a[href='{reverse('issue', args=[two_sides.slug, issue.public_id])}']").first.click()
    page.locator("main a[href*='/signals/']").first.click()
    expect(page.locator("main")).to_contain_text("Forests here are cut down")
    assert verify(two_sides.public_id) is None
