import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.opinions.polis.priority import drawn, priority

NONE = np.zeros(1, bool)


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.floats(0, 10))
def test_it_is_the_formula(agree: int, disagree: int, passed: int, extreme: float) -> None:
    n = agree + disagree + passed
    value = ((1 - (passed + 1) / (n + 2)) * (extreme + 1) * (agree + 1) / (n + 2) * (1 + 8 * 2 ** (-n / 5))) ** 2

    assert priority(np.array([[agree, disagree, passed]]), np.array([extreme]), NONE)[0] == pytest.approx(value)


def test_a_new_statement_comes_before_an_old_one() -> None:
    assert np.diff(priority(np.array([[0, 0, 0], [50, 50, 0]]), np.zeros(2), np.zeros(2, bool)))[0] < 0


def test_a_meta_statement_has_49_whatever_is_said_of_it() -> None:
    assert priority(np.array([[5, 1, 0]]), np.array([2.0]), np.array([True])).tolist() == [49]


def test_the_lot_follows_the_priorities_and_only_unvoted_statements_are_drawn() -> None:
    chance = np.random.default_rng(5)
    lots = [drawn(np.array([1.0, 5.0, 3.0, 100.0]), np.array([True, False, True, False]), chance) for _ in range(4000)]

    assert set(lots) == {0, 2}
    assert lots.count(2) / 4000 == pytest.approx(0.75, abs=0.03)


def test_the_same_chance_draws_the_same_and_nothing_left_draws_nothing() -> None:
    odds, unvoted = np.array([1.0, 2.0, 3.0]), np.ones(3, bool)

    assert drawn(odds, unvoted, np.random.default_rng(1)) == drawn(odds, unvoted, np.random.default_rng(1))
    assert drawn(odds, ~unvoted, np.random.default_rng(1)) is None
