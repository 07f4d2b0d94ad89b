"""How many agree in each cell, and how sure that is: Beta intervals, each cell leaning on the others."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.agreement import AGREE, DISAGREE
from kenes.engine.intervals import Floats, beta_bounds

Known = NDArray[np.bool_]
BASE = 0.5  # Jeffreys' prior, Beta(1/2, 1/2): what is assumed before anybody answered


@dataclass(frozen=True)
class Interval:
    """Shares with their 95 % credible intervals: arrays of shape (S, C), 0…1, NaN where a cell is not known.

    `share` is as counted (NaN where nobody answered), `mean` the best estimate, `low` and `high` the bounds around it.
    """

    share: Floats
    mean: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Shares:
    """What is known about a table: agreement and disagreement by statement and cell.

    `net_low`, shape (S, C), is the lower bound of agreement minus disagreement, -1…1, NaN where a cell is not known. `n`, shape
    (S, C), counts answers (0 where not known). `spread` is how far cells differ beyond chance over all statements, 0…1: 0, cells
    differ by chance only; 1, each cell is of one mind of its own; NaN where that cannot be told. `borrowed`, shape (S, C), is how
    many people's worth of the other cells is in a cell's interval.
    """

    known: Known
    n: NDArray[np.int64]
    agree: Interval
    disagree: Interval
    net_low: Floats
    spread: float
    borrowed: Floats


def shares(table: NDArray[Any], known: Known | None = None) -> Shares:
    """Estimate agreement and disagreement in every cell, with Beta intervals shrunk to the overall.

    Arguments: `table`, shape (S, C, 3), people; `known`, shape (S, C), the cells to use (None: all).

    What the other cells of a statement answered is prior knowledge about a cell, worth `borrowed` people: fewer, the more cells differ
    in this table, and never more than the cell's own people, so that at least half of every figure is the cell's own. The
    estimate then lies between the cell's share and the overall one. A pass is an answer: shares are of all who answered.
    With one known cell nothing is borrowed: Jeffreys' interval.

    Raises ValueError for a negative count or shapes that do not fit.
    Source: parametric empirical Bayes, C. N. Morris, JASA 78 (1983) 47-55; the prior is the beta-binomial's for "the others, given
    the spread" (J. G. Skellam, JRSS B 10 (1948) 257-261).
    """
    people, mask = checked(table, known)
    n = people.sum(axis=2)
    others = n.sum(axis=1, keepdims=True) - n
    spread = between_cells(people)
    borrowed = worth(n, others, spread)
    agree = interval(people[:, :, AGREE], n, others, borrowed, mask)
    disagree = interval(people[:, :, DISAGREE], n, others, borrowed, mask)
    return Shares(mask, n, agree, disagree, net(agree, disagree), spread, borrowed)


def checked(table: NDArray[Any], known: Known | None) -> tuple[NDArray[np.int64], Known]:
    """Return the table with nothing in cells that are not known, and the mask."""
    if table.ndim != 3 or table.shape[2] != 3:
        raise ValueError(f"table: statements × cells × 3 answers are needed, got shape {table.shape}")
    mask = np.ones(table.shape[:2], bool) if known is None else known
    if mask.shape != table.shape[:2]:
        raise ValueError(f"known: one mark a cell is needed, {table.shape[:2]}, got shape {mask.shape}")
    people = np.where(mask[:, :, None], table, 0).astype(np.int64)
    if people.size and people.min() < 0:
        raise ValueError("table: counts of people are at least 0")
    return people, mask


def between_cells(people: NDArray[np.int64]) -> float:
    """Return how far cells differ beyond chance: the intraclass correlation of answers within a cell, over all statements.

    `people`, shape (S, C, 3). 0…1; NaN when no statement has two cells with answers and one of them two answers.

    The analysis-of-variance estimator, its sums taken over statements and answers. It needs no search, and unlike the maximum of
    the likelihood with each statement's centre filled in it is not drawn to 0 when there are only two or three cells.
    Source: M. S. Ridout, C. G. B. Demétrio, D. Firth, "Estimating intraclass correlation for binary data", Biometrics 55 (1999)
    137-148.
    """
    n = people.sum(axis=2)
    cells, total = (n > 0).sum(axis=1), n.sum(axis=1)
    usable = (cells >= 2) & (total > cells)
    if not usable.any():
        return float("nan")
    people, n, cells, total = people[usable], n[usable], cells[usable], total[usable]
    squares = (people**2 / np.maximum(n, 1)[:, :, None]).sum(axis=(1, 2))
    within = (total - squares) / (total - cells)  # per person; its expectation is (1 - spread) × the variance of one answer
    among = squares - (people.sum(axis=1) ** 2).sum(axis=1) / total
    size = total - (n**2).sum(axis=1) / total
    excess, chance = float((among - (cells - 1) * within).sum()), float((within * size).sum())
    return 0.0 if excess <= 0 else excess / (excess + chance)


def worth(n: NDArray[np.int64], others: NDArray[np.int64], spread: float) -> Floats:
    """Return how many people's worth the other cells are to each cell, shape (S, C): at most `n` and at most `others`.

    The variance of a cell's true share around what the others answered is (share)(1 - share) times
    spread (1 + unevenness) + (1 - spread)/others; a Beta with that variance is worth 1/that - 1 people.
    """
    if np.isnan(spread):
        return np.zeros(n.shape)
    there = np.maximum(others, 1).astype(np.float64)
    uneven = ((n**2).sum(axis=1, keepdims=True) - n**2) / there**2
    people = 1 / (spread * (1 + uneven) + (1 - spread) / there) - 1
    return np.asarray(np.where(others > 0, np.clip(people, 0, n), 0.0), np.float64)


def interval(said: NDArray[np.int64], n: NDArray[np.int64], others: NDArray[np.int64], borrowed: Floats, known: Known) -> Interval:
    """Return the interval of those who said one thing, shape (S, C).

    Where nobody said it the interval begins at 0, where all did it ends at 1, as for Jeffreys' interval in L. D. Brown, T. T. Cai,
    A. DasGupta, Statistical Science 16 (2001) 101-133: otherwise a cell of one mind would never be covered.
    """
    elsewhere = (said.sum(axis=1, keepdims=True) - said) / np.maximum(others, 1)
    a = BASE + said + borrowed * elsewhere
    b = BASE + (n - said) + borrowed * (1 - elsewhere)
    low, high = np.full(n.shape, np.nan), np.full(n.shape, np.nan)
    low[known], high[known] = beta_bounds(a[known], b[known])
    low[known & (said == 0)] = 0.0
    high[known & (said == n)] = 1.0
    share = np.where(n > 0, said / np.maximum(n, 1), np.nan)
    return Interval(share, np.where(known, a / (a + b), np.nan), low, high)


def net(agree: Interval, disagree: Interval) -> Floats:
    """Return the lower bound of agreement minus disagreement, shape (S, C), -1…1, from the bounds of the two.

    The two come from the same people, so they are negatively correlated; without passes the result is exactly 2·low - 1.
    Source: G. Y. Zou, "Toward using confidence intervals to compare correlations", Psychological Methods 12 (2007) 399-413.
    """
    down, up = agree.mean - agree.low, disagree.high - disagree.mean
    odds = agree.mean * disagree.mean / ((1 - agree.mean) * (1 - disagree.mean))
    return np.asarray(agree.mean - disagree.mean - np.sqrt(down**2 + up**2 + 2 * np.sqrt(odds) * down * up), np.float64)
