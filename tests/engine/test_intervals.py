"""Wilson and Beta intervals against published numbers and exact quantiles."""

import numpy as np
import pytest
from scipy.special import betaincinv

from kenes.engine.intervals import beta_bounds, wilson, wilson_bounds


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(successes: int, n: int, low: float, high: float) -> None:
    assert tuple(round(bound, 4) for bound in wilson(successes, n)) == (low, high)


def test_nobody_asked_means_nothing_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_it_stays_between_0_and_1_and_holds_the_share() -> None:
    for n in range(1, 60):
        for successes in range(n + 1):
            low, high = wilson(successes, n)
            assert 0.0 <= low <= successes / n <= high <= 1.0


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_an_impossible_count_is_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="successes"):
        wilson(successes, n)


def test_many_intervals_at_once_are_the_same_as_one_by_one() -> None:
    successes, n = np.array([[81, 15], [0, 7]]), np.array([[263, 148], [0, 7]])
    low, high = wilson_bounds(successes, n)
    for place in np.ndindex(2, 2):
        assert (low[place], high[place]) == pytest.approx(wilson(int(successes[place]), int(n[place])), abs=1e-15)


def test_many_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="successes"):
        wilson_bounds(np.array([3]), np.array([2]))


@pytest.mark.parametrize(
    ("successes", "low", "high"),
    [(2, 0.044, 0.503), (3, 0.093, 0.606), (4, 0.153, 0.696), (5, 0.224, 0.776)],  # Brown, Cai, DasGupta 2001, table 5, n = 10
)
def test_the_beta_interval_is_the_published_one_of_jeffreys(successes: int, low: float, high: float) -> None:
    found = beta_bounds(np.array([successes + 0.5]), np.array([10 - successes + 0.5]))
    assert [round(float(bound[0]), 3) for bound in found] == [low, high]


@pytest.mark.parametrize(("smallest", "largest", "allowed"), [(0.3, 2.0, 1e-12), (2.0, 20.0, 3e-6), (20.0, 1e6, 7e-5), (0.3, 1e6, 1e-4)])
def test_beta_bounds_are_the_exact_quantiles_nearly(smallest: float, largest: float, allowed: float) -> None:
    chance = np.random.default_rng(7)
    least = np.exp(chance.uniform(np.log(smallest), np.log(largest), 4000))
    a, b = least, least * np.exp(chance.uniform(0, np.log(1e4), 4000))
    for first, second in ((a, b), (b, a)):
        low, high = beta_bounds(first, second)
        assert np.abs(low - betaincinv(first, second, 0.025)).max() <= allowed
        assert np.abs(high - betaincinv(first, second, 0.975)).max() <= allowed


def test_beta_bounds_grow_with_every_agreement() -> None:
    agree = np.arange(0, 400) / 2
    low, high = beta_bounds(agree + 0.5, 200 - agree + 0.5)
    assert (np.diff(low) > 0).all()
    assert (np.diff(high) > 0).all()


def test_a_beta_without_parameters_is_refused() -> None:
    with pytest.raises(ValueError, match="a and b"):
        beta_bounds(np.array([0.0]), np.array([1.0]))
    assert beta_bounds(np.zeros(0), np.zeros(0))[0].shape == (0,)
