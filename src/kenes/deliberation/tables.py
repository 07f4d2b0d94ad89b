"""From votes to the table of a release: the tree of cells, the gate, and the table's JSON form.

    {"nodes": [{"key": "all", "kind": "all", "parent": -1, "name": null}, ...],
     "voters": 154, "final": true,
     "statements": {"<public id>": [cell, ...]},       one cell a node, in the order of nodes
     "overlays": {                                     only in the last release, for the whole council
       "group":      {"cells": [{"key": "g0", "voters": 61}, ...], "statements": {"<public id>": [cell, ...]}},
       "profession": {"cells": [{"key": "teacher", "name": {...}, "voters": 31}, ...], "statements": {...}}}}

"group" is there where the caller found opinion groups, "profession" where anybody has one (a person with two counts in both).
`voters`, how many took part, is left out of a cell where it is withheld.

A cell is {"a": 9, "d": 2, "p": 1, "r": 1} (agree, disagree, pass; r: the release it dates from),
{"most": 0, "n": 12, "r": 1} (a band; 0: all or all but one agree, 1: none or one does) or {"why": "few", "r": 1}.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from kenes.councils.models import Profession
from kenes.deliberation.models import Deliberation, Participant, Release, Statement, Vote
from kenes.engine import cells
from kenes.engine.agreement import counts
from kenes.engine.votes import Ints, Votes

METHOD = "cells 2"
ANSWERS = ("a", "d", "p")
Table = dict[str, Any]


@dataclass(frozen=True)
class Computed:
    """What one run found: the table to publish, what is kept unseen for the next run, and the hash of the votes it read."""

    table: Table
    kept: dict[str, Any]
    input_hash: str


@dataclass(frozen=True)
class Overlay:
    """A further partition of the roster: its cells as they are published, and for each person the cells that count them."""

    name: str
    cells: list[dict[str, Any]]
    inside: list[frozenset[int]]


def compute(
    deliberation: Deliberation,
    earlier: Release | None,
    *,
    final: bool,
    groups: Mapping[int, int] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Computed:
    """Count the votes on accepted statements and pass each statement's counts through the gate.

    `groups` are opinion groups, numbered from 0, by participant (primary key); -1 or no entry: in no group. They are published
    with the last release only: groups change from run to run, so the difference of two releases would be a few people's answers.
    `progress` is told the share of statements done.
    """
    people = list(deliberation.participants.select_related("side", "region", "macro_region").order_by("pk"))
    nodes = earlier.table["nodes"] if earlier else nodes_of(people)
    tree = cells.Tree(tuple(node["parent"] for node in nodes))
    statements = list(deliberation.statements.filter(state=Statement.State.ACCEPTED).order_by("number"))
    votes, batch = read_votes(people, statements)
    place = {node["key"]: index for index, node in enumerate(nodes)}
    leaf = np.array([place[leaf_key(person)] for person in people], np.int64)
    table = counts(votes, leaf, len(nodes), batch, deliberation.released + 1)
    over = overlays_of(people, votes, groups or {}, deliberation.council.threshold) if final else []
    kinds, kind = kinds_of(leaf, over)
    fine = counts(votes, kind, len(kinds), batch, deliberation.released + 1) if over else None
    rows, blocks = {}, {}
    beside: dict[str, dict[str, Any]] = {overlay.name: {"cells": overlay.cells, "statements": {}} for overlay in over}
    for index, statement in enumerate(statements):
        history = history_of(statement.public_id, earlier)
        shown, after = cells.release(by_group(table[index]), tree, deliberation.council.threshold, history, final=final, about=0)
        rows[statement.public_id] = [cell_json(shown[node]) for node in range(len(nodes))]
        blocks[statement.public_id] = [sorted([leaf, when] for leaf, when in block) for block in after.blocks]
        if fine is not None:
            sizes = [len(overlay.cells) for overlay in over]
            found = cells.overlays(by_group(fine[index]), kinds, sizes, tree, deliberation.council.threshold, shown, after)
            for overlay, row in zip(over, found, strict=True):
                beside[overlay.name]["statements"][statement.public_id] = [cell_json(cell) for cell in row]
        if progress:
            progress((index + 1) / len(statements))
    data = np.stack([votes.participant, votes.statement, votes.value, batch]).astype("<i8").tobytes()
    voters = len(np.unique(votes.participant))
    result = {"nodes": with_voters(nodes, votes, leaf, tree, deliberation.council.threshold), "voters": voters, "final": final}
    published = {**result, "statements": rows, **({"overlays": beside} if beside else {})}
    return Computed(published, {"blocks": blocks}, sha256(data).hexdigest())


def read_votes(people: list[Participant], statements: list[Statement]) -> tuple[Votes, Ints]:
    """Read the votes in one query; return them with the batch of each."""
    index = {person.pk: number for number, person in enumerate(people)}
    columns = {statement.pk: number for number, statement in enumerate(statements)}
    found = Vote.objects.filter(statement__in=columns).values_list("participant_id", "statement_id", "value", "batch")
    data = np.array([(index[p], columns[s], value, batch) for p, s, value, batch in found], np.int64).reshape(-1, 4)
    data = data[np.lexsort((data[:, 1], data[:, 0]))]
    return Votes(data[:, 0], data[:, 1], data[:, 2], len(people), len(statements)), data[:, 3]


def leaf_key(person: Participant) -> str:
    """Return the cell that a participant counts in: region, or the rest of the side, or "not stated"."""
    if person.side is None:
        return "rest"
    if person.region is None:
        return f"rest/{person.side.public_id}"
    return f"region/{person.side.public_id}/{person.region.code}"


def nodes_of(people: list[Participant]) -> list[dict[str, Any]]:
    """Return the tree of cells of a roster: all → sides → macro-regions → regions, each with its names."""
    nodes: dict[str, dict[str, Any]] = {"all": {"key": "all", "kind": "all", "parent": -1, "name": None}}
    order = {key: number for number, key in enumerate(nodes)}

    def node(key: str, kind: str, parent: str, name: Any, short: Any = None) -> str:
        if key not in nodes:
            order[key] = len(nodes)
            nodes[key] = {"key": key, "kind": kind, "parent": order[parent], "name": name and name.as_json()}
            if short:
                nodes[key]["short"] = short.as_json()
        return key

    for person in sorted(people, key=lambda p: (p.side.order if p.side else 99, p.region.code if p.region else "")):
        above = "all"
        if person.side:
            above = node(f"side/{person.side.public_id}", "side", above, person.side.name)
        if person.macro_region and person.region:
            above = node(f"macro/{person.macro_region.public_id}", "macro", above, person.macro_region.name)
        if person.region:
            node(leaf_key(person), "region", above, person.region.name, person.region.short)
        else:
            node(leaf_key(person), "rest", above, None)
    return list(nodes.values())


def with_voters(nodes: list[dict[str, Any]], votes: Votes, leaf: Ints, tree: cells.Tree, threshold: int) -> list[dict[str, Any]]:
    """Say how many took part in all and by side (that is known: what they answered is not)."""
    took_part = Counter(int(leaf[person]) for person in np.unique(votes.participant))
    result = []
    for number, node in enumerate(nodes):
        n = sum(took_part[below] for below in tree.leaves[number])
        result.append({**node, "voters": n} if node["kind"] in ("all", "side") and n >= threshold else node)
    return result


def overlays_of(people: Sequence[Participant], votes: Votes, groups: Mapping[int, int], threshold: int) -> list[Overlay]:
    """Return the further partitions of a roster, the one that matters more first: opinion groups, then professions."""
    took_part = np.zeros(len(people), bool)
    took_part[votes.participant] = True
    found = []
    label = [groups.get(person.pk, -1) for person in people]
    if max(label, default=-1) >= 0:
        number = max(label) + 1
        sizes = group_sizes([one for one, was_there in zip(label, took_part, strict=True) if was_there], number, threshold)
        places = [{"key": f"g{index}", **({"voters": sizes[index]} if sizes[index] else {})} for index in range(number)]
        found.append(Overlay("group", places, [frozenset([one]) if one >= 0 else frozenset() for one in label]))
    codes = {code for person in people for code in person.professions}
    if codes:
        named = list(Profession.objects.filter(code__in=codes))
        order = [*(one.code for one in named), *sorted(codes - {one.code for one in named})]
        names = {one.code: one.name.as_json() for one in named}
        index = {code: place for place, code in enumerate(order)}
        inside = [frozenset(index[code] for code in person.professions) for person in people]
        there = Counter(place for cells_of, was_there in zip(inside, took_part, strict=True) if was_there for place in cells_of)
        places = [
            {"key": code, "name": names.get(code), **({"voters": there[place]} if there[place] >= threshold else {})}
            for place, code in enumerate(order)
        ]
        found.append(Overlay("profession", places, inside))
    return found


def group_sizes(label: Sequence[int], number: int, threshold: int) -> list[int | None]:
    """Return how many people each opinion group holds, through the gate: None where that is withheld. -1: in no group."""
    sizes = Counter(label)
    tree = cells.Tree((-1, *[0] * (number + 1)))  # leaf 1: in no group
    shown = cells.protect({2 + group: (sizes[group],) for group in range(-1, number) if sizes[group]}, tree, threshold)
    return [shown[2 + group].n if shown[2 + group].state == "exact" else None for group in range(number)]


def kinds_of(leaf: Ints, over: Sequence[Overlay]) -> tuple[list[cells.Kind], Ints]:
    """Return the kinds of people that the table tells apart, in an order of their own, and the kind of each person."""
    own = [(int(one), tuple(tuple(sorted(overlay.inside[person])) for overlay in over)) for person, one in enumerate(leaf)]
    order = sorted(set(own))
    place = {one: number for number, one in enumerate(order)}
    kinds = [cells.Kind(one, tuple(frozenset(inside) for inside in sets)) for one, sets in order]
    return kinds, np.array([place[one] for one in own], np.int64)


def by_group(table: Ints) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the rows of one statement, shape (leaves, batches, 3), that hold anybody."""
    return {
        (int(leaf), int(batch)): tuple(int(n) for n in table[leaf, batch])
        for leaf, batch in zip(*np.nonzero(table.sum(axis=2)), strict=True)
    }


def history_of(statement: str, earlier: Release | None) -> cells.History | None:
    """Return what earlier releases gave away about a statement."""
    if earlier is None:
        return None
    blocks = earlier.computation.result["blocks"].get(statement, [])
    figures = {
        node: cells.Cell("exact", tuple(row[answer] for answer in ANSWERS), sum(row[answer] for answer in ANSWERS), release=row["r"])
        for node, row in enumerate(earlier.table["statements"].get(statement, []))
        if "a" in row
    }
    return cells.History(tuple(frozenset((leaf, batch) for leaf, batch in block) for block in blocks), figures, earlier.number)


def cell_json(cell: cells.Cell) -> dict[str, Any]:
    if cell.state == "exact":
        return {**dict(zip(ANSWERS, cell.counts, strict=True)), "r": cell.release}
    if cell.state == "band":
        return {"most": cell.most, "n": cell.n, "r": cell.release}
    return {"why": cell.reason, "r": cell.release}


def shows_something_new(table: Table, number: int) -> bool:
    """Whether a release prints any figure that no earlier one did."""
    rows: Iterable[list[dict[str, Any]]] = table["statements"].values()
    return any("a" in cell and cell["r"] == number for row in rows for cell in row)
