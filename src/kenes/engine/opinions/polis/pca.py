"""Steps 3 and 4 of Polis: the two directions in which people differ most, and where that places people and statements.

Source: Polis's `pca.clj` in our own words. Polis fills missing cells with the column's mean and finds the components by power
iteration on the dense matrix. After centring a filled cell is exactly 0, so the same components are the leading right singular
vectors of a sparse matrix (`directions.leading`), which are found even where power iteration stops short.
"""

import numpy as np

from kenes.engine.opinions.directions import leading
from kenes.engine.opinions.polis.matrix import Floats, Matrix


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
    guess = None if start is None or not start.any() else start.sum(0)
    found = leading(matrix.votes.matrix(matrix.centred), 2, matrix.column & ~matrix.out, start=guess, seed=seed)
    return signed(found, start)


def signed(found: Floats, start: Floats | None) -> Floats:
    """Return components with the sign that `components` promises."""
    result = found.copy()
    for row in np.flatnonzero(found.any(1)).tolist():
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
