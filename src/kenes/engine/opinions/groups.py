"""Opinion groups by consensus: who votes alike, how surely, and whether there are groups at all. The method: docs/methods/opinions.md.

A position is known only as well as its votes tell it. So the map is drawn many times: each time every person stands where the
model's uncertainty may put them, people count with random weights (the Bayesian bootstrap of Rubin, Annals of Statistics 9,
1981), and k-means divides them. Who lands in the same group in nearly all drawings belongs to it; who does not stands between.
A division is kept only when taking a tenth of the votes away leaves its members where they were.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kenes.engine.opinions.chance import Floats, Keys, first_people, mix, normals, stream, uniforms
from kenes.engine.opinions.factors import FactorModel, fit, place
from kenes.engine.opinions.similarity import adjusted_rand
from kenes.engine.votes import Votes

Ints = NDArray[np.int64]
SURE = 0.8  # the share of drawings in which a member must land in the group
STABLE = 0.95  # the least median adjusted Rand index after a tenth of the votes was taken away
DROPPED = 0.1
SMALLEST_SHARE = 0.05  # of the people placed: a group is never smaller
BELONG = 0.6  # the least share of people placed that must belong to some group
COST = 0.05  # of the people placed: a finer division may not leave more of them between groups
MOST = 5  # groups
DROPS = 20  # times that a tenth of the votes is taken away
REFITTED = 30_000  # votes up to which the whole model is fitted anew then
NEAR = 1e-3  # of a unit of opinion: k-means has arrived
SAMPLE = 5_000  # people that k-means and the test of stability look at: enough for a handful of centres
DRAW, WEIGHT, DROP = 1, 2, 3  # streams of random numbers


@dataclass(frozen=True)
class Division:
    """A division of people into `k` groups. P people placed.

    leaning (P,): the group in which each landed most often; confidence (P,): how often, 1/k to 1. centres (k, rank).
    members (k,): how many landed in it surely. stability: median adjusted Rand index of the sure members after a tenth of the
    votes was taken away; group_stability (k,): mean Jaccard similarity of each group to itself then (Hennig 2007).
    refused: "" or why this division is not kept: "small", "between", "unstable".
    """

    k: int
    leaning: Ints
    confidence: Floats
    centres: Floats
    members: Ints
    stability: float
    group_stability: Floats
    refused: str

    @property
    def is_member(self) -> NDArray[np.bool_]:
        return self.confidence >= SURE

    @property
    def by_size(self) -> Ints:
        """The groups from the largest to the smallest, shape (k,): equal ones by where they stand."""
        return np.lexsort((self.centres[:, 0], -self.members))


def divisions(votes: Votes, model: FactorModel, keys: Keys, seed: int, smallest: int, draws: int) -> list[Division]:
    """Divide people into 2, 3, ... at most 5 groups, as long as the division holds; return all that were tried, the last refused or 5.

    Arguments: `votes` of the people placed (P of them), `model` of just these people, `keys` (P,) from `person_keys`,
    `smallest` the least people of a group, `draws` >= 1 how often the map is drawn.
    """
    least = max(smallest, int(np.ceil(SMALLEST_SHARE * votes.participants)))
    if not model.rank or votes.participants < 2 * least:
        return []
    spread = np.asarray(np.linalg.cholesky(model.covariance), np.float64)
    few, sampled = first_people(votes, SAMPLE), model.of_people(np.arange(min(SAMPLE, votes.participants)))
    without = [place_without(few, sampled, keys, seed, turn) for turn in range(DROPS)]
    chains = [[points.mean(axis=0)[None]] for points in (model.position, *without)]
    found: list[Division] = []
    for _ in range(2, min(MOST, votes.participants // least) + 1):
        for points, chain in zip((model.position, *without), chains, strict=True):
            chain.append(one_more(points, chain[-1]))
        landed = [nearest(points, chain[-1]) for points, chain in zip(without, chains[1:], strict=True)]
        needed = max([BELONG, *(division.is_member.mean() - COST for division in found)])
        found.append(divide(drawings(model, spread, keys, seed, draws), chains[0][-1], landed, least, needed))
        if found[-1].refused:
            break
    return found


def best(found: list[Division]) -> Division | None:
    """Return the finest division that is kept; None: no stable groups."""
    kept = [division for division in found if not division.refused]
    return kept[-1] if kept else None


def divide(drawn: Iterable[tuple[Floats, Floats]], centres: Floats, without: list[Ints], least: int, needed: float) -> Division:
    """Find the consensus of many drawings that all begin from `centres`.

    `without`: labels when a tenth of the votes is missing; `least` people a group; `needed`: the least share that must belong.
    """
    k, draws, total = len(centres), 0, np.zeros_like(centres)
    landed_in: Floats = np.zeros((0, k))
    for points, weights in drawn:
        landed_in = landed_in if len(landed_in) else np.zeros((len(points), k))
        there = k_means(points[:SAMPLE], weights[:SAMPLE], centres)
        landed_in[np.arange(len(points)), nearest(points, there)] += 1
        total += there
        draws += 1
    leaning, confidence = landed_in.argmax(axis=1), landed_in.max(axis=1) / draws
    sure = confidence >= SURE
    members = np.bincount(leaning[sure], minlength=k)
    compared = np.flatnonzero(sure[: len(without[0])])
    again = [(leaning[compared], labels[compared]) for labels in without]
    stability = float(np.median([adjusted_rand(*pair) for pair in again])) if compared.size else 0.0
    jaccard = np.mean([jaccards(*pair, k) for pair in again], axis=0)
    refused = "small" if members.min() < least else "between" if sure.mean() < needed else "unstable" if stability < STABLE else ""
    return Division(k, leaning, confidence, total / draws, members, stability, jaccard, refused)


def drawings(model: FactorModel, spread: Floats, keys: Keys, seed: int, draws: int) -> Iterator[tuple[Floats, Floats]]:
    """Yield positions as they may be, and people's weights."""
    for turn in range(draws):
        noise = np.stack(normals(keys, stream(seed, DRAW, turn)), axis=1)[:, : model.rank]
        weights = -np.log(uniforms(keys, stream(seed, WEIGHT, turn)))
        yield model.position + np.einsum("pij,pj->pi", spread, noise), weights


def place_without(votes: Votes, model: FactorModel, keys: Keys, seed: int, turn: int) -> Floats:
    """Return where people stand when a tenth of the votes is taken away.

    Of few votes the whole model is fitted anew from the beginning; with many, statements hardly move, and only people are placed anew.
    """
    words = keys[votes.participant] ^ mix(votes.statement.astype(np.uint64))
    kept = uniforms(words, stream(seed, DROP, turn)) >= DROPPED
    rest = Votes(votes.participant[kept], votes.statement[kept], votes.value[kept], votes.participants, votes.statements)
    if len(votes.value) > REFITTED:
        return place(rest, model).position
    return fit(rest, model.rank, model.penalty).position


def jaccards(first: Ints, second: Ints, k: int) -> Floats:
    """Return the Jaccard similarity of each of k groups with the group of the other labelling most like it, shape (k,)."""
    both = np.bincount(first * k + second, minlength=k * k).reshape(k, k)
    either = both.sum(axis=0)[None, :] + both.sum(axis=1)[:, None] - both
    similar: Floats = (both / np.maximum(either, 1)).max(axis=1)
    return similar


def nearest(points: Floats, centres: Floats) -> Ints:
    """Return the nearest centre of each point, the first among equally near ones."""
    return np.asarray(distances(points, centres).argmin(axis=1), np.int64)


def distances(points: Floats, centres: Floats) -> Floats:
    """Return squared distances (people, centres) up to each point's own square: enough to compare."""
    apart: Floats = (centres**2).sum(axis=1) - 2.0 * (points @ centres.T)
    return apart


def k_means(points: Floats, weights: Floats, centres: Floats, rounds: int = 30) -> Floats:
    """Return the centres of weighted k-means (Lloyd) from given ones, shape (k, rank). An empty group keeps its centre."""
    k = len(centres)
    for _ in range(rounds):
        labels = nearest(points, centres)
        mass = np.bincount(labels, weights, minlength=k)
        sums = np.stack([np.bincount(labels, weights * axis, minlength=k) for axis in points.T], axis=1)
        there = np.where(mass[:, None] > 0, sums / np.maximum(mass, 1e-300)[:, None], centres)
        if np.abs(there - centres).max() < NEAR:
            return there
        centres = there
    return centres


def one_more(points: Floats, centres: Floats) -> Floats:
    """Return the best start with one centre more: each group is split along its longest axis in turn; the least sum of squares wins."""
    points = points[:SAMPLE]
    labels = nearest(points, centres)
    starts = []
    for group in range(len(centres)):
        inside = points[labels == group]
        if len(inside) < 2:
            continue
        values, axes = np.linalg.eigh(np.cov(inside.T, bias=True).reshape(inside.shape[1], -1))
        step = axes[:, -1] * np.sqrt(values[-1])
        split = np.vstack([np.delete(centres, group, axis=0), centres[group] - step, centres[group] + step])
        starts.append(k_means(points, np.ones(len(points)), split))
    return min(starts, key=lambda start: distances(points, start).min(axis=1).sum()) if starts else np.vstack([centres, centres[:1]])
