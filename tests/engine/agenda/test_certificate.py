"""EJR+ weighted by shares with minutes as cost: the certificate against the definition, over all groups of people."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kenes.engine.agenda import Election, certify
from tests.engine.agenda.instances import approvals_of, election, elections, formed


def everybody_gets_their_due(question: Election, chosen: set[int], utility: str) -> bool:
    """The definition: no group S with a common topic outside where (u(A_i ∩ W) + u) · c ≤ e(S) · u for everybody in S."""
    cost = question.topics.minutes.tolist()
    worth = [1 if utility == "item" else max(minutes, 1) for minutes in cost]
    approved = approvals_of(question)
    share = [question.endowment.shares[group] * question.free for group in question.endowment.group]
    inside = {topic for topic in chosen if not question.topics.mandatory[topic]}
    for size in range(1, len(approved) + 1):
        for group in combinations(range(len(approved)), size):
            common = set.intersection(*(approved[voter] for voter in group)) - inside
            held = sum((share[voter] for voter in group), Fraction(0))
            most = max(sum(worth[topic] for topic in approved[voter] & inside) for voter in group)
            if any(question.open[topic] and (most + worth[topic]) * cost[topic] <= held * worth[topic] for topic in common):
                return False
    return True


@settings(max_examples=80, deadline=None)
@given(elections(voters=6, topics=5), some.data(), some.sampled_from(["item", "minutes"]))
def test_it_says_of_any_set_what_the_definition_says(question: Election, data: some.DataObject, utility: str) -> None:
    chosen = data.draw(some.sets(some.integers(0, len(question.topics) - 1)))
    assert certify(question, chosen, utility).holds == everybody_gets_their_due(question, chosen, utility)  # type: ignore[arg-type]


@settings(max_examples=80, deadline=None)
@given(elections(voters=12, topics=8), some.sampled_from(["item", "minutes"]), some.sampled_from(["kenes", "none"]))
def test_it_holds_of_every_agenda_that_is_formed(question: Election, utility: str, completion: str) -> None:
    result = formed(question, utility=utility, completion=completion)
    assert result.certificate.holds
    assert certify(question, result.chosen, utility) == result.certificate  # type: ignore[arg-type]


def test_a_change_by_hand_that_takes_a_group_its_due_is_found_and_named() -> None:
    question = election(60, [30, 30, 30], [{0, 1}] * 5 + [{2}] * 5)
    assert set(formed(question).chosen) == {0, 2}
    found = certify(question, {0, 1})
    assert (found.holds, found.topic, found.level, found.people) == (False, 2, 0, 5)
    assert found.held == found.needed == 30


def test_mandatory_topics_play_no_part_and_unknown_ones_are_refused() -> None:
    question = election(60, [20, 40], [{0, 1}] * 3, mandatory={0})
    assert not certify(question, {0}).holds
    assert certify(question, {1}).holds
    with pytest.raises(ValueError, match="there is no topic 7"):
        certify(question, {7})
