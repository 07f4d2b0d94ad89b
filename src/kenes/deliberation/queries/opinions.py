"""What a release says of opinion groups: their sizes, what sets each apart, what they share. From gated figures only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kenes.deliberation.models import Release, Statement
from kenes.deliberation.queries.cells import people_of
from kenes.deliberation.queries.figures import Figure, figures
from kenes.deliberation.queries.ground import GROUP, Division, Line, division
from kenes.engine.agreement import AGREE
from kenes.engine.ground.apart import Difference, sets_apart

APART = 5  # statements shown on each side that set a group apart
Q = 0.05  # expected share of chance among what is said to set groups apart


@dataclass(frozen=True)
class Group:
    """An opinion group of a release: its number from 0, how many people (None: withheld), share of the map and stability in percent."""

    number: int
    size: int | None
    share: int | None
    stability: int

    @property
    def letter(self) -> str:
        return "ABCDE"[self.number]


@dataclass(frozen=True)
class Apart:
    """What sets one group apart: what it agrees with more often than the others, and less often; and how much more there is."""

    more: list[Line]
    less: list[Line]
    left: int


class Opinions:
    """What a release says of opinions. Two queries at most."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.said: dict[str, Any] | None = release.table.get("opinions")
        self.rows: list[Figure] = figures(release)
        self.statements: dict[str, Statement] = {row.statement.public_id: row.statement for row in self.rows}

    @cached_property
    def by_group(self) -> Division | None:
        """The release's statements by opinion group; None where it prints none."""
        found = division(self.release, GROUP, self.rows)
        return found if found.by == GROUP else None

    @cached_property
    def groups(self) -> list[Group]:
        said = self.said or {}
        sizes, placed, stability = said.get("sizes", []), said.get("placed"), said.get("stability", [])
        return [
            Group(number, size, round(100 * size / placed) if size and placed else None, stability[number] // 10)
            for number, size in enumerate(sizes)
        ]

    @cached_property
    def apart(self) -> list[Apart]:
        """What sets each group apart. Of two groups, what one agrees with more often the other does less: it is said once.

        Agreement is compared with all else, as it is drawn. A band counts as the least that it may hold.
        """
        found = self.by_group
        if found is None or len(found.columns) < 2:
            return []
        people, known = people_of([line.cells for line in found.lines], len(found.columns))
        agree = people[:, :, AGREE]
        two = np.stack([agree, people.sum(axis=2) - agree, np.zeros_like(agree)], axis=2)
        return [self.told(found, differences) for differences in sets_apart(two, known, Q).found]

    def told(self, found: Division, differences: Sequence[Difference]) -> Apart:
        more = [found.lines[one.statement] for one in differences if one.side == AGREE]
        less = [found.lines[one.statement] for one in differences if one.side != AGREE]
        if len(found.columns) == 2 and more:
            less = []
        return Apart(more[:APART], less[:APART], max(len(more) - APART, 0) + max(len(less) - APART, 0))

    @cached_property
    def shared(self) -> list[Line]:
        """What a majority of every group surely agrees with, the surest first, where the figures of all groups are shown."""
        return [line for line in self.by_group.lines if line.verdict == "common" and not line.withheld()] if self.by_group else []


def withheld(release: Release) -> dict[str, dict[str, int]]:
    """Return how many figures are not printed exactly, and why: by table ("region", "group", "profession") and reason.

    Reasons: "few" people, "protected" (could be found otherwise), "band"; "shown" for the rest. Never a number of people.
    """
    nodes = release.table["nodes"]
    tables = {"region": [row for cells in release.table["statements"].values() for row in of_nodes(cells, nodes)]}
    for name, overlay in release.table.get("overlays", {}).items():
        tables[name] = [row for cells in overlay["statements"].values() for row in cells]
    return {name: dict(Counter(reason(row) for row in rows)) for name, rows in tables.items()}


def of_nodes(cells: Sequence[dict[str, Any]], nodes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the cells that have a name: "no region stated" is printed nowhere."""
    return [cell for cell, node in zip(cells, nodes, strict=True) if node["kind"] != "rest"]


def reason(row: dict[str, Any]) -> str:
    return str(row.get("why") or ("band" if "most" in row else "shown"))
