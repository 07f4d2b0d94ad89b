"""The pictures of the report: an agreement bar and the opinion map."""

from xml.etree.ElementTree import Element

import numpy as np
from numpy.typing import NDArray

from kenes.base.opinion_map import css, mark, sign
from kenes.deliberation.report.markup import el

WIDTH, HEIGHT, EDGE = 640, 480, 16
MOST_DRAWN = 3000  # people; more would be a blot, and a heavy page
RADIUS, BETWEEN = 4.0, 2.0  # of a person in a group, and of one in none


def bar(share: float, low: float, high: float, words: str) -> Element:
    """Return a bar from 0 to 100 % with the interval and the estimated share; `words` say the same to those who do not see it."""
    left, right, at = (round(100 * value, 1) for value in (low, high, share))
    return el(
        "svg",
        el("rect", class_="track", x=0, y=5, width=100, height=6),
        el("rect", class_="reach", x=left, y=3, width=round(max(right - left, 0.5), 1), height=10),
        el("line", class_="half", x1=50, x2=50, y1=1, y2=15),
        el("rect", class_="point", x=round(at - 0.7, 1), y=1, width=1.4, height=14),
        class_="bar",
        viewBox="0 0 100 16",
        preserveAspectRatio="none",
        role="img",
        aria_label=words,
    )


def key(group: int) -> Element:
    """Return the sign of a group, -1: of those between."""
    shape = sign(group)
    return el("svg", el("path", d=shape.path, class_=shape.css), class_="key", viewBox="0 0 16 16", aria_hidden="true")


def drawn(position: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return which people are drawn: all who have a position, or every so-manieth of them."""
    there = np.flatnonzero(~np.isnan(position).any(axis=1))
    return there if len(there) <= MOST_DRAWN else there[np.linspace(0, len(there) - 1, MOST_DRAWN).astype(np.int64)]


def opinion_map(position: NDArray[np.float64], group: NDArray[np.int64], words: str) -> Element:
    """Return the map: a mark a person, its shape and colour the group. The farthest hundredth is drawn at the edge."""
    people = drawn(position)
    points = position[people]
    low, high = np.quantile(points, 0.005, axis=0), np.quantile(points, 0.995, axis=0)
    scale = min((WIDTH - 2 * EDGE) / max(high[0] - low[0], 1e-9), (HEIGHT - 2 * EDGE) / max(high[1] - low[1], 1e-9))
    middle = (low + high) / 2
    x = np.clip(WIDTH / 2 + (points[:, 0] - middle[0]) * scale, EDGE / 2, WIDTH - EDGE / 2)
    y = np.clip(HEIGHT / 2 - (points[:, 1] - middle[1]) * scale, EDGE / 2, HEIGHT - EDGE / 2)
    paths = []
    for number in [-1, *sorted(set(group[people].tolist()) - {-1})]:
        there = zip(x[group[people] == number].tolist(), y[group[people] == number].tolist(), strict=True)
        marks = "".join(mark(number, a, b, BETWEEN if number < 0 else RADIUS) for a, b in there)
        if marks:
            paths.append(el("path", d=marks, class_=css(number)))
    return el("svg", paths, class_="map", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=words)
