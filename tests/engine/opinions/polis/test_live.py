from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.opinions.polis import analyse
from kenes.engine.opinions.polis.live import Conversation
from kenes.engine.votes import Votes
from tests.engine.opinions.polis.worlds import Table, rules, two_camps, votes_of

Vote = tuple[int, int, int]


def with_votes(table: Table, more: list[Vote], width: int) -> Votes:
    rows = [list(row) + [None] * (width - len(row)) for row in table]
    for person, statement, value in more:
        while person >= len(rows):
            rows.append([None] * width)
        rows[person][statement] = value
    return votes_of(rows, statements=width)


def holds(talk: Conversation, votes: Votes, moderated: Any, meta: Any) -> None:
    """The figures kept are those of the full computation with the same groups and components."""
    group = np.pad(talk.group, (0, votes.participants - talk.group.size), constant_values=-1)
    whole = analyse(votes, moderated, meta, groups=group, included=group >= 0, components=talk.comps)
    assert talk.counts.tolist() == whole.counts.tolist()
    assert talk.group_counts.tolist() == whole.group_counts.tolist()
    assert talk.extremity == pytest.approx(whole.extremity, rel=1e-12, abs=1e-12)
    assert talk.priority == pytest.approx(whole.priority, rel=1e-12)
    assert talk.group_aware_consensus == pytest.approx(whole.group_aware_consensus, rel=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 44), st.integers(0, 11), st.integers(-1, 1)), max_size=25))
def test_after_any_votes_the_figures_are_those_of_the_full_computation(more: list[Vote]) -> None:
    table, (moderated, meta) = two_camps(), rules(12, [0] * 10 + [-1, 0], [0] * 11 + [1])
    talk, taken = Conversation(votes_of(table), moderated, meta), []

    for person, statement, value in more:
        number = min(person, talk.participants)
        talk.add(number, statement, value)
        taken.append((number, statement, value))

    votes = with_votes(table, taken, 12)
    holds(talk, votes, moderated, meta)
    result = talk.refresh()
    assert talk.votes.value.tolist() == votes.value.tolist()
    assert talk.votes.statement.tolist() == votes.statement.tolist()
    assert result.counts.tolist() == analyse(votes, moderated, meta).counts.tolist()
    holds(talk, votes, moderated, meta)


def test_a_changed_mind_is_counted_once() -> None:
    talk = Conversation(votes_of(two_camps()), *rules(12))
    before = talk.counts[3].sum()

    for value in (1, -1, 0, 1):
        talk.add(0, 3, value)

    assert talk.counts[3].sum() - before in (0, 1)


def test_a_new_statement_and_a_new_person_come_in() -> None:
    table = two_camps()
    talk = Conversation(votes_of(table), *rules(12))

    statement = talk.add_statement()
    talk.add(40, statement, 1)
    talk.add(0, statement, -1)

    assert statement == 12
    holds(talk, with_votes(table, [(40, 12, 1), (0, 12, -1)], 13), *rules(13))
    assert talk.refresh().counts[12].tolist() == [1, 1, 0]


def test_a_statement_rejected_meanwhile_leaves_the_map_at_the_next_refresh() -> None:
    table = two_camps()
    talk = Conversation(votes_of(table), *rules(12))
    earlier = talk.refresh()

    talk.moderate(4, -1)

    holds(talk, votes_of(table), *rules(12, [0] * 4 + [-1] + [0] * 7))
    assert not talk.refresh().components[:, 4].any()
    assert earlier.moderated[4] == 0
    with pytest.raises(ValueError, match="statement"):
        talk.moderate(12, 1)
    with pytest.raises(ValueError, match="moderated"):
        talk.moderate(1, 7)


def test_a_conversation_begins_with_nothing() -> None:
    none = np.zeros(0, int)
    talk = Conversation(Votes(none, none, none, 0, 0), np.zeros(0, int), np.zeros(0, bool))
    for _ in range(3):
        talk.add_statement()
    for person in range(30):
        for statement in range(3):
            talk.add(person, statement, 1 if person % 2 else -1)

    assert talk.refresh().group_id.size == 2


def test_the_map_after_one_more_vote_goes_on_from_the_last_one() -> None:
    talk = Conversation(votes_of(two_camps(200, 80)), *rules(80))
    before = talk.comps
    talk.add(3, 5, -1)

    after = talk.refresh().components

    assert (after * before).sum(1) == pytest.approx([1, 1], abs=1e-2)


@pytest.mark.parametrize(
    ("vote", "name"), [((0, 0, 2), "value"), ((41, 0, 1), "participant"), ((-1, 0, 1), "participant"), ((0, 12, 1), "statement")]
)
def test_a_vote_that_cannot_be_changes_nothing(vote: Vote, name: str) -> None:
    talk = Conversation(votes_of(two_camps()), *rules(12))
    before = talk.counts.copy()

    with pytest.raises(ValueError, match=name):
        talk.add(*vote)

    assert (talk.counts == before).all()
    with pytest.raises(ValueError, match="moderated"):
        talk.add_statement(moderated=3)
