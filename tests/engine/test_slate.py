"""The slate, against textbook elections and the definition of representation written out."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kenes.engine.intervals import wilson
from kenes.engine.slate import Slate, certify, profile_of, slate
from kenes.engine.votes import Votes

PEOPLE = some.lists(some.lists(some.sampled_from([-1, 0, 1, 1, None]), min_size=5, max_size=5), min_size=1, max_size=7)


def votes(rows: list[list[int | None]]) -> Votes:
    """Return votes from one row a person; None is no answer."""
    cast = [(p, s, value) for p, row in enumerate(rows) for s, value in enumerate(row) if value is not None]
    data = np.array(cast, np.int64).reshape(-1, 3)
    return Votes.of(data[:, 0], data[:, 1], data[:, 2], len(rows), len(rows[0]) if rows else 0)


def agreeing(statements: int, *people: tuple[int, set[int]]) -> Votes:
    """Return votes of people who agree with a set of statements and disagree with the others."""
    return votes([[1 if s in liked else -1 for s in range(statements)] for count, liked in people for _ in range(count)])


def represented(rows: list[list[int | None]], k: int, chosen: list[int], levels: range) -> bool:
    """Return whether every group is represented: the definition of EJR+, over all groups of people."""
    voters = [person for person, row in enumerate(rows) if any(value is not None for value in row)]
    for size in range(1, len(voters) + 1):
        for group in combinations(voters, size):
            common = [s for s in range(len(rows[0])) if s not in chosen and all(rows[p][s] == 1 for p in group)]
            most = max(sum(rows[p][s] == 1 for s in chosen) for p in group)
            if common and any(size * k >= level * len(voters) and most < level for level in levels):
                return False
    return True


def test_parties_get_their_share_of_the_slate() -> None:
    parties = [set(range(10)), set(range(10, 20)), set(range(20, 30))]
    found = slate(agreeing(30, (60, parties[0]), (30, parties[1]), (10, parties[2])), 10)
    assert sorted(found.statements.tolist()) == [0, 1, 2, 3, 4, 5, 10, 11, 12, 20]
    assert found.bought == 10
    assert found.certificate.holds


def test_half_of_the_people_hold_half_of_the_slate() -> None:
    # Peters and Skowron 2020, figure 1: three who share three statements and have one each, three who have three each; k = 12
    people = [(1, {0, 1, 2, 3}), (1, {0, 1, 2, 4}), (1, {0, 1, 2, 5}), (1, {6, 7, 8}), (1, {9, 10, 11}), (1, {12, 13, 14})]
    found = slate(agreeing(15, *people), 12)
    assert sorted(found.statements.tolist()) == [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 13]


def test_a_minority_of_one_in_k_finds_itself_where_counting_heads_forgets_it() -> None:
    # Aziz and others 2017: the statements with most support all belong to the majority
    found = slate(agreeing(4, (8, {0, 1, 2}), (4, {3})), 3)
    assert 3 in found.statements
    assert found.represented == 12
    most_supported = certify(profile_of(agreeing(4, (8, {0, 1, 2}), (4, {3})), 3, None, None), [0, 1, 2])
    assert not most_supported.holds
    assert (most_supported.statement, most_supported.level, most_supported.people, most_supported.needed) == (3, 1, 4, 4.0)


@settings(max_examples=150, deadline=None)
@given(PEOPLE, some.integers(1, 4))
def test_no_group_that_deserves_a_place_is_left_without(rows: list[list[int | None]], k: int) -> None:
    found = slate(votes(rows), k)
    chosen = found.statements.tolist()
    assert represented(rows, k, chosen, range(1, k + 1))
    assert found.certificate.holds


@settings(max_examples=150, deadline=None)
@given(PEOPLE, some.integers(1, 4), some.data())
def test_the_certificate_is_the_definition_for_any_slate(rows: list[list[int | None]], k: int, data: some.DataObject) -> None:
    chosen = data.draw(some.lists(some.integers(0, 4), min_size=k, max_size=k, unique=True))
    assert certify(profile_of(votes(rows), k, None, None), chosen).holds == represented(rows, k, chosen, range(1, k + 1))


@settings(max_examples=100, deadline=None)
@given(PEOPLE, some.integers(1, 4), some.randoms())
def test_participants_may_come_in_any_order(rows: list[list[int | None]], k: int, random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = slate(votes(rows), k), slate(votes(shuffled), k)
    assert one.statements.tolist() == two.statements.tolist()
    assert one.certificate == two.certificate


@settings(max_examples=60, deadline=None)
@given(some.lists(some.lists(some.booleans(), min_size=6, max_size=6), min_size=1, max_size=12), some.integers(1, 6))
def test_equal_shares_are_those_of_the_slow_way(likes: list[list[bool]], k: int) -> None:
    found = slate(agreeing(6, *((1, {s for s in range(6) if row[s]}) for row in likes)), k)
    assert found.statements[: found.bought].tolist() == slow_equal_shares(likes, k)


def slow_equal_shares(likes: list[list[bool]], k: int) -> list[int]:
    money, chosen = [k / len(likes)] * len(likes), []
    while len(chosen) < k:
        offers = []
        for s in set(range(6)) - set(chosen):
            purses = sorted(money[p] for p, row in enumerate(likes) if row[s])
            for rank, purse in enumerate(purses):
                price = (1 - sum(purses[:rank])) / (len(purses) - rank)
                if price <= purse + 1e-9:
                    offers.append((round(price, 9), s, price))
                    break
        if not offers:
            break
        _, s, price = min(offers)
        chosen.append(s)
        money = [max(0.0, m - price) if likes[p][s] else m for p, m in enumerate(money)]
    return chosen


def test_no_answer_is_neither_yes_nor_no() -> None:
    # Statement 1 was seen by 20 people, 18 of whom agree; statement 2 by all 60, 20 of whom agree
    rows = [[1, 1 if p < 18 else -1 if p < 20 else None, 1 if p >= 40 else -1] for p in range(60)]
    found = slate(votes(rows), 2)
    assert found.statements.tolist() == [0, 1]
    assert found.bought == 1


@pytest.mark.parametrize("few", [2, 4])
def test_two_of_two_do_not_get_a_place(few: int) -> None:
    rows = [[-1 if p < few else 1, 1 if p < few else None, 1 if p < 20 else -1] for p in range(60)]
    assert slate(votes(rows), 2).statements.tolist() == [0, 2]


def test_predictions_speak_for_those_who_did_not_answer() -> None:
    rows: list[list[int | None]] = [[1, None if p < 25 else -1, -1] for p in range(30)] + [[-1, None, 1]] * 9 + [[-1, 1, -1]]
    predicted = np.zeros((40, 3))
    predicted[30:, 1] = 0.9
    predicted[:, 0] = 1.0  # answers outweigh predictions
    found = slate(votes(rows), 3, predicted=predicted)
    assert found.statements.tolist() == [0, 1, 2]
    assert found.agree.tolist() == [30, 10, 9]
    assert found.first.tolist() == [30, 10, 0]
    assert slate(votes(rows), 2).statements.tolist() == [0, 2]


def test_it_says_whom_each_statement_speaks_for() -> None:
    found = slate(agreeing(3, (5, {0, 1}), (3, {2}), (2, set())), 2)
    assert found.statements.tolist() == [0, 2]
    assert (found.agree.tolist(), found.first.tolist()) == ([5, 3], [5, 3])
    assert (found.n, found.represented, found.bought) == (10, 8, 1)
    assert found.paid.tolist() == [5, 0]


def test_the_largest_share_left_out_is_named() -> None:
    certificate = slate(agreeing(2, (60, {0}), (40, {1})), 1).certificate
    assert certificate.left_out_statement == 1
    assert certificate.left_out == pytest.approx(wilson(40, 100, 2.241403)[0], abs=1e-6)  # 2.5 % for two candidates


def test_statements_that_may_not_be_chosen_are_not() -> None:
    found = slate(agreeing(3, (10, {0, 1, 2})), 2, allowed=np.array([False, True, True]))
    assert found.statements.tolist() == [1, 2]


def empty(found: Slate) -> bool:
    return found.statements.size == 0 and found.certificate.holds and found.represented == 0


def test_without_people_statements_or_agreement_nothing_is_claimed() -> None:
    assert empty(slate(Votes.of(*[np.zeros(0, np.int64)] * 3, 0, 0), 3))
    assert empty(slate(agreeing(2, (3, {0})), 3, allowed=np.zeros(2, bool)))
    assert slate(Votes.of(*[np.zeros(0, np.int64)] * 3, 0, 2), 3).statements.tolist() == [0, 1]
    assert slate(agreeing(3, (4, set())), 2).represented == 0
    assert slate(votes([[0, 0, 0]] * 5), 2).statements.tolist() == [0, 1]
    assert slate(agreeing(1, (1, {0})), 7).statements.tolist() == [0]


@pytest.mark.parametrize("k", [0, 13])
def test_a_list_that_is_not_short_is_refused(k: int) -> None:
    with pytest.raises(ValueError, match="k:"):
        slate(agreeing(2, (2, {0})), k)


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="allowed"):
        slate(agreeing(2, (2, {0})), 1, allowed=np.ones(3, bool))
    with pytest.raises(ValueError, match="predicted"):
        slate(agreeing(2, (2, {0})), 1, predicted=np.ones((1, 2)))
