"""What the sides find together: the bound, the outcome, and the fewest reviews that would change it."""

from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.joint_finding import acceptance, carried, flip_cost, joint, lower_bound, needed

A, B = "a", "b"
CATEGORIES = ("true", "misleading", "false")


@pytest.mark.parametrize(("said", "of"), [(6, 6), (7, 8), (9, 12), (11, 15)])
def test_so_many_reviews_carry_a_category_and_one_less_does_not(said: int, of: int) -> None:
    assert lower_bound(said, of) >= 0.5 > lower_bound(said - 1, of)
    assert needed(of) == said


def test_two_reviews_never_carry() -> None:
    assert [needed(n) for n in (0, 1, 2, 3)] == [None, None, None, 3]


def test_the_least_of_the_sides_decides() -> None:
    carries, short = {"false": 9, "true": 3}, {"false": 8, "true": 4}
    assert joint({A: carries, B: carries}, 8).category == "false"
    assert joint({A: {"false": 12}, B: short}, 8).category == ""
    assert joint({A: {"false": 12}, B: {"true": 12}}, 8).by_side == {A: "false", B: "true"}


def test_a_side_with_too_few_reviews_did_not_review_and_nothing_is_joint() -> None:
    outcome = joint({A: {"false": 12}, B: {"false": 7}}, 8)
    assert (outcome.category, outcome.silent, outcome.by_side[B]) == ("", (B,), "")
    assert flip_cost({A: {"false": 12}, B: {"false": 7}}, CATEGORIES, 8).together is None


def test_the_flip_cost_of_an_accepted_category_is_what_its_weakest_side_can_spare() -> None:
    cost = flip_cost({A: {"false": 12}, B: {"false": 9, "true": 3}}, CATEGORIES, 8)
    assert (cost.sides, cost.together) == ({A: 4, B: 1}, 1)


def test_where_the_sides_differ_one_alone_may_not_be_able_to_change_it() -> None:
    cost = flip_cost({A: {"false": 12}, B: {"false": 5, "true": 7}}, CATEGORIES, 8)
    assert (cost.sides, cost.together) == ({A: None, B: 4}, 4)
    torn = flip_cost({A: {"false": 7, "true": 5}, B: {"false": 8, "true": 4}}, CATEGORIES, 8)
    assert (torn.sides, torn.together) == ({A: None, B: None}, 3)


def tables(n: int) -> st.SearchStrategy[dict[str, int]]:
    votes = st.lists(st.sampled_from(CATEGORIES), min_size=n, max_size=n)
    return votes.map(lambda said: {category: said.count(category) for category in CATEGORIES})


def distance(one: dict[str, int], other: dict[str, int]) -> int:
    """How many reviews have to say something else to get from one table to another of as many."""
    return sum(max(0, one[c] - other[c]) for c in CATEGORIES)


def every_table(n: int) -> list[dict[str, int]]:
    rows = combinations_with_replacement(CATEGORIES, n)
    return [{c: row.count(c) for c in CATEGORIES} for row in rows]


@settings(max_examples=25, deadline=None)
@given(tables(8), tables(9))
def test_the_flip_cost_is_the_fewest_that_a_search_of_all_other_reviews_finds(a: dict[str, int], b: dict[str, int]) -> None:
    now = joint({A: a, B: b}, 8).category
    found: dict[str, list[int]] = {A: [], B: [], "all": []}
    for other_a, other_b in product(every_table(8), every_table(9)):
        if joint({A: other_a, B: other_b}, 8).category != now:
            from_a, from_b = distance(a, other_a), distance(b, other_b)
            found["all"].append(from_a + from_b)
            found[A] += [from_a] if not from_b else []
            found[B] += [from_b] if not from_a else []
    cost = flip_cost({A: a, B: b}, CATEGORIES, 8)
    assert cost.together == min(found["all"], default=None)
    assert dict(cost.sides) == {side: min(found[side], default=None) for side in (A, B)}


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from(CATEGORIES), st.integers(0, 15)))
def test_a_side_carries_one_category_at_most_and_only_with_more_than_half(reviews: dict[str, int]) -> None:
    total = sum(reviews.values())
    found = [c for c, said in reviews.items() if total and lower_bound(said, total) >= 0.5]
    assert found in ([], [carried(reviews)])
    assert not found or reviews[found[0]] * 2 > total


def test_the_exact_probability_equals_a_sum_over_all_outcomes() -> None:
    slow = sum(
        (0.7**i * 0.3 ** (3 - i)) * (0.4**j * 0.6 ** (3 - j)) * [1, 3, 3, 1][i] * [1, 3, 3, 1][j]
        for i, j in product(range(4), range(4))
        if lower_bound(i, 3) >= 0.5 and lower_bound(j, 3) >= 0.5
    )
    assert acceptance([0.7, 0.4], 3) == pytest.approx(slow)


def test_the_promised_figures_hold() -> None:
    """12 + 12, a fifth of both sides bought: a partisan claim passes in less than 0.5 %, a true one without them in 80 % or more."""
    assert acceptance([0.85 * 0.8 + 0.2, 0.15 * 0.8 + 0.2], 12) <= 0.005
    assert acceptance([0.85, 0.85], 12) >= 0.80
