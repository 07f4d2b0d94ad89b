"""What all charts share: coordinates as text, labels that keep inside, and about how wide a text is.

A drawing is as wide as its column. What must not stretch with it (texts, circles) stands at percentages of the width; lines live
in a drawing of their own that stretches, with strokes that do not. Files draw the same at WIDTH.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from django.utils.translation import gettext as _

from kenes.base.opinion_map import num
from kenes.situation import periods as spans

WIDTH = 640  # of the drawing that stretches, and of files
PHONE = 328  # the narrowest column: what fits there fits everywhere
SOFT = "\u00ad"

Shown = Callable[[float], str]
Anchor = Literal["start", "middle", "end"]
Box = tuple[float, float, float, float]  # left, top, right, bottom

__all__ = [
    "PHONE",
    "SOFT",
    "WIDTH",
    "Anchor",
    "Box",
    "Drawn",
    "Label",
    "Shown",
    "label",
    "lines_of",
    "num",
    "overlap",
    "plain",
    "polyline",
    "short_period",
    "text_width",
]


class Drawn:
    """What templates draw, hundreds of parts a page. They ask for items before attributes: answered at once, no exception is spent."""

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)


@dataclass(frozen=True)
class Label(Drawn):
    """A text and the point it hangs on, in percent of the width."""

    x: str
    anchor: Anchor
    text: str


def label(x: float, text: str, size: float = 13) -> Label:
    """Return a label in the middle over x, or beginning or ending there where it would leave the narrowest drawing."""
    half = text_width(text, size) / 2 / PHONE * 100
    anchor: Anchor = "start" if x < half else "end" if x > 100 - half else "middle"
    return Label(num(x), anchor, text)


WIDTHS = {
    letter: width
    for letters, width in (("ijlfrtI.,:;'’!|()[]-–  \u00a0\u202fіІї", 0.36), ("ыЫҒғө", 0.78), ("mwMWшщжюмфШЩЖЮМФҚ@%ҢӨ", 0.92))
    for letter in letters
}
WIDTHS[SOFT] = 0.0


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how many pixels a text needs; hardly ever less than it does."""
    return size * (1.08 if bold else 1.0) * sum(WIDTHS.get(letter, 0.7 if letter.isupper() else 0.6) for letter in text)


def short_period(period: str) -> str:
    """Return a period in few letters, for where little room is: "2022", "III q. 2022", "07.2022"."""
    year, part, often = spans.split(period)
    told = {"part": spans.ROMAN[part] if part < len(spans.ROMAN) else "", "year": year}
    match often:
        case "Q":
            return _("%(part)s q. %(year)s") % told
        case "S":
            return _("%(part)s half %(year)s") % told
        case "M":
            return f"{part + 1:02d}.{year}"
    return str(year)


def overlap(one: Box, other: Box) -> bool:
    """Return whether two boxes cover a point together."""
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def plain(text: str) -> str:
    """Return a name without its soft hyphens."""
    return text.replace(SOFT, "")


def lines_of(text: str, width: float, size: float) -> list[str]:
    """Return a short name in lines that fit: broken at spaces and, with a hyphen, at soft hyphens. What cannot be broken stays."""
    lines = [""]
    for word in text.split(" "):
        for index, part in enumerate(word.split(SOFT)):
            space = " " if lines[-1] and index == 0 else ""
            if lines[-1] and text_width(lines[-1] + space + part + "-", size) > width:
                if index:
                    lines[-1] += "-"
                lines.append(part)
            else:
                lines[-1] += space + part
    return lines


def polyline(points: Sequence[tuple[float, float]]) -> str:
    """Return a path through points; through one alone, a stroke without length: with round ends, a dot."""
    first, *rest = points
    start = f"M{num(first[0])} {num(first[1])}"
    return start + ("L" + " ".join(f"{num(x)} {num(y)}" for x, y in rest) if rest else "h0")
