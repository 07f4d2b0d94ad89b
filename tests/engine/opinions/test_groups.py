"""Opinion groups by consensus."""

import numpy as np
import pytest

from kenes.engine.opinions.groups import best, jaccards, k_means, nearest, one_more
from kenes.engine.opinions.kenes import analyse
from kenes.engine.opinions.similarity import adjusted_rand
from tests.engine.opinions.worlds import made_up


@pytest.mark.parametrize("groups", [2, 3])
def test_groups_that_are_there_are_found(groups: int) -> None:
    votes, true = made_up(600, 80, groups, apart=2.0)
    found = analyse(votes)
    assert found.groups == groups
    members = found.group >= 0
    assert members.mean() > 0.9
    assert adjusted_rand(found.group[members], true[members]) > 0.98


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("people", [20, 100, 500])
def test_people_of_one_mind_are_not_divided(people: int, seed: int) -> None:
    votes, _ = made_up(people, 40, 1, seed=seed)
    found = analyse(votes, seed=seed)
    assert found.groups == 0
    assert found.reason
    assert (found.group == -1).all()


def test_a_single_dissenter_is_no_group() -> None:
    votes, _ = made_up(60, 40, 1, seed=1)
    value = votes.value.copy()
    value[votes.participant == 0] = -value[votes.participant == 0]
    found = analyse(type(votes)(votes.participant, votes.statement, value, 60, 40))
    assert found.groups == 0 or found.sizes.min() >= 5


def test_no_group_is_smaller_than_asked() -> None:
    votes, true = made_up(80, 60, 2, apart=2.5, seed=4)
    fewer = int(np.bincount(true).min())
    assert analyse(votes, smallest=fewer // 2).groups == 2
    assert analyse(votes, smallest=41).groups == 0


def test_who_stands_between_two_camps_belongs_to_none() -> None:
    votes, true = made_up(300, 60, 2, apart=2.0, seed=2)
    value = votes.value.copy()
    torn = votes.participant < 20  # of these, every second answer is that of somebody in the other camp
    chance = np.random.default_rng(0)
    for person in range(20):
        other = np.flatnonzero(true != true[person])
        mine = np.flatnonzero((votes.participant == person) & (chance.random(len(value)) < 0.5))
        for place in mine:
            theirs = votes.participant == other[chance.integers(len(other))]
            same = theirs & (votes.statement == votes.statement[place])
            value[place] = value[same][0] if same.any() else value[place]
    found = analyse(type(votes)(votes.participant, votes.statement, value, 300, 60))
    assert found.groups == 2
    assert found.confidence[:20].mean() < found.confidence[20:].mean() - 0.15
    assert (found.group[:20] == -1).sum() >= 5
    assert (found.group[20:] == -1).mean() < 0.05
    assert torn.any()


def test_k_means_is_lloyds() -> None:
    chance = np.random.default_rng(5)
    points, weights = chance.normal(size=(60, 2)), chance.random(60)
    start = points[:3].copy()
    slow = start.copy()
    for _ in range(30):
        labels = [min(range(3), key=lambda c: ((point - slow[c]) ** 2).sum()) for point in points]
        slow = np.array([np.average(points[np.array(labels) == c], axis=0, weights=weights[np.array(labels) == c]) for c in range(3)])
    assert np.abs(k_means(points, weights, start) - slow).max() < 2e-3


def test_an_empty_group_keeps_its_centre() -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.0]])
    assert k_means(points, np.ones(2), np.array([[0.5, 0.0], [9.0, 9.0]])).tolist() == [[0.5, 0.0], [9.0, 9.0]]


def test_one_centre_more_splits_what_lies_apart() -> None:
    points = np.array([[0.0, 0.0], [0.1, 0.0], [5.0, 0.0], [5.1, 0.0]])
    centres = one_more(points, points.mean(axis=0)[None])
    assert nearest(points, centres).tolist() in ([0, 0, 1, 1], [1, 1, 0, 0])
    assert len(one_more(points[:1], points[:1])) == 2


def test_likeness_of_groups_is_counted_by_hand() -> None:
    first, second = np.array([0, 0, 0, 1, 1]), np.array([1, 1, 0, 0, 0])
    assert jaccards(first, second, 2).tolist() == [2 / 3, 2 / 3]


def test_no_division_is_no_best() -> None:
    assert best([]) is None
