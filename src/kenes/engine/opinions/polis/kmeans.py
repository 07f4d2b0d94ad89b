"""k-means as Polis runs it, exact, and fast for many points.

Source: Polis's `clusters.clj` in our own words. Each step puts every point to its nearest centre, drops centres without points and
moves the others to the (weighted) mean of theirs; it ends when no centre, both lists sorted, has moved by 0.01 or more.
For many points the nearest centre is found with Hamerly's bounds (Making k-means even faster, SIAM SDM 2010): same result, but
only points near a border are compared with all centres.
"""

from dataclasses import dataclass

import numpy as np

from kenes.engine.opinions.polis.matrix import Floats, Ints

STILL = 0.01  # units of the map
SLACK = 1e-9  # bounds are kept that much too wide, so that rounding never hides a nearer centre
BLOCK = 1 << 9  # points compared with all centres at a time
SMALL = 1 << 12  # with so few pairs of point and centre, bounds cost more than they save


@dataclass(frozen=True)
class Clusters:
    """Clusters of n points: `id` (K,), `center` (K, 2), and `label` (n,), the place 0…K-1 of each point's cluster."""

    id: Ints
    center: Floats
    label: Ints

    @property
    def size(self) -> Ints:
        return np.bincount(self.label, minlength=self.id.size)


def first_distinct(points: Floats, k: int) -> Floats:
    """Return the first k distinct points in row order, shape (≤k, 2): where Polis starts."""
    found: dict[tuple[float, float], None] = {}
    for begin in range(0, len(points), 4 * k):
        for x, y in points[begin : begin + 4 * k].tolist():
            found[x, y] = None
            if len(found) == k:
                return np.array(list(found))
    return np.array(list(found)).reshape(-1, 2)


def kmeans(points: Floats, center: Floats, steps: int, *, weight: Floats | None = None, ids: Ints | None = None) -> Clusters:
    """Return the clusters of `points`, shape (n, 2), from starting centres, shape (K, 2), after at most `steps` moves.

    `weight`, shape (n,): how much a point counts for its centre (None: all alike). `ids`, shape (K,): names of the clusters, kept
    by those that keep a point (None: 0…K-1). Of two centres equally near the earlier is taken. No points: no clusters.
    """
    ids = np.arange(len(center)) if ids is None else ids
    if not len(points):
        return Clusters(ids[:0], np.zeros((0, 2)), np.zeros(0, np.int64))
    search = Nearest(points, center)
    weighted = [points[:, axis] if weight is None else points[:, axis] * weight for axis in (0, 1)]
    for left in reversed(range(steps)):
        people = np.bincount(search.label, minlength=len(center))
        size = people if weight is None else np.bincount(search.label, weight, minlength=len(center))
        sums = [np.bincount(search.label, values, minlength=len(center)) for values in weighted]
        kept = people > 0
        moved = np.stack(sums, axis=1)[kept] / size[kept, None]
        if not kept.all():
            ids = ids[kept]
            search.drop(kept)
        if not left or still(center, moved):
            break
        center = moved
        search.move(center)
    return Clusters(ids, moved, search.label)


def still(before: Floats, after: Floats) -> bool:
    """Return whether no centre moved by 0.01 or more, centres sorted by x, then y, and compared in pairs."""
    one, two = (centres[np.lexsort((centres[:, 1], centres[:, 0]))] for centres in (before, after))
    shared = min(len(one), len(two))
    return bool((np.hypot(*(one[:shared] - two[:shared]).T) < STILL).all())


def squares(x: Floats, y: Floats, center: Floats) -> Floats:
    """Return squared distances of n points from K centres, shape (n, K)."""
    apart = np.subtract.outer(x, center[:, 0])
    apart *= apart
    beside = np.subtract.outer(y, center[:, 1])
    beside *= beside
    apart += beside
    return np.asarray(apart)


class Nearest:
    """Keeps `label`, the nearest centre of each point, while centres move.

    `above` is at least a point's distance to its centre, `below` at most its distance to every other centre.
    """

    def __init__(self, points: Floats, center: Floats) -> None:
        self.x, self.y = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
        self.center = center
        self.small = len(points) * len(center) <= SMALL
        self.label, self.above, self.below = np.empty(len(points), np.int64), np.empty(len(points)), np.empty(len(points))
        self.compare(np.arange(len(points)))

    def compare(self, points: Ints) -> None:
        """Compare `points` with every centre."""
        for begin in range(0, points.size, BLOCK):
            some = points[begin : begin + BLOCK]
            apart = squares(self.x[some], self.y[some], self.center)
            nearest = apart.argmin(1)
            self.label[some] = nearest
            if not self.small:
                rows = np.arange(some.size)
                self.above[some] = np.sqrt(apart[rows, nearest])
                apart[rows, nearest] = np.inf
                self.below[some] = np.sqrt(apart.min(1))

    def drop(self, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
        """Forget the centres without points; fewer centres leave `below` true."""
        self.center = self.center[kept]
        self.label = (np.cumsum(kept) - 1)[self.label]

    def move(self, center: Floats) -> None:
        """Move the centres, and find the nearest again for the points whose bounds no longer tell."""
        if self.small or len(center) < 2:
            self.center = center
            self.compare(np.arange(self.label.size))
            return
        shift = np.hypot(*(center - self.center).T)
        self.center = center
        self.above += shift[self.label]
        furthest = int(shift.argmax())
        by_others = np.full(len(center), shift[furthest])
        by_others[furthest] = np.delete(shift, furthest).max()
        self.below -= by_others[self.label]
        apart = squares(center[:, 0], center[:, 1], center)
        np.fill_diagonal(apart, np.inf)
        sure = np.maximum(self.below, (np.sqrt(apart.min(1)) / 2)[self.label]) - SLACK
        doubtful = np.flatnonzero(self.above >= sure)
        home = self.label[doubtful]
        exact = np.sqrt((self.x[doubtful] - center[home, 0]) ** 2 + (self.y[doubtful] - center[home, 1]) ** 2)
        self.above[doubtful] = exact
        self.compare(doubtful[exact >= sure[doubtful]])
