"""The opinion map as data that a template draws: people who stand close together as one mark, its area their number.

A group has a shape and a colour. All marks of a group are one path: hundreds of elements would cost a slow phone more than the votes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import pi, sqrt
from statistics import median

WIDTH, EDGE = 400.0, 8.0
LOWEST, HIGHEST = 200.0, 400.0  # of the drawing
FILLED = 0.16  # of the drawing by marks
SMALLEST, LARGEST = 4.0, 20.0  # of a mark of middling size: the radius of its circle
SHAPES = 5


@dataclass(frozen=True)
class Spot:
    """So many people of a group (from 0; -1: of none) who stand here; x to the right, y up, in any unit that both share."""

    x: float
    y: float
    n: int
    group: int


@dataclass(frozen=True)
class Layer:
    """All marks of a group: its class, and one path."""

    css: str
    path: str


@dataclass(frozen=True)
class OpinionMap:
    """The drawing: its size, its layers from the back, the lines through the middle of the scale, and where the reader stands."""

    width: int
    height: int
    layers: list[Layer]
    across: float | None
    down: float | None
    you: tuple[float, float] | None


def opinion_map(spots: Sequence[Spot], you: tuple[float, float] | None = None) -> OpinionMap | None:
    """Return the map of these spots, None without any. Both axes have one scale: what looks near is near."""
    if not spots:
        return None
    xs, ys = (
        [*(getattr(spot, axis) for spot in spots), *here]
        for axis, here in zip("xy", ([one] for one in you) if you else ([], []), strict=True)
    )
    largest = max(spot.n for spot in spots)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    height = WIDTH if not wide else min(max(WIDTH * high / wide, LOWEST), HIGHEST)
    unit = mark_unit(spots, height)
    margin = EDGE + 1.25 * unit * sqrt(largest)
    scale = min((WIDTH - 2 * margin) / (wide or 1.0), (height - 2 * margin) / (high or 1.0))
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2

    def place(x: float, y: float) -> tuple[float, float]:
        return round(WIDTH / 2 + (x - middle_x) * scale, 1), round(height / 2 - (y - middle_y) * scale, 1)

    layers = []
    for group in sorted({spot.group for spot in spots}):
        inside = sorted((spot for spot in spots if spot.group == group), key=lambda spot: -spot.n)
        path = "".join(mark(group, *place(spot.x, spot.y), unit * sqrt(spot.n)) for spot in inside)
        layers.append(Layer(css(group), path))
    across, down = place(0, 0)[1], place(0, 0)[0]
    return OpinionMap(
        round(WIDTH),
        round(height),
        layers,
        across if 0 < across < height else None,
        down if 0 < down < WIDTH else None,
        place(*you) if you else None,
    )


def mark_unit(spots: Iterable[Spot], height: float) -> float:
    """Return the radius of a circle that stands for one person: marks together cover a fixed part of the drawing."""
    sizes = [spot.n for spot in spots]
    typical = sqrt(median(sizes))
    unit = sqrt(FILLED * WIDTH * height / (pi * sum(sizes)))
    return min(max(unit, SMALLEST / typical), LARGEST / typical)


def css(group: int) -> str:
    return f"g{group % SHAPES}" if group >= 0 else "between"


def mark(group: int, x: float, y: float, radius: float) -> str:
    """Return the path of a group's shape around (x, y), with the area of a circle of this radius."""
    if group >= 0 and group % SHAPES:
        corners = {
            1: [(-0.886, -0.886), (0.886, -0.886), (0.886, 0.886), (-0.886, 0.886)],  # square
            2: [(0, -1.253), (1.253, 0), (0, 1.253), (-1.253, 0)],  # diamond
            3: [(0, -1.467), (1.347, 0.867), (-1.347, 0.867)],  # triangle, point up
            4: [(0, 1.467), (1.347, -0.867), (-1.347, -0.867)],  # point down
        }[group % SHAPES]
        return "M" + "L".join(f"{num(x + radius * a)} {num(y + radius * b)}" for a, b in corners) + "z"
    r = round(radius, 1)  # both halves of one length: an arc that falls short would bulge
    return f"M{num(x - r)} {num(y)}a{num(r)} {num(r)} 0 1 0 {num(2 * r)} 0a{num(r)} {num(r)} 0 1 0 {num(-2 * r)} 0z"


def num(value: float) -> str:
    """Write a coordinate: one digit, no needless zero, in any language with a point."""
    return f"{value:.1f}".removesuffix(".0")


def sign(group: int) -> Layer:
    """Return the sign of a group for text and legends, on 16 × 16."""
    return Layer(css(group), mark(group, 8, 8, 4.5 if group < 0 else 5.5))
