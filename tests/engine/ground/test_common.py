"""Common ground and contested statements."""

import numpy as np
import pytest
from scipy.stats import norm

from kenes.engine.ground.common import common_ground, contested, ranked
from kenes.engine.ground.shares import Shares, shares


def table(*statements: list[tuple[int, int, int]]) -> np.ndarray:
    return np.array(statements, np.int64)


def test_disagreement_counts_against_common_ground() -> None:
    found = common_ground(shares(table([(60, 38, 2), (60, 38, 2)], [(60, 5, 35), (60, 5, 35)])))
    assert found.score[0] < found.score[1]


def test_two_of_two_do_not_win() -> None:
    found = common_ground(shares(table([(2, 0, 0), (2, 0, 0)], [(700, 200, 100), (650, 250, 100)], [(2, 0, 0), (900, 50, 50)])))
    assert ranked(found.score)[0] == 1
    assert found.common.tolist() == [False, True, False]
    assert found.few.tolist() == [2, 0, 1]


def test_two_voters_of_1165_are_no_common_ground() -> None:
    found = common_ground(shares(table([(2, 0, 0)])))
    assert not found.common[0]
    assert found.score[0] < 0


def test_the_most_hesitant_cell_decides_and_is_named() -> None:
    found = common_ground(shares(table([(95, 3, 2), (52, 40, 8), (90, 5, 5)])))
    assert found.lowest[0] == 1
    assert not found.common[0]
    assert found.score[0] == shares(table([(95, 3, 2), (52, 40, 8), (90, 5, 5)])).net_low[0, 1]


def test_twenty_cells_score_like_two() -> None:
    many, few = shares(table([(80, 10, 10)] * 20)), shares(table([(80, 10, 10)] * 2))
    assert common_ground(many).score[0] == pytest.approx(common_ground(few).score[0], abs=0.01)


def test_what_every_cell_refuses_is_said_too() -> None:
    found = common_ground(shares(table([(5, 90, 5), (10, 80, 10)], [(5, 90, 5), (50, 50, 0)])))
    assert found.refused.tolist() == [True, False]


def test_withheld_cells_are_counted_and_do_not_stand_in_the_way() -> None:
    known = np.array([[True, False, True], [False, False, False]])
    found = common_ground(shares(table([(90, 5, 5), (0, 3, 0), (80, 10, 10)], [(9, 1, 0)] * 3), known))
    assert found.withheld.tolist() == [1, 3]
    assert found.common.tolist() == [True, False]
    assert np.isnan(found.score[1])
    assert found.lowest.tolist() == [2, -1]


def test_a_passing_cell_does_not_agree() -> None:
    assert not common_ground(shares(table([(90, 5, 5), (40, 0, 60)]))).common[0]


def test_statements_without_a_score_come_last_and_equal_ones_by_number() -> None:
    assert ranked(np.array([np.nan, 0.2, 0.5, 0.2])).tolist() == [2, 1, 3, 0]


@pytest.mark.parametrize("shape", [(0, 3, 3), (2, 0, 3)])
def test_without_statements_or_cells_there_is_no_ground(shape: tuple[int, int, int]) -> None:
    found = shares(np.zeros(shape, np.int64))
    assert not common_ground(found).common.any()
    assert np.isnan(contested(found).gap).all()
    assert (contested(found).high == -1).all()


def test_an_evidence_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="least"):
        common_ground(shares(table([(1, 0, 0)])), least=0)


def test_the_widest_sure_gap_is_found_with_its_two_cells() -> None:
    found = contested(shares(table([(50, 50, 0), (90, 10, 0), (20, 80, 0)], [(2, 0, 0), (0, 2, 0), (50, 50, 0)])))
    assert (found.high[0], found.low[0]) == (1, 2)
    assert 0.5 < found.gap[0] < 0.7
    assert found.gap[1] < found.gap[0]
    assert found.opposed.tolist() == [True, False]


def test_the_gap_is_the_lower_bound_of_the_difference_of_two_betas() -> None:
    draws = np.random.default_rng(5)
    for one, two in (((30, 10, 0), (10, 30, 0)), ((8, 2, 0), (3, 7, 0)), ((300, 10, 5), (200, 100, 15)), ((5, 0, 0), (0, 5, 0))):
        known = shares(table([one, two]))
        ours = contested(known)
        a = [np.array([known.agree.mean[0, c], 1 - known.agree.mean[0, c]]) * (1 + known.n[0, c] + known.borrowed[0, c]) for c in (0, 1)]
        exact = np.quantile(draws.beta(*a[0], 200_000) - draws.beta(*a[1], 200_000), 0.025)
        assert exact - 0.045 <= ours.gap[0] <= exact + 0.01
        assert ours.gap[0] == pytest.approx(slow_gap(known), abs=1e-12)


def slow_gap(known: Shares) -> float:
    agree, best = known.agree, -np.inf
    cells = agree.mean.shape[1]
    wider = norm.isf(0.05 / (cells * (cells - 1))) / norm.isf(0.025)
    for one in range(cells):
        for two in range(cells):
            if one != two:
                down, up = agree.mean[0, one] - agree.low[0, one], agree.high[0, two] - agree.mean[0, two]
                best = max(best, agree.mean[0, one] - agree.mean[0, two] - wider * np.hypot(down, up))
    return best


def test_pairs_are_searched_as_in_the_slow_way() -> None:
    people = np.random.default_rng(6).integers(0, 40, (50, 7, 3))
    for statement in range(50):
        one = shares(people[[statement]])
        assert contested(one).gap[0] == pytest.approx(slow_gap(one), abs=1e-12)


@pytest.mark.parametrize("cells", [3, 20])
def test_where_cells_do_not_differ_hardly_anything_is_contested(cells: int) -> None:
    chance = np.random.default_rng(8)
    centre = np.repeat(chance.dirichlet([2, 1.5, 0.7], 2000)[:, None], cells, axis=1)
    people = chance.multinomial(chance.integers(5, 60, (2000, cells)), centre)
    assert (contested(shares(people)).gap > 0).mean() <= 0.05


def test_a_gap_needs_two_known_cells() -> None:
    found = contested(shares(table([(90, 5, 5), (5, 90, 5)]), np.array([[True, False]])))
    assert np.isnan(found.gap[0])
    assert (found.high[0], found.low[0]) == (-1, -1)
    assert not found.opposed[0]


def test_a_single_cell_is_contested_when_it_is_surely_split_in_half() -> None:
    found = contested(shares(table([(500, 500, 0)], [(900, 100, 0)], [(1, 1, 0)], [(300, 300, 400)])))
    assert ranked(found.gap).tolist() == [0, 3, 1, 2]
    assert 0.9 < found.gap[0] < 1
    assert (found.high == -1).all()
