"""Polis's groups depend on how it came to them: this goes the same way again, from the times of the votes.

Source: Polis's `conversation.clj` and `conv_man.clj` in our own words. Polis computes anew whenever votes have come, each time
from the components, base clusters and groups of the last time; who is in stays in; another number of groups must win four times in
a row. After a restart of its server it still has base clusters, but groups them from nothing. It restarts at times we do not know,
so both groupings are made at the end, and the one with the larger silhouette (Polis's own yardstick) is taken.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.opinions.polis.clusters import Grouping, base_clusters, group_clusters
from kenes.engine.opinions.polis.kmeans import Clusters
from kenes.engine.opinions.polis.matrix import Bools, Floats, Ints, Matrix, included, lay_out
from kenes.engine.opinions.polis.pca import components, place_people
from kenes.engine.votes import Votes

UPDATES = 50  # as many as are gone through again when nothing else is asked: docs/methods/polis.md says how others fare


@dataclass(frozen=True)
class State:
    """Where an update leaves a conversation: what the next one goes on from.

    `comps` (2, S), `points` (P, 2), `within` (P,), `base`: clusters of those within, `label` (P,): their places, -1 outside.
    """

    comps: Floats
    points: Floats
    within: Bools
    base: Clusters
    label: Ints
    grouping: Grouping


def update(
    matrix: Matrix,
    before: State | None = None,
    *,
    seed: int = 0,
    within: Bools | None = None,
    comps: Floats | None = None,
) -> State:
    """Return steps 2 to 6 for the votes of `matrix`, going on from the state `before` (None: from nothing).

    `within` and `comps` stand in place of steps 2 and 3 when given.
    """
    if comps is None:
        comps = components(matrix, seed=seed, start=None if before is None else before.comps)
    if within is None:
        within = included(matrix, None if before is None else before.within)
    points = place_people(matrix, comps)
    people = np.flatnonzero(within)
    old = None if before is None else replace(before.base, label=before.label[people])
    base = base_clusters(points[people], old)
    label = np.full(len(points), -1)
    label[people] = base.label
    grouping = group_clusters(base.center, base.size.astype(np.float64), None if before is None else carried(before, base))
    return State(comps, points, within, base, label, grouping)


def carried(before: State, base: Clusters) -> Grouping:
    """Return the earlier grouping with its labels brought to the base clusters of now, by id; -1 for new ones."""
    place = {number: index for index, number in enumerate(before.base.id.tolist())}
    old = np.array([place.get(number, -1) for number in base.id.tolist()], np.int64)

    def moved(groups: Clusters) -> Clusters:
        return replace(groups, label=np.where(old >= 0, groups.label[old], -1)) if groups.label.size else groups

    return replace(before.grouping, tried={k: moved(groups) for k, groups in before.grouping.tried.items()})


def replayed(votes: Votes, at: NDArray[Any], moderated: NDArray[Any], meta: NDArray[Any], updates: int, *, seed: int = 0) -> State:
    """Return the state after so many `updates`, each with about as many more votes, in order of their times.

    `at`, shape (V,): when each vote was cast, any unit; votes of one moment come together. Moderation is as at the end: its
    times are not in an export. Raises ValueError when `at` has another shape or `updates` is below 1.
    """
    if at.shape != votes.value.shape:
        raise ValueError(f"at: one time a vote is needed, {votes.value.size}, got shape {at.shape}")
    if updates < 1:
        raise ValueError("updates: at least one is needed")
    times = np.sort(at)
    updates = min(updates, times.size)  # an update without a new vote changes nothing
    ends = np.unique(times[np.linspace(0, times.size, updates + 1).astype(np.int64)[1:] - 1])
    state = None
    for end in ends:
        cast = at <= end
        part = Votes(votes.participant[cast], votes.statement[cast], votes.value[cast], votes.participants, votes.statements)
        state = update(lay_out(part, moderated, meta), state, seed=seed)
    if state is None:
        return update(lay_out(votes, moderated, meta), seed=seed)
    afresh = group_clusters(state.base.center, state.base.size.astype(np.float64))
    return replace(state, grouping=max(state.grouping, afresh, key=quality))


def quality(grouping: Grouping) -> float:
    """Return the silhouette of the groups shown; 0 when there are none."""
    return next((grouping.quality[k] for k, tried in grouping.tried.items() if tried is grouping.groups), 0.0)
