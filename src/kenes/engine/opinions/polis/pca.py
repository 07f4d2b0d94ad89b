"""Steps 3 and 4 of Polis: the two directions in which people differ most, and where that places people and statements.

Source: Polis's `pca.clj` in our own words. Polis fills missing cells with the column's mean and finds the components by power
iteration on the dense matrix. After centring a filled cell is exactly 0, so the same components are the leading right singular
vectors of a sparse matrix; here they are found by Lanczos iteration with full reorthogonalisation (Golub & Van Loan, Matrix
Computations, 4th ed., section 10.3), which touches each vote twice a step and converges where power iteration may stop short.
"""

from collections.abc import Callable

import numpy as np
import scipy.linalg
from scipy.sparse import csr_matrix

from kenes.engine.opinions.polis.matrix import Bools, Floats, Matrix

MOST_STEPS = 400
FEW = 48  # statements or people up to here: X'X or XX' itself is simplest, and directions of equal strength are no trouble
PRECISE = 1e-11  # residual of a component, relative to its eigenvalue
NOTHING = 1e-12  # a direction with so small a part of the first one's variance is none


def components(matrix: Matrix, *, seed: int = 0, start: Floats | None = None) -> Floats:
    """Return step 3: the first two principal components of M, shape (2, S), rows of length 1.

    A component in whose direction nobody differs is all 0: both when all votes are equal, the second with one open statement
    or two people. Signs are arbitrary in Polis; here the entry of largest size is positive, or, with `start` (the components
    of an earlier state, shape (2, S)), the sign is the one nearer to it. `seed` starts the iteration; the result does not
    depend on it but for rounding. Raises ValueError when `start` has another shape.
    """
    size = matrix.votes.statements
    if start is not None and start.shape != (2, size):
        raise ValueError(f"start: two components of {size} statements are needed, got shape {start.shape}")
    cells, open_column = matrix.votes.matrix(matrix.centred), matrix.column & ~matrix.out
    if not cells.data.any():
        return np.zeros((2, size))
    if open_column.sum() <= FEW:
        found, part = np.zeros((2, size)), cells[:, open_column]
        found[:, open_column] = leading((part.T @ part).toarray())
    elif matrix.row.sum() <= FEW:
        people = cells[matrix.row]
        found = normed(leading((people @ people.T).toarray()) @ people)
    else:
        chance = np.random.default_rng(seed)
        first = chance.standard_normal(size) if start is None or not start.any() else start.sum(0)
        found = lanczos(squared(cells), np.where(open_column, first, 0.0), open_column, chance)
    return signed(found, start)


def squared(cells: csr_matrix) -> Callable[[Floats], Floats]:
    """Return the function w ↦ X'(Xw)."""
    turned = cells.T
    return lambda w: np.asarray(turned @ (cells @ w))


def leading(gram: Floats) -> Floats:
    """Return the two leading eigenvectors of a small symmetric matrix, shape (2, n), 0 where the eigenvalue is nothing."""
    values, vectors = np.linalg.eigh(gram)
    return strong(values[::-1][:2], vectors[:, ::-1][:, :2].T)


def strong(values: Floats, vectors: Floats) -> Floats:
    """Return two rows: the vectors whose eigenvalue is more than nothing, 0 for the others."""
    result = np.zeros((2, vectors.shape[1]))
    for row, value in enumerate(values):
        if value > max(NOTHING * values[0], 0):
            result[row] = vectors[row]
    return result


def lanczos(product: Callable[[Floats], Floats], start: Floats, where: Bools, chance: np.random.Generator) -> Floats:
    """Return the two leading eigenvectors of the symmetric positive semidefinite map `product`, shape (2, S).

    `start`, shape (S,), is not 0; outside of `where`, shape (S,), it and every image are. Stops when both residuals are below 1e-11
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
            if length and (length * np.abs(vectors[-1, :2]) <= PRECISE * values[:2]).all():
                break
        beside.append(length)
    values, vectors = ritz(diagonal, beside[: len(diagonal) - 1])
    return normed(strong(values[:2], vectors[:, :2].T @ basis[: len(diagonal)]))


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


def normed(vectors: Floats) -> Floats:
    """Return rows of length 1; rows of 0 stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0))


def signed(found: Floats, start: Floats | None) -> Floats:
    """Return components with the sign that `components` promises."""
    result = found.copy()
    for row in range(2):
        lead = found[row] @ start[row] if start is not None and start[row].any() else found[row][np.argmax(np.abs(found[row]))]
        if lead < 0:
            result[row] = -found[row]
    return np.asarray(result + 0.0)  # no -0


def place_people(matrix: Matrix, comps: Floats) -> Floats:
    """Return step 4 for people: their points on the map, shape (P, 2).

    The sum over a person's votes of (cell of M - mean)·component, times √(columns / max(1, cells of theirs that are not
    missing)): who voted little is moved outwards. Columns that are out count among the cells.
    """
    sums = matrix.votes.matrix(matrix.centred) @ comps.T
    return np.asarray(sums * np.sqrt(matrix.columns / np.maximum(1, matrix.answered))[:, None])


def place_statements(matrix: Matrix, comps: Floats) -> Floats:
    """Return step 4 for statements: where one vote in favour of nothing else would place a person, shape (S, 2).

    √columns·(1 - mean)·component; 0 for statements nobody voted on.
    """
    return np.asarray(np.sqrt(matrix.columns) * (1 - matrix.center)[:, None] * comps.T)


def extremity(placed: Floats) -> Floats:
    """Return the distance of each statement's point from the centre, shape (S,)."""
    return np.asarray(np.hypot(placed[:, 0], placed[:, 1]))
