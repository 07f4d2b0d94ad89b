"""Votes as arrays, and counting them."""

import numpy as np
import pytest

from kenes.engine.agreement import counts
from kenes.engine.votes import Votes


def array(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


VOTES = Votes(array(0, 0, 1, 2), array(0, 1, 0, 0), array(1, 0, -1, 1), 3, 2)


def test_votes_are_counted_by_statement_cell_and_answer() -> None:
    found = counts(VOTES, array(0, 0, 1), 2)
    assert found[:, :, 0].tolist() == [[[1, 1, 0], [1, 0, 0]], [[0, 0, 1], [0, 0, 0]]]


def test_batches_are_counted_apart() -> None:
    found = counts(VOTES, array(0, 0, 0), 1, array(0, 0, 1, 1), 2)
    assert found[0, 0].tolist() == [[1, 0, 0], [1, 1, 0]]


def test_no_votes_give_zeros() -> None:
    nothing = Votes(array(), array(), array(), 0, 2)
    assert counts(nothing, array(), 1).tolist() == [[[[0, 0, 0]]], [[[0, 0, 0]]]]


@pytest.mark.parametrize(
    ("leaf", "batch", "message"), [(array(0, 0), None, "leaf"), (array(0, 0, 5), None, "leaf"), (array(0, 0, 0), array(0), "batch")]
)
def test_cells_and_batches_must_fit(leaf: np.ndarray, batch: np.ndarray | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        counts(VOTES, leaf, 2, batch)


@pytest.mark.parametrize(
    ("participant", "statement", "value", "message"),
    [
        (array(0), array(0), array(2), "value"),
        (array(3), array(0), array(1), "participant"),
        (array(0), array(-1), array(1), "statement"),
        (array(0, 0), array(0, 0), array(1, -1), "once"),
        (array(1, 0), array(0, 0), array(1, -1), "sorted"),
        (array(0), array(0, 1), array(1), "one length"),
    ],
)
def test_arrays_that_are_no_votes_are_refused(participant: np.ndarray, statement: np.ndarray, value: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Votes(participant, statement, value, 3, 2)
