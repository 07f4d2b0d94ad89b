import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.opinions.polis.clusters import (
    Grouping,
    Smoother,
    base_clusters,
    going_on,
    group_clusters,
    group_counts,
    merged,
    silhouette,
)
from kenes.engine.opinions.polis.kmeans import Clusters
from kenes.engine.opinions.polis.matrix import Floats

PAIR = np.array([[0, 0], [0, 0.001], [9, 9], [9, 9.001]], float)


def distances(points: Floats) -> Floats:
    return np.asarray(np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)))


def clusters(ids: list[int], center: list[list[float]], label: list[int]) -> Clusters:
    return Clusters(np.array(ids), np.array(center, float), np.array(label))


def test_up_to_a_hundred_people_in_different_places_are_a_base_cluster_each() -> None:
    found = base_clusters(np.array([[1, 0], [2, 0], [3, 0]], float))

    assert found.id.tolist() == [0, 1, 2]
    assert found.label.tolist() == [0, 1, 2]


def test_people_in_one_place_share_a_base_cluster() -> None:
    assert base_clusters(np.ones((5, 2))).size.tolist() == [5]


def test_there_are_never_more_than_a_hundred_base_clusters() -> None:
    points = np.random.default_rng(0).normal(size=(400, 2))

    found = base_clusters(points)

    assert found.id.size <= 100
    assert found.size.sum() == 400


def test_earlier_clusters_move_with_their_people_and_new_people_open_new_ones() -> None:
    before = clusters([4, 6], [[0, 0], [1, 1]], [0, 1, -1])

    now = going_on(np.array([[2, 0], [5, 5], [20, 20]], float), 3, before, None)

    assert now.id.tolist() == [4, 6, 7]
    assert now.center.tolist() == [[2, 0], [5, 5], [20, 20]]


def test_an_earlier_cluster_without_people_is_forgotten() -> None:
    now = going_on(PAIR, 2, clusters([1, 2, 3], [[0, 0], [5, 5], [9, 9]], [0, 0, 2, 2]), None)

    assert now.id.tolist() == [1, 3]


def test_clusters_in_one_place_become_one_under_the_name_of_the_larger() -> None:
    now = merged(clusters([1, 2, 3], [[0, 0], [5, 5], [0, 0]], [0, 2, 2, 1]))

    assert now.id.tolist() == [3, 2]
    assert now.label.tolist() == [0, 0, 0, 1]


def test_when_no_cluster_has_people_left_all_are_one_cluster_that_is_split_again() -> None:
    now = going_on(PAIR, 2, clusters([7], [[0, 0]], [-1, -1, -1, -1]), None)

    assert now.id.tolist() == [8, 9]


def test_twelve_base_clusters_allow_one_more_group_and_five_are_the_most() -> None:
    assert [list(group_counts(n)) for n in (1, 11, 12, 24, 36, 100)] == [[2], [2], [2, 3], [2, 3, 4], [2, 3, 4, 5], [2, 3, 4, 5]]


def test_two_clear_camps_are_two_groups() -> None:
    chance = np.random.default_rng(1)
    center = np.concatenate([chance.normal(0, 1, (30, 2)), chance.normal(20, 1, (30, 2))])

    found = group_clusters(center, np.ones(60))

    assert found.groups.id.size == 2
    assert set(found.groups.label[:30]) != set(found.groups.label[30:])
    assert max(found.quality.values()) == found.quality[2]


def test_no_base_clusters_make_no_groups_and_one_makes_one() -> None:
    assert group_clusters(np.zeros((0, 2)), np.zeros(0)).groups.id.size == 0
    assert group_clusters(np.zeros((1, 2)), np.ones(1)).groups.id.size == 1


def test_another_number_of_groups_must_win_four_times_in_a_row() -> None:
    state, shown = Smoother(), []
    for best in [2, 3, 3, 3, 2, 3, 3, 3, 3]:
        state = state.after(best)
        shown.append(state.k)

    assert shown == [2, 2, 2, 2, 2, 2, 2, 2, 3]


def test_groups_go_on_from_the_earlier_ones() -> None:
    center = np.array([[0, 0], [1, 0], [10, 0], [11, 0]], float)
    first = group_clusters(center, np.ones(4))

    again = group_clusters(center, np.ones(4), Grouping(first.groups, first.tried, first.quality, first.smoother))

    assert again.groups.label.tolist() == first.groups.label.tolist()
    assert again.smoother.times == 2


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(0, 2)), min_size=2, max_size=14))
def test_the_silhouette_is_its_definition(spots: list[tuple[int, int, int]]) -> None:
    table = np.array(spots, float)
    apart, label = distances(table[:, :2]), np.unique(table[:, 2], return_inverse=True)[1]
    values = []
    for i in range(len(label)):
        others = {g: [apart[i, j] for j in range(len(label)) if j != i and label[j] == g] for g in set(label.tolist())}
        own = others.pop(int(label[i]))
        if not own or not others:
            values.append(0.0)
            continue
        a, b = np.mean(own), min(np.mean(far) for far in others.values())
        values.append(float((b - a) / max(a, b)) if max(a, b) > 0 else 0.0)

    assert silhouette(apart, label) == pytest.approx(np.mean(values))
