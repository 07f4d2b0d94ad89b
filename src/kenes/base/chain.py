"""The chain of an item as pages show it: what was done, where it stands, what is ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from itertools import zip_longest
from typing import Literal

from django.utils.translation import gettext as _

from kenes.base.dates import long_day, short_day

State = Literal["done", "now", "ahead"]
Shape = Literal["circle", "square", "verified"]

GAP, MARGIN, HALF = 14.5, 5.0, 4.25  # of the short form, in px


@dataclass(frozen=True)
class Step:
    """One link of the chain. Circle: an act of the council; square: the words of a body; verified: checked on the ground."""

    kind: str
    label: str
    state: State
    shape: Shape = "circle"
    date: Date | None = None
    text: str = ""
    url: str = ""
    by: str = ""

    @property
    def glyph(self) -> str:
        """Return the name of the drawing in the full form."""
        if self.shape == "verified" and self.state == "done":
            return "v-done"
        return f"{'s' if self.shape == 'square' else 'c'}-{self.state}"


@dataclass(frozen=True)
class Link:
    """A step, its day (with the year where it changes) and whether the line that leaves it is still ahead."""

    step: Step
    day: str
    to_ahead: bool


@dataclass(frozen=True)
class Mark:
    """A step in the short form."""

    x: float
    square: bool
    css: str

    @property
    def left(self) -> float:
        return self.x - HALF


@dataclass(frozen=True)
class Line:
    """A line between two marks of the short form."""

    x1: float
    x2: float
    css: str


@dataclass(frozen=True)
class ShortChain:
    """The chain as one line of a list."""

    marks: list[Mark]
    lines: list[Line]
    width: float
    words: str


def links(steps: Sequence[Step]) -> list[Link]:
    """Return the steps with their lines: dotted where the next step is ahead."""
    found, year = [], 0
    for step, following in zip_longest(steps, steps[1:]):
        day = "" if step.date is None else short_day(step.date) if step.date.year == year else long_day(step.date)
        year = step.date.year if step.date else year
        found.append(Link(step, day, to_ahead=following is not None and following.state == "ahead"))
    return found


def short(steps: Sequence[Step]) -> ShortChain:
    """Return the chain for a list: reached steps filled, the others hollow."""
    reached = [step.state != "ahead" for step in steps]
    places = [MARGIN + GAP * index for index in range(len(steps))]
    marks = [
        Mark(x, step.shape == "square", ("ch-body" if step.shape == "square" else "ch-done") if there else "ch-ahead")
        for x, step, there in zip(places, steps, reached, strict=True)
    ]
    lines = [
        Line(places[i], places[i + 1], "ch-line")
        if reached[i] and reached[i + 1]
        else Line(places[i] + HALF, places[i + 1] - HALF, "ch-ahead-line")
        for i in range(len(steps) - 1)
    ]
    return ShortChain(marks, lines, MARGIN * 2 + GAP * max(len(steps) - 1, 0), words(steps))


def words(steps: Sequence[Step]) -> str:
    """Return the state of the chain as a sentence for those who do not see it."""
    reached = [step for step in steps if step.state != "ahead"]
    if not reached:
        return _("Nothing yet")
    return _("%(done)d of %(total)d steps, last: %(label)s") % {"done": len(reached), "total": len(steps), "label": reached[-1].label}
