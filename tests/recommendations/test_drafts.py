"""Drafts, versions, evidence, withdrawal: what the acts do and what they refuse without a trace."""

from collections.abc import Callable
from typing import Any

import pytest

from kenes.base.errors import Invalid, KenesError, NotAllowed, NotFound
from kenes.base.models import SearchDocument
from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.notices.models import Notice
from kenes.recommendations.acts import (
    cite_source,
    draft_recommendation,
    withdraw_recommendation,
    write_version,
)
from kenes.recommendations.errors import NewerVersion, NotADraft, SameText, TextMissing, TextTooLong
from kenes.recommendations.models import Evidence, Recommendation, Version
from kenes.recommendations.texthash import hash_of, text_hash
from kenes.record import queries as record
from kenes.record.models import Entry
from tests import factories
from tests.factories import text
from tests.recommendations import scenes


def refused(error: type[KenesError], act: Callable[[], Any]) -> KenesError:
    """Run an act that must be refused and leave nothing behind."""
    before = (Entry.objects.count(), Version.objects.count(), Evidence.objects.count(), Notice.objects.count(), states())
    with pytest.raises(error) as caught:
        act()
    assert (Entry.objects.count(), Version.objects.count(), Evidence.objects.count(), Notice.objects.count(), states()) == before
    return caught.value


def states() -> list[str]:
    return list(Recommendation.objects.order_by("pk").values_list("state", flat=True))


def test_a_draft_has_a_first_version_and_stands_in_the_record(member: Member) -> None:
    made = scenes.draft(member)
    version = made.versions.get()
    assert (made.number, made.state, version.number, version.created_by) == (1, "draft", 1, member)
    assert version.hash == hash_of(version)
    entry = record.about(made.ref).get()
    assert (entry.type, version.hash in entry.body) == ("recommendation.drafted", True)
    assert SearchDocument.objects.get(ref=made.ref).visible_to == "members"


def test_drafts_are_numbered_within_their_council(member: Member) -> None:
    other = factories.member(factories.council())
    assert [scenes.draft(member).number, scenes.draft(other).number, scenes.draft(member).number] == [1, 1, 2]


def test_the_hash_is_that_of_the_originals_and_a_translation_leaves_it_alone() -> None:
    title, body, why = text("Title"), text("Text"), text("Why")
    assert text_hash(title, body, why) == text_hash(title, body.translated("kk", "Мәтін", by=""), why)
    assert text_hash(title, body, why) != text_hash(title, body.rewritten("Text."), why)
    assert text_hash(title, Text.of("en", "e\u0301"), why) == text_hash(title, Text.of("en", "\u00e9"), why)


def test_an_observer_cannot_draft(council: Council) -> None:
    observer = factories.member(council, role=Member.Role.OBSERVER)
    refused(NotAllowed, lambda: scenes.draft(observer))


@pytest.mark.parametrize("part", ["title", "text", "rationale"])
def test_an_empty_part_is_refused_and_named(member: Member, part: str) -> None:
    texts = {"title": text("A"), "text": text("B"), "rationale": text("C"), part: text("")}
    assert refused(TextMissing, lambda: draft_recommendation(by=member, **texts)).field == part


def test_a_text_too_long_for_a_brief_is_refused(member: Member) -> None:
    error = refused(TextTooLong, lambda: draft_recommendation(by=member, title=text("A"), text=text("x" * 6001), rationale=text("C")))
    assert (error.field, str(error)) == ("text", "This text is too long: 6000 characters fit.")


def test_a_version_is_new_and_the_old_one_stays(member: Member) -> None:
    made = scenes.draft(member)
    old = made.versions.get()
    written = write_version(by=member, recommendation=made, text=old.text.rewritten("Another text"), rationale=old.rationale)
    old.refresh_from_db()
    assert (written.number, str(written.title), str(written.text), str(old.text)[:12]) == (
        2,
        str(old.title),
        "Another text",
        "The ministry",
    )
    assert written.hash == hash_of(written) != old.hash
    assert [entry.type for entry in record.about(made.ref)] == ["recommendation.drafted", "recommendation.version_written"]


def test_a_moderator_may_write_and_another_member_may_not(council: Council, member: Member) -> None:
    made = scenes.draft(member)
    moderator = factories.member(council, role=Member.Role.MODERATOR)
    write_version(by=moderator, recommendation=made, text=text("By the moderator"), rationale=text("Why"))
    other = factories.member(council)
    refused(NotAllowed, lambda: write_version(by=other, recommendation=made, text=text("x"), rationale=text("y")))


def test_the_drafter_is_told_of_a_version_by_somebody_else(council: Council, member: Member, secretary: Member) -> None:
    made = scenes.draft(member)
    write_version(by=secretary, recommendation=made, text=text("Another"), rationale=text("Why"))
    assert list(Notice.objects.values_list("to_id", "kind", "object")) == [(member.user_id, "recommendation.version_written", made.ref)]


def test_a_version_on_an_older_one_is_refused(member: Member, secretary: Member) -> None:
    made = scenes.draft(member)
    write_version(by=secretary, recommendation=made, text=text("First"), rationale=text("Why"), after=1)
    refused(NewerVersion, lambda: write_version(by=member, recommendation=made, text=text("Second"), rationale=text("Why"), after=1))


def test_a_version_that_changes_nothing_is_refused(member: Member) -> None:
    made = scenes.draft(member)
    version = made.versions.get()
    refused(SameText, lambda: write_version(by=member, recommendation=made, text=version.text, rationale=version.rationale))


def test_no_version_is_written_and_nothing_cited_while_voting_is_open(council: Council) -> None:
    adoption, _ = scenes.voting(council)
    secretary, made = adoption.opened_by, adoption.recommendation
    assert secretary
    refused(NotADraft, lambda: write_version(by=secretary, recommendation=made, text=text("New"), rationale=text("Why")))
    refused(NotADraft, lambda: cite_source(by=secretary, recommendation=made, text=text("It shows"), source="A report, 2026"))
    refused(NotADraft, lambda: withdraw_recommendation(by=secretary, recommendation=made, reason="No"))


def test_a_source_is_cited_with_what_it_shows(member: Member) -> None:
    made = scenes.draft(member)
    cited = cite_source(
        by=member, recommendation=made, text=text("It takes 47 minutes"), source=" Report, 2026 ", url="https://example.org/r"
    )
    assert (str(cited.text), cited.source, cited.url) == ("It takes 47 minutes", "Report, 2026", "https://example.org/r")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "ftp://example.org"])
def test_a_source_links_to_the_web_only(member: Member, url: str) -> None:
    made = scenes.draft(member)
    assert refused(Invalid, lambda: cite_source(by=member, recommendation=made, text=text("x"), source="y", url=url)).field == "url"


def test_a_source_without_its_name_is_refused(member: Member) -> None:
    made = scenes.draft(member)
    assert refused(TextMissing, lambda: cite_source(by=member, recommendation=made, text=text("x"), source="  ")).field == "source"


def test_a_draft_is_withdrawn_with_a_reason_that_its_drafter_is_told_of(member: Member, secretary: Member) -> None:
    made = scenes.draft(member)
    refused(TextMissing, lambda: withdraw_recommendation(by=secretary, recommendation=made, reason=" "))
    withdraw_recommendation(by=secretary, recommendation=made, reason="Already decided by law")
    made.refresh_from_db()
    assert (made.state, made.reason) == ("withdrawn", "Already decided by law")
    assert Notice.objects.get(kind="recommendation.withdrawn").to_id == member.user_id
    assert "Already decided" not in record.about(made.ref).get(type="recommendation.withdrawn").body
    refused(NotADraft, lambda: withdraw_recommendation(by=secretary, recommendation=made, reason="Again"))


def test_what_belongs_to_another_council_is_out_of_reach(member: Member) -> None:
    stranger = factories.member(factories.council(), role=Member.Role.SECRETARY)
    made = scenes.draft(member)
    refused(NotAllowed, lambda: write_version(by=stranger, recommendation=made, text=text("x"), rationale=text("y")))
    refused(NotAllowed, lambda: withdraw_recommendation(by=stranger, recommendation=made, reason="x"))
    foreign = factories.council()
    from kenes.base import clock
    from kenes.issues.models import Issue

    issue = Issue.objects.create(
        council=foreign, number=1, title=text("T"), summary=text("S"), created_at=clock.now(), changed_at=clock.now()
    )
    refused(NotFound, lambda: scenes.draft(member, issues=[issue]))
