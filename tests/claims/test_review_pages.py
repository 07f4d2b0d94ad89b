"""Joint review through its pages: from opening a panel to an answered appeal, and what each reader is shown."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kenes.base import clock
from kenes.base.files import keep
from kenes.base.search import find
from kenes.base.sniff import Checked
from kenes.claims import acts, verify_draw
from kenes.claims.models import Appeal, Claim, Finding, Panel, Review, Seat, Source
from kenes.claims.tasks import tick
from kenes.councils.models import Council, Member
from kenes.engine.panels import commitment_of
from kenes.site.queries.mine import mine
from kenes.situation.boards import Row
from tests import factories
from tests.claims import scenes
from tests.claims.scenes import DAY
from tests.issues.conftest import notices_to
from tests.situation import figures

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2026-11-01T09:00:00+05:00")


@pytest.fixture(autouse=True)
def files_of_their_own(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


def as_member(member: Member | None) -> Client:
    client = Client()
    if member is not None and member.user is not None:
        client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(
    reader: Member | None, name: str, about: Claim, number: int = 0, *more: str, data: dict[str, object] | None = None
) -> HttpResponse:
    url = reverse(name, args=[about.council.slug, about.public_id, *([number] if number else []), *more])
    client, english = as_member(reader), {"accept-language": "en"}
    return client.get(url, headers=english) if data is None else client.post(url, data, headers=english)  # type: ignore[return-value]


def read(reader: Member | None, name: str, about: Claim, number: int = 0) -> str:
    return " ".join(page(reader, name, about, number).content.decode().split())


def cards(member: Member) -> list[str]:
    return [item.verb for item in mine(member).asked]


def test_a_joint_review_from_its_opening_to_the_sealed_reviews(tmp_path: Path) -> None:
    council, (first, second) = scenes.two_sides(people=8)
    claim = scenes.claim(council)
    member = Member.objects.filter(council=council, side=first.side, role="member").select_related("side", "council", "user")[0]
    with clock.at(START):
        form = {
            "declare_on": "2026-11-03",
            "draw_on": "2026-11-05",
            "closes_on": "2026-11-20",
            "answer_days": 3,
            "least": 8,
            "names": "council",
        }
        assert page(first, "open-panel", claim, data={**form, "seats": 7}).status_code == 422
        assert page(first, "open-panel", claim, data={**form, "seats": 8}).status_code == 302
        panel = Panel.objects.get()
        assert "Interests are being declared" in read(member, "panel", claim, 1)
        assert "Say whether you may be drawn" in cards(member)
        assert page(member, "declare-interest", claim, 1, data={"interest": "no", "institute": "Institute of Mines"}).status_code == 302
        assert "Say whether you may be drawn" not in cards(member)
    with clock.at(panel.declare_by):
        tick()
    with clock.at(panel.declare_by + timedelta(hours=1)):
        numbers = {}
        for secretary in (first, second):
            assert "Commit to a number" in cards(secretary)
            shown = read(secretary, "commit-nonce", claim, 1)
            found = re.search(r'mono">([0-9a-f]{64})<', shown)
            hashed = re.search(r'value="([0-9a-f]{64})"', shown)
            assert found
            assert hashed
            assert commitment_of(found[1]) == hashed[1]
            numbers[secretary] = found[1]
            assert page(secretary, "commit-nonce", claim, 1, data={"commitment": hashed[1]}).status_code == 302
        assert numbers[first] not in read(first, "panel", claim, 1)
        assert page(first, "reveal-nonce", claim, 1, data={"nonce": "1"}).status_code == 422
        for secretary in (first, second):
            assert "Reveal the number" in cards(secretary)
            assert page(secretary, "reveal-nonce", claim, 1, data={"nonce": numbers[secretary]}).status_code == 302
        assert Seat.objects.get(member=member).state == Seat.State.OFFERED  # eight people, eight seats
        assert "Take or give back a seat" in cards(member)
        shown = read(member, "accept-seat", claim, 1)
        assert "How many reviewers of each side gave which answer is published" in shown
        assert "Members of the council see who the reviewers were" in shown
        assert page(member, "accept-seat", claim, 1, data={"institute": "Institute of Mines"}).status_code == 422
        assert page(member, "accept-seat", claim, 1, data={"institute": "Institute of Mines", "understood": "on"}).status_code == 302
        assert "Write your review" in cards(member)
        sources = {"source-0-title": "The ministry", "source-0-url": "https://example.org/1", "source-1-title": "", "source-1-url": ""}
        note = SimpleUploadedFile("note.txt", b"The mine works", "text/plain")
        answers = {"category": "false", "confidence": "high", "reasons": "I asked there.", "language": "en", **sources}
        assert page(member, "write-review", claim, 1, data={**answers, "reasons": "", "submit": "1"}).status_code == 422
        assert page(member, "write-review", claim, 1, data={**answers, "source-0-copy": note, "save": "1"}).status_code == 302
        kept = Review.objects.get().sources.get().copy
        assert kept is not None
        broken = SimpleUploadedFile("order.pdf", b"%PDF-1.7 not really", "application/pdf")
        refused = page(member, "write-review", claim, 1, data={**answers, "source-0-copy": broken, "save": "1"})
        assert (refused.status_code, "order.pdf: This PDF cannot be cleaned" in refused.content.decode()) == (422, True)
        assert "What is written or seen on its pages stays" in read(member, "write-review", claim, 1)
        assert kept.public_id in read(member, "write-review", claim, 1)
        assert page(member, "write-review", claim, 1, data={**answers, "source-0-drop": "on", "save": "1"}).status_code == 302
        assert not Review.objects.get().sources.exists()
        note.seek(0)
        assert page(member, "write-review", claim, 1, data={**answers, "source-0-copy": note, "save": "1"}).status_code == 302
        kept = Review.objects.get().sources.get().copy
        assert kept is not None
        sent = {**answers, "source-0-kept": kept.public_id, "submit": "1"}
        assert page(member, "write-review", claim, 1, data=sent).status_code == 302
        assert Review.objects.get().sources.get().copy == kept
        assert "Submitted and sealed" in read(member, "write-review", claim, 1)
        proof = tmp_path / "proof.json"
        proof.write_bytes(page(member, "panel-proof", claim, 1).content)
        assert list(verify_draw.faults(json.loads(proof.read_text()))) == []
        assert page(member, "panel-verifier", claim, 1).content == Path(verify_draw.__file__).read_bytes()
        for reader in (first, second, factories.member(council, role=Member.Role.CHAIR)):
            assert page(reader, "write-review", claim, 1).status_code == 404
            assert page(reader, "accept-seat", claim, 1).status_code == 404
            shown = read(reader, "panel", claim, 1)
            assert "1 of 8 have submitted" in shown
            assert "I asked there" not in shown
    assert page(None, "panel", claim, 1).status_code == 302  # to sign in: the claim is not reviewed yet


def published(council: Council, type: str = "factual", **told: object) -> Finding:
    said = {"explained": 8} if type == "stereotype" else {"false": 8}
    finding = scenes.worded(scenes.finding(scenes.claim(council, type), said, said, seats=8, **told))
    if type == "stereotype":
        codes = ["KZ-10", "KZ-55", "KZ-63", "KZ-71", "KZ-75"]
        indicator = figures.indicator(council, "WAGE", [Row(code, "2024", 70.0 + n) for n, code in enumerate(codes)])
        secretary = scenes.staff_of(council)[0]
        finding = acts.bind_figures(by=secretary, finding=finding, indicator=indicator, period="2024", places=codes, seen=finding.text_hash)
    return scenes.published(finding)


def test_the_words_of_a_finding_are_written_agreed_to_and_published_on_its_page() -> None:
    council, (first, second) = scenes.two_sides(people=8)
    figures.indicator(council, "WAGE", [Row("KZ-63", "2024", 71.5), Row("KZ-55", "2024", 70.0)])
    finding = scenes.finding(scenes.claim(council), {"false": 8}, {"false": 8}, seats=8)
    claim, member = finding.claim, Member.objects.filter(council=council, role="member")[0]
    assert "Word a finding" in cards(first)
    assert page(member, "finding", claim, 1).status_code == 404
    assert "Review 16" in read(member, "panel", claim, 1)
    words = {f"{part}_{code}": f"{part} {code}" for part in ("sentence", "text") for code in ("kk", "ru", "en")}
    assert page(first, "write-finding", claim, 1, data={**words, "seen": "0" * 64}).status_code == 422
    assert page(first, "write-finding", claim, 1, data={**words, "seen": finding.text_hash}).status_code == 302
    finding.refresh_from_db()
    bind = {"figures-indicator": "WAGE", "figures-period": "", "figures-place": "all", "seen": finding.text_hash}
    page(first, "finding-figures", claim, 1, data=bind)
    assert finding.figures.count() == 2
    finding.refresh_from_db()
    page(first, "finding-figures", claim, 1, data={"drop": "WAGE", "period": "2024", "seen": finding.text_hash})
    assert finding.figures.count() == 0
    dissent = {"opinion": "I saw it otherwise", "language": "en"}
    assert page(member, "dissent-finding", claim, 1, data=dissent).status_code == 302
    finding.refresh_from_db()
    page(first, "agree-finding", claim, 1, data={"seen": finding.text_hash})
    assert "Agree for our side" not in read(first, "finding", claim, 1)
    assert "Agree for our side" in read(second, "finding", claim, 1)
    page(second, "agree-finding", claim, 1, data={"seen": finding.text_hash})
    shown = read(None, "finding", claim, 1)
    assert re.search(r"<h1[^>]*>sentence en</h1>", shown)
    for words_shown in ("False", "text en", "I saw it otherwise", "reviews in all", "Say that it is wrong"):
        assert words_shown in shown
    reviews = read(None, "panel", claim, 1)
    assert reviews.index("The rules of this review") < reviews.index("Review 16")
    told = read(None, "claim", claim)
    for step in ("A joint review was opened", "Reviewers were drawn by lot", "The panel closed with 16 reviews", "Finding 1 was published"):
        assert step in told
    assert [row.ref for row in find("sentence", council=council.public_id, visible_to=["public"])] == [claim.ref]
    assert "Who reviewed" not in read(None, "panel", claim, 1)
    assert "Who reviewed" in read(member, "panel", claim, 1)


def test_an_appeal_is_sent_by_anyone_and_answered_on_the_page() -> None:
    council, (first, second) = scenes.two_sides(people=8)
    claim = published(council).claim
    assert page(None, "appeal", claim, 1, data={"objection": "", "language": "en"}).status_code == 422
    sent = {"objection": "The mine closed in May", "language": "en", "name": "A. Reader", "contact": "a@example.org"}
    assert page(None, "appeal", claim, 1, data=sent).status_code == 302
    appeal = Appeal.objects.get()
    assert "closed in May" not in read(None, "finding", claim, 1)
    member = Member.objects.filter(council=council, role="member")[0]
    assert "closed in May" in read(member, "finding", claim, 1)
    assert "a@example.org" not in read(member, "finding", claim, 1)
    assert "a@example.org" in read(first, "finding", claim, 1)
    answer = {"decision": "upheld", "answer": "You are right", "language": "en"}
    assert page(first, "answer-appeal", claim, 1, appeal.public_id, data=answer).status_code == 302
    appeal.refresh_from_db()
    page(second, "agree-answer", claim, 1, appeal.public_id, data={"seen": appeal.text_hash})
    shown = read(None, "finding", claim, 1)
    assert "You are right" in shown
    assert "An appeal was upheld" in shown
    assert page(first, "correct-finding", claim, 1, data={}).status_code == 302
    assert "What was wrong before" in read(first, "write-finding", claim, 2)
    assert page(None, "finding", claim, 2).status_code == 302


def test_an_abusive_appeal_is_hidden_by_one_side_and_everyone_sees_that_it_waits() -> None:
    council, (first, second) = scenes.two_sides(people=8)
    claim = published(council).claim
    member = Member.objects.filter(council=council, role="member")[0]
    appeal = acts.appeal(finding=claim.findings.get(), text=factories.text("You swine, and the mine closed"), by=member)
    assert "1 appeal waits for the answer of both sides" in read(None, "finding", claim, 1)
    assert page(member, "hide-appeal", claim, 1, appeal.public_id, data={"reason": "No"}).status_code == 404
    assert page(first, "hide-appeal", claim, 1, appeal.public_id, data={"reason": ""}).status_code == 422
    assert page(first, "hide-appeal", claim, 1, appeal.public_id, data={"reason": "Abuse"}).status_code == 302
    assert [notices_to(one).count("finding.appeal_hidden") for one in (first, second, member)] == [0, 1, 1]
    answered = acts.answer_appeal(by=first, appeal=appeal, decision="refused", answer=factories.text("It is open"))
    acts.agree_answer(by=second, appeal=answered, seen=answered.text_hash)
    for reader in (None, member):
        shown = read(reader, "finding", claim, 1)
        assert "swine" not in shown
        assert "The words of this appeal were hidden by a moderator." in shown
        assert "It is open" in shown
    assert "swine" not in page(None, "claim-json", claim).content.decode()
    assert "swine" in read(second, "finding", claim, 1)
    assert page(second, "show-appeal", claim, 1, appeal.public_id, data={}).status_code == 302
    assert "swine" in read(None, "finding", claim, 1)


def test_a_stereotype_shows_its_figures_by_region_and_what_changed() -> None:
    council, _secretaries = scenes.two_sides(people=8)
    finding = published(council, "stereotype")
    shown = read(None, "finding", finding.claim, 1)
    assert "Explained" in shown
    assert 'class="chart strip"' in shown
    figures.revise(finding.figures.all()[0].indicator, [Row("KZ-63", "2024", 99.0)])
    tick()
    shown = read(None, "finding", finding.claim, 1)
    assert "99.0" in shown
    assert "Figures that it rests on have changed" in shown


def test_what_people_write_stays_inert_on_every_page() -> None:
    council, (first, _second) = scenes.two_sides(people=8)
    evil = "<script>alert(1)</script>{{7*7}}"
    panel = scenes.drawn(scenes.opened(first, scenes.claim(council), seats=8, names="public"))
    for side in (0, 1):
        with clock.at(scenes.drawn_at(panel) + timedelta(hours=1)):
            for seat in scenes.accepted(panel, side, 8):
                scenes.review(seat, text=factories.text(evil), sources=[scenes.Cited(evil, "https://example.org/<b>")])
    finding = scenes.worded(scenes.closed(panel), evil)
    acts.dissent_from_finding(by=Member.objects.filter(council=council, role="member")[0], finding=finding, text=factories.text(evil))
    scenes.published(finding)
    for name in ("panel", "finding"):
        shown = read(None, name, finding.claim, 1)
        assert "<script>alert" not in shown
        assert "{{7*7}}" in shown


def test_beside_a_hash_stands_whether_it_is_that_of_the_file_that_was_sent() -> None:
    council, _secretaries = scenes.two_sides(people=8)
    panel = scenes.finding(scenes.claim(council), {"false": 8}, {"false": 8}, seats=8).panel
    assert panel is not None
    seat = panel.seats.filter(review__isnull=False)[0]
    for order, (name, kind) in enumerate({"source.pdf": "application/pdf", "source.txt": "text/plain"}.items(), 1):
        file = keep(upload=Checked(name, kind, name.encode()), council=council.public_id, subject=seat.ref, owner=None)
        Source.objects.create(review=seat.review, title=name, copy=file, order=order)
    for names, times in (("never", 1), ("public", 0)):
        Panel.objects.filter(pk=panel.pk).update(names=names)
        shown = read(seat.member, "panel", panel.claim, 1)
        assert (shown.count("SHA-256"), shown.count("of the cleaned copy, not of the file that was sent")) == (2, times)


def test_a_void_draw_says_for_which_side() -> None:
    council, (first, second) = scenes.two_sides(people=8)
    panel = scenes.committed(scenes.frozen(scenes.opened(first, scenes.claim(council))))
    with clock.at(panel.draw_by + DAY):
        acts.void_draw(panel=panel)
    shown = read(first, "panel", panel.claim, 1)
    assert "A side did not commit or reveal its number in time" in shown
    assert str(second.side.name) in shown


def test_the_page_before_the_end_asks_as_few_questions_of_the_database_for_many_seats() -> None:
    counts = []
    for people, seats in ((8, 8), (20, 12)):
        council, (first, _second) = scenes.two_sides(people=people)
        panel = scenes.drawn(scenes.opened(first, scenes.claim(council), seats=seats))
        page(first, "panel", panel.claim, 1)
        with CaptureQueriesContext(connection) as asked:
            page(first, "panel", panel.claim, 1)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_is_asked_late_reads_until_when_the_review_is_really_due() -> None:
    council, (first, _second) = scenes.two_sides(people=9)
    panel = scenes.drawn(scenes.opened(first, scenes.claim(council), seats=8))
    seats = list(panel.seats.filter(side=first.side).select_related("member__user"))
    now = panel.first_due + DAY
    with clock.at(now - 2 * timedelta(hours=1)):
        Seat.objects.filter(pk=seats[0].pk).update(answer_by=now)
        acts.decline_seat(by=seats[0].member, seat=seats[0])
    with clock.at(now):
        shown = read(seats[8].member, "accept-seat", panel.claim, 1)
        due = acts.accept_seat(by=seats[8].member, seat=seats[8], institute="Institute of Mines").answer_by
        assert due == now + 3 * DAY
        assert f"{due:%-d} " in re.findall(r"submit what you find until (.*?)\. It takes", shown)[0]


def test_a_second_panel_is_for_members_until_its_own_finding_is_published() -> None:
    council, (first, second) = scenes.two_sides(people=8)
    finding = published(council)
    appeal = acts.appeal(finding=finding, text=factories.text("It is not so"))
    said = acts.answer_appeal(by=first, appeal=appeal, decision="upheld", answer=factories.text("You are right"))
    acts.agree_answer(by=second, appeal=appeal, seen=said.text_hash)
    claim = Claim.objects.get(pk=finding.claim_id)
    draft = scenes.finding(claim, {"true": 8}, {"true": 8}, seats=8)
    assert page(None, "panel", claim, 2).status_code == 302
    assert page(None, "panel-proof", claim, 2).status_code == 302
    assert page(None, "finding", claim, 2).status_code == 302
    scenes.published(scenes.worded(draft, correction=scenes.in_three("New sources were found")))
    for name, words in (("panel", "Review 16"), ("finding", "New sources were found")):
        assert words in read(None, name, claim, 2)
    assert "This finding was replaced" in read(None, "finding", claim, 1)
