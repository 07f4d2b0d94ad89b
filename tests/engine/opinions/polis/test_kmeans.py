import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.opinions.polis.kmeans import SMALL, first_distinct, kmeans
from kenes.engine.opinions.polis.matrix import Floats, Ints


def lloyd(points: Floats, center: Floats, steps: int, weight: Floats) -> tuple[Ints, Floats, Ints]:
    """Lloyd's steps as Polis makes them, point by point."""
    ids = np.arange(len(center))
    while True:
        steps -= 1
        label = np.array([int(np.argmin(((point - center) ** 2).sum(1))) for point in points])
        kept = [k for k in range(len(center)) if (label == k).any()]
        moved = np.array([np.average(points[label == k], axis=0, weights=weight[label == k]) for k in kept])
        pairs = zip(sorted(center.tolist()), sorted(moved.tolist()), strict=False)
        ids, label = ids[kept], np.array([kept.index(k) for k in label])
        if steps == 0 or all(np.hypot(a[0] - b[0], a[1] - b[1]) < 0.01 for a, b in pairs):
            return ids, moved, label
        center = moved


def cloud(people: int, seed: int) -> Floats:
    chance = np.random.default_rng(seed)
    return chance.normal(0, 1, (people, 2)) * chance.choice([0.3, 1, 4], (people, 1)) + chance.integers(-3, 4, (people, 2))


@pytest.mark.parametrize("people", [1, 30, 300, 1500])
@pytest.mark.parametrize("k", [1, 2, 7, 100])
def test_bounds_change_no_point_of_the_result(people: int, k: int) -> None:
    points = cloud(people, people + k)

    found = kmeans(points, first_distinct(points, k), 101)

    ids, center, label = lloyd(points, first_distinct(points, k), 101, np.ones(people))
    assert found.id.tolist() == ids.tolist()
    assert found.label.tolist() == label.tolist()
    assert found.center == pytest.approx(center, abs=1e-10)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.integers(1, 3)), min_size=1, max_size=40),
    st.integers(1, 8),
    st.integers(1, 5),
    st.booleans(),
)
def test_so_too_with_weights_and_points_in_one_place(spots: list[tuple[int, int, int]], k: int, steps: int, many: bool) -> None:
    table = np.array(spots, float)
    if many:  # enough pairs of point and centre for bounds to be kept
        table = np.tile(table, (1 + SMALL // (k * len(table)), 1))
    points, weight = table[:, :2], table[:, 2]

    found = kmeans(points, first_distinct(points, k), steps, weight=weight)

    ids, center, label = lloyd(points, first_distinct(points, k), steps, weight)
    gap = np.abs(found.center - center).max() if found.center.shape == center.shape else np.inf
    assert found.id.tolist() == ids.tolist()
    assert gap < 1e-9
    if steps == 1:
        assert found.label.tolist() == label.tolist()


def test_it_starts_at_the_first_distinct_points() -> None:
    points = np.array([[1, 1], [1, 1], [0, 0], [1, 1], [5, 5], [2, 2]], float)

    assert first_distinct(points, 3).tolist() == [[1, 1], [0, 0], [5, 5]]
    assert first_distinct(points, 9).tolist() == [[1, 1], [0, 0], [5, 5], [2, 2]]


def test_a_centre_without_points_is_dropped_and_the_others_keep_their_names() -> None:
    points = np.array([[0, 0], [0, 1], [9, 9]], float)

    found = kmeans(points, np.array([[50, 50], [0, 0], [9, 9]], float), 10, ids=np.array([3, 5, 8]))

    assert found.id.tolist() == [5, 8]
    assert found.label.tolist() == [0, 0, 1]
    assert found.size.tolist() == [2, 1]


def test_a_heavy_point_pulls_the_centre() -> None:
    found = kmeans(np.array([[0, 0], [4, 0]], float), np.array([[1, 0]], float), 5, weight=np.array([3.0, 1.0]))

    assert found.center.tolist() == [[1, 0]]


def test_no_points_make_no_clusters() -> None:
    assert kmeans(np.zeros((0, 2)), np.zeros((0, 2)), 5).id.size == 0
