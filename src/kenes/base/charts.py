"""Figures as data that templates draw: no style attributes, values always as text, small cells hatched.

A unanimous cell would tell each vote. So the ends of the scale are printed as a band that holds at least two possible
counts, for everybody in it: "> 90" from 11 votes on, "> 75" below (4 of 5 votes are already 80 %).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kenes.engine.series import CLASSES, colour_steps

GRID = 12  # the stylesheet has places for so many columns and rows


@dataclass(frozen=True)
class Tile:
    """A region on the tile map; `shown` is its value as text, `col` and `row` count from 1."""

    code: str
    label: str
    value: float | None
    shown: str
    url: str
    col: int
    row: int
    withheld: bool = False
    css: str = ""


@dataclass(frozen=True)
class Key:
    """One line of a legend."""

    css: str
    words: str


@dataclass(frozen=True)
class TileMap:
    """A map of tiles, each with its class; `rows` are the same in the order of their values."""

    tiles: list[Tile]
    rows: list[Tile]
    legend: list[Key]
    has_withheld: bool


def tile_map(tiles: Sequence[Tile], classes: int = CLASSES) -> TileMap:
    """Return the tiles in classes of values that lie close together, withheld ones hatched."""
    shown = sorted((tile for tile in tiles if not is_withheld(tile)), key=lambda tile: tile.value or 0.0)
    groups = classed([tile.value or 0.0 for tile in shown], classes)
    steps = colour_steps(len(groups))
    css = {value: f"seq-{step}" for group, step in zip(groups, steps, strict=True) for value in group}
    text = {tile.value or 0.0: tile.shown for tile in shown}
    legend = [
        Key(f"seq-{step}", text[group[0]] if group[0] == group[-1] else f"{text[group[0]]}–{text[group[-1]]}")
        for group, step in zip(groups, steps, strict=True)
    ]
    drawn = [replaced(tile, "hatch" if is_withheld(tile) else css[tile.value or 0.0]) for tile in tiles]
    rows = sorted(drawn, key=lambda tile: (is_withheld(tile), -(tile.value or 0.0), tile.label))
    return TileMap(drawn, rows, legend, has_withheld=any(is_withheld(tile) for tile in tiles))


def is_withheld(tile: Tile) -> bool:
    return tile.withheld or tile.value is None


def replaced(tile: Tile, css: str) -> Tile:
    return Tile(tile.code, tile.label, tile.value, tile.shown, tile.url, tile.col, tile.row, is_withheld(tile), css)


def classed(values: Sequence[float], classes: int) -> list[list[float]]:
    """Return sorted values in at most `classes` groups whose members lie close together (Fisher's natural breaks).

    Equal values stay together. Among the ways to cut, the one with the least sum of squared distances from the groups' means.
    """
    distinct = sorted(set(values))
    count = min(classes, len(distinct))
    if count == 0:
        return []
    weights = [values.count(value) for value in distinct]
    cost, start = [cuts(distinct, weights, 0, end) for end in range(len(distinct))], [[0] * len(distinct)]
    for _ in range(1, count):
        best = [
            min((cost[s - 1] + cuts(distinct, weights, s, end), s) for s in range(1, end + 1)) if end else (0.0, 0)
            for end in range(len(distinct))
        ]
        cost, start = [pair[0] for pair in best], [*start, [pair[1] for pair in best]]
    groups, end = [], len(distinct) - 1
    for row in reversed(start):
        groups.append(list(distinct[row[end] : end + 1]))
        end = row[end] - 1
    return groups[::-1]


def cuts(values: Sequence[float], weights: Sequence[int], first: int, last: int) -> float:
    """Return the weighted sum of squared distances from the mean of values[first..last]."""
    part = list(zip(values[first : last + 1], weights[first : last + 1], strict=True))
    mean = sum(value * weight for value, weight in part) / sum(weight for _, weight in part)
    return sum(weight * (value - mean) ** 2 for value, weight in part)


Kind = Literal["yes", "open", "no"]


@dataclass(frozen=True)
class AgreementCell:
    """How many of a cell's votes agree, in percent; positions are percentages of the cell's width."""

    shown: str
    n: int
    x: float
    low: float
    high: float
    kind: Kind
    lowest: bool
    withheld: bool
    banded: bool


WITHHELD = AgreementCell("", 0, 0, 0, 0, "open", lowest=False, withheld=True, banded=False)


def band_edge(n: int) -> int:
    """Return which percentage all, or all but one, of n people surely exceed."""
    return 90 if n >= 11 else 75 if n >= 5 else 50


def band(share: float, n: int) -> tuple[float, float, str] | None:
    """Return the band (from, to, words) that stands for a share near the ends, or None where the share itself may be printed."""
    edge = band_edge(n)
    percent = share * 100
    if percent > edge:
        return edge, 100.0, f"> {edge}"
    if percent < 100 - edge:
        return 0.0, 100.0 - edge, f"< {100 - edge}"
    return None


def agreement_cell(share: float, low: float, high: float, n: int, withheld: bool = False, lowest: bool = False) -> AgreementCell:
    """Return one cell; share, low and high are between 0 and 1. A withheld cell carries no number at all."""
    if withheld or n < 3:  # of two votes, no band could hide how both went
        return WITHHELD
    ends = band(share, n)
    if ends is None:
        kind: Kind = "yes" if low > 0.5 else "no" if high < 0.5 else "open"
        return AgreementCell(
            str(round(share * 100)), n, pct(share * 100), pct(low * 100), pct(high * 100), kind, lowest, withheld=False, banded=False
        )
    left, right, words = ends
    # The mark must be the same for all shares in the band: with 8 votes or more, all but one vote exclude one half.
    sure: Kind = "yes" if left >= 50 else "no"
    return AgreementCell(
        words, n, pct((left + right) / 2), pct(left), pct(right), sure if n >= 8 else "open", lowest, withheld=False, banded=True
    )


def pct(value: float) -> float:
    return round(min(max(value, 0.0), 100.0), 1)
