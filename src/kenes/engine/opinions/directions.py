"""The directions in which the rows of a sparse matrix differ most: its leading right singular vectors, the same on every run.

Found by Lanczos iteration with full reorthogonalisation (Golub & Van Loan, Matrix Computations, 4th ed., section 10.3), which touches
each stored cell twice a step. ARPACK will not do: where the matrix has fewer directions than are asked for it goes on at random
from where its last call left off, so the next call gives something else, and a matrix of zeros is an error.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.linalg
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOST_STEPS = 400
FEW = 48  # columns or rows up to here: X'X or XX' itself is simplest, and directions of equal strength are no trouble
PRECISE = 1e-11  # residual of a direction, relative to its eigenvalue
NOTHING = 1e-12  # a direction with so small a part of the first one's variance is none


def leading(
    cells: csr_matrix, how_many: int, where: Bools, *, start: Floats | None = None, seed: int = 0, precise: float = PRECISE
) -> Floats:
    """Return the leading right singular vectors of `cells`, shape (R, S), the strongest first.

    `how_many` ≥ 1; `where`, shape (S,): the columns that may hold something; `start`, shape (S,): a guess to begin with (None, or
    0 there: by `seed`); `precise`: the residual at which a direction is good enough, relative to its eigenvalue.
    Returns shape (how_many, S): rows of length 1 at right angles, all 0 where nothing is left to find. Signs are arbitrary.
    """
    size, filled = cells.shape[1], np.diff(cells.indptr) > 0
    if not cells.data.any():
        return np.zeros((how_many, size))
    if where.sum() <= FEW:
        found, part = np.zeros((how_many, size)), cells[:, where]
        found[:, where] = of_small((part.T @ part).toarray(), how_many)
        return found
    if filled.sum() <= FEW:
        rows = cells[filled]
        return normed(of_small((rows @ rows.T).toarray(), how_many) @ rows)
    chance, turned = np.random.default_rng(seed), cells.T
    first = chance.standard_normal(size) if start is None or not start[where].any() else start
    return lanczos(lambda w: np.asarray(turned @ (cells @ w)), np.where(where, first, 0.0), where, chance, how_many, precise)


def of_small(gram: Floats, how_many: int) -> Floats:
    """Return the leading eigenvectors of a small symmetric matrix, shape (how_many, n), 0 where the eigenvalue is nothing."""
    values, vectors = np.linalg.eigh(gram)
    return strong(values[::-1], vectors[:, ::-1].T, how_many)


def strong(values: Floats, vectors: Floats, how_many: int) -> Floats:
    """Return so many rows: the vectors whose eigenvalue, largest first, is more than nothing, 0 for the others."""
    result = np.zeros((how_many, vectors.shape[1]))
    for row, value in enumerate(values[:how_many]):
        if value > max(NOTHING * values[0], 0):
            result[row] = vectors[row]
    return result


def lanczos(
    product: Callable[[Floats], Floats], start: Floats, where: Bools, chance: np.random.Generator, how_many: int, precise: float = PRECISE
) -> Floats:
    """Return the leading eigenvectors of the symmetric positive semidefinite map `product`, shape (how_many, S).

    `start`, shape (S,), is not 0; outside of `where`, shape (S,), it and every image are. Stops when all residuals are below `precise`
    of their eigenvalue, at the latest after 400 steps. Where the start reaches no further, it goes on in a direction by `chance`.
    """
    basis = np.empty((min(MOST_STEPS, int(where.sum())), start.size))
    diagonal: list[float] = []
    beside: list[float] = []
    vector = start / np.linalg.norm(start)
    for step in range(len(basis)):
        basis[step] = vector
        known = basis[: step + 1]
        image = product(vector)
        diagonal.append(float(vector @ image))
        image = aside(image, known)
        length = float(np.linalg.norm(image))
        if length <= 1e-14 * max(diagonal):
            length, vector = 0.0, normed(aside(np.where(where, chance.standard_normal(start.size), 0.0), known)[None])[0]
            if np.linalg.norm(product(vector)) <= NOTHING * max(diagonal):
                break
        else:
            vector = image / length
        if step % 3 == 2:
            values, vectors = ritz(diagonal, beside)
            if step + 1 >= how_many and length and (length * np.abs(vectors[-1, :how_many]) <= precise * values[:how_many]).all():
                break
        beside.append(length)
    values, vectors = ritz(diagonal, beside[: len(diagonal) - 1])
    return normed(strong(values, vectors.T[:how_many] @ basis[: len(diagonal)], how_many))


def aside(vector: Floats, known: Floats) -> Floats:
    """Return what is left of `vector` at right angles to the rows of `known`; twice is enough (Parlett)."""
    for _ in range(2):
        vector = vector - known.T @ (known @ vector)
    return vector


def ritz(diagonal: list[float], beside: list[float]) -> tuple[Floats, Floats]:
    """Return eigenvalues, largest first, and eigenvectors of the tridiagonal matrix of the iteration."""
    if len(diagonal) == 1:
        return np.array(diagonal), np.ones((1, 1))
    values, vectors = scipy.linalg.eigh_tridiagonal(diagonal, beside)
    return np.asarray(values[::-1], np.float64), np.asarray(vectors[:, ::-1], np.float64)


def normed(vectors: NDArray[Any]) -> Floats:
    """Return rows of length 1; rows of 0 stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0))
