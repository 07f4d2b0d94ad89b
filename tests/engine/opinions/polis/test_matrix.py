from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.opinions.polis.matrix import included, lay_out, tally
from tests.engine.opinions.polis.worlds import Table, dense, matrix_of, rules, tables, votes_of


def test_a_pass_is_an_answer_and_silence_is_none() -> None:
    matrix = matrix_of([[1, 0], [1, None], [-1, None]])

    assert matrix.center.tolist() == [1 / 3, 0]
    assert matrix.answered.tolist() == [2, 1, 1]


def test_a_rejected_column_is_zero_for_everybody_also_who_never_saw_it() -> None:
    matrix = matrix_of([[1, -1], [1, None], [-1, 1]], moderated=[0, -1])

    assert matrix.center[1] == 0
    assert matrix.answered.tolist() == [2, 2, 2]
    assert matrix.counts[1].tolist() == [1, 1, 0]


def test_an_unmoderated_statement_stays_in_and_a_meta_statement_does_not() -> None:
    assert matrix_of([[1, 1, 1]], moderated=[0, 1, 1], meta=[0, 0, 1]).out.tolist() == [False, False, True]


def test_a_statement_nobody_voted_on_is_no_column() -> None:
    matrix = lay_out(votes_of([[1, None], [1, None]], statements=2), *rules(2))

    assert matrix.column.tolist() == [True, False]
    assert matrix.columns == 1


def test_seven_votes_are_enough_or_all_where_there_are_fewer() -> None:
    table: Table = [[1] * 7 + [None], [1] * 6 + [None] * 2, *[[1] * 8] * 15]
    assert included(matrix_of(table)).tolist() == [True, False, *[True] * 15]

    short: Table = [[1, 1], [1, None], *[[1, 1]] * 15]
    assert included(matrix_of(short)).tolist() == [True, False, *[True] * 15]


def test_when_few_have_voted_enough_those_who_voted_most_fill_up_to_fifteen() -> None:
    table: Table = [[1] * 8, *[[1] * n + [None] * (8 - n) for n in [2, 3, 2] + [1] * 20]]

    within = included(matrix_of(table))

    assert int(within.sum()) == 15
    assert within[:15].all()


def test_who_is_in_stays_in() -> None:
    table: Table = [[1, None, None], *[[1, 1, 1]] * 15]

    assert included(matrix_of(table), np.array([True] + [False] * 15)).all()


def test_who_never_voted_is_not_in() -> None:
    assert included(matrix_of([[1, 1], [None, None]])).tolist() == [True, False]


def test_wrong_shapes_and_values_are_named() -> None:
    votes = votes_of([[1, 1]])
    with pytest.raises(ValueError, match="moderated"):
        lay_out(votes, np.array([0]), np.zeros(2, bool))
    with pytest.raises(ValueError, match="moderated"):
        lay_out(votes, np.array([0, 2]), np.zeros(2, bool))
    with pytest.raises(ValueError, match="meta"):
        lay_out(votes, np.array([0, 0]), np.zeros(3, bool))
    with pytest.raises(ValueError, match="before"):
        included(lay_out(votes, *rules(2)), np.array([True, True]))
    with pytest.raises(ValueError, match="label"):
        tally(votes, np.array([2]), 2)


@settings(deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_counts_are_those_of_the_table(table: Table, chance: Random) -> None:
    label = np.array([chance.randint(0, 2) for _ in table])

    counts = tally(votes_of(table), label, 3)

    for group in range(3):
        for statement in range(len(table[0])):
            said = [row[statement] for row, own in zip(table, label, strict=True) if own == group]
            assert counts[group, statement].tolist() == [said.count(1), said.count(-1), said.count(0)]


@settings(deadline=None)
@given(tables(), st.lists(st.sampled_from([-1, 0, 1]), min_size=7, max_size=7))
def test_cells_less_their_mean_are_those_of_the_table(table: Table, moderated: list[int]) -> None:
    width = len(table[0])
    matrix = matrix_of(table, moderated[:width])
    filled = dense(table, [m == -1 for m in moderated[:width]])

    got = matrix.votes.matrix(matrix.centred).toarray()

    for statement in range(width):
        column = [row[statement] for row in filled]
        present = [value for value in column if value is not None]
        mean = sum(present) / len(present) if present else 0
        assert matrix.center[statement] == pytest.approx(mean)
        expected = [0 if value is None else value - mean for value in column]
        assert got[:, statement].tolist() == pytest.approx(expected)
