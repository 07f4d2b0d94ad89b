"""Steps 5 and 6 of Polis: base clusters of people, groups of base clusters, and how many groups.

Source: Polis's `clusters.clj` and `conversation.clj` in our own words.
"""

from dataclasses import dataclass, field

import numpy as np

from kenes.engine.opinions.polis.kmeans import Clusters, first_distinct, kmeans
from kenes.engine.opinions.polis.matrix import Floats, Ints

BASE_CLUSTERS = 100
BASE_STEPS = 101  # Polis counts down from 100 to 0
GROUP_STEPS = 21  # likewise from 20: the 100 of Polis's options is passed under a name that nothing reads
MOST_GROUPS = 5
PEOPLE_A_GROUP = 12  # base clusters that allow one more group
SURE_OF_K = 4  # updates in a row in which another number of groups must win


def base_clusters(points: Floats, before: Clusters | None = None) -> Clusters:
    """Return step 5: at most 100 base clusters of the points on the map, shape (n, 2), rows in order of first vote.

    From nothing it starts at the first 100 distinct points. `before`, clusters of the same rows (label -1: a person not yet in
    any), makes it go on from there. No points: no clusters.
    """
    return clustered(points, BASE_CLUSTERS, BASE_STEPS, before=before)


def clustered(points: Floats, k: int, steps: int, *, weight: Floats | None = None, before: Clusters | None = None) -> Clusters:
    """Return k-means from Polis's start: the first k distinct points, or the clusters of an earlier state."""
    if before is None or not before.id.size or not len(points):
        return by_id(kmeans(points, first_distinct(points, k), steps, weight=weight))
    start = going_on(points, k, before, weight)
    return by_id(kmeans(points, start.center, steps, weight=weight, ids=start.id))


def by_id(found: Clusters) -> Clusters:
    """Return the same clusters in order of their ids."""
    order = np.argsort(found.id, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return Clusters(found.id[order], found.center[order], place[found.label])


def going_on(points: Floats, k: int, before: Clusters, weight: Floats | None) -> Clusters:
    """Return where k-means goes on from earlier clusters when points have moved and come.

    Clusters move to the mean of their points; those without any are forgotten; those in one place become one, under the id of
    the larger. While there are fewer than k clusters (and than distinct points), the point furthest from its nearest centre
    leaves its cluster and starts a new one.
    """
    now = recentred(points, merged(recentred(points, before, weight)), weight)
    possible = min(k, len(np.unique(points, axis=0))) if now.id.size < k else 0
    while now.id.size < possible:
        apart = np.hypot(np.subtract.outer(points[:, 0], now.center[:, 0]), np.subtract.outer(points[:, 1], now.center[:, 1])).min(1)
        furthest = int(apart.argmax())
        if apart[furthest] <= 0:
            break
        label = now.label.copy()
        label[furthest] = now.id.size
        now = Clusters(np.append(now.id, now.id.max() + 1), np.vstack([now.center, points[furthest]]), label)
        now = recentred(points, now, weight)
    return now


def recentred(points: Floats, clusters: Clusters, weight: Floats | None) -> Clusters:
    """Return clusters at the mean of their points, without those that have none; one of all points when none has."""
    inside = clusters.label >= 0
    label = clusters.label[inside]
    if not label.size:
        return Clusters(np.array([clusters.id.max() + 1]), points.mean(0)[None], np.zeros(len(points), np.int64))
    heavy = np.ones(label.size) if weight is None else weight[inside]
    size = np.bincount(label, heavy, minlength=clusters.id.size)
    kept = size > 0
    sums = [np.bincount(label, points[inside, axis] * heavy, minlength=clusters.id.size)[kept] for axis in (0, 1)]
    place = np.where(kept, np.cumsum(kept) - 1, -1)
    return Clusters(clusters.id[kept], np.stack(sums, 1) / size[kept, None], np.where(inside, place[clusters.label], -1))


def merged(clusters: Clusters) -> Clusters:
    """Return clusters with those in exactly one place made one."""
    center, first, place = np.unique(clusters.center, axis=0, return_index=True, return_inverse=True)
    if len(center) == clusters.id.size:
        return clusters
    size = np.bincount(clusters.label[clusters.label >= 0], minlength=clusters.id.size)
    order = np.argsort(first)  # a merged cluster stands where the first of its parts stood
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    new = rank[place.ravel()]
    best = [max(np.flatnonzero(new == number), key=lambda old: size[old]) for number in range(order.size)]
    return Clusters(clusters.id[best], clusters.center[first[order]], np.where(clusters.label >= 0, new[clusters.label], -1))


def group_counts(base: int) -> range:
    """Return the numbers of groups that are tried for so many base clusters: 2…min(5, 2 + base/12)."""
    return range(2, min(MOST_GROUPS, 2 + base // PEOPLE_A_GROUP) + 1)


def silhouette(apart: Floats, label: Ints) -> float:
    """Return the mean silhouette of n points in groups 0…k-1, each weighing alike.

    `apart`: distances, shape (n, n); `label`: shape (n,). Rousseeuw, J. Comput. Appl. Math. 20 (1987), with 0 for the only point of
    a group. Range -1…1; 0 when there is one group, or everything lies in one place.
    """
    size = np.bincount(label)
    if size.size < 2:
        return 0.0
    sums = apart @ np.eye(size.size)[label]
    rows = np.arange(label.size)
    own = sums[rows, label] / np.maximum(size[label] - 1, 1)
    sums /= size
    sums[rows, label] = np.inf
    other = sums.min(1)
    larger = np.maximum(own, other)
    value = np.where((size[label] > 1) & (larger > 0), (other - own) / np.where(larger > 0, larger, 1), 0.0)
    return float(value.mean())


@dataclass(frozen=True)
class Smoother:
    """How sure Polis is of k: `last` won `times` updates in a row; `k` is what it shows. 0: nothing yet."""

    last: int = 0
    times: int = 0
    k: int = 0

    def after(self, best: int) -> "Smoother":
        """Return the state after an update that `best` won: k changes when it has won four times in a row."""
        times = self.times + 1 if best == self.last else 1
        return Smoother(best, times, best if times >= SURE_OF_K or not self.k else self.k)


@dataclass(frozen=True)
class Grouping:
    """Groups of base clusters: those of the chosen k, and what the next update needs: every k's, and the smoother.

    `groups.label`, shape (base clusters,), is the place of each base cluster's group.
    """

    groups: Clusters
    tried: dict[int, Clusters] = field(default_factory=dict)
    quality: dict[int, float] = field(default_factory=dict)
    smoother: Smoother = field(default_factory=Smoother)


def group_clusters(center: Floats, weight: Floats, before: "Grouping | None" = None) -> Grouping:
    """Return step 6: groups of base clusters with centres `center`, shape (n, 2), and `weight` people each, shape (n,).

    For each k k-means from the first k distinct centres, centres weighted by people; k is the one with the largest mean
    silhouette (of equal ones the larger k). `before`: the grouping of an earlier state, its labels brought to these base clusters
    (-1: a new base cluster); then k-means goes on from it and k follows the smoother. No base clusters: no groups.
    """
    if not len(center):
        return Grouping(kmeans(center, center, 1))
    apart = np.hypot(np.subtract.outer(center[:, 0], center[:, 0]), np.subtract.outer(center[:, 1], center[:, 1]))
    tried, quality = {}, {}
    for k in group_counts(len(center)):
        old = before.tried.get(k) if before else None
        tried[k] = clustered(center, k, GROUP_STEPS, weight=weight, before=old)
        quality[k] = silhouette(apart, tried[k].label)
    best = max(quality, key=lambda k: (quality[k], k))
    smoother = (before.smoother if before else Smoother()).after(best)
    shown = smoother.k if smoother.k in tried else best
    return Grouping(tried[shown], tried, quality, smoother)
