"""Reviews: written alone, sealed until the panel closes, opened all at once under numbers that tell nothing."""

import io
from hashlib import sha256
from pathlib import Path

import openpyxl
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kenes.base import clock
from kenes.base.errors import Invalid
from kenes.base.files import path_of
from kenes.base.models import File
from kenes.base.text import Text
from kenes.claims import acts
from kenes.claims.acts.closing import hash_of_reviews
from kenes.claims.acts.reviews import Cited
from kenes.claims.errors import CategoryNotOffered, PanelMovedOn, ReviewSent, SeatGone, SourceNeeded, UnusableLink
from kenes.claims.models import Claim, Finding, Panel, Review, Seat
from kenes.claims.queries.panels import reviewers_shown, reviews_shown
from kenes.claims.queries.tables import progress_of
from kenes.claims.tasks import tick
from kenes.councils.errors import TextNeeded
from kenes.councils.models import Member
from kenes.issues.queries import file_for
from kenes.record.models import Entry
from kenes.record.queries import entries
from kenes.site.acts import translate_text
from kenes.site.queries.translations import find_text, rows
from tests import factories
from tests.claims import scenes
from tests.claims.test_panels import refused
from tests.factories import text
from tests.issues.conftest import notices_to

pytestmark = pytest.mark.django_db
HOUR = scenes.timedelta(hours=1)


@pytest.fixture(autouse=True)
def files_of_their_own(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


def drawn(**told: object) -> Panel:
    council, (first, _second) = scenes.two_sides(people=13)
    return scenes.drawn(scenes.opened(first, scenes.claim(council), **told))


def test_a_review_is_saved_as_a_draft_and_submitted_once() -> None:
    panel = drawn()
    with clock.at(scenes.drawn_at(panel) + HOUR):
        seat = scenes.accepted(panel, 0, 1)[0]
        write = {"by": seat.member, "seat": seat}
        nothing = {"category": "", "confidence": "", "text": Text.of("kk", ""), "sources": []}
        acts.write_review(**write, **nothing)
        refused(CategoryNotOffered, acts.write_review, **write, **nothing, submit=True)
        refused(CategoryNotOffered, acts.write_review, **write, **{**nothing, "category": "explained"})
        refused(CategoryNotOffered, acts.write_review, **write, **{**nothing, "category": "differ"})
        refused(Invalid, acts.write_review, **write, **{**nothing, "confidence": "total"})
        whole = {
            "category": "false",
            "confidence": "low",
            "text": text("The mine works"),
            "sources": [Cited("Seen there", "https://example.org/")],
        }
        refused(TextNeeded, acts.write_review, **write, **{**whole, "text": Text.of("kk", "")}, submit=True)
        for nowhere in ([], [Cited("", "")], [Cited("Everybody knows")]):
            refused(SourceNeeded, acts.write_review, **write, **{**whole, "sources": nowhere}, submit=True)
        for address in (
            "javascript:alert(1)",
            "ftp://example.org",
            "https://name:pass@example.org/",
            "http://localhost/",
            "//x.kz",
            "https://[1",
        ):
            refused(UnusableLink, acts.write_review, **write, **{**whole, "sources": [Cited("A page", address)]})
        acts.write_review(**write, **whole, submit=True)
        refused(ReviewSent, acts.write_review, **write, **whole)
        refused(ReviewSent, acts.decline_seat, **write)
    assert (Review.objects.count(), Seat.objects.get(pk=seat.pk).state) == (1, Seat.State.SUBMITTED)


def test_until_the_end_nobody_learns_more_than_how_many_of_each_side_have_submitted() -> None:
    panel = drawn()
    council = panel.claim.council
    note = SimpleUploadedFile("Aigerim Pavlodar.txt", b"The mine works", "text/plain")
    before = Entry.objects.count()
    with clock.at(scenes.drawn_at(panel) + HOUR):
        seat, draft = scenes.accepted(panel, 0, 2)
        scenes.review(seat, sources=[Cited("A copy", "", note)])
        acts.write_review(by=draft.member, seat=draft, category="true", confidence="", text=text("Not yet"), sources=[])
    assert [(side.order, n) for side, n in progress_of(panel)] == [(0, 1), (1, 0)]
    assert reviews_shown(panel, None) == []
    assert reviewers_shown(panel, seat.member) == []
    file = File.objects.get(subject=seat.ref)
    chair = factories.member(council, role=Member.Role.CHAIR)
    readers = [None, chair, scenes.staff_of(council)[0], draft.member]
    assert [file_for(council, reader, file.public_id) for reader in readers] == [None] * 4
    assert file_for(council, seat.member, file.public_id) == file
    assert file.name == "source.txt"
    assert Entry.objects.count() == before  # the record's times would tell who submitted when


def test_at_the_end_reviews_stand_by_shuffled_numbers_and_drafts_are_gone() -> None:
    panel = drawn()
    council = panel.claim.council
    with clock.at(scenes.drawn_at(panel) + HOUR):
        note = SimpleUploadedFile("note.txt", b"The mine works", "text/plain")
        seats = scenes.accepted(panel, 0, 10)
        for seat in seats[:9]:
            scenes.review(seat, sources=[Cited("A copy", "", note)])
        acts.write_review(by=seats[9].member, seat=seats[9], category="true", confidence="", text=text("Not yet"), sources=[])
    scenes.reviewed(panel, 1, {"false": 8, "true": 1})
    refused(PanelMovedOn, acts.close_panel, panel=panel)
    finding = scenes.closed(panel)
    panel = scenes.again(panel)
    shown = reviews_shown(panel, finding)
    numbers = [review.number for side in shown for review in side.reviews]
    assert sorted(numbers) == list(range(1, 19))
    assert [review.label for side in shown for review in side.reviews] == [""] * 18
    assert Review.objects.count() == 18
    assert Seat.objects.get(pk=seats[9].pk).state == Seat.State.REPLACED
    file = File.objects.filter(subject=seats[0].ref).get()
    assert file_for(council, seats[1].member, file.public_id) == file
    assert file_for(council, None, file.public_id) is None
    assert {row.created_at for row in File.objects.all()} == {panel.closed_at}
    reader = Member.objects.filter(council=council, role="member").last()
    assert len(reviewers_shown(panel, reader)) == 18
    assert reviewers_shown(panel, None) == []


def test_reviews_are_translated_once_they_are_open_in_an_order_that_tells_nothing() -> None:
    council, (first, _second) = scenes.two_sides(people=8)
    panel = scenes.drawn(scenes.opened(first, scenes.claim(council), seats=8))
    for side in (0, 1):
        scenes.reviewed(panel, side, {"false": 8})
    one = Review.objects.all()[0]
    assert find_text(council, "review", one.public_id, "text") is None
    finding = scenes.closed(panel)
    waiting = [public_id for _kind, _field, public_id, _at in rows(council, ["kk"], ["review"])]
    assert waiting == sorted(Review.objects.values_list("public_id", flat=True))
    translate_text(by=first, item=one, field="text", language="kk", text="Мен сол жерде сұрадым")
    one.refresh_from_db()
    assert one.text.render("kk").text == "Мен сол жерде сұрадым"
    assert hash_of_reviews(panel) in entries(council.public_id).get(type="panel.closed").body  # the words that are bound are as they were
    Finding.objects.filter(pk=finding.pk).update(category="not_reviewed")  # then nobody reads them
    assert find_text(council, "review", one.public_id, "text") is None


def test_names_are_shown_as_it_was_said_before_the_seats_were_accepted() -> None:
    council, (first, _second) = scenes.two_sides(people=8)
    finding = scenes.finding(scenes.claim(council), {"false": 8}, {"false": 8}, seats=8)
    panel = finding.panel
    assert panel is not None
    for names, labelled, listed in (("public", True, 0), ("council", False, 16), ("never", False, 0)):
        panel.names = names
        assert all(bool(review.label) == labelled for side in reviews_shown(panel, finding) for review in side.reviews)
        assert len(reviewers_shown(panel, first)) == listed
        assert reviewers_shown(panel, None) == []


def test_numbers_tell_neither_the_order_of_the_draw_nor_that_of_submission() -> None:
    """Eight people of each side submit in the drawn order: by chance both sides' numbers follow it once in 1.6 billion."""
    council, _secretaries = scenes.two_sides(people=8)
    finding = scenes.finding(scenes.claim(council), {"false": 8}, {"false": 8}, seats=8)
    assert finding.panel is not None
    numbers = [list(finding.panel.seats.filter(side__order=n).order_by("place").values_list("number", flat=True)) for n in (0, 1)]
    assert numbers != [sorted(row) for row in numbers]
    assert sorted(numbers[0] + numbers[1]) == list(range(1, 17))


def test_a_panel_on_which_everybody_has_submitted_closes_before_its_time() -> None:
    council, (first, _second) = scenes.two_sides(people=8)
    panel = scenes.drawn(scenes.opened(first, scenes.claim(council), seats=8))
    scenes.reviewed(panel, 0, {"false": 8})
    with clock.at(scenes.drawn_at(panel) + 3 * HOUR):
        tick()
        assert scenes.again(panel).state == Panel.State.REVIEWING
    scenes.reviewed(panel, 1, {"false": 8})
    with clock.at(scenes.drawn_at(panel) + 3 * HOUR):
        tick()
    assert scenes.again(panel).state == Panel.State.CLOSED


def test_a_side_that_submits_too_little_did_not_review_and_nothing_is_found_jointly() -> None:
    council, (_first, second) = scenes.two_sides(people=12)
    claim = scenes.claim(council)
    finding = scenes.finding(claim, {"false": 12}, {"false": 7})
    claim.refresh_from_db()
    assert (finding.category, finding.state) == (Finding.Category.NOT_REVIEWED, Finding.State.PUBLISHED)
    assert (claim.state, finding.is_public) == (Claim.State.REGISTERED, False)
    assert set(finding.sentence.texts) == {"kk", "ru", "en"}
    assert str(second.side.name) in str(finding.sentence)
    rows = {row["side"]: row for row in finding.table["sides"]}
    assert (rows[second.side.public_id]["submitted"], rows[second.side.public_id]["counts"]) == (7, {})
    panel = finding.panel
    assert panel is not None
    assert [side.side.order for side in reviews_shown(panel, finding)] == [0]
    assert scenes.opened(second, claim).number == 2


def test_who_accepted_is_reminded_once_before_the_seat_passes_on() -> None:
    panel = drawn()
    with clock.at(scenes.drawn_at(panel) + HOUR):
        seat = scenes.accepted(panel, 0, 1)[0]
    for _ in range(2):
        with clock.at(panel.first_due - 2 * HOUR):
            tick()
    assert notices_to(seat.member).count("review.reminder") == 1
    with clock.at(panel.first_due):
        refused(SeatGone, scenes.review, seat=seat)


def test_a_stereotype_is_reviewed_with_other_answers_than_a_claim() -> None:
    council, (first, _second) = scenes.two_sides(people=8)
    panel = scenes.drawn(scenes.opened(first, scenes.claim(council, "stereotype"), seats=8))
    with clock.at(scenes.drawn_at(panel) + HOUR):
        seat = scenes.accepted(panel, 0, 1)[0]
        refused(CategoryNotOffered, scenes.review, seat=seat, category="false")
        scenes.review(seat, "explained")


@pytest.mark.parametrize(("names", "kept"), [("never", False), ("public", True)])
def test_a_copy_of_a_source_does_not_name_a_reviewer_who_stands_under_a_number(names: str, kept: bool) -> None:
    panel = drawn(names=names)
    book = openpyxl.Workbook()
    book.properties.creator = "Aigul the reviewer"
    made = io.BytesIO()
    book.save(made)
    writer, order = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": "Aigul the reviewer"})
    writer.write(order)
    copies = [SimpleUploadedFile("table.xlsx", made.getvalue()), SimpleUploadedFile("order.pdf", order.getvalue())]
    copies.append(SimpleUploadedFile("note.txt", b"The mine works"))
    with clock.at(scenes.drawn_at(panel) + HOUR):
        seat = scenes.accepted(panel, 0, 1)[0]
        scenes.review(seat, sources=[Cited("A copy", "", copy) for copy in copies])
    table, paper, note = Review.objects.get(seat=seat).sources.all()
    files = [source.copy for source in (table, paper, note)]
    held = [path_of(file).read_bytes() for file in files]
    authors = [openpyxl.load_workbook(io.BytesIO(held[0])).properties.creator, str(pypdf.PdfReader(io.BytesIO(held[1])).metadata)]

    assert [file.name for file in files] == ["source.xlsx", "source.pdf", "source.txt"]
    assert ["Aigul the reviewer" in author for author in map(str, authors)] == [kept, kept]
    assert [file.sha256 for file in files] == [sha256(data).hexdigest() for data in held]  # what is published beside a review
    assert [source.copy_is_cleaned for source in (table, paper, note)] == [not kept, not kept, False]
