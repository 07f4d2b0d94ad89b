"""How often a similarity so strong would be a false alarm. The method: docs/methods/similar-claims.md.

For one pair of languages and one way to compare, λ(s) is the rate at which unrelated texts reach the score s: among N of them the
strongest one reaches s with probability 1 - exp(-N·λ(s)) (Poisson approximation of exceedances: Leadbetter, Lindgren & Rootzén, Extremes
and related properties of random sequences and processes, 1983, chapter 1). It is known at points of the background; between them
ln λ is linear in s, and beyond them it goes on in the line of the last three, as of an exponential tail.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kenes.engine.similarity.postings import Floats

SHARES = (0.9, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01)  # of unrelated queries with an alarm: where λ is measured
PAIRS = (0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01)  # of unrelated pairs: where there are too few texts for the strongest one to tell


@dataclass(frozen=True)
class Tail:
    """ln λ at rising scores: `scores` and `logs` (k,), k ≥ 2, `logs` falling."""

    scores: tuple[float, ...]
    logs: tuple[float, ...]

    def log_rate(self, scores: Floats) -> Floats:
        """Return ln λ of scores of any shape; never above 0."""
        known, logs = np.array(self.scores), np.array(self.logs)
        before = max(-3, -known.size)
        above = logs[-1] + (logs[-1] - logs[before]) / (known[-1] - known[before]) * (scores - known[-1])
        below = logs[0] + (logs[1] - logs[0]) / (known[1] - known[0]) * (scores - known[0])
        inside = np.interp(scores, known, logs)
        return np.asarray(
            np.minimum(np.where(scores > known[-1], above, np.where(scores < known[0], below, inside)), 0.0), dtype=np.float64
        )


def tail(pairs: NDArray[np.floating], strongest: Floats, texts: float) -> Tail:
    """Measure λ on the background: `pairs`, scores of unrelated pairs, any shape; `strongest` (q,), each query's highest of `texts`."""
    points: list[tuple[float, float]] = [(float(np.quantile(pairs, 1 - share)), float(np.log(-np.log1p(-share)))) for share in PAIRS]
    points += [(float(np.quantile(strongest, 1 - share)), float(np.log(-np.log1p(-share) / texts))) for share in SHARES]
    return rising(points)


def rising(points: Sequence[tuple[float, float]]) -> Tail:
    """Keep of (score, ln λ) those that rise in score and fall in ln λ."""
    kept: list[tuple[float, float]] = []
    for score, log in sorted(((round(score, 3), round(log, 3)) for score, log in points), key=lambda point: -point[1]):
        if not kept or (score > kept[-1][0] and log < kept[-1][1]):
            kept.append((score, log))
    return Tail(tuple(score for score, _ in kept), tuple(log for _, log in kept))


def false_alarm_rate(log_rate: float, texts: int) -> float:
    """Return the share of unrelated queries that would raise an alarm at least so strong among `texts` texts, 0…1."""
    return float(-np.expm1(-texts * np.exp(log_rate)))
