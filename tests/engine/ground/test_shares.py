"""Agreement by cell: intervals, what cells borrow from each other, and how often the truth is covered."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays
from scipy.special import betaincinv

from kenes.engine.ground.shares import between_cells, shares


def table(*statements: list[tuple[int, int, int]]) -> np.ndarray:
    return np.array(statements, np.int64)


def simulated(chance: np.random.Generator, statements: int, cells: int, most: int, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """Return counts, and the true shares that they were drawn from: cells differ by `spread` (a Dirichlet around each statement)."""
    centre = np.repeat(chance.dirichlet([2, 1.5, 0.7], statements)[:, None], cells, axis=1)
    drawn = chance.gamma(centre * (1 / spread - 1) + 1e-9) + 1e-300 if spread else centre
    truth = drawn / drawn.sum(axis=2, keepdims=True)
    return chance.multinomial(chance.integers(1, most, (statements, cells)), truth), truth


def test_a_pass_is_an_answer() -> None:
    found = shares(table([(6, 2, 2)]))
    assert found.agree.share[0, 0] == 0.6
    assert found.disagree.share[0, 0] == 0.2
    assert found.n[0, 0] == 10


def test_a_single_cell_borrows_nothing() -> None:
    found = shares(table([(3, 7, 0)], [(9, 1, 0)]))
    assert found.borrowed.tolist() == [[0.0], [0.0]]
    assert np.isnan(found.spread)
    assert found.agree.low[0, 0] == pytest.approx(betaincinv(3.5, 7.5, 0.025), abs=1e-5)
    assert found.agree.high[0, 0] == pytest.approx(betaincinv(3.5, 7.5, 0.975), abs=1e-5)


def test_the_spread_is_that_of_the_analysis_of_variance() -> None:
    # By hand: people between cells 4·(0.25² + 0.25²) = 0.5 on 1, within 2·4·(3/16) = 1.5 on 6 degrees of freedom;
    # (0.5 - 0.25)/(0.5 + 3·0.25) = 0.2
    assert between_cells(table([(3, 1, 0), (1, 3, 0)])) == pytest.approx(0.2)


def test_cells_of_one_mind_each_spread_fully_and_equal_cells_not_at_all() -> None:
    assert between_cells(table([(9, 0, 0), (0, 9, 0)])) == 1.0
    assert between_cells(table([(5, 5, 0), (5, 5, 0)])) == 0.0


def test_what_a_cell_borrows_is_what_the_others_tell_about_it() -> None:
    # spread 0.2, one other cell of 4 people: variance 0.2·(1 + 1) + 0.8/4 = 0.6, so 1/0.6 - 1 = 2/3 of a person
    found = shares(table([(3, 1, 0), (1, 3, 0)]))
    assert found.borrowed[0] == pytest.approx([2 / 3, 2 / 3])
    a, b = 0.5 + 3 + 2 / 3 * 0.25, 0.5 + 1 + 2 / 3 * 0.75
    assert found.agree.mean[0, 0] == pytest.approx(a / (a + b))
    assert found.agree.low[0, 0] == pytest.approx(betaincinv(a, b, 0.025), abs=1e-5)


def test_equal_cells_lean_on_each_other_but_half_stays_their_own() -> None:
    found = shares(table([(500, 400, 100), (3, 2, 1), (490, 410, 100)]))
    assert found.spread == 0.0
    assert found.borrowed[0, 1] == 6.0
    assert found.agree.high[0, 1] - found.agree.low[0, 1] < 0.6


def test_estimates_lie_between_the_cell_and_the_overall() -> None:
    found = shares(table([(40, 10, 0), (10, 20, 0)], [(25, 25, 0), (20, 10, 0)]))
    assert 50 / 80 < found.agree.mean[0, 0] < 0.8
    assert 1 / 3 < found.agree.mean[0, 1] < 50 / 80


def test_without_passes_net_agreement_follows_from_agreement() -> None:
    found = shares(table([(30, 10, 0), (12, 8, 0)]))
    assert found.net_low == pytest.approx(2 * found.agree.low - 1)


@pytest.mark.parametrize("row", [(30, 10, 5), (6, 2, 12), (3, 0, 4), (60, 38, 2), (60, 5, 35), (400, 100, 500), (1, 5, 2)])
def test_the_bound_of_net_agreement_is_that_of_the_joint_distribution_nearly(row: tuple[int, int, int]) -> None:
    draws = np.random.default_rng(3).dirichlet(np.array(row) + [0.5, 0.5, 1e-9 if not row[2] else 0.0], 200_000)
    exact = np.quantile(draws[:, 0] - draws[:, 1], 0.025)
    assert shares(table([row])).net_low[0, 0] == pytest.approx(exact, abs=0.035)


@pytest.mark.parametrize("cells", [2, 3, 20])
@pytest.mark.parametrize("most", [8, 60])
@pytest.mark.parametrize("spread", [0.0, 0.02, 0.1, 0.3])
def test_intervals_cover_the_truth_as_often_as_they_say(cells: int, most: int, spread: float) -> None:
    people, truth = simulated(np.random.default_rng(11), 9000 // cells, cells, most, spread)
    found = shares(people)
    for interval, true in ((found.agree, truth[:, :, 0]), (found.disagree, truth[:, :, 1])):
        assert ((interval.low <= true) & (true <= interval.high)).mean() >= 0.94
    assert (truth[:, :, 0] - truth[:, :, 1] >= found.net_low).mean() >= 0.965


@pytest.mark.parametrize("spread", [0.02, 0.1, 0.3])
@pytest.mark.parametrize("cells", [2, 5])
def test_the_spread_is_found_again(cells: int, spread: float) -> None:
    people, _ = simulated(np.random.default_rng(2), 3000, cells, 40, spread)
    assert between_cells(people) == pytest.approx(spread, rel=0.1)


def test_borrowing_makes_intervals_shorter_where_cells_hardly_differ() -> None:
    people, _ = simulated(np.random.default_rng(4), 300, 10, 20, 0.0)
    together, alone = shares(people), [shares(people[:, [cell]]) for cell in range(10)]
    width = np.nanmean([(one.agree.high - one.agree.low).mean() for one in alone])
    assert (together.agree.high - together.agree.low).mean() < 0.85 * width


@given(
    arrays(np.int64, (4, 3, 3), elements=some.integers(0, 30)),
    arrays(bool, (4, 3)),
    arrays(np.int64, (4, 3, 3), elements=some.integers(0, 99)),
)
def test_what_is_withheld_changes_nothing(people: np.ndarray, known: np.ndarray, secret: np.ndarray) -> None:
    found, other = shares(people, known), shares(np.where(known[:, :, None], people, secret), known)
    for one, two in ((found.agree, other.agree), (found.disagree, other.disagree)):
        assert np.array_equal(one.low, two.low, equal_nan=True)
        assert np.array_equal(one.high, two.high, equal_nan=True)
    assert np.isnan(found.agree.low[~known]).all()
    assert (found.agree.low[known] <= found.agree.mean[known]).all()
    assert (found.agree.mean[known] <= found.agree.high[known]).all()
    assert (found.net_low[known] >= -1 - 1e-9).all()


@given(arrays(np.int64, (3, 4, 3), elements=some.integers(0, 30)), some.permutations(range(4)))
def test_cells_may_come_in_any_order(people: np.ndarray, order: list[int]) -> None:
    assert np.allclose(shares(people[:, order]).agree.low, shares(people).agree.low[:, order], atol=1e-6)


def test_nobody_answered_means_nothing_is_known() -> None:
    found = shares(table([(0, 0, 0), (0, 0, 0)]))
    assert found.agree.low.tolist() == [[0.0, 0.0]]
    assert found.agree.high.tolist() == [[1.0, 1.0]]
    assert np.isnan(found.agree.share).all()


@pytest.mark.parametrize("shape", [(0, 3, 3), (4, 0, 3), (0, 0, 3)])
def test_empty_tables_give_empty_figures(shape: tuple[int, int, int]) -> None:
    assert shares(np.zeros(shape, np.int64)).agree.low.shape == shape[:2]


def test_impossible_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="table"):
        shares(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="known"):
        shares(np.zeros((2, 3, 3)), np.ones((3, 2), bool))
    with pytest.raises(ValueError, match="at least 0"):
        shares(np.full((1, 1, 3), -1))
