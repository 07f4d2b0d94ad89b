"""A map without any single person on it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engine.cells.micro import GRID, microaggregate


@given(people=st.integers(0, 300), least=st.integers(2, 12), seed=st.integers(0, 10_000))
def test_no_circle_stands_for_too_few_people_and_none_is_left_out(people: int, least: int, seed: int) -> None:
    found = microaggregate(np.random.default_rng(seed).normal(size=(people, 2)), least)
    assert all(least <= one.n < 2 * least for one in found)
    assert sum(one.n for one in found) == (people if people >= least else 0)


@given(people=st.integers(5, 60), seed=st.integers(0, 10_000))
def test_the_order_of_people_plays_no_part(people: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    there = chance.integers(-3, 4, size=(people, 2)).astype(float)  # many of them in the same place
    assert microaggregate(there, 5) == microaggregate(chance.permutation(there), 5)


def test_a_circle_stands_in_the_middle_of_its_people_on_a_coarse_grid() -> None:
    (one,) = microaggregate(np.array([[0.0, 1.0], [0.02, 1.0], [0.4, 1.58]]), 3)
    assert (one.x, one.y, one.n) == (10, 120, 3)
    assert one.x % GRID == one.y % GRID == 0


def test_people_far_apart_are_not_put_together() -> None:
    there = np.array([[-5.0, 0.0]] * 6 + [[5.0, 0.0]] * 6)
    assert [(one.x, one.n) for one in microaggregate(there, 5)] == [(-500, 6), (500, 6)]


@pytest.mark.parametrize(("shape", "least", "named"), [((4, 2), 1, "least"), ((4, 3), 5, "position"), ((4,), 5, "position")])
def test_what_makes_no_sense_is_named(shape: tuple[int, ...], least: int, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        microaggregate(np.zeros(shape), least)
