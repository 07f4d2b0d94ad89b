"""What sets each group apart from the rest, without being fooled by looking at hundreds of differences at once."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from kenes.engine.agreement import AGREE, DISAGREE
from kenes.engine.ground.shares import Known, checked
from kenes.engine.intervals import Floats, wilson_bounds

Method = Literal["benjamini-hochberg", "benjamini-yekutieli"]
SIDES = (AGREE, DISAGREE)
NEGLIGIBLE = 1e-17


@dataclass(frozen=True)
class Difference:
    """One thing that sets a group apart: it says `side` (0 agrees, 1 disagrees) more often than the rest does.

    `share` and `rest` are the two shares, `low` the lower bound of their difference (95 % interval), `q` the
    false discovery rate at which it is still found.
    """

    statement: int
    side: int
    share: float
    rest: float
    low: float
    q: float


@dataclass(frozen=True)
class Apart:
    """All comparisons of a group with the rest: arrays of shape (S, C, 2), the last axis agree, disagree.

    `p`: one-sided p-value; `q`: adjusted for all comparisons; `low`: lower bound of the group's share minus the rest's. NaN where
    there is nothing to compare. `found[c]`: what sets group c apart, the surest large difference first.
    """

    p: Floats
    q: Floats
    low: Floats
    found: list[list[Difference]]


def sets_apart(table: NDArray[Any], known: Known | None = None, q: float = 0.05, method: Method = "benjamini-hochberg") -> Apart:
    """Compare each group with all others of the table, on each statement and side, at a false discovery rate of `q`.

    Arguments: `table`, shape (S, C, 3), people; `known`, shape (S, C), the cells to use (None: all); `q`, the largest expected
    share of false ones among what is found, 0 < q < 1; `method`, "benjamini-hochberg", or "benjamini-yekutieli", which holds under any
    dependence between comparisons and finds less.

    Each comparison is Fisher's exact test, one-sided, with the mid-p-value. What is found is ordered by the lower bound of the
    difference, so that neither a sure trifle nor two people of one mind come first. Groups that were made from the same votes
    differ by construction: for them q says which differences are largest, not that the groups exist.

    Degenerate: a cell without answers, or without answers in the rest, is not compared. Raises ValueError for shapes that do not fit,
    negative counts, q outside 0…1 or an unknown method.
    """
    if not 0 < q < 1:
        raise ValueError(f"q: a rate between 0 and 1 is needed, got {q}")
    people, _ = checked(table, known)
    n = people.sum(axis=2)
    rest = n.sum(axis=1, keepdims=True) - n
    compared = (n > 0) & (rest > 0)
    shape = (*n.shape, 2)
    p, adjusted, low, share, other = (np.full(shape, np.nan) for _ in range(5))
    for side in SIDES:
        said = people[:, :, side]
        elsewhere = (said.sum(axis=1, keepdims=True) - said)[compared]
        here, size, size_of_rest = said[compared], n[compared], rest[compared]
        p[compared, side] = more_often(here, size, elsewhere, size_of_rest)
        low[compared, side] = least_difference(here, size, elsewhere, size_of_rest)
        share[compared, side], other[compared, side] = here / size, elsewhere / size_of_rest
    adjusted[compared] = false_discovery(p[compared].ravel(), method).reshape(-1, 2)
    found: list[list[Difference]] = [[] for _ in range(n.shape[1])]
    chosen = np.argwhere(adjusted <= q)
    for s, c, side in chosen[np.lexsort((chosen[:, 2], chosen[:, 0], -low[tuple(chosen.T)]))].tolist():
        at = (s, c, side)
        found[c].append(Difference(s, side, float(share[at]), float(other[at]), float(low[at]), float(adjusted[at])))
    return Apart(p, adjusted, low, found)


def more_often(x: NDArray[Any], n: NDArray[Any], y: NDArray[Any], m: NDArray[Any]) -> Floats:
    """Return the mid-p-values of Fisher's exact test that x of n is more than y of m: arrays of one shape (T,), n and m above 0.

    1 where the share is not above the rest's: the exact value, above about one half, is of no use there.
    Source: R. A. Fisher, JRSS 98 (1935) 39-54; the mid-p-value: H. O. Lancaster, JASA 56 (1961) 223-234.
    """
    result = np.ones(x.shape)
    rows = np.flatnonzero(x * m > y * n)
    x, n, y, m = (part[rows].astype(np.float64) for part in (x, n, y, m))
    said = x + y
    term = np.exp(chosen(n, x) + chosen(m, y) - chosen(n + m, said))
    total = term / 2
    live = np.arange(len(rows))
    while live.size:  # the hypergeometric tail: each term from the one before, until nothing is added
        term[live] *= (n[live] - x[live]) * y[live] / ((x[live] + 1) * (m[live] - y[live] + 1))
        total[live] += term[live]
        x[live] += 1
        y[live] -= 1
        live = live[term[live] > NEGLIGIBLE * total[live]]
    result[rows] = np.minimum(total, 1.0)
    return result


def chosen(n: Floats, k: Floats) -> Floats:
    """Return the logarithm of the number of ways to choose k of n."""
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), np.float64)


def least_difference(x: NDArray[Any], n: NDArray[Any], y: NDArray[Any], m: NDArray[Any]) -> Floats:
    """Return the lower 95 % bounds of x/n - y/m, -1…1: arrays of one shape, n and m above 0.

    Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17
    (1998) 873-890, method 10.
    """
    low, _ = wilson_bounds(x, n)
    _, high = wilson_bounds(y, m)
    return np.asarray(x / n - y / m - np.sqrt((x / n - low) ** 2 + (high - y / m) ** 2), np.float64)


def false_discovery(p: Floats, method: Method = "benjamini-hochberg") -> Floats:
    """Return p-values, shape (T,), each 0…1, adjusted for all of them: those at most q are found at a false discovery rate of q.

    Sources: Y. Benjamini, Y. Hochberg, JRSS B 57 (1995) 289-300, for tests that are independent or positively dependent; Y. Benjamini,
    D. Yekutieli, Annals of Statistics 29 (2001) 1165-1188, for any. Raises ValueError for a p-value outside 0…1 or an unknown method.
    """
    if method not in ("benjamini-hochberg", "benjamini-yekutieli"):
        raise ValueError(f"method: benjamini-hochberg or benjamini-yekutieli, got {method}")
    if p.size and not (p.min() >= 0 and p.max() <= 1):
        raise ValueError("p: p-values lie in 0…1")
    rank = np.arange(1, p.size + 1)
    penalty = (1 / rank).sum() if method == "benjamini-yekutieli" else 1.0
    order = np.argsort(p, kind="stable")
    steps = np.minimum.accumulate((p[order] * p.size * penalty / rank)[::-1])[::-1]
    adjusted = np.empty(p.shape)
    adjusted[order] = np.minimum(steps, 1.0)
    return adjusted
