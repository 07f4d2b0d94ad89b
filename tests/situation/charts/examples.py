"""Charts of every kind to draw in tests, with names as rude as people can make them."""

from collections.abc import Iterator
from typing import Any

from kenes.situation import periods
from kenes.situation.boards import Row, Territory, Values, values_of
from kenes.situation.charts import (
    Chart,
    Mark,
    Outline,
    Outlines,
    Panel,
    Tile,
    choropleth,
    classes,
    interval,
    line,
    small_multiples,
    strip,
    tile_grid,
)
from kenes.situation.series import Point, Series, series_of

RUDE = "Әұқ <script>alert('\"')</script> & \"]]>\u0007"
CODES = [f"KZ-{n}" for n in range(10, 16)]


def shown(value: float) -> str:
    return f"{value:g}"


def mark(code: str, value: float, **told: Any) -> Mark:
    return Mark(code, told.pop("name", code), value, shown(value), **told)


def tile(code: str, value: float | None, **told: Any) -> Tile:
    place = {"short": code, "name": code, "url": f"/{code}/", "col": 0, "row": 0} | told
    return Tile(code=code, value=value, shown="" if value is None else shown(value), **place)


def board(columns: dict[str, list[float | None]], first: str = "2019", breaks: dict[str, int] | None = None) -> Values:
    rows = [
        Row(code, periods.moved(first, step), value, status="B" if (breaks or {}).get(code) == step else "A")
        for code, column in columns.items()
        for step, value in enumerate(column)
        if value is not None
    ]
    return values_of(rows, {code: [Territory(None, None)] for code in columns})


def series(column: list[float | None], first: str = "2019", at: int | None = None) -> Series:
    """Return a line that is cut at one place by a flag."""
    return series_of(board({"KZ-63": column}, first, {} if at is None else {"KZ-63": at}), "KZ-63", {})


def outlines(width: int = 1000, height: int = 500) -> Outlines:
    """Squares in a row; the last region is too small for an outline."""
    boxes = [Outline(code, f"M{n * 150} 100l140 0 0 300-140 0z", n * 150 + 70, 250) for n, code in enumerate(CODES[:-1])]
    return Outlines(width, height, "© OpenStreetMap contributors & <others>", [*boxes, Outline(CODES[-1], "", 820, 120)])


def every(name: str = RUDE) -> Iterator[tuple[str, Chart]]:
    """Return a chart of every kind, all with this name of a region in it."""
    marks = [mark(code, n * 1.5, name=name, url="/x/?a=1&b=2", interval=(n - 1.0, n + 2.0)) for n, code in enumerate(CODES)]
    tiles = [
        tile(code, None if n == 2 else n * 1.5, name=name, short=name, note=name, col=n % 3, row=n // 3) for n, code in enumerate(CODES)
    ]
    found = classes([one.value for one in tiles if one.value is not None])
    cut = series([4.0, 5.0, None, 7.0, 3.0, 2.5], at=4)
    panels = [Panel(code, name, name, "/x/", cut) for code in CODES]
    spans = [str(2019 + n) for n in range(6)]
    middle = [4.0, 4.5, None, 5.0, 5.5, 6.0]
    sums = [Point("2023", 4, 6.0), Point("2024", 5, 6.5)]
    yield "strip", strip(marks, own=CODES[1], shown=lambda value: f"{value:g}{name}", national=3.0)
    yield "full strip", strip(marks, own=CODES[1], shown=shown, full=True)
    yield "no strip", strip([], shown=shown)
    yield "tiles", tile_grid(tiles, found)
    yield "tiles of counts", tile_grid(tiles)
    yield "map", choropleth(outlines(), tiles, found)
    yield "diverging map", choropleth(outlines(), tiles, classes([0.0, 1.5, 4.5, 6.0, 7.5], 4.5))
    yield "map of counts", choropleth(outlines(), tiles, symbols=True)
    yield "multiples", small_multiples(panels, middle, spans, shown=shown, own=CODES[0])
    yield "no multiples", small_multiples([], [], [], shown=shown)
    yield "line", line(cut, middle, spans, shown=shown, sum_after=sums, sum_name=name)
    yield "no line", line(series([]), [], [], shown=shown)
    yield "interval", interval(marks, shown=shown, own=CODES[1], middle=3.0)
    yield "no interval", interval([], shown=shown)
