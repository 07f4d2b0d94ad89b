"""The chain: complete both ways, the same number of queries at any size, and only what the reader may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kenes.base import clock
from kenes.base.refs import resolve
from kenes.councils.models import Council, Member
from kenes.issues.models import Merge
from kenes.promotion.queries.chain import Chain, chain, chains_for, steps
from tests import factories
from tests.promotion import chains

PARTS = ("signals", "issues", "deliberations", "recommendations", "dispatches", "replies", "commitments", "verdicts")


def sizes(found: Chain) -> tuple[int, ...]:
    return tuple(len(getattr(found, part)) for part in PARTS)


@pytest.fixture
def authors(council: Council) -> list[Member]:
    return [factories.member(council, region=code) for code in ("KZ-55", "KZ-23", "KZ-71")]


@pytest.mark.parametrize("place", range(11))
def test_from_every_item_of_a_single_chain_all_of_it_is_found(place: int, council: Council, authors: list[Member]) -> None:
    made = chains.whole(council, authors)
    assert sizes(chain(made.items[place], authors[0])) == (1,) * 8


def test_a_signal_leads_forward_to_its_own_fate_only(council: Council, authors: list[Member]) -> None:
    made = chains.whole(council, authors, 3)
    chains.whole(council, authors, 2)
    assert sizes(chain(made.signals[1], authors[0])) == (1, 1, 1, 3, 1, 3, 3, 3)


def test_a_verdict_leads_back_to_all_signals_and_to_one_recommendation(council: Council, authors: list[Member]) -> None:
    made = chains.whole(council, authors, 3)
    found = chain(made.verdicts[2], authors[0])
    assert sizes(found) == (3, 1, 1, 1, 1, 1, 1, 1)
    assert found.recommendations == (made.recommendations[2],)
    assert set(found.signals) == set(made.signals)


def test_an_answer_shows_only_the_recommendations_it_speaks_to(council: Council, authors: list[Member]) -> None:
    issue = chains.issue(council, [chains.signal(authors[0])])
    first, second = (chains.recommendation(council, [issue]) for _ in range(2))
    dispatch = chains.sent(council, [first, second])
    answer = chains.answered(dispatch, [first])
    assert chain(answer, authors[0]).recommendations == (first,)
    assert set(chain(dispatch, authors[0]).recommendations) == {first, second}


def test_a_statement_leads_to_the_recommendations_that_cite_it(council: Council, authors: list[Member]) -> None:
    made = chains.whole(council, authors, 2)
    assert chain(made.statements[1], authors[0]).recommendations == (made.recommendations[1],)


def test_a_merge_makes_two_issues_one_and_undoing_it_parts_them(council: Council, authors: list[Member]) -> None:
    first = chains.issue(council, [chains.signal(authors[0])])
    second = chains.issue(council, [chains.signal(authors[1])])
    made = chains.recommendation(council, [first])
    merge = Merge.objects.create(source=first, target=second, reason=chains.text("Same"), source_state="open", at=clock.now())
    assert chain(second, authors[0]).recommendations == (made,)
    assert set(chain(made, authors[0]).issues) == {first, second}
    merge.undone_at = clock.now()
    merge.save()
    assert chain(second, authors[0]).recommendations == ()
    assert chain(made, authors[0]).issues == (first,)


def test_a_signal_taken_out_of_an_issue_no_longer_belongs_to_it(council: Council, authors: list[Member]) -> None:
    signals = [chains.signal(authors[0]), chains.signal(authors[1])]
    issue = chains.issue(council, signals)
    signals[0].parts.update(removed_at=clock.now())
    assert chain(issue, authors[0]).signals == (signals[1],)
    assert chain(signals[0], authors[0]).issues == ()


@pytest.mark.parametrize("place", range(11))
@pytest.mark.parametrize("as_member", [True, False])
def test_thirty_of_everything_take_as_many_queries_as_one(place: int, as_member: bool, council: Council, authors: list[Member]) -> None:
    reader = authors[0] if as_member else None
    few, many = chains.whole(council, authors, 1).items[place], chains.whole(council, authors, 30).items[place]
    counts = []
    for item in (few, many):
        (fresh,) = resolve([item.ref]).values()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            steps(chain(fresh, reader))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_thirty_chains_of_a_list_take_as_many_queries_as_one(council: Council, authors: list[Member]) -> None:
    issues = [chains.whole(council, authors, 2).issue for _ in range(30)]
    counts = []
    for some in (issues[:1], issues):
        fresh = list(resolve(issue.ref for issue in some).values())
        with CaptureQueriesContext(connection) as seen:
            drawn = [steps(found) for found in chains_for(fresh, authors[0])]
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert [len(eight) for eight in drawn] == [8] * 30


def test_a_list_shows_the_same_steps_as_the_page(council: Council, authors: list[Member]) -> None:
    made = chains.whole(council, authors, 2)
    for item in made.items:
        (listed,) = chains_for([item], authors[0])
        assert [(s.kind, s.state, s.shape) for s in steps(listed)] == [(s.kind, s.state, s.shape) for s in steps(chain(item, authors[0]))]


def test_a_visitor_sees_nothing_of_what_was_not_published(council: Council, authors: list[Member]) -> None:
    made = chains.whole(council, authors, 3, public=False)
    found = chain(made.recommendations[0])
    assert (found.signals, found.issues, found.deliberations) == ((), (), ())
    words = " ".join(f"{step.text} {step.by}" for step in steps(found))
    assert "Signal 1" not in words
    assert "Member" not in words
    assert steps(found)[0].text == "3 signals from 3 regions"
    assert steps(found)[0].url == ""


def test_a_visitor_is_not_told_a_region_with_few_members(council: Council, authors: list[Member]) -> None:
    made = chains.whole(council, authors, 3, public=False)
    assert steps(chain(made.issue))[0].by == "Kazakhstan"
    factories.members(council, 5, region="KZ-55")
    factories.members(council, 3, region="KZ-10")
    assert steps(chain(made.issue))[0].by == "Pavlodar, Kazakhstan: smaller regions"


def test_a_visitor_sees_no_draft_no_failed_vote_and_no_answer_of_unknown_sender(council: Council, authors: list[Member]) -> None:
    issue = chains.issue(council, [chains.signal(authors[0])], is_public=True)
    draft, rejected = (chains.recommendation(council, [issue], state=state) for state in ("draft", "rejected"))
    adopted = chains.recommendation(council, [issue])
    chains.answered(chains.sent(council, [adopted]), [adopted], state="received")
    assert chain(issue).recommendations == (adopted,)
    assert chain(issue).replies == ()
    assert set(chain(issue, authors[0]).recommendations) == {draft, rejected, adopted}
    assert len(chain(issue, authors[0]).replies) == 1


def test_a_member_is_told_the_seat_that_started_it_and_a_visitor_its_region(council: Council, authors: list[Member]) -> None:
    made = chains.whole(council, authors)
    assert steps(chain(made.answer, authors[1]))[0].by == "Member 001 · Pavlodar · teacher"
    assert steps(chain(made.answer))[0].by == "Pavlodar"


def test_what_is_ahead_says_when_it_is_due(council: Council, authors: list[Member]) -> None:
    issue = chains.issue(council, [chains.signal(authors[0])])
    adopted = chains.recommendation(council, [issue])
    dispatch = chains.sent(council, [adopted])
    found = steps(chain(dispatch, authors[0]))
    assert [step.state for step in found] == ["done", "done", "ahead", "done", "now", "ahead", "ahead", "ahead"]
    assert found[5].text.startswith("Due by ")


def test_a_verdict_that_is_not_done_gets_no_tick(council: Council, authors: list[Member]) -> None:
    made = chains.whole(council, authors)
    assert steps(chain(made.issue, authors[0]))[7].shape == "verified"
    made.verdicts[0].outcome = "not_done"
    made.verdicts[0].save()
    found = steps(chain(made.issue, authors[0]))[7]
    assert (found.shape, found.state, found.text) == ("circle", "done", "Not done")


def test_a_chain_says_itself_in_one_line(council: Council, authors: list[Member]) -> None:
    line = chain(chains.whole(council, authors, 2).answer, authors[0]).text()
    assert line == (
        "2 signals -> 1 issues -> 1 deliberations -> 2 recommendations -> 1 dispatches -> 2 replies -> 2 commitments -> 2 verdicts"
    )
