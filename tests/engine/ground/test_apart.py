"""What sets groups apart, against published numbers and simulated groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import hypergeom

from kenes.engine.ground.apart import false_discovery, least_difference, more_often, sets_apart

# Benjamini and Hochberg 1995, section 4.1: 15 comparisons of two treatments of myocardial infarction
PUBLISHED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]


def table(*statements: list[tuple[int, int, int]]) -> np.ndarray:
    return np.array(statements, np.int64)


def test_benjamini_and_hochberg_reject_the_four_of_their_example() -> None:
    adjusted = false_discovery(np.array(PUBLISHED))
    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)


def test_benjamini_and_yekutieli_ask_for_more() -> None:
    adjusted = false_discovery(np.array(PUBLISHED), "benjamini-yekutieli")
    assert adjusted[0] == pytest.approx(0.0001 * 15 * sum(1 / rank for rank in range(1, 16)))
    assert (adjusted <= 0.05).sum() == 3


@given(some.lists(some.floats(0, 1), max_size=30), some.floats(0.01, 0.5))
def test_what_is_found_is_what_stepping_up_finds(p: list[float], q: float) -> None:
    ordered = sorted(p)
    last = max((rank for rank in range(1, len(p) + 1) if ordered[rank - 1] * len(p) / rank <= q), default=0)
    assert (false_discovery(np.array(p)) <= q).sum() == last


def test_the_bound_of_a_difference_is_the_published_one() -> None:
    # Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10: 56/70 - 48/80, 9/10 - 3/10, 10/10 - 0/20
    found = least_difference(np.array([56, 9, 10]), np.array([70, 10, 10]), np.array([48, 3, 0]), np.array([80, 10, 20]))
    assert found == pytest.approx([0.0524, 0.1705, 0.6791], abs=5e-5)


@given(some.integers(0, 40), some.integers(1, 40), some.integers(0, 40), some.integers(1, 40))
def test_the_test_is_the_exact_one(x: int, n: int, y: int, m: int) -> None:
    x, y = min(x, n), min(y, m)
    found = more_often(np.array([x]), np.array([n]), np.array([y]), np.array([m]))[0]
    exact = hypergeom.sf(x, n + m, x + y, n) + hypergeom.pmf(x, n + m, x + y, n) / 2
    assert found == (pytest.approx(exact, rel=1e-9) if x * m > y * n else 1.0)


def test_each_group_is_told_what_sets_it_apart_surest_first() -> None:
    found = sets_apart(
        table([(90, 5, 5), (30, 60, 10)], [(60, 20, 20), (30, 20, 50)], [(50, 40, 10), (50, 40, 10)], [(2, 0, 0), (0, 2, 0)])
    )
    assert [(one.statement, one.side) for one in found.found[0]] == [(0, 0), (1, 0)]
    assert [(one.statement, one.side) for one in found.found[1]] == [(0, 1)]
    first = found.found[0][0]
    assert (first.share, first.rest) == (0.9, 0.3)
    assert 0 < first.low < 0.6
    assert first.q < 1e-10


def test_a_sure_trifle_comes_after_a_large_difference() -> None:
    found = sets_apart(table([(50_500, 49_500, 0), (49_000, 51_000, 0)], [(90, 10, 0), (10, 90, 0)]))
    assert [one.statement for one in found.found[0]] == [1, 0]


@pytest.mark.parametrize("groups", [2, 4])
def test_where_groups_do_not_differ_next_to_nothing_is_found(groups: int) -> None:
    chance, runs = np.random.default_rng(9), 0
    for _ in range(100):
        centre = np.repeat(chance.dirichlet([2, 1.5, 0.7], 60)[:, None], groups, axis=1)
        people = chance.multinomial(chance.integers(3, 80, (60, groups)), centre)
        runs += any(sets_apart(people).found)
    assert runs <= 10


def test_most_of_what_is_found_is_true() -> None:
    chance, false, found = np.random.default_rng(10), [], 0
    for _ in range(60):
        people = np.repeat(chance.dirichlet([3, 2, 1], 100)[:, None], 3, axis=1)
        people[:20, 0] = people[:20, 0][:, [1, 0, 2]]
        result = sets_apart(chance.multinomial(chance.integers(20, 120, (100, 3)), people))
        statements = [one.statement for group in result.found for one in group]
        found += len(statements)
        false.append(sum(statement >= 20 for statement in statements) / max(1, len(statements)))
    assert np.mean(false) <= 0.05
    assert found > 1000


def test_withheld_cells_are_neither_compared_nor_part_of_the_rest() -> None:
    known = np.array([[True, True, False]])
    found = sets_apart(table([(90, 5, 5), (30, 60, 10), (0, 500, 0)]), known)
    assert found.found[0][0].rest == 0.3
    assert np.isnan(found.p[0, 2]).all()
    assert found.found[2] == []


@pytest.mark.parametrize("shape", [(0, 2, 3), (3, 0, 3), (3, 1, 3), (3, 2, 3)])
def test_without_answers_or_without_a_rest_nothing_is_compared(shape: tuple[int, int, int]) -> None:
    found = sets_apart(np.zeros(shape, np.int64))
    assert np.isnan(found.q).all()
    assert found.found == [[] for _ in range(shape[1])]


def test_impossible_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="q:"):
        sets_apart(table([(1, 1, 1)]), q=0)
    with pytest.raises(ValueError, match="method"):
        false_discovery(np.array([0.5]), "bonferroni")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="p:"):
        false_discovery(np.array([1.5]))
