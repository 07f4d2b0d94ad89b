"""Two sides at one table: from sixty topics to agreed minutes, and from a claim seen abroad to a finding of both sides.

What decides is clicked on a phone. What forty people do alike is posted through the same pages with each one's own session.
"""

import hashlib
import re
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from kenes.base import clock
from kenes.claims import tasks as claim_tasks
from kenes.claims.models import Claim, Finding, Panel, Seat
from kenes.councils.models import Council, Member
from kenes.engine.similarity import meaning
from kenes.meetings.models import Agenda, AgendaItem, Meeting, Minutes, Paragraph, Question, Task, Topic
from kenes.record.queries import verify
from tests import factories
from tests.architecture.world import signed_in
from tests.browser.conftest import Phone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REGIONS = 20  # of each side
TOPICS = 60
TOKEN = "a" * 32
LANGUAGES = ("kk", "ru", "en")


class Table:
    """Two sides with twenty regions and a secretary each, and everybody's phone."""

    def __init__(self, phone: Phone, server: str) -> None:
        self.phone, self.server = phone, server
        self.council: Council = factories.council(countries=("KZ", "RU"))
        self.sides: list[list[Member]] = []
        self.staff: list[Member] = []
        for order in (0, 1):
            codes = list(self.council.sides.get(order=order).side_regions.values_list("region__code", flat=True)[:REGIONS])
            self.sides.append([factories.member(self.council, region=code, side=order) for code in codes])
            self.staff.append(factories.member(self.council, role=Member.Role.SECRETARY, side=order))
        self.contexts: dict[int, BrowserContext] = {}
        self.pages: dict[int, Page] = {}

    @property
    def members(self) -> list[Member]:
        return [member for side in self.sides for member in side]

    def context(self, member: Member) -> BrowserContext:
        """Return the phone of a member who has signed in."""
        if member.pk not in self.contexts:
            context = self.phone(base_url=self.server)
            cookies = signed_in(member.user) | {"csrftoken": TOKEN}
            context.add_cookies([{"name": name, "value": value, "url": self.server} for name, value in cookies.items()])  # type: ignore[list-item]
            self.contexts[member.pk] = context
        return self.contexts[member.pk]

    def page(self, member: Member) -> Page:
        if member.pk not in self.pages:
            self.pages[member.pk] = self.context(member).new_page()
        return self.pages[member.pk]

    def at(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.council.slug, *args])

    def post(self, member: Member, url: str, **fields: Any) -> None:
        """Send a page's form as its member's phone does, and see that it was taken."""
        body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN}, doseq=True)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.server + url}
        response = self.context(member).request.post(url, data=body, headers=headers, max_redirects=0)
        assert response.status in (302, 303), (url, response.status, response.text()[-3000:])


@pytest.fixture(autouse=True)
def files_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def table(phone: Phone, live_server: Any) -> Table:
    return Table(phone, str(live_server.url))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def local(moment: Any) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def call(table: Table) -> Meeting:
    """A secretary calls a meeting of four hours and opens its agenda, on the phone."""
    page = table.page(table.staff[0])
    starts = (clock.now() + timedelta(days=40)).replace(hour=5, minute=0)
    page.goto(table.at("new-meeting"))
    page.locator("input[name=title]").fill("Water and roads of the border regions")
    page.locator("[name=starts_at]").fill(local(starts))
    page.locator("[name=ends_at]").fill(local(starts + timedelta(hours=4)))
    page.locator("select[name=timezone]").select_option("Asia/Almaty")
    page.locator("input[name=place]").fill("Omsk")
    press(page, "Call the meeting")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Water and roads")
    meeting = Meeting.objects.get()
    page.goto(table.at("open-agenda", meeting.public_id))
    expect(page.locator("[name=minutes]")).to_have_value("240")
    page.locator("form.form button.button").last.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert Agenda.objects.get().endowment == Agenda.Endowment.SIDE
    return meeting


def propose(table: Table, meeting: Meeting) -> None:
    """Sixty topics from both sides; each is also about a neighbour across the border."""
    url = table.at("new-topic", meeting.public_id)
    subjects = ("water", "roads", "schools", "clinics", "markets", "forests")
    for number in range(TOPICS):
        side = number % 2
        by = table.sides[side][number // 2 % REGIONS]
        other = table.sides[1 - side][number // 2 % REGIONS]
        assert by.region
        assert other.region
        table.post(
            by,
            url,
            title=f"What comes first for {subjects[number % 6]} in {by.region.code}?",
            why_now="The year’s money is given out in March.",
            minutes=(15, 20, 30, 45)[number % 4],
            **{f"regions_{side}": [by.region.code], f"regions_{1 - side}": [other.region.code]},
            language="en",
            client_key=str(uuid4()),
        )
    assert Topic.objects.count() == TOPICS


def approve(table: Table, meeting: Meeting) -> None:
    """Both secretariats open approving; everyone marks what concerns their region, and what neighbours named."""
    Agenda.objects.update(proposals_close_at=clock.now())
    for secretary in table.staff:
        page = table.page(secretary)
        page.goto(table.at("agenda", meeting.public_id))
        page.locator(f"form[action$='{table.at('open-approving', meeting.public_id)}'] button.button").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert Agenda.objects.get().state == Agenda.State.APPROVING
    topics = list(Topic.objects.prefetch_related("regions").order_by("number"))
    for place, member in enumerate(table.members):
        near = [topic for topic in topics if member.region in topic.regions.all()]
        wanted = {*near, *topics[place % 7 :: 7][:4], *topics[place // REGIONS :: 10]}
        table.post(member, table.at("approve-topics", meeting.public_id), topics=[topic.public_id for topic in wanted])


def form_and_confirm(table: Table, meeting: Meeting) -> None:
    """The agenda is formed with a reason at every topic; both sides confirm it; nobody reads who wanted what."""
    Agenda.objects.update(approvals_close_at=clock.now())
    table.post(table.staff[0], table.at("form-agenda", meeting.public_id))
    items = list(AgendaItem.objects.all())
    assert 180 <= sum(item.minutes for item in items) <= 240
    for secretary in table.staff:
        page = table.page(secretary)
        page.goto(table.at("agenda", meeting.public_id))
        press(page, "Confirm for our side")
        expect(page.locator(".messages, .notice").first).to_be_visible()
    assert Agenda.objects.get().state == Agenda.State.CONFIRMED
    page = table.page(table.sides[1][3])
    page.goto(table.at("agenda", meeting.public_id))
    shown = page.locator("ol.programme > li")
    expect(shown).to_have_count(len(items))
    assert all(len(text) > 40 for text in shown.all_inner_texts())
    expect(page.locator("section:has(#left-heading) li")).to_have_count(TOPICS - len(items))
    page.goto(table.at("my-share", meeting.public_id))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def hold(table: Table, meeting: Meeting) -> None:
    """The meeting begins; a question and a suggestion are asked, supported, answered, made a task; it is closed."""
    asker, neighbour, secretary = table.sides[1][0], table.sides[0][0], table.staff[0]
    page = table.page(asker)
    for kind, text in (("question", "Who pays for the gauges?"), ("suggestion", "Let us publish a map of the crossings.")):
        page.goto(table.at("ask", meeting.public_id))
        page.locator(f"input[name=type][value={kind}]").check(force=True)
        page.locator("textarea[name=text]").fill(text)
        press(page, "Send")
        expect(page.get_by_text(text).first).to_be_visible()
    question, suggestion = Question.objects.order_by("number")
    table.post(neighbour, table.at("support-question", meeting.public_id, question.public_id))
    desk = table.page(secretary)
    desk.goto(table.at("live", meeting.public_id))
    desk.locator("#begin-meeting").click()
    desk.locator("#begin-early").click()  # it was called for another day
    first = AgendaItem.objects.order_by("order").first()
    assert first is not None
    desk.locator(f"#begin-{first.public_id}").click()
    expect(desk.locator(f"#end-{first.public_id}")).to_be_visible()
    page.goto(table.at("live", meeting.public_id))
    expect(page.locator(".now-item")).to_contain_text(str(first.topic.title))
    answer = table.at("answer-question", meeting.public_id, question.public_id)
    table.post(secretary, answer, action="answer", **{"answer-answer": "Both ministries.", "answer-language": "en"})
    due = (clock.now() + timedelta(days=90)).date().isoformat()
    task = {"task-text": "Publish the map.", "task-owner": asker.public_id, "task-due_on": due, "task-language": "en"}
    table.post(secretary, table.at("answer-question", meeting.public_id, suggestion.public_id), action="task", **task)
    expect(page.locator(".now-item")).to_be_visible()
    desk.goto(table.at("live", meeting.public_id))
    desk.locator("#close-box summary").click()
    desk.locator("#close-meeting").click()
    expect(desk.get_by_text("The meeting is over.")).to_be_visible()
    assert Task.objects.get().owner == asker


def agree_minutes(table: Table, meeting: Meeting) -> None:
    """Drafted from the agenda; one paragraph in brackets until both sides take one wording; then confirmed at home by both."""
    one, two = table.staff
    desk = table.page(one)
    desk.goto(table.at("minutes", meeting.public_id))
    press(desk, "Draft the minutes from the agenda")
    expect(desk.get_by_role("heading", name="The text")).to_be_visible()
    for paragraph in Paragraph.objects.all():
        for code in LANGUAGES:
            if code not in paragraph.text.texts:
                url = table.at("minutes-paragraph", meeting.public_id, paragraph.public_id)
                paragraph.refresh_from_db()
                table.post(one, url, language=code, seen=paragraph.revision, text=f"{paragraph.text.original_text} ({code})")
    press(desk, "Send to the sides")
    disputed = Paragraph.objects.filter(item__isnull=False).order_by("order")[0]  # after who came
    at = table.at
    table.page(two).goto(at("bracket-paragraph", meeting.public_id, disputed.public_id))
    page = table.page(two)
    page.locator("select[name=language]").select_option("en")
    page.locator("input[name=words]").fill("What comes first")
    page.locator("input[name=own]").fill("What is done in spring")
    press(page, "Put words in brackets")
    expect(page.locator(".disputed")).to_contain_text("What comes first / What is done in spring")
    for code in ("kk", "ru"):
        disputed.refresh_from_db()
        url = at("minutes-paragraph", meeting.public_id, disputed.public_id)
        text = str(disputed.text.texts[code]["text"]).replace("What comes first", "[1]")
        table.post(two, url, language=code, seen=disputed.revision, text=text)
        table.post(two, f"{at('offer-wording', meeting.public_id, disputed.public_id, 1)}?of=2", language=code, own=f"in spring ({code})")
    desk.goto(at("minutes-paragraph", meeting.public_id, disputed.public_id))
    desk.get_by_role("button", name="Take this wording").nth(1).click()
    expect(desk.get_by_text("Every side takes this wording")).to_be_visible()
    for secretary in table.staff:
        page = table.page(secretary)
        page.goto(at("minutes", meeting.public_id))
        page.get_by_role("button", name="for our side").first.click()
        expect(page.get_by_text("Your side agrees to")).to_be_visible()
    for secretary in table.staff:
        page = table.page(secretary)
        page.goto(at("minutes", meeting.public_id))
        press(page, "Confirm for our side")
        expect(page.get_by_text("Your side has confirmed the minutes.")).to_be_visible()
    assert Minutes.objects.get().state == Minutes.State.AGREED


def test_two_sides_form_an_agenda_hold_the_meeting_and_agree_the_minutes(table: Table) -> None:
    meeting = call(table)
    propose(table, meeting)
    approve(table, meeting)
    form_and_confirm(table, meeting)
    hold(table, meeting)
    agree_minutes(table, meeting)
    visitor = table.phone(base_url=table.server).new_page()
    visitor.goto(table.at("minutes", meeting.public_id))
    expect(visitor.get_by_text("Every side has confirmed this text.")).to_be_visible()
    assert verify(table.council.public_id) is None


def register_and_match(table: Table) -> Claim:
    """A claim is registered in Kazakh; a member of the other side, who saw it in Russian, is led to it."""
    page = table.page(table.sides[0][0])
    page.goto(table.at("new-claim"))
    page.locator("textarea[name=wording]").fill("Шекарадағы бақылау-өткізу бекеті жүк көліктері үшін толығымен жабылды.")
    page.locator("select[name=language]").select_option("kk")
    page.locator("input[name=url]").fill("https://news.example.org/kk/1")
    page.locator("input[name=type][value=factual]").check(force=True)
    press(page, "Register the claim")
    expect(page.get_by_text("The claim is registered.")).to_be_visible()
    claim = Claim.objects.get()
    other = table.page(table.sides[1][0])
    other.goto(table.at("new-claim"))
    other.locator("textarea[name=wording]").fill("Контрольно-пропускной пункт на границе полностью закрыли для грузовиков.")
    other.locator("select[name=language]").select_option("ru")
    other.locator("input[name=url]").fill("https://news.example.org/ru/1")
    other.locator("input[name=type][value=factual]").check(force=True)
    press(other, "Register the claim")
    expect(other.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    expect(other.locator("#alike")).to_contain_text("similar meaning")
    other.get_by_role("link", name="It is this one: add where I saw it").click()
    other.locator("select[name=language]").select_option("ru")
    other.locator("textarea[name=quote]").fill("Контрольно-пропускной пункт на границе полностью закрыли для грузовиков.")
    press(other, "Add where it was seen")
    expect(other.get_by_role("heading", name="Where it was seen")).to_contain_text("2")
    assert Claim.objects.count() == 1
    return claim


def review(table: Table, claim: Claim) -> Finding:
    """The pool is fixed, both sides commit and reveal, sixteen reviewers write alone, and the panel closes."""
    page, day = table.page(table.staff[0]), clock.now().date()
    page.goto(table.at("open-panel", claim.public_id))
    page.locator("input[name=seats]").fill("8")
    page.locator("input[name=least]").fill("8")
    press(page, "Open the review")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    Panel.objects.update(declare_by=clock.now())
    claim_tasks.tick()
    numbers = [secrets.token_hex(32) for _ in table.staff]
    for secretary, number in zip(table.staff, numbers, strict=True):
        commitment = hashlib.sha256(bytes.fromhex(number)).hexdigest()
        table.post(secretary, table.at("commit-nonce", claim.public_id, 1), commitment=commitment)
    for secretary, number in zip(table.staff, numbers, strict=True):
        table.post(secretary, table.at("reveal-nonce", claim.public_id, 1), nonce=number)
    for seat in Seat.objects.filter(state=Seat.State.OFFERED).select_related("member__user"):
        said = {"institute": f"Institute {seat.member.number}", "understood": "on"}
        table.post(seat.member, table.at("accept-seat", claim.public_id, 1), **said)
        written = {"category": "false", "confidence": "high", "reasons": "It was open on every day.", "language": "en", "submit": "1"}
        written |= {"source-0-title": "Bulletin of the customs service", "source-0-url": "https://customs.example.org/1"}
        table.post(seat.member, table.at("write-review", claim.public_id, 1), **written)
    claim_tasks.tick()
    assert Panel.objects.get().state == Panel.State.CLOSED, day
    return Finding.objects.get()


def publish(table: Table, finding: Finding, sentence: str, **more: str) -> None:
    """One secretariat words the finding in three languages; both agree."""
    claim, number = finding.claim.public_id, finding.number
    finding.refresh_from_db()
    words = {
        f"{part}_{code}": f"{text} ({code})"
        for part, text in {"sentence": sentence, "text": "It was open.", **more}.items()
        for code in LANGUAGES
    }
    table.post(table.staff[0], table.at("write-finding", claim, number), seen=finding.text_hash, **words)
    for secretary in table.staff:
        page = table.page(secretary)
        page.goto(table.at("finding", claim, number))
        page.locator(f"form[action$='{table.at('agree-finding', claim, number)}'] button.button").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    finding.refresh_from_db()
    assert finding.state == Finding.State.PUBLISHED


def test_a_claim_seen_in_russian_is_matched_to_one_in_kazakh_reviewed_published_and_corrected(table: Table) -> None:
    assert meaning.state() == meaning.State.AVAILABLE, "the extra “semantic” is part of what is tested here"
    claim = register_and_match(table)
    finding = review(table, claim)
    visitor = table.phone(base_url=table.server).new_page()
    visitor.goto(claim.get_absolute_url())
    expect(visitor).to_have_url(re.compile("/sign-in/"))
    publish(table, finding, "The crossing stayed open for trucks")
    visitor.goto(claim.get_absolute_url())
    expect(visitor.locator("main")).to_contain_text("The crossing stayed open for trucks (en)")
    assert '"alternateName": "False"' in visitor.locator("script[type='application/ld+json']").inner_text()
    table.post(table.staff[1], table.at("correct-finding", claim.public_id, finding.number))
    correction = Finding.objects.get(number=2)
    publish(table, correction, "The crossing stayed open, but for one night", correction="One night was overlooked.")
    visitor.goto(claim.get_absolute_url())
    expect(visitor.locator("main")).to_contain_text("The crossing stayed open, but for one night (en)")
    visitor.goto(finding.get_absolute_url())
    expect(visitor.locator("main")).to_contain_text("Replaced by a correction")
    assert verify(table.council.public_id) is None
