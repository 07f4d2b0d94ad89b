"""Real conversations against what Polis itself computed of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

from kenes.engine.exports import Export, read
from kenes.engine.opinions.polis import analyse, result_json
from kenes.engine.opinions.polis.history import UPDATES
from kenes.engine.opinions.polis.matrix import Bools, Ints
from kenes.engine.opinions.similarity import adjusted_rand
from tests.conversations import DATA, file_of, json_of, needs_data

pytestmark = needs_data
WITH_RESULT = ["nz-biodiversity", "ref-27x57-3groups-meta", "ref-267x60-4groups", "ref-vw-69x125-4groups"]
WITH_GROUPS = ["bowling-green", "vtaiwan-uberx", "london-youth-policing", "nz-biodiversity"]


@dataclass(frozen=True)
class Told:
    """A conversation, and what Polis's result says of it."""

    export: Export
    moderated: Ints
    meta: Bools
    polis: dict[str, Any]

    @property
    def people(self) -> list[int]:
        return [int(name) for name in self.export.participants]

    @property
    def tids(self) -> list[int]:
        return [int(statement.id) for statement in self.export.statements]

    def placed(self, of: dict[int, int]) -> Ints:
        return np.array([of.get(person, -1) for person in self.people])

    @property
    def base(self) -> Ints:
        clusters = self.polis["base-clusters"]
        return self.placed({p: number for number, people in zip(clusters["id"], clusters["members"], strict=True) for p in people})

    @property
    def groups(self) -> Ints:
        base = self.base
        group = {number: cluster["id"] for cluster in self.polis["group-clusters"] for number in cluster["members"]}
        return np.array([group.get(number, -1) for number in base.tolist()])


@cache
def told(name: str) -> Told:
    export = read(DATA / name)
    polis = json_of(file_of(name, "math-pca2"))
    out, meta = set(polis["mod-out"]), set(polis["meta-tids"])
    tids = [int(statement.id) for statement in export.statements]
    moderated = [-1 if tid in out - meta else max(s.moderated, 0) for tid, s in zip(tids, export.statements, strict=True)]
    return Told(export, np.array(moderated), np.array([tid in meta for tid in tids]), polis)


@cache
def reproduced(name: str) -> dict[str, Any]:
    """Our result with Polis's groups, base clusters, included people and components, which it keeps with agree = -1."""
    it = told(name)
    column = {tid: place for place, tid in enumerate(it.tids)}
    comps = np.zeros((2, len(it.tids)))
    comps[:, [column[tid] for tid in it.polis["tids"]]] = -np.array(it.polis["pca"]["comps"])
    within = np.isin(it.people, it.polis["in-conv"])
    result = analyse(it.export.votes, it.moderated, it.meta, groups=it.groups, base=it.base, included=within, components=comps)
    return result_json(result, it.people, it.tids)


def differing(ours: Any, polis: Any, limit: float, path: str = "") -> Iterator[str]:
    """Yield where two results differ: other keys, other lengths, other words, or numbers further apart than `limit`, relatively."""
    if isinstance(polis, dict):
        if set(ours) != set(polis):
            yield f"{path}: other keys {sorted(set(ours) ^ set(polis))[:5]}"
            return
        for key in polis:
            yield from differing(ours[key], polis[key], limit, f"{path}/{key}")
    elif isinstance(polis, list):
        if len(ours) != len(polis):
            yield f"{path}: {len(ours)} for {len(polis)}"
            return
        for place, (one, other) in enumerate(zip(ours, polis, strict=True)):
            yield from differing(one, other, limit, f"{path}/{place}")
    elif isinstance(polis, float | int) and not isinstance(polis, bool):
        if abs(ours - polis) > limit * max(1, abs(polis)):
            yield f"{path}: {ours} for {polis}"
    elif ours != polis:
        yield f"{path}: {ours} for {polis}"


@pytest.mark.parametrize("name", WITH_RESULT)
@pytest.mark.parametrize(
    "key", ["n", "n-cmts", "tids", "user-vote-counts", "votes-base", "consensus", "group-aware-consensus", "comment-priorities"]
)
def test_given_polis_groups_every_figure_is_polis_own(name: str, key: str) -> None:
    assert list(differing(reproduced(name)[key], told(name).polis[key], 1e-9)) == []


@pytest.mark.parametrize("name", WITH_RESULT)
def test_representative_statements_are_the_same_in_the_same_order(name: str) -> None:
    # Polis keeps repness-test as a 32-bit number
    assert list(differing(reproduced(name)["repness"], told(name).polis["repness"], 1e-6)) == []


@pytest.mark.parametrize("name", WITH_RESULT)
def test_votes_of_groups_are_the_same(name: str) -> None:
    ours, polis = reproduced(name)["group-votes"], told(name).polis["group-votes"]

    for group in polis:
        assert ours[group]["n-members"] == polis[group]["n-members"]
        assert ours[group]["votes"] == polis[group]["votes"]


@pytest.mark.parametrize("name", WITH_RESULT)
def test_the_map_is_the_same_but_for_the_sign_of_agreement(name: str) -> None:
    ours, polis = reproduced(name)["pca"], told(name).polis["pca"]

    assert ours["center"] == pytest.approx([-value for value in polis["center"]], abs=1e-9)
    for key in ("comment-projection", "comment-extremity"):
        assert list(differing(ours[key], polis[key], 1e-9)) == []


@pytest.mark.parametrize("name", WITH_RESULT)
def test_people_stand_where_polis_puts_them(name: str) -> None:
    ours, polis = reproduced(name), told(name).polis

    for key in ("id", "count", "x", "y"):
        assert list(differing(ours["base-clusters"][key], polis["base-clusters"][key], 1e-9)) == []
    mine, theirs = ([sorted(people) for people in which["base-clusters"]["members"]] for which in (ours, polis))
    assert mine == theirs
    for one, other in zip(ours["group-clusters"], polis["group-clusters"], strict=True):
        assert (one["id"], sorted(one["members"])) == (other["id"], sorted(other["members"]))
        assert one["center"] == pytest.approx(other["center"], abs=1e-9)


@pytest.mark.parametrize("name", WITH_RESULT)
def test_the_components_are_those_polis_arrived_at(name: str) -> None:
    it = told(name)
    ours = result_json(analyse(it.export.votes, it.moderated, it.meta), it.people, it.tids)["pca"]["comps"]

    likeness = np.abs((np.array(ours) * np.array(it.polis["pca"]["comps"])).sum(1))
    assert likeness == pytest.approx([1, 1], abs=1e-9)


@pytest.mark.parametrize("name", WITH_RESULT)
def test_nobody_is_in_who_is_not_in_with_polis(name: str) -> None:
    it = told(name)
    within = analyse(it.export.votes, it.moderated, it.meta).within

    assert {it.people[row] for row in np.flatnonzero(within)} <= set(it.polis["in-conv"])


def alike(ours: Ints, polis: Ints) -> float:
    both = (ours >= 0) & (polis >= 0)
    return adjusted_rand(ours[both], polis[both])


def test_groups_from_history_are_those_of_polis_statistically() -> None:
    found = []
    for name in WITH_RESULT:
        it = told(name)
        result = analyse(it.export.votes, it.moderated, it.meta, at=it.export.at, updates=UPDATES)
        found.append(alike(result.group, it.groups))

    assert np.median(found) >= 0.93


@pytest.mark.parametrize("updates", [0, UPDATES])
def test_groups_resemble_those_in_polis_exports(updates: int) -> None:
    found = []
    for name in WITH_GROUPS:
        export = read(DATA / name)
        moderated = np.array([statement.moderated for statement in export.statements])
        meta = np.array([statement.is_meta for statement in export.statements], bool)
        known = bool(export.at.any())
        result = analyse(export.votes, moderated, meta, at=export.at, updates=updates if known else 0)
        assert export.groups is not None
        found.append(alike(result.group, export.groups))

    assert np.median(found) >= 0.66
