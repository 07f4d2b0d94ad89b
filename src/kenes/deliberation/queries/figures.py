"""Figures of releases: what pages, briefs and exports print. Nothing here reads a vote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from kenes.base.charts import band_edge
from kenes.base.text import Text, to_text
from kenes.deliberation.models import Deliberation, Release, Statement
from kenes.engine.intervals import wilson


class Evidence(Protocol):
    """A piece of evidence of a higher room: a statement in a release, or neither."""

    pk: Any
    statement_id: int | None
    release_id: int | None
    statement: Statement | None


@dataclass(frozen=True)
class Cell:
    """One printed cell. `state`: exact, band or withheld; shares are between 0 and 1, None where nothing is printed.

    A band has no counts: `share` is its middle, `low` and `high` its ends.
    """

    state: str
    agree: int | None = None
    disagree: int | None = None
    passed: int | None = None
    n: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""
    release: int = 0

    @property
    def is_shown(self) -> bool:
        return self.state != "withheld"

    @property
    def words(self) -> str:
        """A band as it is written: "> 90" or "< 10"."""
        return f"> {round((self.low or 0) * 100)}" if self.high == 1 else f"< {round((self.high or 0) * 100)}"

    @property
    def shown(self) -> str:
        """The percentage as it is written: exactly, where the gate lets it out so, else as a band."""
        return self.words if self.state == "band" else str(round((self.share or 0) * 100))

    @property
    def floor(self) -> float:
        """The lower end of what is known of the agreement: what cells are ranked by."""
        return self.low if self.low is not None else 0.0


def cell_of(row: dict[str, Any]) -> Cell:
    """Return a cell of a release's table (deliberation.tables)."""
    if "why" in row:
        return Cell("withheld", reason=row["why"], release=row["r"])
    if "most" in row:
        edge = band_edge(row["n"]) / 100
        low, high = (edge, 1.0) if row["most"] == 0 else (0.0, 1 - edge)
        return Cell("band", n=row["n"], share=(low + high) / 2, low=low, high=high, release=row["r"])
    n = row["a"] + row["d"] + row["p"]
    low, high = wilson(row["a"], n)
    return Cell("exact", row["a"], row["d"], row["p"], n, row["a"] / n, low, high, release=row["r"])


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

    @property
    def is_band(self) -> bool:
        return self.whole.state == "band"

    @property
    def release_number(self) -> int:
        return self.whole.release

    @property
    def released_at(self) -> datetime:
        return self.release.created_at

    @cached_property
    def lowest(self) -> int | None:
        """The place of the region that agrees least, or of the whole cell where no region is printed; None where nothing is."""
        shown = [place for place in self.regions if self.cells[place].is_shown] or ([0] if self.whole.is_shown else [])
        return min(shown, key=lambda place: (self.cells[place].share or 0.0, place)) if shown else None

    @cached_property
    def floor(self) -> float:
        """The lowest lower bound of agreement among printed regions (the whole cell where there are none)."""
        shown = [self.cells[place] for place in self.regions if self.cells[place].is_shown] or [self.whole]
        return min(cell.floor if cell.is_shown else -1.0 for cell in shown)


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
    statements = release.table.get("overlays", {}).get(overlay, {}).get("statements", {})
    return {statement: [cell_of(row) for row in rows] for statement, rows in statements.items()}


def latest_release(deliberation: Deliberation) -> Release | None:
    """Return the newest release of a deliberation."""
    return deliberation.releases.order_by("-number").first()


def figures(release: Release) -> list[Figure]:
    """Return the figures of every statement in a release, by the statements' numbers: one query."""
    table = release.table
    regions = [place for place, node in enumerate(table["nodes"]) if node["kind"] == "region"]
    found = Statement.objects.filter(deliberation_id=release.deliberation_id).select_related("deliberation").order_by("number")
    rows = table["statements"]
    return [
        Figure(statement, release, [cell_of(row) for row in rows[statement.public_id]], regions)
        for statement in found
        if statement.public_id in rows
    ]


def broadest_agreement(release: Release, how_many: int) -> list[Figure]:
    """Return the statements that all regions agree with most: by the lower bound of the lowest printed region, best first.

    Where no region is printed (an imported conversation) the whole cell counts. Statements with nothing printed are left out.
    """
    ranked = sorted(figures(release), key=lambda f: (-f.floor, -(f.whole.floor if f.whole.is_shown else 0.0), f.statement.number))
    return [figure for figure in ranked if figure.lowest is not None][:how_many]


def figures_of(evidence: Iterable[Evidence]) -> dict[int, Figure]:
    """Return evidence id -> figure for each piece of evidence that is a statement in a release: one query."""
    rows = [item for item in evidence if item.statement_id and item.release_id]
    found = Release.objects.in_bulk({item.release_id for item in rows if item.release_id})
    result = {}
    for item in rows:
        release = found.get(item.release_id or 0)
        statement = item.statement
        if release is None or statement is None or statement.public_id not in release.table["statements"]:
            continue
        regions = [place for place, node in enumerate(release.table["nodes"]) if node["kind"] == "region"]
        cells = [cell_of(row) for row in release.table["statements"][statement.public_id]]
        result[item.pk] = Figure(statement, release, cells, regions)
    return result
