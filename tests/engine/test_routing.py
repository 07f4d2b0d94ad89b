"""The next statement: Polis's priority, weights by region, and draws that are fair and repeatable."""

from collections import Counter

import numpy as np
import pytest
from django.db import connection
from scipy.stats import chisquare, kstest, spearmanr

from kenes.engine.routing import PRIME, draw_sql, draws, key, order, unit_sql, wait_sql, waiting, weights


def keys(kind: str, many: int) -> np.ndarray:
    return np.array([key("seed", kind, str(number)) for number in range(many)], np.int64)


PARTICIPANTS = keys("participant", 20_000).tolist()
PINNED = [24, 17, 19, 26, 22, 20, 10, 21, 15, 28, 23, 11, 13, 8, 12, 6, 9, 16, 14, 29, 27, 25, 18, 2, 7, 3, 4, 5, 1, 0]


def test_statements_weigh_by_the_priority_of_polis() -> None:
    # By hand: S = 10, passes (1 - 3/12), extremity 1.5, agreement 7/12, newness 1 + 8/4; times 1 + 3/4 and 4 for the region
    found = weights(np.array([[[6, 2, 2]], [[0, 0, 0]]]), np.array([0.5, 0.0]))
    known = (0.75 * 1.5 * 7 / 12 * 3) ** 2 * 1.75 / ((0.5 * 1 * 0.5 * 9) ** 2 * 4)
    assert found[:, 0] == pytest.approx([1e6 * known, 1e6], rel=1e-5)


def test_a_statement_outside_the_map_has_no_extremity() -> None:
    table = np.array([[[3, 1, 1]], [[3, 1, 1]]])
    assert len(set(weights(table, np.array([np.nan, 0.0]))[:, 0].tolist())) == 1


def test_what_a_region_has_not_answered_weighs_more_there() -> None:
    table = np.full((4, 2, 3), 10)
    table[1, 0] = 0
    found = weights(table, np.zeros(4))
    assert found[1, 0] > 3.5 * found[1, 1]
    assert found[0, 0] == found[0, 1]


def test_every_statement_weighs_enough_to_be_seen() -> None:
    chance = np.random.default_rng(1)
    found = weights(chance.integers(0, 40, (300, 20, 3)), chance.exponential(3, 300))
    assert found.min() >= 1
    assert found.max() == 1_000_000
    assert (found.min(axis=0) >= 0.099 * found.mean(axis=0)).all()


def test_without_statements_or_regions_there_are_no_weights() -> None:
    assert weights(np.zeros((0, 3, 3)), np.zeros(0)).shape == (0, 3)
    assert weights(np.zeros((3, 0, 3)), np.zeros(3)).shape == (3, 0)
    assert order(np.zeros(0, np.int64), 1, np.zeros(0, np.int64)).tolist() == []


def test_the_order_is_the_same_whenever_it_is_asked() -> None:
    weight, statements = np.arange(1, 31), keys("statement", 30)
    first = order(weight, PARTICIPANTS[0], statements)
    assert sorted(first.tolist()) == list(range(30))
    assert first.tolist() != order(weight, PARTICIPANTS[1], statements).tolist()
    assert first.tolist() == PINNED


def test_what_was_answered_drops_out_and_the_rest_keeps_its_order() -> None:
    weight, statements = np.arange(1, 31), keys("statement", 30)
    whole = order(weight, PARTICIPANTS[0], statements)
    left = np.sort(whole[5:])
    assert left[order(weight[left], PARTICIPANTS[0], statements[left])].tolist() == whole[5:].tolist()


@pytest.mark.parametrize("weight", [[1, 2, 3, 4], [1, 10], [1, 1, 1, 1, 1, 1, 1, 100], [1] * 12])
def test_the_first_is_drawn_in_proportion_to_weight(weight: list[int]) -> None:
    array, statements = np.array(weight), keys("statement", len(weight))
    counted = Counter(int(order(array, participant, statements)[0]) for participant in PARTICIPANTS)
    expected = array / array.sum() * len(PARTICIPANTS)
    assert chisquare([counted[index] for index in range(len(weight))], expected).pvalue > 0.001


def test_the_second_is_drawn_in_proportion_to_what_is_left() -> None:
    array, statements = np.array([1, 2, 3, 4]), keys("statement", 4)
    counted = Counter(tuple(order(array, participant, statements)[:2].tolist()) for participant in PARTICIPANTS)
    pairs = [(one, two) for one in range(4) for two in range(4) if one != two]
    expected = [array[one] / 10 * array[two] / (10 - array[one]) * len(PARTICIPANTS) for one, two in pairs]
    assert chisquare([counted[pair] for pair in pairs], expected).pvalue > 0.001


def test_draws_are_spread_evenly_over_people_and_over_statements() -> None:
    statements = keys("statement", 5000)
    assert kstest(draws(PARTICIPANTS[0], statements) / PRIME, "uniform").pvalue > 0.001
    by_person = np.array([draws(participant, statements[:3]) for participant in PARTICIPANTS[:5000]])
    assert kstest(by_person[:, 0] / PRIME, "uniform").pvalue > 0.001
    assert abs(spearmanr(by_person[:, 0], by_person[:, 1]).statistic) < 0.05


def test_no_two_statements_draw_the_same_for_a_person() -> None:
    assert len(set(draws(PARTICIPANTS[0], np.arange(20_000)).tolist())) == 20_000


def test_waiting_is_the_logarithm_nearly_and_falls_with_the_draw() -> None:
    drawn = np.unique(np.concatenate([np.geomspace(1e-5 * PRIME, PRIME - 1, 5000), np.linspace(0, PRIME - 1, 5000)[1:]]).astype(np.int64))
    drawn = drawn[drawn > PRIME * 4.6e-5]
    exact = -np.log((drawn + 0.5) / PRIME)
    assert np.abs(waiting(drawn) / exact - 1).max() < 0.02
    assert (np.diff(waiting(np.linspace(0, PRIME - 1, 5000).astype(np.int64))) < 0).all()
    assert waiting(np.array([0, PRIME - 1])).min() > 0


@pytest.mark.django_db
def test_plain_sql_finds_the_same_order_in_this_database() -> None:
    weight, statements = np.random.default_rng(2).integers(1, 1_000_000, 200), keys("statement", 200)
    rows = ", ".join(f"({number}, {statements[number]}, {weight[number]})" for number in range(200))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE asked (number integer, lot bigint, weight integer)")
        cursor.execute(f"INSERT INTO asked VALUES {rows}")
        for who in PARTICIPANTS[:20]:
            drawing = f"SELECT number, weight, {draw_sql(str(who), 'lot')} AS draw FROM asked"
            waits = f"SELECT number, draw, {wait_sql(unit_sql('draw'), 'weight')} AS wait FROM ({drawing}) AS drawn"
            cursor.execute(f"{waits} ORDER BY wait, number")
            found, drawn = cursor.fetchall(), draws(who, statements)
            assert [row[0] for row in found] == order(weight, who, statements).tolist()
            assert all(row[1] == drawn[row[0]] and row[2] == (waiting(drawn) / weight)[row[0]] for row in found)


@pytest.mark.parametrize("answered", [0, 7, 9])
def test_meta_statements_are_not_among_the_first_ten(answered: int) -> None:
    meta = np.arange(30) < 5
    weight, statements = np.where(meta, 1000, 1), keys("statement", 30)
    for participant in PARTICIPANTS[:20]:
        found = order(weight, participant, statements, meta, answered)
        assert not meta[found[: 10 - answered]].any()
        assert meta[found[10 - answered :][:5]].any()
        assert sorted(found.tolist()) == list(range(30))


def test_later_meta_statements_are_drawn_like_others_and_first_when_nothing_else_is_left() -> None:
    meta, weight, statements = np.arange(30) < 5, np.ones(30, np.int64), keys("statement", 30)
    assert order(weight, 7, statements, meta, 10).tolist() == order(weight, 7, statements).tolist()
    assert sorted(order(weight[:5], 7, statements[:5], meta[:5]).tolist()) == [0, 1, 2, 3, 4]


def test_keys_keep_their_parts_apart() -> None:
    assert key("ab", "c") != key("a", "bc")
    assert 0 <= key() < PRIME


def test_impossible_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="table"):
        weights(np.zeros((2, 3)), np.zeros(2))
    with pytest.raises(ValueError, match="extremity"):
        weights(np.zeros((2, 1, 3)), np.zeros(3))
    with pytest.raises(ValueError, match="at least 0"):
        weights(np.zeros((2, 1, 3)), np.array([-1.0, 0.0]))
    with pytest.raises(ValueError, match="one shape"):
        order(np.ones(2, np.int64), 1, np.zeros(3, np.int64))
    with pytest.raises(ValueError, match="above 0"):
        order(np.zeros(2, np.int64), 1, np.zeros(2, np.int64))
    with pytest.raises(ValueError, match="keys"):
        order(np.ones(1, np.int64), PRIME, np.zeros(1, np.int64))
