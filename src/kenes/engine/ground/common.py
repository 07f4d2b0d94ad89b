"""Common ground: what even the most hesitant cell supports; and contested: where two cells surely differ."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from kenes.engine.ground.shares import Known, Shares
from kenes.engine.intervals import TAIL, Z95, Floats

LEAST = 5  # answers below which a cell is no evidence of common ground
MAJORITY = 0.5
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class CommonGround:
    """How far each statement is common ground: arrays of shape (S,).

    `score`: the lower bound of agreement minus disagreement in the cell where it is lowest, -1…1; NaN when no cell is known.
    `lowest`: that cell (the first of equals), -1 when none is known. `common`: in every known cell a majority agrees, surely.
    `refused`: in every known cell a majority disagrees, surely. `withheld`: how many cells are not known, `few`: how many are known
    but have fewer than `least` answers.
    """

    score: Floats
    lowest: Indices
    common: NDArray[np.bool_]
    refused: NDArray[np.bool_]
    withheld: Indices
    few: Indices


@dataclass(frozen=True)
class Contested:
    """How far the cells of each statement are apart: arrays of shape (S,).

    `gap`: the lower bound of the largest difference of agreement between two cells, -1…1 (above 0: they surely differ); of a
    table with a single cell the lower bound of how evenly it is split, 0…1. NaN when fewer than two cells (of one: none) are
    known. `high`, `low`: the two cells, the one that agrees more first; -1 where there is no pair. `opposed`: in `high` a majority
    surely agrees, in `low` surely no majority does.
    """

    gap: Floats
    high: Indices
    low: Indices
    opposed: NDArray[np.bool_]


def common_ground(shares: Shares, least: int = LEAST) -> CommonGround:
    """Find what every cell supports, disagreement counted.

    Every cell must support it, each by its own bound: that is a test of all at once without correction for their number (R. L.
    Berger, Technometrics 24 (1982) 295-300), so that tables with two and with twenty cells compare. A cell with fewer than `least`
    answers supports nothing: leave it out by `known`, and say so, where it shall not stand in the way.
    Degenerate: no statements give empty arrays; a statement without a known cell is neither common ground nor refused.
    Raises ValueError when `least` is below 1.
    """
    if least < 1:
        raise ValueError(f"least: at least 1 answer is needed, got {least}")
    known = shares.known
    any_known = known.any(axis=1)
    net = np.where(known, shares.net_low, np.inf)
    few = (known & (shares.n < least)).sum(axis=1)
    decided = any_known & (few == 0)
    return CommonGround(
        score=np.where(any_known, net.min(axis=1, initial=np.inf), np.nan),
        lowest=np.where(any_known, first_lowest(net), -1),
        common=decided & everywhere_above_half(shares.agree.low, known),
        refused=decided & everywhere_above_half(shares.disagree.low, known),
        withheld=(~known).sum(axis=1),
        few=few,
    )


def first_lowest(values: Floats) -> Indices:
    """Return the first column that holds the row's smallest value; 0 for rows without columns."""
    return values.argmin(axis=1) if values.shape[1] else np.zeros(len(values), np.int64)


def everywhere_above_half(low: Floats, known: Known) -> NDArray[np.bool_]:
    return np.asarray((np.where(known, low, np.inf) > MAJORITY).all(axis=1), np.bool_)


def ranked(score: Floats) -> Indices:
    """Return the statements from the highest score to the lowest: equal ones by their number, those without a score last."""
    return np.lexsort((np.arange(len(score)), -np.where(np.isnan(score), -np.inf, score)))


def contested(shares: Shares) -> Contested:
    """Find the two cells of each statement that are surely furthest apart.

    The bound of a difference comes from the bounds of its two sides (G. Y. Zou, A. Donner, Statistics in Medicine 27 (2008)
    1693-1702, after R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890). Whoever looks at all pairs finds large gaps by chance,
    so the bound is widened for the number of ordered pairs of known cells (Bonferroni: 1.96 standard errors for two cells, 3.65
    for twenty).
    Degenerate: no statements or no cells give empty arrays or NaN.
    """
    statements, cells = shares.known.shape
    if cells == 1:
        return split(shares)
    agree, known = shares.agree, shares.known
    gap, pair = np.full(statements, -np.inf), np.full((2, statements), -1)
    below = np.where(known, agree.mean, np.inf)
    reach = np.where(known, agree.high - agree.mean, 0.0) ** 2
    wider = for_all_pairs(known.sum(axis=1))
    for cell in range(cells):
        down = np.where(known[:, cell], (agree.mean - agree.low)[:, cell], 0.0) ** 2
        mean = np.where(known[:, cell], agree.mean[:, cell], -np.inf)
        bounds = mean[:, None] - below - wider[:, None] * np.sqrt(down[:, None] + reach)
        bounds[:, cell] = -np.inf
        other = bounds.argmax(axis=1)
        best = bounds[np.arange(statements), other]
        better = best > gap
        gap[better], pair[0, better], pair[1, better] = best[better], cell, other[better]
    found, rows = pair[0] >= 0, np.arange(statements)
    gap[~found] = np.nan
    if not cells:
        return Contested(gap, pair[0], pair[1], found)
    opposed = found & (agree.low[rows, pair[0]] > MAJORITY) & (agree.high[rows, pair[1]] < MAJORITY)
    return Contested(gap, pair[0], pair[1], opposed)


def for_all_pairs(cells: Indices) -> Floats:
    """Return by how much a 95 % bound is widened to hold for every pair of so many cells: 1 for two."""
    pairs = np.maximum(cells * (cells - 1), 2)
    return np.asarray(-ndtri(2 * TAIL / pairs) / Z95, np.float64)


def split(shares: Shares) -> Contested:
    """Say how evenly a single cell is split: twice the lower bound of the smaller of its two sides.

    1 would be one half for and one half against, for sure; 0: one side may well be empty.
    """
    smaller = np.minimum(shares.agree.low[:, 0], shares.disagree.low[:, 0])
    nobody = np.full(len(smaller), -1)
    return Contested(2 * smaller, nobody, nobody.copy(), np.zeros(len(smaller), bool))
