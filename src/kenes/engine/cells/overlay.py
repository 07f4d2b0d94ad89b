"""Overlays: further partitions of the people of a tree (opinion groups, professions), printed beside it and judged with it.

An overlay is a list of cells; a person is in none, one or several of them. Overlays are printed once, with the last release.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kenes.engine.cells.blocks import is_sound
from kenes.engine.cells.tree import Cell, Group, History, Row, Tree, add, is_alike, is_safe
from kenes.engine.cells.witness import Bools, Ints, Printed, betrayed

State = Literal["exact", "band", "few", "protected"]


@dataclass(frozen=True)
class Kind:
    """People whom nothing printed tells apart: their leaf of the tree, and for each overlay the cells that count them."""

    leaf: int
    inside: tuple[frozenset[int], ...]


@dataclass
class Crowd:
    """The people of one table, G groups of one kind and batch: `rows`, shape (G, 3), by answer, and what is printed of them so far.

    `families` are lists of disjoint sets whose sums are known, shape (sets, G) each: the blocks; the exact cells of an overlay and
    who is in none of them.
    """

    rows: Ints
    block: Ints
    exact: Bools
    bands: Bools
    most: Ints
    threshold: int
    families: list[Bools]

    def with_cells(self, inside: Bools, rows: Sequence[Row], states: Sequence[State]) -> Printed:
        """Return what is printed together with some cells of one more overlay."""
        exact, bands = (inside[[state == wanted for state in states]] for wanted in ("exact", "band"))
        most = np.array([row.index(max(row)) for row, state in zip(rows, states, strict=True) if state == "band"], np.int64)
        return Printed(
            self.block,
            np.concatenate([self.exact, exact]),
            np.concatenate([self.bands, bands]),
            np.concatenate([self.most, most]),
        )

    def add(self, exact: Bools, printed: Printed) -> None:
        """Take down what is printed of one more overlay."""
        self.exact, self.bands, self.most = printed.exact, printed.bands, printed.most
        rest = ~union(exact)[None, :]
        overlap = (exact.sum(axis=0) > 1).any()
        self.families += [cell[None, :] for cell in exact] if overlap else [np.concatenate([exact, rest])]

    def row(self, inside: Bools) -> Row:
        """Return how many of some groups agree, and how many do not."""
        agree, *others = self.rows[inside].sum(axis=0).tolist()
        return agree, sum(others)

    def may_be_known(self, inside: Bools) -> bool:
        """Whether a set that can be found by subtraction is empty, or large and mixed enough to be printed."""
        return not inside.any() or is_safe(self.row(inside), self.threshold)

    def shows_a_gap(self, cell: Bools, family: Bools) -> bool:
        """Whether a cell and disjoint known sets around it or in it differ by people who may not be known."""
        touching = (family & cell).any(axis=1)
        within = touching & ~(family & ~cell).any(axis=1)
        around, core = union(family[touching]), union(family[within])
        outside: Bools = around & ~cell
        inside: Bools = cell & ~core
        if not (cell & ~around).any() and not self.may_be_known(outside):
            return True
        return bool(core.any()) and not self.may_be_known(inside)


def overlays(
    people: Mapping[Group, Row],
    kinds: Sequence[Kind],
    sizes: Sequence[int],
    tree: Tree,
    threshold: int,
    shown: Mapping[int, Cell],
    history: History,
) -> list[list[Cell]]:
    """Decide what the last release may show of one table by the cells of overlays, beside what its tree shows.

    Arguments: `people`, for each kind (an index of `kinds`) and batch the people by answer (agree, disagree, pass); `sizes`, the
    number of cells of each overlay, the overlay that matters most first: what it shows is settled before the next one is
    looked at; `shown` and `history`, what `release` returned for the same people with `about=0`.
    Returns for each overlay one Cell a cell, as `release` does: a band's `most` is 0 (nearly all agree) or 1 (nearly none).
    Raises ValueError for a kind that is not there, and for cells that an overlay does not have.
    """
    for index, size in enumerate(sizes):
        if any(len(kind.inside) != len(sizes) or not kind.inside[index] <= frozenset(range(size)) for kind in kinds):
            raise ValueError("kinds: each says for every overlay which of its cells count it")
    if any(not 0 <= kind < len(kinds) for kind, _ in people):
        raise ValueError("people: every group is of a kind")
    groups = sorted(group for group, row in people.items() if sum(row))
    crowd = crowd_of(groups, people, kinds, tree, threshold, shown, history)
    result = []
    for index, size in enumerate(sizes):
        inside = np.array([[cell in kinds[kind].inside[index] for kind, _ in groups] for cell in range(size)], bool)
        result.append(settle(crowd, inside.reshape(size, len(groups)), history.releases))
    return result


def crowd_of(
    groups: Sequence[Group],
    people: Mapping[Group, Row],
    kinds: Sequence[Kind],
    tree: Tree,
    threshold: int,
    shown: Mapping[int, Cell],
    history: History,
) -> Crowd:
    """Gather the people, their blocks and the bands of the tree. A block that is not sound any more is in no figure of today."""
    leaves = [(kinds[kind].leaf, batch) for kind, batch in groups]
    there: dict[Group, Row] = {}
    for group, leaf in zip(groups, leaves, strict=True):
        agree, *others = people[group]
        there[leaf] = add([there.get(leaf, (0, 0)), (agree, sum(others))])
    sound = [block for block in history.blocks if is_sound(block, there, threshold)]
    home = {leaf: number for number, block in enumerate(sound) for leaf in block}
    bands = {}
    for node, cell in shown.items():
        if cell.state == "band":
            bands[tuple(leaf in tree.leaves[node] for leaf, _ in leaves)] = cell.most
    block = np.array([home.get(leaf, -1) for leaf in leaves], np.int64)
    return Crowd(
        np.array([people[group] for group in groups], np.int64).reshape(-1, 3),
        block,
        np.zeros((0, len(groups)), bool),
        np.array(list(bands), bool).reshape(len(bands), len(groups)),
        np.array(list(bands.values()), np.int64),
        threshold,
        [block[None, :] == np.arange(len(sound))[:, None]],
    )


def settle(crowd: Crowd, inside: Bools, number: int) -> list[Cell]:
    """Decide about the cells of one overlay, `inside` of shape (cells, G), and add what is printed to what is known of the crowd."""
    rows = [crowd.row(cell) for cell in inside]
    states: list[State] = [first_state(row, crowd.threshold) for row in rows]
    wanted = list(states)
    suppress(crowd, inside, rows, states)
    safe: set[tuple[int, int]] = set()  # who is safe stays so when less is printed
    while open_ := betrayed(crowd.rows, crowd.with_cells(inside, rows, states), safe):
        if not {"exact", "band"} & set(states):
            break
        states[worst(crowd, inside, rows, states, open_)] = "protected"
        suppress(crowd, inside, rows, states)
    if not open_:
        give_back(crowd, inside, rows, states, wanted)
    crowd.add(inside[[state == "exact" for state in states]], crowd.with_cells(inside, rows, states))
    return [cell_of(crowd, cell, row, state, number) for cell, row, state in zip(inside, rows, states, strict=True)]


def give_back(crowd: Crowd, inside: Bools, rows: Sequence[Row], states: list[State], wanted: Sequence[State]) -> None:
    """Print cells after all that betray nobody beside those that are left, the largest first."""
    for index in sorted(range(len(states)), key=lambda index: (-sum(rows[index]), index)):
        if states[index] == wanted[index]:
            continue
        tried = [*states[:index], wanted[index], *states[index + 1 :]]
        left = list(tried)
        suppress(crowd, inside, rows, left)
        if left == tried and not betrayed(crowd.rows, crowd.with_cells(inside, rows, tried), set()):
            states[index] = wanted[index]


def first_state(row: Row, threshold: int) -> State:
    if sum(row) < threshold:
        return "few"
    return "band" if is_alike(row) else "exact"


def suppress(crowd: Crowd, inside: Bools, rows: Sequence[Row], states: list[State]) -> None:
    """Withhold exact cells until what is left over, and what differs from other known sets, may be known too."""
    while exact := [index for index, state in enumerate(states) if state == "exact"]:
        small = sorted(exact, key=lambda index: (sum(rows[index]), index))
        rest = ~union(inside[exact])
        if not crowd.may_be_known(rest):
            enough = [index for index in small if crowd.may_be_known(~union(inside[[e for e in exact if e != index]]))]
            states[(enough or small)[0]] = "protected"
            continue
        for index in small:
            families = [*crowd.families, *(inside[[other]] for other in exact if other != index)]
            if any(crowd.shows_a_gap(inside[index], family) for family in families):
                states[index] = "protected"
                break
        else:
            return


def union(sets: Bools) -> Bools:
    """Return the groups in any of some sets, shape (sets, G)."""
    found: Bools = sets.sum(axis=0) > 0
    return found


def worst(crowd: Crowd, inside: Bools, rows: Sequence[Row], states: Sequence[State], open_: set[tuple[int, int]]) -> int:
    """Return the printed cell with the largest share of betrayed people, the smallest of several."""
    hurt = np.zeros(len(crowd.rows), np.int64)
    for group, answer in open_:
        hurt[group] += crowd.rows[group, answer]
    printed = [index for index, state in enumerate(states) if state in ("exact", "band")]
    return min(printed, key=lambda index: (-hurt[inside[index]].sum() / sum(rows[index]), sum(rows[index]), index))


def cell_of(crowd: Crowd, inside: Bools, row: Row, state: State, number: int) -> Cell:
    if state == "exact":
        return Cell("exact", tuple(crowd.rows[inside].sum(axis=0).tolist()), sum(row), release=number)
    if state == "band":
        return Cell("band", n=sum(row), most=row.index(max(row)), release=number)
    return Cell("withheld", reason=state, release=number)
