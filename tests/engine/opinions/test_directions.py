"""Leading directions of a sparse matrix, the same on every run."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from kenes.engine.opinions.directions import FEW, lanczos, leading

ALL = np.ones(200, bool)


def test_they_are_those_of_the_dense_matrix_at_any_size() -> None:
    chance = np.random.default_rng(0)
    for rows, columns in ((300, 200), (20, 200), (300, 20), (FEW + 1, FEW + 1)):
        cells = chance.standard_normal((rows, columns)) * np.linspace(3, 1, columns)
        right = np.linalg.svd(cells)[2][:3]
        found = leading(csr_matrix(cells), 3, np.ones(columns, bool))
        assert np.abs((found * right).sum(axis=1)) == pytest.approx([1, 1, 1], abs=1e-9)


def test_a_matrix_of_zeros_has_none() -> None:
    zeros = csr_matrix((np.zeros(4), [0, 60, 120, 199], np.r_[0:5]), shape=(4, 200))
    assert not leading(zeros, 2, ALL).any()


def test_only_as_many_are_found_as_there_are_the_same_on_every_run() -> None:
    """ARPACK would fill up at random, differently at each call."""
    pattern = np.where(np.arange(200) % 3 == 0, 1.0, -1.0)
    cells = csr_matrix(np.outer(np.where(np.arange(90) % 2 == 0, 1.0, -1.0), pattern))
    found = leading(cells, 3, ALL, start=np.cos(np.arange(200) + 1.0))
    assert np.abs(found[0] @ pattern) == pytest.approx(np.sqrt(200))
    assert not found[1:].any()
    assert (leading(cells, 3, ALL, start=np.cos(np.arange(200) + 1.0)) == found).all()


def test_a_guess_that_says_nothing_of_the_columns_asked_is_not_used() -> None:
    cells = csr_matrix(np.random.default_rng(1).standard_normal((90, 200)) * (np.arange(200) < 150))
    elsewhere = np.where(np.arange(200) >= 150, 1.0, 0.0)
    found = leading(cells, 1, np.arange(200) < 150, start=elsewhere)
    assert np.linalg.norm(found) == pytest.approx(1)


def test_a_start_nearly_at_right_angles_to_the_answer_does_not_hide_it() -> None:
    strength = np.concatenate([[9.0, 4.0], np.linspace(1, 0, 58)])
    start = np.where(np.arange(60) < 2, 1e-9, 1.0)
    found = lanczos(lambda w: strength * w, start, np.ones(60, bool), np.random.default_rng(0), 2)
    assert np.abs(found[:, :2]) == pytest.approx(np.eye(2), abs=1e-8)
