"""What regions already do about an issue."""

import json

import pytest

from kenes.base.errors import NotAllowed
from kenes.councils.errors import TextNeeded
from kenes.councils.models import Council, Member
from kenes.issues.acts import link_practice, merge_issues, publish_issue, undo_merge, unlink_practice
from kenes.issues.errors import NotLinked
from kenes.issues.queries import issues_of_practice, linked_practices, practices_like
from kenes.record.queries import entries
from kenes.situation.acts import publish_practice, withdraw_practice
from kenes.situation.errors import PracticeWithdrawn
from tests import factories
from tests.issues.conftest import MakeIssue, MakeSignal, entry_types, notices_to
from tests.situation.practice_scenes import shared


def titles(rows: object) -> list[str]:
    return [str(row.title) for row in rows]  # type: ignore[attr-defined]


def test_a_practice_is_shown_with_an_issue_and_those_concerned_are_told(
    council: Council, member: Member, secretary: Member, issue: MakeIssue
) -> None:
    author = factories.member(council, region="KZ-55")
    floods, practice = issue(), shared(author, "Dams of straw")
    link_practice(by=secretary, issue=floods, practice=practice)
    assert titles(linked_practices(floods, member)) == ["Dams of straw"]
    assert issues_of_practice(practice, council, member) == [floods]
    entry = entries(council.public_id).order_by("seq").last()
    assert entry is not None
    assert (entry.type, entry.object) == ("issue.practice_linked", floods.ref)
    assert json.loads(entry.body)["details"] == {"number": 1, "practice": practice.ref, "practice_number": 1}
    assert (notices_to(author)[-1], notices_to(member)[-1]) == ("practice.linked", "issue.practice_linked")


def test_linked_twice_is_linked_once_and_an_author_links_their_own(council: Council, issue: MakeIssue) -> None:
    author, other = factories.member(council), factories.member(council)
    floods, practice = issue(), shared(author)
    with pytest.raises(NotAllowed):
        link_practice(by=other, issue=floods, practice=practice)
    for _ in range(2):
        link_practice(by=author, issue=floods, practice=practice)
    assert entry_types(council).count("issue.practice_linked") == floods.practices.count() == 1
    assert "practice.linked" not in notices_to(author)


def test_nothing_is_linked_across_councils_nor_when_withdrawn(council: Council, secretary: Member, issue: MakeIssue) -> None:
    floods, elsewhere = issue(), factories.council()
    foreign = factories.member(elsewhere)
    practice = shared(foreign)
    for seat in (secretary, foreign):
        with pytest.raises(NotAllowed):
            link_practice(by=seat, issue=floods, practice=practice)
    author = factories.member(council)
    own = shared(author)
    withdraw_practice(by=author, practice=own)
    with pytest.raises(PracticeWithdrawn):
        link_practice(by=secretary, issue=floods, practice=own)


def test_it_is_taken_off_with_a_reason_that_its_author_reads(council: Council, secretary: Member, issue: MakeIssue) -> None:
    author = factories.member(council)
    floods, practice = issue(), shared(author)
    link_practice(by=author, issue=floods, practice=practice)
    with pytest.raises(TextNeeded):
        unlink_practice(by=secretary, issue=floods, practice=practice, reason=" ")
    with pytest.raises(NotAllowed):
        unlink_practice(by=author, issue=floods, practice=practice, reason="Mine")
    unlink_practice(by=secretary, issue=floods, practice=practice, reason="It is about another river")
    assert (linked_practices(floods, author), notices_to(author)[-1]) == ([], "practice.unlinked")
    with pytest.raises(NotLinked):
        unlink_practice(by=secretary, issue=floods, practice=practice, reason="Again")


def test_practices_follow_a_merge_and_its_undoing(council: Council, member: Member, secretary: Member, issue: MakeIssue) -> None:
    floods, rivers = issue("Floods"), issue("Rivers rise")
    first, second = shared(member, "Dams of straw"), shared(member, "Warnings by telephone")
    link_practice(by=secretary, issue=floods, practice=first)
    merge = merge_issues(by=secretary, source=floods, target=rivers, reason="One river")
    assert titles(linked_practices(rivers, member)) == ["Dams of straw"]
    link_practice(by=secretary, issue=floods, practice=second)
    assert issues_of_practice(second, council, member) == issues_of_practice(first, council, member) == [rivers]
    undo_merge(by=secretary, merge=merge)
    assert [titles(linked_practices(one, member)) for one in (floods, rivers)] == [["Dams of straw"], ["Warnings by telephone"]]


def test_visitors_see_published_practices_of_published_issues(
    council: Council, member: Member, secretary: Member, issue: MakeIssue
) -> None:
    floods, practice = issue(), shared(member)
    link_practice(by=secretary, issue=floods, practice=practice)
    assert (linked_practices(floods, None), issues_of_practice(practice, council, None)) == ([], [])
    publish_practice(by=secretary, practice=practice)
    publish_issue(by=secretary, issue=floods)
    assert len(linked_practices(floods, None)) == len(issues_of_practice(practice, council, None)) == 1


def test_practices_that_may_fit_are_found_by_their_words(council: Council, secretary: Member, issue: MakeIssue, signal: MakeSignal) -> None:
    member = factories.member(council, region="KZ-10")
    floods = issue("Spring floods cut villages off every year", signal("Floods cut our villages off"))
    fitting = shared(member, "Villages cut off by floods are warned by telephone")
    shared(member, "Digital help in the village library", domain="culture")
    assert [row.number for row in practices_like(floods, secretary)][:1] == [fitting.number]
    assert practices_like(floods, None) == []
    link_practice(by=secretary, issue=floods, practice=fitting)
    assert fitting.number not in [row.number for row in practices_like(floods, secretary)]
