"""An issue from its making to its end, and merging."""

from datetime import timedelta

import pytest
import time_machine

from kenes.base import clock
from kenes.base.errors import Invalid, KenesError, NotAllowed
from kenes.base.models import SearchDocument
from kenes.councils.errors import ForeignRegion
from kenes.councils.models import Council, Member, Region
from kenes.issues.acts import (
    add_to_issue,
    advance_issue,
    close_issue,
    make_issue,
    merge_issues,
    publish_issue,
    reopen_issue,
    take_out,
    undo_merge,
    unmake_issue,
)
from kenes.issues.errors import AlreadyHandled, IssueNotOpen, LastSignal, MergeNotUndoable, NotMergeable, SignalNeeded
from kenes.issues.models import Issue, Merge, Part, Signal
from kenes.issues.queries import contributors
from kenes.issues.tasks import tick
from kenes.record.models import Entry
from kenes.record.queries import verify
from tests import factories
from tests.factories import text
from tests.issues.conftest import MakeIssue, MakeSignal, entry_types, notices_to, regions, signals


def test_an_issue_is_made_of_signals_from_several_regions(council: Council, secretary: Member, signal: MakeSignal) -> None:
    zaisan, omsk_road = factories.member(council, region="KZ-63"), factories.member(council, region="KZ-59")
    parts = [signal(by=zaisan), signal(by=omsk_road)]

    made = make_issue(by=secretary, signals=parts, title=text("Floods"), summary=text("Every spring"))

    assert (made.number, made.state, regions(made), signals(made)) == (1, Issue.State.OPEN, ["KZ-59", "KZ-63"], [1, 2])
    assert set(Signal.objects.values_list("state", flat=True)) == {Signal.State.IN_ISSUE}
    assert (notices_to(zaisan)[-1], notices_to(omsk_road)[-1]) == ("signal.in_issue", "signal.in_issue")
    assert contributors([made]) == sorted([zaisan.user_id, omsk_road.user_id])
    assert SearchDocument.objects.get(ref=made.ref).visible_to == "members"
    assert entry_types(council)[-1] == "issue.made"


def test_the_regions_of_an_issue_can_be_named(secretary: Member, signal: MakeSignal) -> None:
    wide = [Region.objects.get(code=code) for code in ("KZ-10", "KZ-11", "KZ-15")]

    made = make_issue(by=secretary, signals=[signal()], title=text("Floods"), summary=text("S"), regions=wide)

    assert regions(made) == ["KZ-10", "KZ-11", "KZ-15"]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"signals": []}, SignalNeeded),
        ({"title": text("")}, Invalid),
        ({"title": text("x" * 201)}, Invalid),
        ({"summary": text("\0")}, Invalid),
        ({"regions": []}, ForeignRegion),
    ],
)
def test_an_issue_that_says_nothing_is_refused_without_a_trace(
    secretary: Member, signal: MakeSignal, fields: dict[str, object], error: type[KenesError]
) -> None:
    part = signal()

    with pytest.raises(error):
        make_issue(**{"by": secretary, "signals": [part], "title": text("T"), "summary": text("S"), **fields})

    part.refresh_from_db()
    assert (part.state, Issue.objects.count(), Part.objects.count(), Entry.objects.count()) == (Signal.State.RECEIVED, 0, 0, 1)


def test_a_signal_is_part_of_one_issue_only(secretary: Member, issue: MakeIssue, signal: MakeSignal) -> None:
    part = signal()
    issue("Floods", part)

    with pytest.raises(AlreadyHandled):
        make_issue(by=secretary, signals=[part], title=text("T"), summary=text("S"))

    assert Issue.objects.count() == 1


def test_members_and_strangers_make_no_issues(member: Member, signal: MakeSignal) -> None:
    foreign = factories.member(factories.council(), role=Member.Role.SECRETARY)

    for seat in (member, foreign):
        with pytest.raises(NotAllowed):
            make_issue(by=seat, signals=[signal()], title=text("T"), summary=text("S"))


def test_an_issue_grows_and_shrinks_and_its_authors_are_told(
    council: Council, secretary: Member, issue: MakeIssue, signal: MakeSignal
) -> None:
    made, late = issue(), factories.member(council, region="KZ-59")
    part = signal(by=late)

    add_to_issue(by=secretary, signal=part, issue=made)
    assert (signals(made), regions(made)) == ([1, 2], sorted({"KZ-59", *regions(made)}))
    take_out(by=secretary, signal=part, reason="Another river")

    part.refresh_from_db()
    assert (signals(made), part.state) == ([1], Signal.State.RECEIVED)
    assert notices_to(late)[-2:] == ["signal.in_issue", "signal.taken_out"]
    assert Part.objects.filter(signal=part, removed_at__isnull=False).count() == 1


def test_an_issue_keeps_its_last_signal(secretary: Member, issue: MakeIssue) -> None:
    made = issue()

    with pytest.raises(LastSignal):
        take_out(by=secretary, signal=made.parts.get().signal, reason="Mistake")


def test_making_an_issue_can_be_undone(secretary: Member, issue: MakeIssue, member: Member) -> None:
    made = issue()

    unmake_issue(by=secretary, issue=made, reason="Made by mistake")

    made.refresh_from_db()
    assert (made.state, made.reason, signals(made)) == (Issue.State.CLOSED, "Made by mistake", [])
    assert Signal.objects.get().state == Signal.State.RECEIVED
    assert notices_to(member)[-1] == "signal.taken_out"


def test_a_closed_issue_has_a_reason_takes_no_signals_and_can_be_opened_again(
    secretary: Member, member: Member, issue: MakeIssue, signal: MakeSignal
) -> None:
    made, part = issue(), signal()
    close_issue(by=secretary, issue=made, reason="Solved by the region")

    with pytest.raises(IssueNotOpen):
        add_to_issue(by=secretary, signal=part, issue=made)
    assert "issue.closed" in notices_to(member)
    reopen_issue(by=secretary, issue=made)

    made.refresh_from_db()
    assert (made.state, made.reason) == (Issue.State.OPEN, "")
    assert notices_to(member)[-1] == "issue.reopened"


def test_publishing_an_issue_leaves_its_signals_unpublished(secretary: Member, issue: MakeIssue) -> None:
    made = issue()

    publish_issue(by=secretary, issue=made)

    assert SearchDocument.objects.get(ref=made.ref).visible_to == "public"
    assert not Signal.objects.get().is_public


def test_an_issue_advances_and_never_goes_back(secretary: Member, issue: MakeIssue) -> None:
    made = issue()
    advance_issue(by=secretary, issue=made, state=Issue.State.RECOMMENDED)
    advance_issue(by=None, issue=made, state=Issue.State.DELIBERATED)

    made.refresh_from_db()
    assert made.state == Issue.State.RECOMMENDED
    with pytest.raises(ValueError, match="does not advance"):
        advance_issue(by=None, issue=made, state=Issue.State.CLOSED)


def test_a_merge_keeps_both_signals_and_tells_their_authors(
    council: Council, secretary: Member, issue: MakeIssue, signal: MakeSignal
) -> None:
    one, two = factories.member(council, region="KZ-63"), factories.member(council, region="KZ-59")
    source, target = issue("Bridges", signal(by=one)), issue("Floods", signal(by=two))

    merge = merge_issues(by=secretary, source=source, target=target, reason="One river")

    source.refresh_from_db()
    assert (source.state, signals(source), signals(target), regions(target)) == (Issue.State.MERGED, [], [1, 2], ["KZ-59", "KZ-63"])
    assert (notices_to(one)[-1], notices_to(two)[-1]) == ("issue.merged", "issue.merged")
    assert (source.title, merge.reason) == (source.title, "One river")
    assert Part.objects.count() == 3


def test_undoing_a_merge_restores_both_issues(council: Council, secretary: Member, issue: MakeIssue, signal: MakeSignal) -> None:
    one, two = factories.member(council, region="KZ-63"), factories.member(council, region="KZ-59")
    source, target = issue("Bridges", signal(by=one)), issue("Floods", signal(by=two))
    before = [(regions(i), signals(i), i.state) for i in (source, target)]
    merge = merge_issues(by=secretary, source=source, target=target, reason="One river")

    undo_merge(by=secretary, merge=merge)

    assert [(regions(i), signals(i), i.state) for i in Issue.objects.order_by("number")] == before
    assert (notices_to(one)[-1], notices_to(two)[-1]) == ("issue.unmerged", "issue.unmerged")
    assert verify(council.public_id) is None
    with pytest.raises(MergeNotUndoable):
        undo_merge(by=secretary, merge=merge)


def test_what_joined_after_the_merge_stays_where_it_joined(
    council: Council, secretary: Member, issue: MakeIssue, signal: MakeSignal
) -> None:
    one, two, three = (factories.member(council, region=code) for code in ("KZ-63", "KZ-59", "KZ-63"))
    source, target = issue("Bridges", signal(by=one)), issue("Floods", signal(by=two))
    merge = merge_issues(by=secretary, source=source, target=target, reason="One river")
    add_to_issue(by=secretary, signal=signal(by=three), issue=target)

    undo_merge(by=secretary, merge=merge)

    assert (signals(source), signals(target)) == ([1], [2, 3])
    assert (regions(source), regions(target)) == (["KZ-63"], ["KZ-59", "KZ-63"])


def test_a_merge_can_be_undone_for_thirty_days(secretary: Member, issue: MakeIssue) -> None:
    merge = merge_issues(by=secretary, source=issue("A"), target=issue("B"), reason="Same")

    with clock.at(clock.now() + timedelta(days=31)), pytest.raises(MergeNotUndoable):
        undo_merge(by=secretary, merge=merge)
    with clock.at(clock.now() + timedelta(days=29)):
        undo_merge(by=secretary, merge=merge)


def test_a_merge_into_an_issue_that_was_merged_on_is_undone_last_first(secretary: Member, issue: MakeIssue) -> None:
    a, b, c = issue("A"), issue("B"), issue("C")
    first = merge_issues(by=secretary, source=a, target=b, reason="Same")
    second = merge_issues(by=secretary, source=b, target=c, reason="Same")
    assert signals(c) == [1, 2, 3]

    with pytest.raises(MergeNotUndoable):
        undo_merge(by=secretary, merge=first)
    undo_merge(by=secretary, merge=second)
    undo_merge(by=secretary, merge=first)

    assert [signals(i) for i in (a, b, c)] == [[1], [2], [3]]


def test_advancing_a_merged_issue_advances_the_one_that_stands(secretary: Member, issue: MakeIssue) -> None:
    a, b = issue("A"), issue("B")
    merge_issues(by=secretary, source=a, target=b, reason="Same")

    advance_issue(by=None, issue=a, state=Issue.State.DELIBERATED)

    assert list(Issue.objects.order_by("number").values_list("state", flat=True)) == ["merged", "deliberated"]


def test_what_cannot_be_merged_is_refused(council: Council, secretary: Member, issue: MakeIssue) -> None:
    a, b, c = issue("A"), issue("B"), issue("C")
    advance_issue(by=None, issue=a, state=Issue.State.DELIBERATED)
    close_issue(by=secretary, issue=c, reason="Done")

    for source, target in ((a, b), (b, c), (b, b)):
        with pytest.raises(NotMergeable):
            merge_issues(by=secretary, source=source, target=target, reason="Same")

    assert Merge.objects.count() == 0
    merge_issues(by=secretary, source=b, target=a, reason="Same")


def test_two_people_merge_the_same_issue_once(secretary: Member, issue: MakeIssue, council: Council) -> None:
    a, b, c = issue("A"), issue("B"), issue("C")
    stale = Issue.objects.get(pk=a.pk)
    merge_issues(by=secretary, source=a, target=b, reason="Same")

    with pytest.raises(NotMergeable):
        merge_issues(by=factories.member(council, role=Member.Role.MODERATOR), source=stale, target=c, reason="Same")

    assert entry_types(council).count("issue.merged") == 1


def test_a_signal_that_waits_too_long_is_brought_back_to_mind_once(secretary: Member, signal: MakeSignal) -> None:
    signal()

    tick()
    assert notices_to(secretary) == ["signal.new"]
    with time_machine.travel(clock.now() + timedelta(days=8)):
        tick()
        tick()

    assert notices_to(secretary) == ["signal.new", "signal.waiting"]


def test_an_issue_with_an_adopted_recommendation_is_not_closed_as_one_without(secretary: Member, issue: MakeIssue) -> None:
    made = issue()
    advance_issue(by=secretary, issue=made, state=Issue.State.RECOMMENDED)
    with pytest.raises(IssueNotOpen):
        close_issue(by=secretary, issue=made, reason="Enough")
    made.refresh_from_db()
    assert (made.state, made.reason) == (Issue.State.RECOMMENDED, "")
