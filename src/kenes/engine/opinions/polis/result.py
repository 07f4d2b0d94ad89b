"""Polis mode as a whole: votes in, one result out, and that result in the keys of Polis's `math-pca2.json`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.opinions.polis.clusters import Grouping, group_clusters
from kenes.engine.opinions.polis.history import State, replayed, update
from kenes.engine.opinions.polis.kmeans import Clusters
from kenes.engine.opinions.polis.matrix import Bools, Floats, Ints, Matrix, lay_out, tally
from kenes.engine.opinions.polis.pca import extremity, place_statements
from kenes.engine.opinions.polis.priority import priority
from kenes.engine.opinions.polis.statistics import (
    Consensus,
    Representative,
    consensus,
    counts_in_m,
    group_aware_consensus,
    group_statistics,
    representative,
)
from kenes.engine.votes import Votes


@dataclass(frozen=True)
class PolisResult:
    """Everything Polis computes of P people, S statements, in B base clusters and G groups. Agree is +1.

    `column` (S,): somebody voted on it; `out` (S,): rejected or meta; `moderated`, `meta` (S,) as given.
    `cast` (P,): votes of each; `within` (P,): is on the map; `points` (P, 2), `center` (S,), `components` (2, S),
    `placed` (S, 2), `extremity` (S,): steps 3 and 4.
    `base_id` (B,), `base_center` (B, 2), `base` (P,): each person's place among the base clusters, -1 none; likewise `group_id`
    (G,), `group_center` (G, 2), `group` (P,) and `group_of_base` (B,). `silhouettes`: of each k that was tried.
    `counts` (S, 3), `base_counts` (S, B, 3), `group_counts` (S, G, 3): agree, disagree, pass, in R.
    `representative`: a list a group; `agreed`, `disagreed`: step 9; `group_aware_consensus`, `priority` (S,): steps 10 and 11.
    """

    column: Bools
    out: Bools
    moderated: Ints
    meta: Bools
    cast: Ints
    within: Bools
    points: Floats
    center: Floats
    components: Floats
    placed: Floats
    extremity: Floats
    base_id: Ints
    base_center: Floats
    base: Ints
    group_id: Ints
    group_center: Floats
    group: Ints
    group_of_base: Ints
    silhouettes: dict[int, float]
    counts: Ints
    base_counts: Ints
    group_counts: Ints
    representative: list[list[Representative]]
    agreed: list[Consensus]
    disagreed: list[Consensus]
    group_aware_consensus: Floats
    priority: Floats


def analyse(
    votes: Votes,
    moderated: NDArray[Any],
    meta: NDArray[Any],
    *,
    seed: int = 0,
    groups: NDArray[Any] | None = None,
    base: NDArray[Any] | None = None,
    included: NDArray[Any] | None = None,
    components: NDArray[Any] | None = None,
    at: NDArray[Any] | None = None,
    updates: int = 0,
) -> PolisResult:
    """Return Polis's steps 1 to 11 for `votes`.

    `moderated`, shape (S,): 1 accepted, 0 not moderated, -1 rejected; `meta`, shape (S,): about the conversation itself.
    In place of steps: `components`, shape (2, S), of 3; `included`, shape (P,), of 2; `base`, shape (P,), a base cluster a person or
    -1, of 5; `groups`, shape (P,), a group a person or -1, of 6 (who is in a given group is in). With `at`, shape (V,), the times of
    the votes, and `updates` above 0 the history is gone through again in so many steps (`history.replayed`), else everything
    starts from nothing. `seed` starts the search for components.
    Raises ValueError, naming the argument, when a shape or value does not fit.
    """
    check(votes, groups, base, included, components)
    matrix = lay_out(votes, moderated, meta)
    if updates:
        if at is None or included is not None or components is not None:
            raise ValueError("updates: history needs `at`, and goes with neither `included` nor `components`")
        state = replayed(votes, at, moderated, meta, updates, seed=seed)
    else:
        within = None if included is None else np.asarray(included, bool)
        comps = None if components is None else np.asarray(components, np.float64)
        state = update(matrix, seed=seed, within=within, comps=comps)
    if base is not None or groups is not None:
        state = given(state, base, groups)
    return completed(matrix, np.asarray(moderated), np.asarray(meta, bool), state)


def check(
    votes: Votes,
    groups: NDArray[Any] | None,
    base: NDArray[Any] | None,
    included: NDArray[Any] | None,
    components: NDArray[Any] | None,
) -> None:
    for name, values in (("groups", groups), ("base", base), ("included", included)):
        if values is not None and values.shape != (votes.participants,):
            raise ValueError(f"{name}: one value a participant is needed, {votes.participants}, got shape {values.shape}")
    if components is not None and components.shape != (2, votes.statements):
        raise ValueError(f"components: two of {votes.statements} statements are needed, got shape {components.shape}")


def given(state: State, base: NDArray[Any] | None, groups: NDArray[Any] | None) -> State:
    """Return the state with base clusters and groups from outside. A base cluster with people of two groups becomes two."""
    fine = state.label if base is None else np.asarray(base, np.int64)
    if groups is None:
        label, own = numbered(fine)
        clusters = clusters_of(state.points, label, own)
        return State(state.comps, state.points, label >= 0, clusters, label, group_clusters(clusters.center, clusters.size.astype(float)))
    group, names = numbered(np.asarray(groups, np.int64))
    # people of a group without a base cluster form one together, numbered after all others
    loose = np.where(fine >= 0, fine, fine.max(initial=-1) + 1)
    pair = np.where(group >= 0, loose * max(names.size, 1) + group, -1)
    label, own = numbered(pair)
    split = own.size != np.unique(loose[group >= 0]).size
    clusters = clusters_of(state.points, label, np.arange(own.size) if split else own // max(names.size, 1))
    of_base = (own % max(names.size, 1)).astype(np.int64)
    center = clusters_of(state.points, group, names).center
    return State(state.comps, state.points, label >= 0, clusters, label, Grouping(Clusters(names, center, of_base)))


def numbered(labels: Ints) -> tuple[Ints, Ints]:
    """Return labels as 0…K-1 in order of their numbers (-1 stays), and the numbers, shape (K,)."""
    names, place = np.unique(labels[labels >= 0], return_inverse=True)
    result = np.full(labels.shape, -1)
    result[labels >= 0] = place
    return result, names


def clusters_of(points: Floats, label: Ints, names: Ints) -> Clusters:
    """Return clusters with centres at the mean of their people."""
    inside = label >= 0
    size = np.bincount(label[inside], minlength=names.size)
    sums = [np.bincount(label[inside], points[inside, axis], minlength=names.size) for axis in (0, 1)]
    return Clusters(names, np.stack(sums, 1) / np.maximum(size, 1)[:, None], label[inside])


def completed(matrix: Matrix, moderated: Ints, meta: Bools, state: State) -> PolisResult:
    """Return the result: steps 4 and 7 to 11 on top of a state."""
    base_counts, group_counts = counts_by_cluster(matrix, state)
    groups = state.grouping.groups
    group = np.append(groups.label, -1)[state.label]  # -1, no base cluster, reads the last entry
    people = np.bincount(group[group >= 0], minlength=groups.id.size)
    placed, skip = place_statements(matrix, state.comps), matrix.out | ~matrix.column
    extreme = extremity(placed)
    agreed, disagreed = consensus(matrix.counts, skip)
    return PolisResult(
        column=matrix.column,
        out=matrix.out,
        moderated=moderated,
        meta=meta,
        cast=matrix.votes.votes_by_participant,
        within=state.within,
        points=state.points,
        center=matrix.center,
        components=state.comps,
        placed=placed,
        extremity=extreme,
        base_id=state.base.id,
        base_center=state.base.center,
        base=state.label,
        group_id=groups.id,
        group_center=groups.center,
        group=group,
        group_of_base=groups.label,
        silhouettes=state.grouping.quality,
        counts=matrix.counts,
        base_counts=base_counts,
        group_counts=group_counts,
        representative=representative(group_statistics(counts_in_m(group_counts, matrix.out, people)), skip),
        agreed=agreed,
        disagreed=disagreed,
        group_aware_consensus=group_aware_consensus(group_counts),
        priority=priority(group_counts.sum(1), extreme, meta),
    )


def counts_by_cluster(matrix: Matrix, state: State) -> tuple[Ints, Ints]:
    """Return answers in R by base cluster, shape (S, B, 3), and by group, shape (S, G, 3)."""
    bases, groups = state.base.id.size, state.grouping.groups
    by_base = tally(matrix.votes, np.where(state.label >= 0, state.label, bases), bases + 1)[:bases]
    member = np.equal.outer(np.arange(groups.id.size), groups.label).astype(np.float64)
    # sums of counts are exact in floats, and fast
    flat = by_base.reshape(bases, 3 * matrix.votes.statements).astype(np.float64)
    by_group = (member @ flat).astype(np.int64).reshape(groups.id.size, *by_base.shape[1:])
    return by_base.transpose(1, 0, 2), np.ascontiguousarray(by_group.transpose(1, 0, 2))


def result_json(result: PolisResult, participant_ids: Sequence[Any], statement_ids: Sequence[Any]) -> dict[str, Any]:
    """Return the result in the keys and shapes of Polis's `math-pca2.json`, with agree = +1 (Polis there has agree = -1).

    `participant_ids` and `statement_ids` name rows and columns of the votes; they are values of lists as they are, and keys of
    objects as text. Only statements that somebody voted on are columns. Raises ValueError when a length does not fit.
    """
    for name, ids, number in (("participant_ids", participant_ids, result.cast.size), ("statement_ids", statement_ids, result.out.size)):
        if len(ids) != number:
            raise ValueError(f"{name}: {number} are needed, got {len(ids)}")
    columns = np.flatnonzero(result.column).tolist()
    names = [str(statement_ids[column]) for column in columns]

    def statements(chosen: Bools) -> list[Any]:
        return [statement_ids[column] for column in np.flatnonzero(chosen).tolist()]

    return {
        "tids": [statement_ids[column] for column in columns],
        "n": int((result.cast > 0).sum()),
        "n-cmts": len(columns),
        "in-conv": [participant_ids[row] for row in np.flatnonzero(result.within).tolist()],
        "mod-out": statements(result.out),
        "mod-in": statements((result.moderated == 1) | result.meta),
        "meta-tids": statements(result.meta),
        "user-vote-counts": {str(participant_ids[row]): int(result.cast[row]) for row in np.flatnonzero(result.cast).tolist()},
        "pca": {
            "center": result.center[columns].tolist(),
            "comps": result.components[:, columns].tolist(),
            "comment-projection": result.placed[columns].T.tolist(),
            "comment-extremity": result.extremity[columns].tolist(),
        },
        "base-clusters": base_json(result, participant_ids),
        "group-clusters": groups_json(result),
        "votes-base": dict(zip(names, (answers(result.base_counts[column]) for column in columns), strict=True)),
        "group-votes": group_votes_json(result, columns, names),
        "repness": {
            str(group): [representative_json(line, statement_ids) for line in lines]
            for group, lines in zip(result.group_id.tolist(), result.representative, strict=True)
        },
        "consensus": {
            "agree": [consensus_json(line, statement_ids) for line in result.agreed],
            "disagree": [consensus_json(line, statement_ids) for line in result.disagreed],
        },
        "group-aware-consensus": dict(zip(names, result.group_aware_consensus[columns].tolist(), strict=True)),
        "comment-priorities": dict(zip(names, result.priority[columns].tolist(), strict=True)),
    }


def answers(counts: Ints) -> dict[str, Any]:
    """Return agree, disagree and seen, from counts of shape (…, 3)."""
    return {"A": counts[..., 0].tolist(), "D": counts[..., 1].tolist(), "S": counts.sum(-1).tolist()}


def base_json(result: PolisResult, participant_ids: Sequence[Any]) -> dict[str, list[Any]]:
    members: list[list[Any]] = [[] for _ in range(result.base_id.size)]
    for row in np.flatnonzero(result.base >= 0).tolist():
        members[result.base[row]].append(participant_ids[row])
    return {
        "id": result.base_id.tolist(),
        "members": members,
        "x": result.base_center[:, 0].tolist(),
        "y": result.base_center[:, 1].tolist(),
        "count": [len(people) for people in members],
    }


def groups_json(result: PolisResult) -> list[dict[str, Any]]:
    return [
        {"id": group, "center": result.group_center[place].tolist(), "members": result.base_id[result.group_of_base == place].tolist()}
        for place, group in enumerate(result.group_id.tolist())
    ]


def group_votes_json(result: PolisResult, columns: list[int], names: list[str]) -> dict[str, Any]:
    return {
        str(group): {
            "id": group,
            "n-members": int((result.group == place).sum()),
            "votes": {name: answers(result.group_counts[column, place]) for name, column in zip(names, columns, strict=True)},
        }
        for place, group in enumerate(result.group_id.tolist())
    }


def representative_json(line: Representative, statement_ids: Sequence[Any]) -> dict[str, Any]:
    best = {"best-agree": True, "n-agree": line.agreeing} if line.best else {}
    return {
        **consensus_json(line, statement_ids),
        "repness": line.ratio,
        "repness-test": line.rt,
        "repful-for": "agree" if line.agree else "disagree",
        **best,
    }


def consensus_json(line: Consensus | Representative, statement_ids: Sequence[Any]) -> dict[str, Any]:
    return {
        "tid": statement_ids[line.statement],
        "n-success": line.success,
        "n-trials": line.trials,
        "p-success": line.p,
        "p-test": line.z,
    }
