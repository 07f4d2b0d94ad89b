"""The tree of cells, what a cell shows, and what is safe to show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
    def bits(self) -> list[int]:
        """For each node, the leaves at or below it as the bits of one number."""
        return [sum(1 << leaf for leaf in leaves) for leaves in self.leaves]

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

    @cached_property
    def taken(self) -> frozenset[Group]:
        """The people who are in a block."""
        return frozenset(group for block in self.blocks for group in block)


def is_alike(row: Row) -> bool:
    """All, or all but one, gave the same answer."""
    return len(row) > 1 and sum(row) - max(row) <= 1


def is_safe(row: Row, threshold: int) -> bool:
    """Enough people, and at least two of them answered otherwise than the most frequent answer (a lone one could read the rest)."""
    return sum(row) >= threshold and not is_alike(row)


def add(rows: Iterable[Row]) -> Row:
    return tuple(map(sum, zip(*rows, strict=True)))
