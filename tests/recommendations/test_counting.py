"""Quorum and majority, on paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.recommendations.counting import Turnout, carried, needed, shortfalls, votes_needed
from kenes.recommendations.errors import QuorumNotReached, SideQuorumNotReached


@pytest.mark.parametrize(
    ("roster", "percent", "least"), [(96, 50, 48), (97, 50, 49), (3, 34, 2), (1, 1, 1), (200, 1, 2), (5, 100, 5), (0, 50, 1)]
)
def test_the_quorum_is_rounded_up_and_never_nothing(roster: int, percent: int, least: int) -> None:
    assert needed(roster, percent) == least


@given(roster=st.integers(1, 2000), percent=st.integers(1, 100), voted=st.integers(0, 2000))
def test_the_quorum_is_exactly_the_share_of_the_roster(roster: int, percent: int, voted: int) -> None:
    assert (voted >= needed(roster, percent)) == (voted * 100 >= roster * percent and voted > 0)


@pytest.mark.parametrize(
    ("yes", "no", "majority", "wins"),
    [(5, 5, 50, False), (6, 5, 50, True), (2, 1, 66, True), (66, 34, 66, False), (0, 0, 50, False), (1, 0, 99, True)],
)
def test_more_than_the_majority_carries(yes: int, no: int, majority: int, wins: bool) -> None:
    assert carried(yes, no, majority) == wins


@given(yes=st.integers(0, 500), no=st.integers(0, 500), majority=st.integers(50, 99))
def test_votes_needed_is_where_a_vote_begins_to_carry(yes: int, no: int, majority: int) -> None:
    assert carried(yes, no, majority) == (yes >= votes_needed(yes, no, majority) and yes + no > 0)


def test_each_side_needs_its_own_quorum() -> None:
    sides = [Turnout(10, 10, 5, "a"), Turnout(10, 1, 5, "b")]
    missing = shortfalls(Turnout(20, 11, 10), sides)
    assert [type(error) for error in missing] == [SideQuorumNotReached]
    assert str(missing[0]) == "b: the quorum was not reached: 1 of 10 voted, 5 were needed."


def test_one_side_alone_is_the_roster_itself() -> None:
    missing = shortfalls(Turnout(10, 1, 5), [Turnout(10, 1, 5, "a")])
    assert [type(error) for error in missing] == [QuorumNotReached]
