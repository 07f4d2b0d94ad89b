"""Findings: worded by the secretariats, agreed to by every side, opened again when figures change, corrected, appealed against."""

import json

import pytest

from kenes.base import clock
from kenes.base.errors import KenesError, NotAllowed, NotFound, TooMany
from kenes.base.models import File
from kenes.claims import acts, doors
from kenes.claims.errors import (
    AppealDecided,
    CorrectionBegun,
    DissentWritten,
    FigureNeeded,
    FiguresMoved,
    FindingMovedOn,
    LanguageMissing,
    NoFigure,
    ReviewOpen,
)
from kenes.claims.models import Appeal, Claim, Finding, Panel, Seat
from kenes.claims.queries.figures import current_facts
from kenes.claims.queries.findings import appeals_of, cell, figures_shown, finding_data, finding_of, findings_in, table_shown
from kenes.claims.queries.register import claim_rows
from kenes.claims.queries.tables import side_row
from kenes.claims.tasks import tick
from kenes.councils.acts import comment
from kenes.councils.models import Council, Member
from kenes.record.queries import entries
from kenes.sides.errors import AlreadyAgreed, TextMoved
from kenes.sides.queries import all_agree
from kenes.situation.boards import Row
from tests import factories
from tests.claims import scenes
from tests.claims.scenes import in_three
from tests.claims.test_panels import refused
from tests.factories import text
from tests.issues.conftest import entry_types, notices_to
from tests.situation import figures

pytestmark = pytest.mark.django_db
JOINT = ({"false": 7, "true": 1}, {"false": 8})


@pytest.fixture
def council(settings: object, tmp_path: object) -> Council:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return scenes.two_sides(people=8)[0]


def drafted(council: Council, *reviews: dict[str, int], type: str = "factual") -> Finding:
    return scenes.finding(scenes.claim(council, type), *(reviews or JOINT), seats=8)


def both(council: Council) -> tuple[Member, Member]:
    first, second = scenes.staff_of(council)
    return first, second


def test_a_finding_is_published_once_every_side_agrees_to_every_word(council: Council) -> None:
    first, second = both(council)
    finding = scenes.worded(drafted(council))
    claim = finding.claim
    assert (finding.category, claim.state, finding_of(claim)) == (Finding.Category.FALSE, Claim.State.REVIEWED, None)
    assert finding.table["flip"] == {"sides": {first.side.public_id: 1, second.side.public_id: 2}, "together": 1}
    acts.agree_finding(by=first, finding=finding, seen=finding.text_hash)
    refused(AlreadyAgreed, acts.agree_finding, by=first, finding=finding, seen=finding.text_hash)
    refused(TextMoved, acts.agree_finding, by=second, finding=finding, seen="0" * 64)
    changed = acts.write_finding(
        by=second, finding=finding, sentence=in_three("They work"), text=in_three("As seen"), seen=finding.text_hash
    )
    assert not all_agree(council, finding.ref, "finding", changed.text_hash)
    acts.agree_finding(by=second, finding=finding, seen=changed.text_hash)
    assert finding_of(claim) is None  # the first side has not agreed to these words
    done = acts.agree_finding(by=first, finding=finding, seen=changed.text_hash)
    claim.refresh_from_db()
    assert (done.state, claim.state, finding_of(claim)) == (Finding.State.PUBLISHED, Claim.State.PUBLISHED, done)
    refused(FindingMovedOn, acts.write_finding, by=first, finding=done, sentence={}, text={}, seen=done.text_hash)
    assert entry_types(council)[-1] == "finding.published"
    reviewer = done.panel.seats.exclude(number=None)[0].member  # type: ignore[union-attr]
    assert "finding.published" in notices_to(reviewer)
    assert not [body for body in entries(council.public_id).values_list("body", flat=True) if reviewer.public_id in body]


def test_two_who_word_a_finding_at_once_do_not_overwrite_each_other(council: Council) -> None:
    _first, second = both(council)
    finding = drafted(council)
    seen = finding.text_hash
    scenes.worded(finding)
    refused(TextMoved, acts.write_finding, by=second, finding=finding, sentence=in_three("Mine"), text={}, seen=seen)
    refused(NotAllowed, acts.write_finding, by=factories.member(council), finding=finding, sentence={}, text={}, seen=seen)


def test_a_finding_is_not_agreed_to_while_a_sides_review_is_open_or_a_language_is_missing(council: Council) -> None:
    first, _second = both(council)
    finding = drafted(council)
    refused(LanguageMissing, acts.agree_finding, by=first, finding=finding, seen=finding.text_hash)
    partly = acts.write_finding(by=first, finding=finding, sentence=in_three("No"), text={"ru": "Так"}, seen=finding.text_hash)
    with pytest.raises(LanguageMissing, match="Missing: Kazakh, English"):
        acts.agree_finding(by=first, finding=finding, seen=partly.text_hash)
    whole = acts.write_finding(by=first, finding=partly, sentence=in_three("No"), text=in_three("So"), seen=partly.text_hash)
    Panel.objects.filter(pk=finding.panel_id).update(state=Panel.State.REVIEWING)
    refused(ReviewOpen, acts.agree_finding, by=first, finding=finding, seen=whole.text_hash)
    Panel.objects.filter(pk=finding.panel_id).update(state=Panel.State.CLOSED)
    Finding.objects.filter(pk=finding.pk).update(category="true")
    refused(TextMoved, acts.agree_finding, by=first, finding=finding, seen=whole.text_hash)


def test_where_the_sides_differ_both_texts_are_published(council: Council) -> None:
    first, second = both(council)
    finding = drafted(council, {"false": 8}, {"true": 8})
    assert (finding.category, finding.table["flip"]["together"]) == (Finding.Category.DIFFER, 7)
    seen = finding.text_hash
    finding = acts.write_finding(by=first, finding=finding, sentence=in_three("We differ"), text={}, own_text=in_three("A"), seen=seen)
    refused(LanguageMissing, acts.agree_finding, by=first, finding=finding, seen=finding.text_hash)
    seen = finding.text_hash
    finding = acts.write_finding(by=second, finding=finding, sentence=in_three("We differ"), text={}, own_text=in_three("B"), seen=seen)
    scenes.published(finding)
    assert [str(row.text) for row in finding.side_texts.order_by("side__order")] == ["A (en)", "B (en)"]


def test_a_stereotype_is_answered_with_figures_by_region(council: Council) -> None:
    first, _second = both(council)
    indicator = figures.indicator(council, "WAGE", [Row("KZ-63", "2024", 71.5), Row("KZ-55", "2024", 70.0), Row("KZ-55", "2023", 69.0)])
    finding = scenes.worded(drafted(council, {"explained": 8}, {"explained": 8}, type="stereotype"))
    refused(FigureNeeded, acts.agree_finding, by=first, finding=finding, seen=finding.text_hash)
    bind = {"by": first, "finding": finding, "indicator": indicator, "places": ["KZ-63", "KZ-55", "KZ-10"]}
    refused(NoFigure, acts.bind_figures, **bind, period="1999", seen=finding.text_hash)
    foreign = figures.indicator(factories.council(), "WAGE", [Row("KZ-63", "2024", 71.5)])
    refused(NoFigure, acts.bind_figures, **{**bind, "indicator": foreign}, period="2024", seen=finding.text_hash)
    finding = acts.bind_figures(**bind, period="2024", seen=finding.text_hash)
    finding = scenes.published(finding)
    shown = figures_shown(finding)
    assert (shown[0].values, shown[0].changed) == ({"KZ-55": 70.0, "KZ-63": 71.5}, {})
    assert finding_data(finding)["figures"][0] == {"indicator": "WAGE", "place": "KZ-55", "period": "2024", "value": "70.0"}


def test_a_finding_opens_again_when_a_figure_changes_and_a_correction_takes_its_place(council: Council) -> None:
    first, second = both(council)
    indicator = figures.indicator(council, "WAGE", [Row("KZ-63", "2024", 71.5), Row("KZ-55", "2024", 70.0)])
    finding = scenes.worded(drafted(council))
    places = ["KZ-63"]
    finding = acts.bind_figures(by=first, finding=finding, indicator=indicator, period="2024", places=places, seen=finding.text_hash)
    finding = scenes.published(finding)
    figures.revise(indicator, [Row("KZ-55", "2024", 69.0), Row("KZ-63", "2024", 71.5)])
    tick()
    finding.refresh_from_db()
    assert finding.state == Finding.State.PUBLISHED  # its own value is as it was
    figures.revise(indicator, [Row("KZ-63", "2024", 72.0)])
    tick()
    tick()
    finding.refresh_from_db()
    claim = Claim.objects.get(pk=finding.claim_id)
    assert (finding.state, finding.reopened_because, claim.state) == ("reopened", "figures", "reopened")
    assert entry_types(council).count("finding.reopened") == 1
    assert figures_shown(finding)[0].changed == {"KZ-63": 72.0}
    assert finding_of(claim) == finding  # still readable, with what has changed
    new = acts.correct_finding(by=second, finding=finding)
    refused(FindingMovedOn, acts.correct_finding, by=first, finding=finding)
    assert (new.number, figures_shown(new)[0].values, figures_shown(new)[0].changed) == (2, {"KZ-63": 72.0}, {})
    refused(LanguageMissing, acts.agree_finding, by=first, finding=new, seen=new.text_hash)  # what was wrong is not said yet
    new = scenes.published(scenes.worded(new, correction=in_three("The wage was revised")))
    finding.refresh_from_db()
    assert (new.state, finding.state, finding_of(claim)) == ("published", "replaced", new)
    assert list(findings_in(council, None).order_by("number")) == [finding, new]


def test_a_finding_that_is_open_again_can_be_reviewed_anew_and_stays_public_meanwhile(council: Council) -> None:
    first, second = both(council)
    finding = scenes.published(scenes.worded(drafted(council)))
    refused(KenesError, scenes.opened, by=first, about=finding.claim)
    appeal = acts.appeal(finding=finding, text=text("It is not so"))
    acts.answer_appeal(by=first, appeal=appeal, decision="upheld", answer=text("You are right"))
    acts.agree_answer(by=second, appeal=appeal, seen=Appeal.objects.get(pk=appeal.pk).text_hash)
    claim = Claim.objects.get(pk=finding.claim_id)
    new = scenes.finding(claim, {"true": 8}, {"true": 8}, seats=8)
    claim.refresh_from_db()
    assert (new.number, new.category, claim.state) == (2, Finding.Category.TRUE, Claim.State.REOPENED)
    refused(FindingMovedOn, acts.correct_finding, by=first, finding=finding)
    scenes.published(scenes.worded(new, correction=in_three("New sources were found")))
    claim.refresh_from_db()
    finding.refresh_from_db()
    assert (claim.state, finding.state) == (Claim.State.PUBLISHED, Finding.State.REPLACED)


def reopened(council: Council) -> Finding:
    """A published finding, open again because an appeal was upheld."""
    first, second = both(council)
    finding = scenes.published(scenes.worded(drafted(council)))
    said = acts.answer_appeal(
        by=first, appeal=acts.appeal(finding=finding, text=text("No")), decision="upheld", answer=text("You are right")
    )
    acts.agree_answer(by=second, appeal=said, seen=said.text_hash)
    finding.refresh_from_db()
    return finding


def test_no_other_panel_is_opened_while_a_correction_is_worded_and_a_correction_can_be_taken_back(council: Council) -> None:
    first, second = both(council)
    finding = reopened(council)
    begun = acts.correct_finding(by=first, finding=finding)
    refused(CorrectionBegun, scenes.opened, by=second, about=finding.claim, seats=8)
    refused(NotAllowed, acts.drop_correction, by=factories.member(council), finding=begun)
    acts.drop_correction(by=second, finding=begun)
    assert "finding.correction_dropped" in notices_to(first)
    assert entry_types(council)[-1] == "finding.correction_dropped"
    new = scenes.finding(finding.claim, {"true": 8}, {"true": 8}, seats=8)
    assert (new.number, new.category) == (2, Finding.Category.TRUE)
    refused(FindingMovedOn, acts.drop_correction, by=first, finding=new)  # a panel found it


def test_a_second_panel_to_which_a_side_did_not_review_leaves_the_finding_before_as_the_newest(council: Council) -> None:
    first, _second = both(council)
    finding = reopened(council)
    silent = scenes.finding(finding.claim, {"true": 8}, {"true": 7}, seats=8)
    assert silent.category == Finding.Category.NOT_REVIEWED
    assert finding_of(finding.claim, first) == finding
    assert claim_rows([finding.claim], first)[0].finding == finding
    new = acts.correct_finding(by=first, finding=finding)
    assert (new.number, new.category) == (3, Finding.Category.FALSE)


def test_a_finding_is_not_published_with_figures_that_have_changed_while_it_was_worded(council: Council) -> None:
    first, _second = both(council)
    indicator = figures.indicator(council, "WAGE", [Row("KZ-63", "2024", 71.5)])
    bind = {"by": first, "indicator": indicator, "period": "2024", "places": ["KZ-63"]}
    finding = scenes.worded(drafted(council))
    finding = acts.bind_figures(**bind, finding=finding, seen=finding.text_hash)
    refused(TextMoved, acts.bind_figures, **bind, finding=finding, seen="")
    figures.revise(indicator, [Row("KZ-63", "2024", 72.0)])
    refused(FiguresMoved, acts.agree_finding, by=first, finding=finding, seen=finding.text_hash)
    finding = acts.bind_figures(**bind, finding=finding, seen=finding.text_hash)
    assert scenes.published(finding).state == Finding.State.PUBLISHED


def test_of_a_revised_indicator_only_what_a_finding_rests_on_is_read(council: Council) -> None:
    indicator = figures.indicator(council, "WAGE", [Row("KZ-63", "2024", 71.5), Row("KZ-63", "2023", 70.0), Row("KZ-55", "2024", 70.0)])
    assert set(current_facts(indicator, ["KZ-63"], ["2024"])) == {("KZ-63", "2024")}


def test_a_dissent_is_signed_and_written_once(council: Council) -> None:
    first, _second = both(council)
    finding = drafted(council)
    member = Member.objects.filter(council=council, role="member")[0]
    dissent = acts.dissent_from_finding(by=member, finding=finding, text=text("I saw it otherwise"))
    refused(DissentWritten, acts.dissent_from_finding, by=member, finding=finding, text=text("Again"))
    refused(NotAllowed, acts.dissent_from_finding, by=first, finding=finding, text=text("A secretary has no vote"))
    entry = entries(council.public_id).get(type="finding.dissent")
    assert "otherwise" not in entry.body
    assert json.loads(entry.body)["details"]["dissent"] == dissent.ref
    scenes.published(scenes.worded(finding))
    assert finding_data(finding)["dissents"][0]["text"] == {"en": "I saw it otherwise"}


def test_anyone_may_appeal_and_the_answer_needs_both_sides(council: Council) -> None:
    first, second = both(council)
    finding = drafted(council)
    refused(FindingMovedOn, acts.appeal, finding=finding, text=text("Too early"))
    finding = scenes.published(scenes.worded(finding))
    made = doors.appeal(address="1.2.3.4", finding=finding, text=text("The mine closed in May"), name="A. Reader", contact="a@example.org")
    assert "finding.appealed" in notices_to(second)
    assert appeals_of(finding, None) == []
    said = acts.answer_appeal(by=first, appeal=made, decision="refused", answer=text("It opened again in June"))
    assert said.state == Appeal.State.RECEIVED
    refused(TextMoved, acts.agree_answer, by=second, appeal=made, seen="0" * 64)
    other = acts.answer_appeal(by=second, appeal=made, decision="upheld", answer=text("You are right"))
    refused(TextMoved, acts.agree_answer, by=first, appeal=made, seen=said.text_hash)
    done = acts.agree_answer(by=first, appeal=made, seen=other.text_hash)
    finding.refresh_from_db()
    assert (done.state, finding.state, finding.reopened_because) == (Appeal.State.UPHELD, Finding.State.REOPENED, "appeal")
    refused(AppealDecided, acts.answer_appeal, by=first, appeal=made, decision="refused", answer=text("No"))
    assert appeals_of(finding, None) == [done]
    assert all("example.org" not in body for body in entries(council.public_id).values_list("body", flat=True))


def test_appeals_from_one_address_are_limited(council: Council) -> None:
    finding = scenes.published(scenes.worded(drafted(council)))
    for _ in range(5):
        doors.appeal(address="1.2.3.4", finding=finding, text=text("Wrong"))
    refused(TooMany, doors.appeal, address="1.2.3.4", finding=finding, text=text("Wrong"))
    with clock.at(clock.now() + scenes.DAY):
        doors.appeal(address="1.2.3.4", finding=finding, text=text("Wrong"))
    assert Appeal.objects.count() == 6


def test_a_national_council_finds_with_its_one_side() -> None:
    council = factories.council()
    factories.member(council, role=Member.Role.SECRETARY)
    factories.members(council, 8)
    finding = scenes.finding(scenes.claim(council), {"misleading": 7, "true": 1}, seats=8)
    assert scenes.published(scenes.worded(finding)).category == Finding.Category.MISLEADING
    assert not File.objects.exists()


def test_the_table_says_who_said_what_how_surely_and_what_would_change_it(council: Council) -> None:
    table = table_shown(drafted(council))
    assert table is not None
    false = next(row for row in table.rows if row.label == "False")
    assert [(cell.n, cell.bound, cell.carries) for cell in false.cells if cell] == [(7, 58, True), (8, 74, True)]
    assert ([column.flip for column in table.columns], table.together) == ([1, 2], 1)


@pytest.mark.parametrize(("said", "of", "told", "bound"), [(16, 24, "0.498", 49), (28, 45, "0.499", 49), (9, 12, "0.512", 51)])
def test_a_share_that_is_just_too_small_does_not_read_as_one_half(council: Council, said: int, of: int, told: str, bound: int) -> None:
    row = side_row("a", {"false": said, "true": of - said}, "", silent=False)
    shown = cell(row, "false")
    assert (row["bounds"]["false"], shown and shown.bound) == (told, bound)


def test_nobody_learns_the_words_of_a_draft_by_discussing_it(council: Council) -> None:
    found = scenes.worded(drafted(council))
    member = Member.objects.filter(council=council, role="member")[0]
    for subject in (found, Seat.objects.all()[0]):
        with pytest.raises(NotFound):  # its reference is on the record; who discusses something is told of it by its title
            comment(by=member, subject=subject, text=text("What does it say?"))
