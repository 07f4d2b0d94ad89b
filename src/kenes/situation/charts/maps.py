"""Regions side by side: as tiles of equal size, and as a map where outlines were loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from kenes.engine.series import Classes


@dataclass(frozen=True)
class Tile:
    """A region with its value; None: not known, hatched. `short` may hold soft hyphens; `col`, `row` count from 1 (None: no tile)."""

    code: str
    short: str
    name: str
    value: float | None
    shown: str
    url: str
    col: int | None
    row: int | None
    note: str = ""  # spoken and shown on pointing: "break in the series", "estimate"


@dataclass(frozen=True)
class TileGrid:
    """What the template draws."""

    template: ClassVar[str] = "situation/charts/tile_grid.html"


@dataclass(frozen=True)
class Outline:
    """One region's outline, as models.Shape keeps it."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Outlines:
    """A country's outlines, as models.Geometry keeps them (`queries.outlines.outlines_of(country)`)."""

    width: int
    height: int
    attribution: str
    shapes: Sequence[Outline]


@dataclass(frozen=True)
class Choropleth:
    """What the template draws."""

    template: ClassVar[str] = "situation/charts/choropleth.html"


def tile_grid(tiles: Sequence[Tile], classes: Classes | None = None) -> TileGrid:
    """Return the tiles with their classes. Without classes (for counts) tiles hold values but no colour."""
    raise NotImplementedError


def choropleth(outlines: Outlines, tiles: Sequence[Tile], classes: Classes | None = None, *, symbols: bool = False) -> Choropleth:
    """Return the map of a rate in classes; or, with `symbols`, of a count as circles whose area is the count."""
    raise NotImplementedError
