import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.opinions.similarity import adjusted_rand


def by_pairs(a: list[int], b: list[int]) -> float:
    """The definition, pair by pair."""
    pairs = [(i, j) for i in range(len(a)) for j in range(i)]
    together = sum(a[i] == a[j] and b[i] == b[j] for i, j in pairs)
    in_a, in_b = (sum(labels[i] == labels[j] for i, j in pairs) for labels in (a, b))
    expected, most = in_a * in_b / len(pairs), (in_a + in_b) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def test_the_example_of_the_textbooks() -> None:
    # Yeung & Ruzzo, Bioinformatics 17 (2001), supplement: table 1, 1, 0 / 1, 2, 1 / 0, 0, 4
    u = np.array([0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    v = np.array([0, 1, 0, 1, 1, 2, 2, 2, 2, 2])

    assert adjusted_rand(u, v) == pytest.approx(0.313, abs=0.0005)


def test_the_same_groups_under_other_names_are_the_same() -> None:
    assert adjusted_rand(np.array([0, 0, 1, 1, 2]), np.array([7, 7, -1, -1, 3])) == 1


def test_groups_that_cut_across_each_other_are_less_alike_than_chance() -> None:
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) == pytest.approx(-0.5)


def test_one_group_of_all_says_nothing_of_two() -> None:
    assert adjusted_rand(np.array([0, 0, 0, 0]), np.array([0, 1, 0, 1])) == 0


@pytest.mark.parametrize("labels", [[], [3], [1, 1, 1], [0, 1, 2]])
def test_nothing_to_compare_is_alike(labels: list[int]) -> None:
    assert adjusted_rand(np.array(labels, int), np.array(labels, int)) == 1


def test_labellings_of_different_people_are_refused() -> None:
    with pytest.raises(ValueError, match="same people"):
        adjusted_rand(np.array([0, 1]), np.array([0, 1, 1]))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 3)), min_size=2, max_size=30))
def test_it_is_the_definition_pair_by_pair(labels: list[tuple[int, int]]) -> None:
    a, b = ([pair[axis] for pair in labels] for axis in (0, 1))

    assert adjusted_rand(np.array(a), np.array(b)) == pytest.approx(by_pairs(a, b), abs=1e-12)
