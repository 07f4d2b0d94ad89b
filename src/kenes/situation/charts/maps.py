"""Regions side by side: as tiles of equal size, and as a map where outlines were loaded.

Colour never stands alone: a tile holds its value, an area its title, a missing value a hatch and a dash that are spoken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.engine.series import CLASSES, Classes
from kenes.situation.charts.marks import PHONE, Box, Drawn, lines_of, num, overlap, plain, text_width

GAP = 0.5  # between tiles, percent of the width
PHONE_TILE, WIDE_TILE = 49, 92  # widths inside a tile on a phone and on a wide page, of six columns
TILE_HEIGHT = 69  # of a row, where a file draws it
LARGEST = 0.046  # radius of the largest circle, of a map's width
DOT = 0.014  # radius of a place too small for an outline
RATIO = 0.58  # height of the frame against its width, as the stylesheet has it
WIDE_MAP = 560  # from this width on, a map also names its regions


@dataclass(frozen=True)
class Tile:
    """A region with its value; None: not known, hatched. `short` may hold soft hyphens. `col`, `row`: its tile (None: has none)."""

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
class Key(Drawn):
    """One entry of a legend: a class for its swatch, and words."""

    css: str
    words: str


@dataclass(frozen=True)
class Name(Drawn):
    """A short name in lines, the first of them `up` from the bottom; `css` "narrow" or "wide" where it is not for both."""

    css: str
    up: str
    lines: list[str]


@dataclass(frozen=True)
class Value(Drawn):
    """A value; `css` "narrow" or "wide" where it is not for both, "long" where it is small; `squeezed` into the tile's width or not."""

    css: str
    squeezed: bool = False


@dataclass(frozen=True)
class DrawnTile(Drawn):
    """A tile: positions in percent."""

    x: str
    y: str
    css: str
    shown: str
    words: str
    url: str
    values: list[Value]
    names: list[Name]


@dataclass(frozen=True)
class TileGrid(Drawn):
    """What the template draws."""

    template: ClassVar[str] = "situation/charts/tile_grid.html"
    tiles: list[DrawnTile]
    width: str
    tall: str
    rows: str
    legend: list[Key]
    has_missing: bool
    words: str


@dataclass(frozen=True)
class Outline:
    """One region's outline, as models.Shape keeps it; no path: too small for one, drawn as a circle."""

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
class Area(Drawn):
    """A region on the map: an outline, or a circle at (x, y) of the map where it has none."""

    path: str
    x: str
    y: str
    css: str
    words: str
    url: str


@dataclass(frozen=True)
class Circle(Drawn):
    """A count as an area; `key` is the number beside it, in the legend only."""

    x: str
    y: str
    r: str
    key: str = ""


@dataclass(frozen=True)
class MapLabel(Drawn):
    """A value on the map, in percent of its frame; `name` is shown on wide pages only, as is a label of class "wide"."""

    x: str
    y: str
    css: str
    shown: str
    name: str


@dataclass(frozen=True)
class Choropleth(Drawn):
    """What the template draws: areas in a frame of `box` (hatched so many times as wide as on pages), circles and labels above them."""

    template: ClassVar[str] = "situation/charts/choropleth.html"
    box: str
    dot: str
    hatch: str
    areas: list[Area]
    symbols: bool
    circles: list[Circle]
    labels: list[MapLabel]
    legend: list[Key]
    has_missing: bool
    attribution: str
    words: str


def tile_grid(tiles: Sequence[Tile], classes: Classes | None = None) -> TileGrid:
    """Return the tiles with their classes. Without classes (for counts) tiles hold values but no colour."""
    placed = [(tile, tile.col, tile.row) for tile in tiles if tile.col is not None and tile.row is not None]
    if not placed:
        return TileGrid([], "0", "0", "0", [], has_missing=False, words=_("No values."))
    left, top = min(col for _tile, col, _row in placed), min(row for _tile, _col, row in placed)
    columns, rows = max(col for _tile, col, _row in placed) - left + 1, max(row for _tile, _col, row in placed) - top + 1
    width, tall = 100 / columns, 100 / rows
    drawn = []
    for tile, col, row in placed:
        x, y = num2((col - left) * width), num2((row - top) * tall)
        drawn.append(
            DrawnTile(
                x,
                y,
                css_of(tile, classes),
                tile.shown,
                spoken(tile),
                tile.url,
                values_of(tile.shown, 6 / columns),
                names_of(tile.short, 6 / columns),
            )
        )
    missing = any(tile.value is None for tile, _col, _row in placed)
    gap_down = GAP * columns / rows * WIDE_TILE / TILE_HEIGHT
    return TileGrid(drawn, num2(width - GAP), num2(tall - gap_down), str(rows), legend(tiles, classes), missing, summary(tiles))


def values_of(shown: str, room: float) -> list[Value]:
    """Return a value in the size that fits: small where it is long, on phones squeezed where even that is too wide."""
    narrow, wide = PHONE_TILE * room, WIDE_TILE * room
    if text_width(shown, 13, bold=True) <= narrow and text_width(shown, 18, bold=True) <= wide:
        return [Value("")]
    squeezed = text_width(shown, 11, bold=True) > narrow
    return (
        [Value("long narrow", squeezed=True), Value("long wide", text_width(shown, 14, bold=True) > wide)] if squeezed else [Value("long")]
    )


def names_of(short: str, room: float) -> list[Name]:
    """Return a short name for phones and for wide pages, once where both are the same. `room`: how wide a tile is against usual."""
    narrow, wide = lines_of(short, PHONE_TILE * room, 11), lines_of(short, WIDE_TILE * room, 13)
    narrow, wide = ([*lines[:1], "".join(lines[1:])] if lines[2:] else lines for lines in (narrow, wide))  # a third would cover the value
    both = [("", narrow)] if narrow == wide else [("narrow", narrow), ("wide", wide)]
    return [Name(css, f"{-0.5 - 1.1 * (len(lines) - 1):.1f}em", lines) for css, lines in both]


def choropleth(outlines: Outlines, tiles: Sequence[Tile], classes: Classes | None = None, *, symbols: bool = False) -> Choropleth:
    """Return the map of a rate in classes; or, with `symbols`, of a count as circles whose area is the count.

    A region without an outline is not on the map, an outline without a tile is one whose value is not known.
    """
    known = {tile.code: tile for tile in tiles}
    wide = outlines.width
    high = round(max(outlines.height, wide * RATIO))
    top = (outlines.height - high) / 2
    there = [(shape, known.get(shape.code) or Tile(shape.code, "", shape.code, None, "", "", None, None)) for shape in outlines.shapes]
    areas = [
        Area(
            shape.path,
            num(shape.x),
            num(shape.y),
            "plain" if symbols and tile.value is not None else css_of(tile, classes),
            spoken(tile),
            tile.url,
        )
        for shape, tile in there
    ]
    circles = symbols_of(there, wide) if symbols else []
    return Choropleth(
        f"0 {num(top)} {wide} {high}",
        num(DOT * wide),
        f"{wide / WIDE_MAP:.2f}",
        areas,
        symbols,
        circles,
        labels_of(there, wide, high, top, symbols=symbols),
        [] if symbols else legend(tiles, classes),
        any(area.css == MISSING for area in areas),
        outlines.attribution,
        summary(tiles),
    )


def symbols_of(there: Sequence[tuple[Outline, Tile]], wide: int) -> list[Circle]:
    """Return a circle for each count, the largest first so that none covers a smaller one."""
    counts = sorted(((tile.value, shape) for shape, tile in there if tile.value is not None and tile.value > 0), key=lambda pair: -pair[0])
    return [Circle(num(shape.x), num(shape.y), num(LARGEST * wide * sqrt(value / counts[0][0]))) for value, shape in counts]


def labels_of(there: Sequence[tuple[Outline, Tile]], wide: int, high: int, top: float, *, symbols: bool) -> list[MapLabel]:
    """Return a label for each region where it covers no other: its value, and on wide pages its short name where that fits too."""
    phone, page = Places(PHONE, PHONE * high / wide), Places(WIDE_MAP, WIDE_MAP * high / wide)
    spots = [(shape.x / wide, (shape.y - top) / high, tile, bool(shape.path) or symbols) for shape, tile in there]
    for x, y, _tile, inside in spots:
        if not inside:  # the circle of a place without an outline stays free
            for places in (phone, page):
                places.take(x, y, 2 * DOT * places.wide, 2 * DOT * places.wide)
    spots.sort(key=lambda spot: -(spot[2].value or 0.0) if symbols else not spot[3])
    found = [label_at(x, y, tile, phone, page, inside=inside) for x, y, tile, inside in spots]
    return [label for label in found if label]


def label_at(x: float, y: float, tile: Tile, phone: "Places", page: "Places", *, inside: bool) -> MapLabel | None:
    """Return a region's label in the first place that is free on a wide page, marked "wide" where it is not on a phone."""
    shown, name = ("–" if tile.value is None else tile.shown), plain(tile.short)
    width, small, line = text_width(shown, 13, bold=True), text_width(shown, 11, bold=True), text_width(name, 11)
    side, above = DOT + (max(width, line) / 2 + 2) / page.wide, (DOT * page.wide + 9) / page.high
    places = [(x, y)] if inside else [(x + side, y), (x - side, y), (x, y - above), (x, y + above)]
    spot = next((spot for spot in places if page.free(*spot, width, 14)), None)
    if spot is None:
        return None
    middle = spot[1] + 7 / page.high
    named = bool(name) and page.free(spot[0], middle, max(width, line), 28)
    page.take(spot[0], middle if named else spot[1], max(width, line) if named else width, 28 if named else 14)
    on_phone = phone.free(*spot, small, 12)
    if on_phone:
        phone.take(*spot, small, 12)
    return MapLabel(num2(100 * spot[0]), num2(100 * spot[1]), "" if on_phone else "wide", shown, name if named else "")


class Places:
    """Where labels stand already, in pixels of a frame; asked in shares of it."""

    def __init__(self, wide: float, high: float) -> None:
        self.wide, self.high = wide, high
        self.taken: list[Box] = []

    def box(self, x: float, y: float, width: float, height: float) -> Box:
        return x * self.wide - width / 2, y * self.high - height / 2, x * self.wide + width / 2, y * self.high + height / 2

    def free(self, x: float, y: float, width: float, height: float) -> bool:
        """Return whether a label of this size around (x, y) covers none that is there and stays in the frame."""
        box = self.box(x, y, width, height)
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= self.wide and box[3] <= self.high
        return inside and not any(overlap(box, other) for other in self.taken)

    def take(self, x: float, y: float, width: float, height: float) -> None:
        self.taken.append(self.box(x, y, width, height))


MISSING = "missing"


def css_of(tile: Tile, classes: Classes | None) -> str:
    """Return the class of a tile or area: a colour step of one of the two scales, "plain" without classes, "missing"."""
    if tile.value is None:
        return MISSING
    if classes is None:
        return "plain"
    return f"{'div' if classes.kind == 'diverging' else 'seq'}-{classes.step(tile.value)}"


def spoken(tile: Tile) -> str:
    """Return what a tile says to those who do not see it, and to those who point at it."""
    value = _("no value") if tile.value is None else tile.shown
    words = f"{tile.name}: {value}"
    return f"{words} ({tile.note})" if tile.note else words


def legend(tiles: Iterable[Tile], classes: Classes | None) -> list[Key]:
    """Return a line for each class that holds values: the values themselves, from the smallest to the largest."""
    if classes is None:
        return []
    text = {tile.value: tile.shown for tile in tiles if tile.value is not None}
    kind = "div" if classes.kind == "diverging" else "seq"
    keys = []
    for band in classes.bands:
        low, high = text.get(band.low, f"{band.low:g}"), text.get(band.high, f"{band.high:g}")
        numbers = low if low == high else f"{low} … {high}" if low.startswith("−") or high.startswith("−") else f"{low}–{high}"
        middle = classes.kind == "diverging" and band.step == (CLASSES + 1) // 2
        keys.append(
            Key(f"{kind}-{band.step}", _("%(numbers)s: no different from the median") % {"numbers": numbers} if middle else numbers)
        )
    return keys


def summary(tiles: Sequence[Tile]) -> str:
    """Say in a sentence what the drawing shows."""
    there = sorted((tile for tile in tiles if tile.value is not None), key=lambda tile: tile.value or 0.0)
    if not there:
        return _("No values.")
    told = {"n": len(there), "low": there[0].shown, "lowest": there[0].name, "high": there[-1].shown, "highest": there[-1].name}
    return (
        ngettext(
            "%(n)s region: %(lowest)s %(low)s.",
            "%(n)s regions: from %(low)s (%(lowest)s) to %(high)s (%(highest)s).",
            len(there),
        )
        % told
    )


def num2(value: float) -> str:
    """Write a percentage with two digits."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
