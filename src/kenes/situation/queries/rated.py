"""Ratings as pages draw them: a distribution with its median, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from kenes.situation.numbers import signed
from kenes.situation.queries.reports import RATINGS, Ratings

HEIGHT, WIDTH, STEP = 28, 20, 23  # of the drawing, in its own units


@dataclass(frozen=True)
class Bar:
    """One answer: where it stands in the drawing, and what it is."""

    x: int
    y: float
    height: float
    middle: float
    label: str
    count: int


@dataclass(frozen=True)
class Rated:
    """How members rate one domain of one place."""

    ratings: Ratings
    bars: Sequence[Bar]
    median: str
    half: str

    @property
    def is_shown(self) -> bool:
        return self.ratings.state != "withheld"

    @property
    def is_band(self) -> bool:
        """Whether (nearly) all gave the same answer: then no counts are told."""
        return self.ratings.state == "band"

    @property
    def larger(self) -> str:
        """The larger place whose members these are, "" where they are those of the place itself."""
        return "" if self.ratings.is_own or not self.is_shown else self.ratings.name


def rated(ratings: Ratings) -> Rated:
    """Return ratings as a page shows them."""
    most = max(ratings.counts, default=0) or 1
    bars = []
    for index, count in enumerate(ratings.counts):
        height = round(HEIGHT * count / most, 1)
        bars.append(Bar(index * STEP, round(HEIGHT - height, 1), height, index * STEP + WIDTH / 2, number(RATINGS[index]), count))
    half = ratings.middle_half
    between = "" if half is None else number(half[0]) if half[0] == half[1] else f"{number(half[0])} … {number(half[1])}"
    return Rated(ratings, bars, "" if ratings.median is None else number(ratings.median), between)


def number(rating: float) -> str:
    """Return a rating with its sign: −2, 0, +1.5."""
    return signed(rating, 0 if rating == int(rating) else 1)
