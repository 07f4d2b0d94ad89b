"""The small-cell gate: the only way from counts to figures that anybody reads. The method: docs/methods/small-cells.md.

People sit in *leaves* (regions, or "not stated") of a tree of *nodes* (region → macro-region → side → all). The gate sorts
them into *blocks*: disjoint groups of at least `threshold` people in which at least two answered otherwise than the most
frequent answer. A node's figure is printed exactly only when its people are whole blocks. Whoever knows every printed
figure therefore knows at most the sum of each block, and inside a block people can be swapped: nobody's answer follows.
Blocks never change from release to release: new voters form new ones, so what one release adds to another is blocks too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

Group = tuple[int, int]  # people of a leaf who were first counted in a batch
Row = tuple[int, ...]  # people by answer
People = Mapping[Group, Row]


@dataclass(frozen=True)
class Tree:
    """A hierarchy of cells: `parents[i]` is the node above node i, -1 for the root. Nodes without children are leaves.

    Raises ValueError unless there is exactly one root and every node leads to it.
    """

    parents: tuple[int, ...]

    def __post_init__(self) -> None:
        if list(self.parents).count(-1) != 1:
            raise ValueError("parents: exactly one node is the root (-1)")
        if any(not -1 <= parent < len(self.parents) for parent in self.parents):
            raise ValueError("parents: every parent is a node")
        for node in range(len(self.parents)):
            if len(self.path(node)) > len(self.parents):
                raise ValueError("parents: the nodes run in a circle")

    def path(self, node: int) -> list[int]:
        """Return the nodes from `node` up to the root."""
        found = [node]
        while self.parents[found[-1]] != -1 and len(found) <= len(self.parents):
            found.append(self.parents[found[-1]])
        return found

    @cached_property
    def root(self) -> int:
        return self.parents.index(-1)

    @cached_property
    def children(self) -> list[list[int]]:
        below: list[list[int]] = [[] for _ in self.parents]
        for node, parent in enumerate(self.parents):
            if parent != -1:
                below[parent].append(node)
        return below

    @cached_property
    def leaves(self) -> list[frozenset[int]]:
        """For each node, the leaves at or below it."""
        found: list[set[int]] = [set() for _ in self.parents]
        for leaf, below in enumerate(self.children):
            if not below:
                for node in self.path(leaf):
                    found[node].add(leaf)
        return [frozenset(leaves) for leaves in found]

    @cached_property
    def depth(self) -> list[int]:
        return [len(self.path(node)) for node in range(len(self.parents))]

    @cached_property
    def upwards(self) -> list[int]:
        """All nodes, each before the one above it."""
        return sorted(range(len(self.parents)), key=lambda node: -self.depth[node])


@dataclass(frozen=True)
class Cell:
    """What the gate lets out about one node.

    exact: `counts` (people by answer) and `n`; band: only `n` and which answer (`most`, an index) all or all but one gave;
    withheld: only `reason`: "few" (fewer people than the threshold) or "protected" (could be found otherwise).
    `release` is the number of the release that the figure dates from.
    """

    state: Literal["exact", "band", "withheld"]
    counts: Row = ()
    n: int = 0
    most: int = -1
    reason: Literal["", "few", "protected"] = ""
    release: int = 0


@dataclass(frozen=True)
class History:
    """What earlier releases of one table gave away: `blocks`, `figures` by node, and the number of releases."""

    blocks: tuple[frozenset[Group], ...] = ()
    figures: Mapping[int, Cell] = field(default_factory=dict)
    releases: int = 0


@dataclass(frozen=True)
class Block:
    """People of whole leaves, held together at the lowest node that contains them all."""

    node: int
    leaves: frozenset[int]


def protect(table: Mapping[int, Sequence[int]], tree: Tree, threshold: int) -> dict[int, Cell]:
    """Pass one table once: people by leaf and answer, shape {leaf: (people by answer, ...)}.

    A table with a single column (how many members live where) holds no answers: only the threshold and subtraction count.
    Returns a Cell a node. Raises ValueError for a negative count, rows of different lengths, a row that is not a leaf's,
    or a threshold below 2.
    """
    return release({(leaf, 0): tuple(int(count) for count in row) for leaf, row in table.items()}, tree, threshold)[0]


def release(
    people: People, tree: Tree, threshold: int, earlier: History | None = None, *, final: bool = True, about: int | None = None
) -> tuple[dict[int, Cell], History]:
    """Decide what one release may show of one table (one statement).

    Arguments: `people`, for each leaf and batch (the number of releases before a person's first answer) the people by answer
    as of now, units: people; `threshold`, the least people of a cell, at least 2; `earlier`, the History that the
    previous release returned; `final`, whether this is the last release (only then bands are shown); `about`, the answer whose
    share is what people read (agree): a cell where nobody or everybody, or all but one, gave it is not printed exactly either.
    A band's `most` then is 0 (nearly all gave that answer) or 1 (nearly none).
    Returns a Cell for every node, and the History for the next release. Raises ValueError as `protect` does.
    """
    check(people, tree, threshold)
    history = earlier or History()
    rows = people if about is None else {group: (row[about], sum(row) - row[about]) for group, row in people.items()}
    mute, rest = quietest(rows, tree, threshold, history, final=final)
    for node in sorted(mute):  # give back the bands that betray nobody by themselves
        if unprotected(rows, tree, threshold, history, final=final, mute=mute - {node}) <= rest:
            mute -= {node}
    cells, blocks = decide(rows, tree, threshold, history, final=final, mute=mute)
    for node, cell in cells.items():
        if cell.state == "exact" and cell.release == history.releases + 1:
            cells[node] = replace(cell, counts=add(row for group, row in people.items() if group[0] in tree.leaves[node]))
    figures = dict(history.figures) | {node: cell for node, cell in cells.items() if cell.state == "exact"}
    return cells, History(blocks, figures, history.releases + 1)


def quietest(rows: People, tree: Tree, threshold: int, history: History, *, final: bool) -> tuple[frozenset[int], frozenset[int]]:
    """Take bands out until nobody is betrayed; return the nodes without a band, and those for which that does not help."""
    mute: frozenset[int] = frozenset()
    while True:
        betrayed = unprotected(rows, tree, threshold, history, final=final, mute=mute)
        if betrayed <= mute:
            return mute, betrayed
        mute |= betrayed


def check(people: People, tree: Tree, threshold: int) -> None:
    if threshold < 2:
        raise ValueError("threshold: at least 2, or a cell of one person would be printed")
    if len({len(row) for row in people.values()}) > 1:
        raise ValueError("people: every row needs the same number of answers")
    for (leaf, _), row in people.items():
        if not 0 <= leaf < len(tree.parents) or tree.children[leaf]:
            raise ValueError(f"people: {leaf} is not a leaf")
        if any(count < 0 for count in row):
            raise ValueError("people: counts are not negative")


def decide(
    people: People, tree: Tree, threshold: int, history: History, *, final: bool, mute: frozenset[int]
) -> tuple[dict[int, Cell], tuple[frozenset[Group], ...]]:
    """Form blocks of the people who are in none yet, then say what each node shows. `mute`: nodes that show no band."""
    there = {group: row for group, row in people.items() if sum(row)}
    taken = frozenset(group for block in history.blocks for group in block)
    free: dict[int, list[Group]] = {}
    for group in there:
        if group not in taken:
            free.setdefault(group[0], []).append(group)
    made = form_blocks({leaf: add(there[group] for group in groups) for leaf, groups in free.items()}, tree, threshold)
    blocks = (*history.blocks, *(frozenset(group for leaf in block.leaves for group in free[leaf]) for block in made))
    # Leaves that belong together: a node that holds one of them only must hold all. None: together with nobody, and not printable.
    bonds = [frozenset(leaf for leaf, _ in block) for block in blocks if is_sound(block, there, threshold)]
    loose = {group[0] for group in there} - frozenset().union(*bonds)
    loose |= {group[0] for block in blocks if not is_sound(block, there, threshold) for group in block}
    loose |= free.keys() - frozenset(leaf for block in made for leaf in block.leaves)
    rows = rows_of_nodes(there, tree)
    number = history.releases + 1
    cells: dict[int, Cell] = {}
    for node, row in rows.items():
        inside, before = tree.leaves[node], history.figures.get(node)
        new = sum(row) - (before.n if before else 0)
        if row and new >= threshold and not inside & loose and all(bond <= inside for bond in bonds if bond & inside):
            cells[node] = Cell("exact", row, sum(row), release=number)
        elif before:
            cells[node] = before
        else:
            cells[node] = veil(row, threshold, number, may_band=final and node not in mute)
    return cells, blocks


def is_sound(block: frozenset[Group], there: People, threshold: int) -> bool:
    """Whether a block still holds all its people, with different answers, as of now."""
    return all(group in there for group in block) and is_safe(add(there[group] for group in block), threshold)


def rows_of_nodes(there: People, tree: Tree) -> dict[int, Row]:
    """Return the people of every node by answer; () where there are none."""
    parts: list[list[Row]] = [[] for _ in tree.parents]
    for (leaf, _), row in there.items():
        parts[leaf].append(row)
    rows: dict[int, Row] = {}
    for node in tree.upwards:
        rows[node] = add(parts[node])
        if tree.parents[node] != -1 and rows[node]:
            parts[tree.parents[node]].append(rows[node])
    return {node: rows[node] for node in range(len(tree.parents))}


def veil(row: Row, threshold: int, number: int, *, may_band: bool) -> Cell:
    """Return what a node shows that cannot be printed exactly."""
    n = sum(row)
    if n < threshold:
        return Cell("withheld", reason="few", release=number)
    if may_band and is_alike(row):
        return Cell("band", n=n, most=row.index(max(row)), release=number)
    return Cell("withheld", reason="protected", release=number)


def is_alike(row: Row) -> bool:
    """All, or all but one, gave the same answer."""
    return len(row) > 1 and sum(row) - max(row) <= 1


def form_blocks(rows: Mapping[int, Row], tree: Tree, threshold: int) -> list[Block]:
    """Group leaves from below: each alone where it is safe, else with what else is left over at the lowest node where it is.

    Left-overs that are not safe together join the block whose joining hides the fewest figures, then the fewest people.
    """
    blocks: list[Block] = []
    waiting: list[set[int]] = [set() for _ in tree.parents]
    for node in tree.upwards:
        left = set().union(*(waiting[child] for child in tree.children[node])) if tree.children[node] else {node} & rows.keys()
        if left and is_safe(add(rows[leaf] for leaf in left), threshold):
            blocks.append(Block(node, frozenset(left)))
        elif left:
            below = [block for block in blocks if block.leaves <= tree.leaves[node]]
            if below:
                partner = min(below, key=lambda b: (tree.depth[b.node], sum(sum(rows[leaf]) for leaf in b.leaves), b.node))
                blocks.remove(partner)
                blocks.append(Block(node, partner.leaves | left))
            else:
                waiting[node] = left
    return blocks


def is_safe(row: Row, threshold: int) -> bool:
    """Enough people, and at least two of them answered otherwise than the most frequent answer (a lone one could read the rest)."""
    return sum(row) >= threshold and not is_alike(row)


def add(rows: Iterable[Row]) -> Row:
    return tuple(map(sum, zip(*rows, strict=True)))


def unprotected(people: People, tree: Tree, threshold: int, history: History, *, final: bool, mute: frozenset[int]) -> frozenset[int]:
    """Return the nodes whose bands would betray somebody: all of one leaf and block answered alike, and no other votes print the same.

    For such people a *witness* is looked for: votes in which one of them answers otherwise and the whole release is unchanged.
    """
    cells, blocks = decide(people, tree, threshold, history, final=final, mute=mute)
    if not any(cell.state == "band" for cell in cells.values()):
        return frozenset()
    there = {group: row for group, row in people.items() if sum(row)}
    home = {group: number for number, block in enumerate(blocks) for group in block}
    found: set[int] = set()
    for group in there:
        together = [other for other in there if other[0] == group[0] and home.get(other) == home.get(group)]
        if max(add(there[other] for other in together)) < sum(sum(there[other]) for other in together):
            continue  # they differ among themselves: they can be swapped within the leaf
        for changed in alternatives(there, group, home):
            if decide(changed, tree, threshold, history, final=final, mute=mute)[0] == cells:
                break
        else:
            near = {other[0] for other in there if home.get(other) == home.get(group)}
            around = [node for node, leaves in enumerate(tree.leaves) if near & leaves]
            own = {node for node in tree.path(group[0]) if cells[node].state == "band"}
            # That a neighbour shows no band tells something too, unless it would show none in any case.
            quiet = {node for node in around if cells[node].reason == "protected"}
            found |= (own | quiet) - mute or {node for node in around if cells[node].state == "band"}
    return frozenset(found)


def alternatives(there: People, group: Group, home: Mapping[Group, int]) -> Iterable[People]:
    """Yield votes in which one person of the group answers otherwise, and the sum of every block is the same."""
    row = there[group]
    mine = row.index(max(row))
    for other in range(len(row)):
        if other == mine:
            continue
        moved = {**there, group: move(row, mine, other)}
        if group not in home:
            yield moved
        partners = [
            partner for partner, votes in there.items() if partner != group and votes[other] and home.get(partner) == home.get(group)
        ]
        # First those who will most likely look the same afterwards.
        for partner in sorted(partners, key=lambda p: is_alike(there[p]) != is_alike(move(there[p], other, mine))):
            yield {**moved, partner: move(there[partner], other, mine)}


def move(row: Row, source: int, target: int) -> Row:
    return tuple(count - (answer == source) + (answer == target) for answer, count in enumerate(row))


__all__ = ["Cell", "History", "Tree", "protect", "release"]
