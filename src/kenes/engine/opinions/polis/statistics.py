"""Steps 7 to 10 of Polis: what each group says, and what everybody says.

Source: Polis's `repness.clj`, `stats.clj` and `conversation.clj` in our own words. Figures are of people, counted with one or two
imaginary answers more (+1, +2) so that nothing is divided by 0. A z above 1.2816 is called significant: 90 %, one-sided, without
correction for the many statements it is asked of.
"""

from dataclasses import dataclass

import numpy as np

from kenes.engine.agreement import AGREE, DISAGREE
from kenes.engine.opinions.polis.matrix import Bools, Floats, Ints

SIGNIFICANT = 1.2816
SHOWN = 5  # statements a list


@dataclass(frozen=True)
class GroupStatistics:
    """Step 7. First axis: agree, disagree; then statement, group. `trials` is the same for both sides, shape (S, G).

    `success` and `trials`: people; `p`: share, 0…1; `z`: that the share is above one half; `ratio`: the share against that of all
    other groups; `rt`: z of the difference between the two.
    """

    success: Ints
    trials: Ints
    p: Floats
    z: Floats
    ratio: Floats
    rt: Floats


@dataclass(frozen=True)
class Representative:
    """A statement that stands for a group, by those who agree (`agree`) or disagree with it. `best`: the best of its agrees."""

    statement: int
    agree: bool
    success: int
    trials: int
    p: float
    z: float
    ratio: float
    rt: float
    best: bool = False
    agreeing: int = 0


@dataclass(frozen=True)
class Consensus:
    """A statement that more than half of all people agree or disagree with."""

    statement: int
    success: int
    trials: int
    p: float
    z: float


def share(success: Ints, trials: Ints) -> Floats:
    return np.asarray((success + 1) / (trials + 2))


def one_sided(success: Ints, trials: Ints) -> Floats:
    """Return z of the share of `success` among `trials` being above one half, with one more of both."""
    return np.asarray(2 * np.sqrt(trials + 1) * ((success + 1) / (trials + 1) - 0.5))


def two_shares(success: Ints, other: Ints, trials: Ints, others: Ints) -> Floats:
    """Return z of the difference of two shares, with one more of all four counts; 0 where every one of both is a success."""
    inside, outside = trials + 1.0, others + 1.0
    pooled = (success + other + 2) / (inside + outside)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / inside + 1 / outside))
    certain = success + other == trials + others
    return np.asarray(np.where(certain, 0.0, ((success + 1) / inside - (other + 1) / outside) / np.where(certain, 1.0, spread)))


def counts_in_m(counts: Ints, out: Bools, people: Ints) -> Ints:
    """Return counts of R as M has them: all `people`, shape (G,), pass on statements that are out. `counts`: (S, G, 3)."""
    if not out.any():
        return counts
    result = counts.copy()
    result[out] = 0
    result[out, :, 2] = people
    return result


def group_statistics(counts: Ints) -> GroupStatistics:
    """Return step 7 from counts in M, shape (S, G, 3): agree, disagree, pass."""
    trials = counts.sum(2)
    success = np.stack([counts[:, :, AGREE], counts[:, :, DISAGREE]])
    other, others = success.sum(2, keepdims=True) - success, trials.sum(1, keepdims=True) - trials
    p = share(success, trials)
    ratio = p / share(other, others)
    return GroupStatistics(success, trials, p, one_sided(success, trials), ratio, two_shares(success, other, trials, others))


def representative(statistics: GroupStatistics, skip: Bools) -> list[list[Representative]]:
    """Return step 8: for each group the statements that stand for it, at most five, agrees before disagrees.

    `skip`, shape (S,): statements that are out, or that nobody voted on. A list is empty when nothing is left. First comes the
    best-agree statement, then those sufficiently different from the other groups and clear within this one, by the product
    ratio·rt·p·z; without any of those the best-agree alone, else the statement most unlike the other groups.
    """
    asked = np.flatnonzero(~skip)
    return [one_group(statistics, group, asked) for group in range(statistics.trials.shape[1])]


def one_group(statistics: GroupStatistics, group: int, asked: Ints) -> list[Representative]:
    """Return the representative statements of one group among the statements `asked`, in column order."""
    if not asked.size:
        return []
    p, z, ratio, rt = (values[:, asked, group] for values in (statistics.p, statistics.z, statistics.ratio, statistics.rt))
    side = np.where(rt[AGREE] > rt[DISAGREE], AGREE, DISAGREE)
    here = np.arange(asked.size)
    best = best_agree(statistics.success[:, asked, group], p[AGREE], z[AGREE], ratio[AGREE], rt[AGREE])
    sufficient = np.flatnonzero(((rt > SIGNIFICANT) & (z > SIGNIFICANT)).any(0))
    # Polis keeps rt as a 32-bit number, and compares with that
    strength = ratio[side, here] * rt[side, here].astype(np.float32).astype(np.float64) * p[side, here] * z[side, here]
    if sufficient.size:
        chosen = [place for place in sufficient[np.argsort(-strength[sufficient], kind="stable")].tolist() if place != best]
        chosen = (chosen if best is None else [best, *chosen])[:SHOWN]
        chosen.sort(key=lambda place: side[place])
    else:
        chosen = [most_unlike(rt.max(0)) if best is None else best]
    return [described(statistics, int(asked[place]), group, int(side[place]), best=place == best) for place in chosen]


def best_agree(success: Ints, p: Floats, z: Floats, ratio: Floats, rt: Floats) -> int | None:
    """Return the best statement to agree with: one pass in column order, each against the best so far.

    Against one with ratio > 1 by ratio·rt·p·z, else by p·z; the first must be clear (z significant, or ratio > 1 and p > ½).
    All of shape (n,), `success` (2, n); None when there is no such statement.
    """
    answered = success.any(0)
    first = answered & ((z > SIGNIFICANT) | ((ratio > 1) & (p > 0.5)))
    if not first.any():
        return None
    best = int(first.argmax())
    above, product, clear = (ratio > 1).tolist(), (ratio * rt * p * z).tolist(), (p * z).tolist()
    for place in np.flatnonzero(answered).tolist():
        measure = product if above[best] else clear
        if place > best and measure[place] > measure[best]:
            best = place
    return best


def most_unlike(rt: Floats) -> int:
    """Return where `rt` is highest, each compared with the best so far as Polis keeps it: as a 32-bit number."""
    best, height = 0, -np.inf
    kept = rt.astype(np.float32).tolist()
    for place, value in enumerate(rt.tolist()):
        if value > height:
            best, height = place, kept[place]
    return best


def described(statistics: GroupStatistics, statement: int, group: int, side: int, *, best: bool) -> Representative:
    """Return one line of a group's list."""
    at = (side, statement, group)
    return Representative(
        statement,
        side == AGREE,
        int(statistics.success[at]),
        int(statistics.trials[statement, group]),
        float(statistics.p[at]),
        float(statistics.z[at]),
        float(statistics.ratio[at]),
        float(statistics.rt[at]),
        best,
        int(statistics.success[AGREE, statement, group]),
    )


def consensus(counts: Ints, skip: Bools) -> tuple[list[Consensus], list[Consensus]]:
    """Return step 9: at most five statements that everybody agrees with, and that everybody disagrees with, strongest first.

    `counts`: all participants, shape (S, 3); `skip` as for `representative`. A share above one half, and significantly so, by p·z.
    """
    trials = counts.sum(1)
    lists = []
    for side in (AGREE, DISAGREE):
        p, z = share(counts[:, side], trials), one_sided(counts[:, side], trials)
        fit = np.flatnonzero(~skip & (p > 0.5) & (z > SIGNIFICANT))
        top = fit[np.argsort(-(p * z)[fit], kind="stable")[:SHOWN]].tolist()
        lists.append([Consensus(place, int(counts[place, side]), int(trials[place]), float(p[place]), float(z[place])) for place in top])
    return lists[0], lists[1]


def group_aware_consensus(counts: Ints) -> Floats:
    """Return step 10: the product over groups of (agree + 1)/(answers + 2), shape (S,), range 0…1, from counts in R, (S, G, 3).

    It shrinks with the number of groups, so figures of different k do not compare. Without groups it is 1.
    """
    return np.asarray(share(counts[:, :, AGREE], counts.sum(2)).prod(1))
