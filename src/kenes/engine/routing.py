"""Which statement a member is asked next: drawn by weight, the same each time it is asked. The method: docs/methods/opinions.md."""

from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.intervals import Floats
from kenes.engine.opinions.polis.priority import priority

ENOUGH = 5  # answers from a region that halve what a statement gains there; also the usual threshold of the small-cell gate
GAIN = 3  # a statement that nobody of the region has answered weighs this much more there, times its weight
SEEN_BY_SOME = 0.1  # no statement weighs less than this share of the region's mean: every one must be seen by some
HEAVIEST = 1_000_000
META_AFTER = 10  # answers before which a member is asked no meta statement while there are others
PRIME = 2_147_483_647  # 2^31 - 1: products of two keys fit into a signed 64-bit integer, in numpy, SQLite and PostgreSQL

# -ln(u) is nearly the sum of a·v/(u + b·v), v = 1 - u: within 2 % while u > e^-10, so that databases can draw by plain arithmetic
NEARLY_LOGARITHM = ((0.895812, 0.473408), (0.0982137, 0.0274883), (0.00221212, 0.000509235), (2.27249e-5, 2.95448e-6))

DRAW_SQL = "((({x}) * ({x}) % {p}) * (({x}) * ({x}) % {p}) % {p}) * ({x}) % {p}"
UNIT_SQL = f"((CAST({{draw}} AS double precision) + CAST(0.5 AS double precision)) / CAST({PRIME} AS double precision))"

Ints = NDArray[np.int64]


def weights(table: NDArray[Any], extremity: NDArray[Any]) -> Ints:
    """Return how much each statement weighs for a member of each region: integers of shape (S, R), 1…1,000,000.

    Arguments: `table`, shape (S, R, 3), people by statement, region (or macro-region) and answer; `extremity`, shape (S,), how far
    out a statement lies on the map, at least 0, NaN (not on the map) counts as 0.

    Polis's priority (`priority`) of all answers together, times 1 + 3·2^(-n/5) with n the answers from the region: so that a region's
    few members first answer what can then be shown for their region. Nothing weighs less than a tenth of the region's mean. Meta
    statements weigh what others do; `order` holds them back. Raises ValueError for shapes that do not fit, negative counts or
    extremities.
    """
    if table.ndim != 3 or table.shape[2] != 3 or extremity.shape != table.shape[:1]:
        raise ValueError(f"table and extremity: statements × regions × 3 and statements, got shapes {table.shape} and {extremity.shape}")
    if (table < 0).any() or (extremity < 0).any():
        raise ValueError("table and extremity: counts and extremities are at least 0")
    overall = priority(table.sum(axis=1), np.nan_to_num(extremity), np.zeros(len(table), bool))
    weight: Floats = overall[:, None] * (1 + GAIN * 2.0 ** (-table.sum(axis=2) / ENOUGH))
    if not weight.size:
        return np.zeros(weight.shape, np.int64)
    weight = np.maximum(weight, SEEN_BY_SOME * weight.mean(axis=0))
    return np.asarray(np.maximum(np.rint(weight * (HEAVIEST / weight.max())), 1), np.int64)


def key(*parts: str) -> int:
    """Return a key 0…2^31-2 for a participant or statement, from texts such as (seed of the deliberation, "statement", public id)."""
    text = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return int.from_bytes(sha256(text).digest()[:8], "big") % PRIME


def draws(participant_key: int, statement_keys: Ints) -> Ints:
    """Return a number 0…2^31-2 for each statement, shape (S,), as if drawn by lot for this participant.

    x⁵ modulo 2^31-1, with x the sum of the keys: a permutation without structure that shows in an order, and plain integer arithmetic.
    Raises ValueError for keys out of range.
    """
    if not 0 <= participant_key < PRIME or (statement_keys.size and not 0 <= statement_keys.min() <= statement_keys.max() < PRIME):
        raise ValueError(f"keys must lie in 0…{PRIME - 1}")
    x = (statement_keys.astype(np.int64) + participant_key) % PRIME
    square = x * x % PRIME
    return np.asarray(square * square % PRIME * x % PRIME, np.int64)


def waiting(drawn: Ints) -> Floats:
    """Return nearly -ln(u), u = (drawn + ½)/(2^31-1): how long each statement would wait at weight 1, shape (S,), above 0."""
    u = (drawn + 0.5) / PRIME
    v = 1 - u
    found = np.zeros(u.shape)
    for a, b in NEARLY_LOGARITHM:
        found = found + a * v / (u + b * v)
    return found


def order(weight: Ints, participant_key: int, statement_keys: Ints, meta: NDArray[np.bool_] | None = None, answered: int = 0) -> Ints:
    """Return the statements in the order in which one participant is asked them, as indices of shape (S,).

    Arguments: `weight`, shape (S,), the column of `weights` for the participant's region, above 0; `statement_keys`, shape (S,); `meta`,
    shape (S,), None: none; `answered`, how many statements the participant has answered: while fewer than 10, meta statements come
    after enough others (or last). Leave out what the participant has answered: the rest keeps its order as long as weights stay.

    Each is drawn with a probability in proportion to its weight among those left. Equal ones: the lower index. Raises
    ValueError for weights not above 0, shapes that do not fit or keys out of range.
    Source: P. S. Efraimidis, P. G. Spirakis, "Weighted random sampling with a reservoir", Information Processing Letters 97 (2006)
    181-185: the smallest -ln(u)/weight first.
    """
    if weight.shape != statement_keys.shape or (meta is not None and meta.shape != weight.shape):
        raise ValueError("weight, statement_keys and meta must be of one shape")
    if weight.size and weight.min() <= 0:
        raise ValueError("weight: weights are above 0")
    wait = waiting(draws(participant_key, statement_keys)) / weight
    if meta is None or answered >= META_AFTER:
        return np.argsort(wait, kind="stable")
    place = np.argsort(wait, kind="stable")
    ordinary = np.cumsum(~meta[place])  # how many others stand up to here
    early = np.zeros(len(place), bool)
    early[place] = ~meta[place] & (ordinary <= META_AFTER - answered)
    return np.lexsort((wait, ~early))


def draw_sql(participant_key: str, statement_key: str) -> str:
    """Return `draws` as an expression of SQL (SQLite and PostgreSQL), of two columns or parameters that are 64-bit integers."""
    return DRAW_SQL.format(x=f"(({participant_key}) + ({statement_key})) % {PRIME}", p=PRIME)


def unit_sql(draw: str) -> str:
    """Return u of `waiting` as an expression of SQL, of a column that holds `draws`. Keep it in a column: `wait_sql` reads it often."""
    return UNIT_SQL.format(draw=draw)


def wait_sql(unit: str, weight: str) -> str:
    """Return what `order` sorts by, as an expression of SQL, of columns that hold `unit_sql` and a weight. Bit for bit the same."""
    terms = []
    v = f"(1 - {unit})"
    for a, b in NEARLY_LOGARITHM:
        terms.append(f"CAST({a!r} AS double precision) * {v} / ({unit} + CAST({b!r} AS double precision) * {v})")
    return f"({' + '.join(terms)}) / {weight}"
