"""Figures of releases: what pages, briefs and exports print. Nothing here reads a vote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from kenes.base.text import Text, to_text
from kenes.deliberation.models import Deliberation, Release, Statement
from kenes.deliberation.queries.cells import Cell, bounds, cell_of, people_of, tree_bounds, with_bounds

__all__ = [
    "Cell",
    "Evidence",
    "Figure",
    "Node",
    "Part",
    "cell_of",
    "figures",
    "figures_of",
    "latest_release",
    "nodes_of",
    "overlay_cells",
    "overlay_parts",
]


class Evidence(Protocol):
    """A piece of evidence of a higher room: a statement in a release, or neither."""

    pk: Any
    statement_id: int | None
    release_id: int | None
    statement: Statement | None


@dataclass(frozen=True)
class Node:
    """A cell's place: all, a side, a macro-region, a region, or the rest of a side (no region stated)."""

    index: int
    key: str
    kind: str
    parent: int
    name: Text | None
    short: Text | None
    voters: int | None


def nodes_of(release: Release) -> list[Node]:
    return [
        Node(
            index,
            node["key"],
            node["kind"],
            node["parent"],
            to_text(node["name"]),
            to_text(node.get("short") or node["name"]),
            node.get("voters"),
        )
        for index, node in enumerate(release.table["nodes"])
    ]


@dataclass(frozen=True)
class Figure:
    """One statement in one release: the whole cell's figures, and the cells of all nodes in their order."""

    statement: Statement
    release: Release
    cells: Sequence[Cell]
    regions: Sequence[int]  # places of the regions among the cells

    @property
    def whole(self) -> Cell:
        return self.cells[0]

    @property
    def text(self) -> Text:
        text: Text = self.statement.text
        return text

    @property
    def share(self) -> float | None:
        return self.whole.share

    @property
    def low(self) -> float | None:
        return self.whole.low

    @property
    def high(self) -> float | None:
        return self.whole.high

    @property
    def n(self) -> int | None:
        return self.whole.n

    @cached_property
    def lowest(self) -> int | None:
        """The place of the region that agrees least, or of the whole cell where no region is printed; None where nothing is."""
        shown = [place for place in self.regions if self.cells[place].is_shown] or ([0] if self.whole.is_shown else [])
        return min(shown, key=lambda place: (self.cells[place].share or 0.0, place)) if shown else None


@dataclass(frozen=True)
class Part:
    """A cell of an overlay: an opinion group (`key` "g0", no name) or a profession. `voters`: how many took part, None if withheld."""

    index: int
    key: str
    name: Text | None
    voters: int | None


def overlay_parts(release: Release, overlay: str) -> list[Part]:
    """Return the cells of an overlay ("group", "profession") that a release has, in order; none where it has no such overlay."""
    cells = release.table.get("overlays", {}).get(overlay, {}).get("cells", [])
    return [
        Part(index, cell["key"], to_text(cell["name"]) if cell.get("name") else None, cell.get("voters"))
        for index, cell in enumerate(cells)
    ]


def overlay_cells(release: Release, overlay: str) -> dict[str, list[Cell]]:
    """Return the figures of an overlay by statement (public id), one cell a part, in their order."""
    found = release.table.get("overlays", {}).get(overlay, {"cells": [], "statements": {}})
    rows = [[cell_of(row) for row in cells] for cells in found["statements"].values()]
    people, shown = people_of(rows, len(found["cells"]))
    return dict(zip(found["statements"], with_bounds(rows, *bounds(people, shown)), strict=True))


def tree_cells(release: Release) -> dict[str, list[Cell]]:
    """Return the figures of a release by statement (public id), one cell a node, in the order of the nodes."""
    nodes, statements = release.table["nodes"], release.table["statements"]
    rows = [[cell_of(row) for row in cells] for cells in statements.values()]
    people, shown = people_of(rows, len(nodes))
    low, high = tree_bounds([node["kind"] for node in nodes], [node["parent"] for node in nodes], people, shown)
    return dict(zip(statements, with_bounds(rows, low, high), strict=True))


def whole_cells(releases: Sequence[Release], statement: Statement) -> list[Cell]:
    """Return the figure of everybody for a statement in each of some releases that have it."""
    rows = [[cell_of(release.table["statements"][statement.public_id][0])] for release in releases]
    return [row[0] for row in with_bounds(rows, *bounds(*people_of(rows, 1)))]


def regions_of(release: Release) -> list[int]:
    """Return the places of the regions among the nodes of a release."""
    return [place for place, node in enumerate(release.table["nodes"]) if node["kind"] == "region"]


def latest_release(deliberation: Deliberation) -> Release | None:
    """Return the newest release of a deliberation."""
    return deliberation.releases.order_by("-number").first()


def figures(release: Release) -> list[Figure]:
    """Return the figures of every statement in a release, by the statements' numbers: one query."""
    cells, regions = tree_cells(release), regions_of(release)
    found = Statement.objects.filter(deliberation_id=release.deliberation_id).select_related("deliberation").order_by("number")
    return [Figure(statement, release, cells[statement.public_id], regions) for statement in found if statement.public_id in cells]


def figures_of(evidence: Iterable[Evidence]) -> dict[int, Figure]:
    """Return evidence id -> figure for each piece of evidence that is a statement in a release: one query."""
    rows = [item for item in evidence if item.statement_id and item.release_id]
    found = Release.objects.in_bulk({item.release_id for item in rows if item.release_id})
    cells = {key: tree_cells(release) for key, release in found.items()}
    result = {}
    for item in rows:
        release = found.get(item.release_id or 0)
        statement = item.statement
        if release is None or statement is None or statement.public_id not in cells[release.pk]:
            continue
        result[item.pk] = Figure(statement, release, cells[release.pk][statement.public_id], regions_of(release))
    return result
